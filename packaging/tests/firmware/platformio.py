"""Runs archive.py with as much of PlatformIO as it calls; prints where the archive was found."""

import sys

script, library, cpu, fpu, abi = sys.argv[1:]
settings = {"build.cpu": cpu, "build.fpu": fpu, "build.float_abi": abi}


class Environment:
    def BoardConfig(self):
        return {key: value for key, value in settings.items() if value}

    def Dir(self, _):
        return self

    def srcnode(self):
        return self

    def get_abspath(self):
        return library

    def Append(self, LIBPATH, LIBS):
        print(LIBPATH[0], *LIBS)


env = Environment()
names = {"Import": lambda name: None, "DefaultEnvironment": lambda: env, "env": env}
exec(compile(open(script).read(), script, "exec"), names)
