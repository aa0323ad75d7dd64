"""A monkey at the window: seeded random clicks, keys, drops, sizes and files that change, with the memory recorded.

    monkey.py SECONDS [SEED]      in a display, as Tests/window/monkey.sh gives it

It fails where the program ends, where more than LIMIT is taken at any time, and, if it has enough seconds for its caches to be full before,
where the memory at the end exceeds what it was after the first part by more than GROWTH, both at rest.
"""
import os
import random
import shutil
import subprocess
import sys
import time

from window import DROP, ROOT, Window

# Of the memory at rest after the first sixth of the time, at least a minute.
GROWTH = 1.05
LONG = 300
# Megabytes. At 773 (seed 3) 284 were one batch of perturbed photos, and 462 lay in blocks of 256 kB and more; what the others hold was
# not told apart. Runs of half an hour have gone over it, up to 1213, and grew by 29 % after five minutes: the cause is not found yet.
LIMIT = 1100
# Seconds without work after which the window has given memory back (CacheBudget.idleSeconds), and a little more.
IDLE = 8
KEYS = [*"abcdefghijklmnoprstuvwxyz0123456789", "space", "Return", "Escape", "Tab", "Left", "Right", "Up", "Down", "Home", "End",
        "Prior", "Next", "plus", "minus", "F1", "Delete", "BackSpace", "ctrl+s", "ctrl+o", "ctrl+z", "ctrl+c"]
PICTURES = ROOT / "Tests/GoldenData/imaging/pictures"


def memory(process: int) -> float:
    """Megabytes that are the process's own now."""
    with open(f"/proc/{process}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def work(process: int) -> float:
    """Seconds of the processor that the process has used."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as status:
        fields = status.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Monkey:
    def __init__(self, seconds: float, seed: int):
        self.seconds, self.draw = seconds, random.Random(seed)
        self.window = Window()
        self.width, self.height = 1700, 1000
        self.counts: dict[str, int] = {}
        self.changing = [self.window.path(f"changing{number}.png") for number in range(3)]

    def click(self) -> None:
        x, y = self.draw.randrange(self.width), self.draw.randrange(self.height)
        # Half of them meet what is there.
        if self.draw.random() < 0.5 and self.window.controls:
            box = self.draw.choice(list(self.window.controls.values()))
            x, y = box.x + self.draw.randrange(max(1, box.width)), box.y + self.draw.randrange(max(1, box.height))
        self.window.tool("mousemove", "--window", self.window.number, str(x), str(y),
                         "click", self.draw.choice("1111345"))

    def key(self) -> None:
        self.window.tool("key", self.draw.choice(KEYS))

    def drop(self) -> None:
        names = self.draw.sample(sorted(os.listdir(PICTURES)), self.draw.randrange(1, 4))
        paths = [str(PICTURES / name) for name in names] + self.draw.sample(self.changing, 1)
        subprocess.run([DROP, self.window.number, "300", "300", *paths], check=False, capture_output=True, timeout=20)

    def resize(self) -> None:
        self.width, self.height = self.draw.randrange(700, 1900), self.draw.randrange(500, 1150)
        self.window.tool("windowsize", self.window.number, str(self.width), str(self.height))

    def change(self) -> None:
        source = PICTURES / self.draw.choice(sorted(os.listdir(PICTURES)))
        target = self.draw.choice(self.changing)
        if self.draw.random() < 0.2 and os.path.exists(target):
            os.remove(target)
        else:
            shutil.copy(source, target)

    def quiet(self) -> float:
        """Megabytes once nothing runs, also no work ahead, and what only the next pass would need is put away."""
        process, end, marks = self.window.process.pid, time.monotonic() + 240, []
        self.window.tool("key", "Escape")
        while time.monotonic() < end:
            time.sleep(1)
            if self.window.process.poll() is not None:
                return 0
            self.window.read_trace()
            if self.window.state.get("busy") or self.window.state.get("playing"):
                self.window.tool("key", "Escape")
            # At rest where hardly any work was done for so long.
            marks.append(work(process))
            if len(marks) > IDLE and marks[-1] - marks[-1 - IDLE] < 0.02 * IDLE:
                break
        else:
            print("the window does not come to rest", file=sys.stderr)
        return memory(process)

    def ended(self) -> bool:
        """Whether the program has ended, which is said."""
        if self.window.process.poll() is None:
            return False
        print(f"the program ended with {self.window.process.returncode} after {sum(self.counts.values())} acts", file=sys.stderr)
        print(open(self.window.path("errors"), encoding="utf-8").read()[-3000:], file=sys.stderr)
        return True

    def run(self) -> int:
        self.change()
        process = self.window.process
        begin = time.monotonic()
        first_part = max(60, self.seconds / 6) if self.seconds > 120 else self.seconds / 2
        settled, highest, last = None, 0.0, 0.0
        while time.monotonic() - begin < self.seconds:
            act = self.draw.choices([self.click, self.key, self.drop, self.resize, self.change], [60, 30, 4, 2, 4])[0]
            self.counts[act.__name__] = self.counts.get(act.__name__, 0) + 1
            try:
                act()
            except subprocess.CalledProcessError as error:
                if process.poll() is None:
                    print(f"{act.__name__}: {error.stderr!r}", file=sys.stderr)
            time.sleep(0.03)
            self.window.read_trace()
            if self.ended():
                return 1
            now = memory(process.pid)
            highest = max(highest, now)
            elapsed = time.monotonic() - begin
            if elapsed > first_part and settled is None:
                settled = self.quiet()
            if elapsed - last > self.seconds / 20:
                last = elapsed
                print(f"{elapsed:6.0f} s {now:6.0f} MB", flush=True)
        end = self.quiet()
        if self.ended():
            return 1
        # A machine that stood still has no first part.
        settled = settled or end
        print(f"monkey: {sum(self.counts.values())} acts {self.counts}, {settled:.0f} MB after {first_part:.0f} s, "
              f"{highest:.0f} at most, {end:.0f} at the end")
        self.window.close()
        if self.seconds >= LONG and end > settled * GROWTH or highest > LIMIT:
            print("the memory grows", file=sys.stderr)
            return 1
        return 0


if __name__ == "__main__":
    sys.exit(Monkey(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1).run())
