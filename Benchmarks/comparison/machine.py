"""The machine that was measured on."""

import json
import os
import subprocess
from pathlib import Path


def machine(program: Path) -> dict:
    """What `glassbox benchmark` finds out about the machine.

    OpenBLAS releases that do not know a processor fall back to older instructions; the limit is that of the machine,
    so the kernels for AVX-512 are named where it has them.
    """
    environment = dict(os.environ)
    if "avx512f" in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        environment.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
    report = subprocess.run(
        [program, "benchmark", "--json", "--runs", "1"], env=environment, check=True, capture_output=True, text=True)
    return json.loads(report.stdout)["machine"]


def machine_line(machine: dict) -> str:
    return (f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['vectors']}: "
            f"{machine['gigaflopsPerSecond']:.0f} GFLOP/s (1024×1024 matrix product), "
            f"{machine['gigabytesPerSecond']:.1f} GB/s reading memory.")
