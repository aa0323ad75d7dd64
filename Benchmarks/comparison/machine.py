"""The machine that was measured on."""

import json
import subprocess
from pathlib import Path


def machine(program: Path) -> dict:
    """What `glassbox benchmark` finds out about the machine."""
    report = subprocess.run(
        [program, "benchmark", "--json", "--runs", "1"], check=True, capture_output=True, text=True)
    return json.loads(report.stdout)["machine"]


def machine_line(machine: dict) -> str:
    return (f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['vectors']}: "
            f"{machine['gigaflopsPerSecond']:.0f} GFLOP/s (1024×1024 matrix product), "
            f"{machine['gigabytesPerSecond']:.1f} GB/s reading memory.")
