"""Measures every network with every engine, in turns, and prints the table."""

import argparse
import json
import math
import statistics
import subprocess
import sys
import time
from pathlib import Path

from comparison.contender import Contender
from comparison.machine import machine, machine_line

from . import instructions, networks

OURS = "glassbox"
RIVALS = {"forward": ["onnxruntime", "openvino", "pytorch"], "forward-gradients": ["pytorch"]}
# Pictures at once, as methods that sample ask for.
BATCH = 16
PHOTO = Path(__file__).resolve().parents[2] / "Resources" / "photos" / "cat.png"


def turns(contenders: dict[str, Contender], line: str, rounds: int) -> dict[str, float]:
    """The median seconds of each; the order turns round, so that noise falls on all alike.

    Each turn begins with runs that do not count, for a fifth of a second: the others have emptied the caches.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(rounds):
        for name in order:
            # Thread pools go on spinning for a while after their last piece of work.
            time.sleep(0.1)
            warm = time.perf_counter() + 0.2
            while time.perf_counter() < warm:
                contenders[name].ask(line)
            times[name] += [contenders[name].ask(line) for _ in range(3)]
        order = order[1:] + order[:1]
    return {name: statistics.median(values) for name, values in times.items()}


def started(name: str, program: Path, path: Path, pictures: int) -> dict[str, Contender]:
    """All engines with a network, each started: that takes seconds on all cores."""
    contenders = {OURS: Contender([str(program), "benchmark", "--serve", "--model", str(path)])}
    for engine in RIVALS["forward"]:
        contenders[engine] = Contender(
            [sys.executable, "-m", "engines.engine", engine, name, str(path), str(pictures), str(networks.size(name))])
    for contender in contenders.values():
        contender.ask("forward")
    return contenders


def whole_processes(program: Path, path: Path, photo: Path, rounds: int) -> dict[str, float]:
    """The median seconds from a process's start to its first prediction."""
    commands = {
        OURS: [str(program), "classify", str(photo), "--model", str(path)],
        "onnxruntime": [sys.executable, "-m", "engines.first_prediction", str(path), str(photo)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    # The first of each finds its files on the disk.
    for turn in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def measured(name: str, program: Path, models: Path, rounds: int) -> dict:
    path = networks.onnx_file(name, models)
    row = {"network": name}
    contenders = started(name, program, path, 1)
    try:
        for line, rivals in RIVALS.items():
            row[line] = turns({key: contenders[key] for key in [OURS, *rivals]}, line, rounds)
        row["peak-memory"] = {key: contenders[key].peak_memory() for key in [OURS, "onnxruntime"]}
    finally:
        for contender in contenders.values():
            contender.close()
    contenders = started(name, program, networks.onnx_file(name, models, takes_batches=True), BATCH)
    try:
        ours = contenders[OURS]
        row["batch"] = turns({**contenders, OURS: Renamed(ours, f"forward-{BATCH}")}, "forward", rounds)
    finally:
        for contender in contenders.values():
            contender.close()
    row["first-prediction"] = whole_processes(program, path, PHOTO, max(rounds, 3))
    return row


class Renamed:
    """A contender that calls what is measured by another name."""

    def __init__(self, contender: Contender, line: str):
        self.contender, self.line = contender, line

    def ask(self, _: str) -> float:
        return self.contender.ask(self.line)


def ratio(times: dict[str, float], left_out: list[str]) -> float:
    """Ours to the fastest of the others'."""
    return times[OURS] / min(value for key, value in times.items() if key != OURS and key not in left_out)


def table(rows: list[dict], left_out: list[str]) -> str:
    """The figures of all networks; some engines are left out of the ratios."""
    def milliseconds(value: float) -> str:
        return f"{value * 1000:.1f}"

    def one_and_ratio(row: dict, line: str, rivals: list[str], unit=milliseconds) -> list[str]:
        return [unit(row[line][key]) for key in [OURS, *rivals]] + [f"{ratio(row[line], left_out):.2f}"]

    def mean(line: str) -> str:
        return f"{math.exp(statistics.fmean(math.log(ratio(row[line], left_out)) for row in rows)):.2f}"

    engines = RIVALS["forward"]
    lines = [
        "| Network (ONNX) | Glassbox | ONNX Runtime | OpenVINO | PyTorch | to the fastest | "
        f"{BATCH} pictures | ONNX Runtime | OpenVINO | PyTorch | to the fastest | Gradient | PyTorch | ratio | "
        "First prediction | ONNX Runtime | ratio | Peak memory | ONNX Runtime |",
        "|---|" + "---:|" * 18,
    ]
    for row in rows:
        memory = row["peak-memory"]
        cells = [
            row["network"], *one_and_ratio(row, "forward", engines), *one_and_ratio(row, "batch", engines),
            *one_and_ratio(row, "forward-gradients", ["pytorch"]),
            *one_and_ratio(row, "first-prediction", ["onnxruntime"])]
        cells += [f"{memory[key] / 1e6:.0f} MB" for key in [OURS, "onnxruntime"]]
        lines.append("| " + " | ".join(cells) + " |")
    means = f"{mean('forward')} for one picture, {mean('batch')} for {BATCH}"
    return "\n".join(
        [*lines, "", f"Geometric means of the ratios to the fastest: {means}. Times in milliseconds, medians."])


def main() -> None:
    parser = argparse.ArgumentParser(prog="Benchmarks/networks", description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--models", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each engine (default: 5)")
    parser.add_argument("--only", help=f"some of {','.join(networks.NETWORKS)}")
    parser.add_argument(
        "--isa", choices=list(instructions.VARIABLES), help="keep the engines to this instruction set, where they can be")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    names = arguments.only.split(",") if arguments.only else list(networks.NETWORKS)
    unknown = [name for name in names if name not in networks.NETWORKS]
    if unknown or arguments.rounds < 1:
        parser.error(f"there is no network {', '.join(unknown)}" if unknown else "--rounds must be at least 1")
    if arguments.isa:
        instructions.limit(arguments.isa)
    rows = []
    for name in names:
        print(f"Measuring {name} ...", file=sys.stderr)
        try:
            rows.append(measured(name, arguments.program, arguments.models, arguments.rounds))
        except RuntimeError as error:
            print(f"{name}: {error}", file=sys.stderr)
    if not rows:
        sys.exit(1)
    facts = machine(arguments.program)
    print(table(rows, instructions.UNLIMITED if arguments.isa else []), "", machine_line(facts), sep="\n")
    if arguments.isa:
        print(instructions.note(arguments.isa))
    if arguments.json:
        figures = {"machine": facts, "isa": arguments.isa, "rows": rows}
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if len(rows) < len(names):
        sys.exit(1)


if __name__ == "__main__":
    main()
