"""PlatformIO: links the archive of the board's core, from what `make arduino` laid out."""

import os

Import("env")  # noqa: F821, PlatformIO's own

board = env.BoardConfig()  # noqa: F821
core = board.get("build.cpu", board.get("build.mcu", ""))
fpu = "-".join(board.get("build." + key, "") for key in ("fpu", "float_abi")).strip("-")
source = os.path.join(env.Dir(".").srcnode().get_abspath(), "src")  # noqa: F821
places = [os.path.join(source, core, fpu), os.path.join(source, core)]
found = [place for place in places if core and os.path.exists(os.path.join(place, "libexp_rs.a"))]
if not found:
    raise SystemExit("exp_rs: no archive for the core '%s' in %s" % (core, source))
# The program is linked by the project's environment, not the library's.
DefaultEnvironment().Append(LIBPATH=[found[0]], LIBS=["exp_rs"])  # noqa: F821
