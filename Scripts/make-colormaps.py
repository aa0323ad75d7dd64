#!/usr/bin/env python3
"""Writes Sources/Imaging/Rendering/ColormapTables.swift from matplotlib's maps (viridis, magma, cividis).

Usage: python Scripts/make-colormaps.py    (needs matplotlib; made with 3.11)
"""
import pathlib

import matplotlib
import numpy

HEADER = """\
// Made by Scripts/make-colormaps.py from matplotlib {version}.
// viridis and magma: Nathaniel J. Smith, Stefan van der Walt and Eric Firing, CC0 1.0.
// cividis: Jamie R. Nuñez, Christopher R. Anderton and Ryan S. Renslow, CC0 1.0.

/// The 256 colours of each map as hexadecimal digits, six per colour, red first.
enum ColormapTables {{
"""


def main():
    lines = [HEADER.format(version=matplotlib.__version__)]
    for name in ("viridis", "magma", "cividis"):
        table = matplotlib.colormaps[name](numpy.arange(256), bytes=True)[:, :3]
        digits = table.astype(numpy.uint8).tobytes().hex()
        lines.append(f'    static let {name} = """\n')
        for start in range(0, len(digits), 96):
            end = "\\" if start + 96 < len(digits) else ""
            lines.append(f"        {digits[start:start + 96]}{end}\n")
        lines.append('        """\n')
        lines.append("\n" if name != "cividis" else "")
    lines.append("}\n")
    root = pathlib.Path(__file__).resolve().parent.parent
    (root / "Sources/Imaging/Rendering/ColormapTables.swift").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
