"""Measures the rows and prints the table."""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from . import keras_rows, python_rows, rows, set_rows, transformer_rows, window_rows
from .machine import machine, machine_line
from .rows import Setting
from .table import table

ROWS = rows.ROWS | keras_rows.ROWS | set_rows.ROWS | python_rows.ROWS | window_rows.ROWS | transformer_rows.ROWS


def main() -> None:
    parser = argparse.ArgumentParser(prog="Benchmarks/compare", description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--models", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--photo", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=10, help="turns of each side (default: 10)")
    parser.add_argument("--only", help=f"some of {','.join(ROWS)}")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    names = arguments.only.split(",") if arguments.only else list(ROWS)
    unknown = [name for name in names if name not in ROWS]
    if unknown or arguments.rounds < 1:
        parser.error(f"there is no row {', '.join(unknown)}" if unknown else "--rounds must be at least 1")

    setting = Setting(arguments.program, arguments.models, arguments.photo, arguments.rounds)
    measured = []
    for name in names:
        print(f"Measuring {name} ...", file=sys.stderr)
        measured += ROWS[name](setting)
    facts = machine(arguments.program)
    print(table(measured), "", machine_line(facts), sep="\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(
            {"machine": facts, "rows": [dataclasses.asdict(row) for row in measured]}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
