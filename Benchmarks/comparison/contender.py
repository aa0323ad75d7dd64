"""A program that is asked for one measurement at a time, so that contenders can take turns."""

import statistics
import subprocess
import time
from dataclasses import dataclass


class Contender:
    """A process that answers each line with the seconds that one run took."""

    def __init__(self, command: list[str]):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line: str) -> float:
        """The seconds of one run."""
        return float(self.say(line))

    def say(self, line: str) -> str:
        """What the process answers to a line."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{' '.join(self.command)} ended with {self.process.wait()}")
        return answer

    def peak_memory(self) -> float:
        """In bytes, since the process began."""
        return self.ask("peak-memory")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Duel:
    """Seconds of both sides, medians over all runs."""

    ours: float
    theirs: float


def duel(
        ours: Contender, our_line: str, theirs: Contender, their_line: str, rounds: int, is_long: bool = False) -> Duel:
    """Both in turns, whoever went second going first in the next round: noise falls on both alike.

    Each turn begins with runs that do not count, for a fifth of a second: the other side has emptied the caches, and
    the processor has fallen asleep. Of work that takes many seconds a turn is one run.
    """
    times: dict[Contender, list[float]] = {ours: [], theirs: []}
    sides = [(ours, our_line), (theirs, their_line)]
    for _ in range(rounds):
        for contender, line in sides:
            # Thread pools go on spinning for a while after their last piece of work.
            time.sleep(0.1)
            if is_long:
                times[contender].append(contender.ask(line))
                continue
            warm = time.perf_counter() + 0.2
            while time.perf_counter() < warm:
                contender.ask(line)
            times[contender] += [contender.ask(line) for _ in range(3)]
        sides.reverse()
    return Duel(statistics.median(times[ours]), statistics.median(times[theirs]))
