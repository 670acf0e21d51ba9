"""Whether a Kconfig offers EXP_RS for the cores that an archive fits, and for no others."""

import sys
import tempfile

import kconfiglib

RV32 = ["RISCV", "RISCV_ISA_RV32I", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_C"]
CORES = [
    (True, ["CPU_CORTEX_M"]),
    (True, ["CPU_CORTEX_M", "FLOAT_HARD"]),
    (True, RV32 + ["RISCV_ISA_EXT_A"]),
    (False, RV32),
    (False, RV32 + ["RISCV_ISA_EXT_A", "FLOAT_HARD"]),
    (False, ["RISCV", "RISCV_ISA_RV32E", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_A", "RISCV_ISA_EXT_C"]),
    (False, ["RISCV", "RISCV_ISA_RV64I", "64BIT", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_A", "RISCV_ISA_EXT_C"]),
    (False, ["XTENSA"]),
]


def offers(kconfig, symbols):
    """Zephyr's symbols that the core sets stand in a file before the one that is asked."""
    with tempfile.NamedTemporaryFile("w", suffix="Kconfig") as file:
        for symbol in symbols:
            file.write(f"config {symbol}\n\tdef_bool y\n")
        file.write(f'config HEAP_MEM_POOL_SIZE\n\tint\n\tdefault 4096\nsource "{kconfig}"\n')
        file.flush()
        return kconfiglib.Kconfig(file.name).syms["EXP_RS"].visibility > 0


wrong = [symbols for due, symbols in CORES if offers(sys.argv[1], symbols) != due]
for symbols in wrong:
    print("wrong for:", *symbols)
sys.exit(bool(wrong))
