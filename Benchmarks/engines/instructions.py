"""Instruction sets that the engines are kept to, so that one machine shows what another would do."""

import os

# What each engine's libraries read from the environment while they are loaded.
VARIABLES = {
    "avx2": {
        # Glassbox: oneDNN, which its own loops follow, and OpenBLAS.
        "DNNL_MAX_CPU_ISA": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
        # PyTorch: its own loops, oneDNN (OpenVINO's, too) and MKL.
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    },
}

# MLAS takes what the processor has.
UNLIMITED = ["onnxruntime"]


def limit(instructions: str) -> None:
    """Keeps the engines that are started from now on to an instruction set."""
    os.environ.update(VARIABLES[instructions])


def note(instructions: str) -> str:
    return (f"Glassbox, PyTorch and OpenVINO were kept to {instructions.upper()}. ONNX Runtime and OpenVINO's matrix "
            "products cannot be: their library, MLAS, takes what the processor has. ONNX Runtime is left out of the ratios.")
