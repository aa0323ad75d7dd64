"""The real window, as a person sees and uses it: through X11, with the program's trace to tell where things are."""

import json
import math
import os
import struct
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass
from pathlib import Path

PROGRAM = os.environ["GLASSBOX_EXECUTABLE"]
DROP = os.environ.get("DROP_EXECUTABLE", "")
ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


def photo(name: str) -> str:
    return str(ROOT / "Resources/photos" / name)


@dataclass
class Box:
    """A rectangle in the window's pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass
class Pixels:
    """An RGB picture, 8 bits a channel."""

    width: int
    height: int
    data: bytes

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        start = (y * self.width + x) * 3
        return tuple(self.data[start:start + 3])

    def part(self, box: Box) -> "Pixels":
        rows = [self.data[(y * self.width + box.x) * 3:(y * self.width + box.x + box.width) * 3]
                for y in range(box.y, box.y + box.height)]
        return Pixels(box.width, box.height, b"".join(rows))


def read_picture(path: str) -> Pixels:
    size = subprocess.run(
        ["identify", "-format", "%w %h", path], check=True, capture_output=True, text=True).stdout.split()
    data = subprocess.run(["convert", path, "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout
    width, height = map(int, size)
    assert len(data) == width * height * 3
    return Pixels(width, height, data)


def read_array(path: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Shape and values of a float32 .npy file, version 1.0."""
    data = Path(path).read_bytes()
    assert data[:8] == b"\x93NUMPY\x01\x00"
    end = 10 + struct.unpack_from("<H", data, 8)[0]
    header = eval(data[10:end], {"__builtins__": {}})  # noqa: S307 a literal that this program wrote
    assert header["descr"] == "<f4" and not header["fortran_order"]
    return header["shape"], struct.unpack_from(f"<{math.prod(header['shape'])}f", data, end)


def command_line(*arguments: str, folder: str) -> str:
    return subprocess.run(
        [PROGRAM, *arguments], check=True, capture_output=True, text=True, cwd=folder).stdout


class Window:
    """The program with its window on the screen that DISPLAY names."""

    def __init__(self, *arguments: str, folder: tempfile.TemporaryDirectory | None = None, language: str = "C.UTF-8"):
        self.folder = folder or tempfile.TemporaryDirectory(prefix="glassbox-window-")
        self.trace_path = self.path("trace")
        if os.path.exists(self.trace_path):
            os.remove(self.trace_path)
        self.errors = open(self.path("errors"), "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder.name, env={**os.environ, "GLASSBOX_TRACE": self.trace_path, "XDG_STATE_HOME": self.folder.name,
                                                     "LC_ALL": language},
            stderr=self.errors)
        self.seen = 0
        self.events: list[dict] = []
        self.controls: dict[str, Box] = {}
        self.state: dict = {}
        self.wait_for(lambda: "result.0" in self.controls, "a first result")
        self.number = self.tool("search", "--sync", "--pid", str(self.process.pid), "--name", "^Glassbox$").split()[-1]
        self.tool("windowfocus", "--sync", self.number)
        self.settle()

    def path(self, name: str) -> str:
        return os.path.join(self.folder.name, name)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.errors.close()
        self.folder.cleanup()

    @staticmethod
    def tool(*arguments: str) -> str:
        return subprocess.run(["xdotool", *arguments], check=True, capture_output=True, text=True).stdout

    def read_trace(self) -> list[dict]:
        """The events since the last call."""
        try:
            with open(self.trace_path, encoding="utf-8") as file:
                lines = file.read().split("\n")[:-1]
        except FileNotFoundError:
            return []
        new = [json.loads(line) for line in lines[self.seen:]]
        self.seen = len(lines)
        for event in new:
            if event["event"] == "layout":
                self.controls = {name: Box(*place) for name, place in event["controls"].items()}
            if event["event"] == "state":
                self.state = event
        self.events += new
        return new

    def wait_for(self, is_true, what: str):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read_trace()
            if result := is_true():
                return result
            assert self.process.poll() is None, f"the program ended with {self.process.returncode} before {what}"
            time.sleep(0.01)
        raise AssertionError(f"there is no {what}")

    def settle(self) -> None:
        """Waits until nothing new is drawn for a while."""
        quiet = 0
        # A video that plays is never quiet.
        while quiet < 10 and not self.state.get("playing"):
            quiet = 0 if self.read_trace() else quiet + 1
            time.sleep(0.02)

    def count(self, event: str, **values) -> int:
        return sum(e["event"] == event and all(e.get(k) == v for k, v in values.items()) for e in self.events)

    def do(self, act, kind: str, result: bool) -> float:
        """Does something and waits until its consequence is on the screen; the milliseconds that took the program."""
        self.read_trace()
        before = self.count("presented", kind=kind, result=result)
        act()
        self.wait_for(
            lambda: self.count("presented", kind=kind, result=result) > before,
            f"picture after {kind} (result: {result})")
        self.settle()
        return next(e["latency"] for e in reversed(self.events) if e["event"] == "presented" and e["kind"] == kind)

    def point(self, name: str) -> None:
        """Moves the pointer to the middle of a control."""
        self.wait_for(lambda: name in self.controls, f"control {name}")
        box = self.controls[name]
        self.tool("mousemove", "--window", self.number, str(box.x + box.width // 2), str(box.y + box.height // 2))

    def click(self, name: str, result: bool = True) -> float:
        self.point(name)
        return self.do(lambda: self.tool("click", "1"), "click", result)

    def key(self, key: str, result: bool = True) -> float:
        return self.do(lambda: self.tool("key", key), "key", result)

    def type(self, text: str) -> None:
        """Types into the text field that is open."""
        self.tool("type", "--delay", "15", text)
        self.settle()

    def choose(self, name: str) -> None:
        """Clicks a control and waits until the answer to what it asks for is whole."""
        self.click(name)
        self.wait_until_done()

    def wait_until_done(self) -> None:
        self.wait_for(lambda: not self.state["busy"], "whole answer")
        self.settle()

    def open_languages(self) -> None:
        """Opens the list of languages and waits until all of them are found."""
        self.key("l", result=False)
        self.wait_for(lambda: "language.ko" in self.controls, "the list of languages")

    def drop(self, *paths: str, result: bool = True, on: str = "result") -> None:
        box = self.controls[on]
        middle = [str(box.x + box.width // 2), str(box.y + box.height // 2)]
        self.do(lambda: subprocess.run([DROP, self.number, *middle, *paths], check=True), "drop", result)

    def files(self, ending: str) -> list[str]:
        return sorted(name for name in os.listdir(self.folder.name) if name.endswith(ending))

    def export(self, name: str, ending: str) -> str:
        """Saves something and gives the new file's path."""
        before = set(self.files(ending))
        self.click("export", result=False)
        self.click(f"export.{name}", result=False)
        self.key("Return", result=False)
        new = self.wait_for(lambda: set(self.files(ending)) - before, f"file {ending}")
        self.settle()
        return self.path(new.pop())

    def screenshot(self) -> Pixels:
        # Away from everything that answers the pointer.
        self.tool("mousemove", "--window", self.number, "2", "2")
        self.settle()
        path = self.path("screen.png")
        subprocess.run(["import", "-window", self.number, path], check=True)
        return read_picture(path)


COLUMNS, ROWS = 16, 4


def map_levels(values: tuple[float, ...]) -> list[int]:
    """Each map's own least value as 0 and its greatest as 255, cut to whole numbers."""
    least, greatest = min(values), max(values)
    return [int((value - least) * 255 / (greatest - least)) if greatest > least else 0 for value in values]


class WindowCase(unittest.TestCase):
    """What the tests of the window share."""

    window: Window

    def open(self, *arguments: str, folder: tempfile.TemporaryDirectory | None = None, language: str = "C.UTF-8") -> Window:
        self.window = Window(*arguments, folder=folder, language=language)
        self.addCleanup(self.window.close)
        return self.window

    def expect_maps(self, image: str, layer: str, page: int = 0, network: str = "vgg16-features") -> None:
        """The grey tiles on the screen are the maps that `explain --raw` writes."""
        window = self.window
        raw = window.path("maps.npy")
        command_line("explain", image, "--model", network, "--method", "feature-map", "--layer", layer, "--raw", raw,
                     folder=window.folder.name)
        (channels, height, width), values = read_array(raw)
        screen, grid = window.screenshot(), window.controls["result.0"]
        tile_width, tile_height = (grid.width + 1) // COLUMNS - 1, (grid.height + 1) // ROWS - 1
        self.assertGreaterEqual(tile_width, width, "the tiles are smaller than the maps, whose pixels they average")
        first = page * COLUMNS * ROWS
        compared = 0
        for channel in range(first, min(first + COLUMNS * ROWS, channels)):
            own = values[channel * height * width:(channel + 1) * height * width]
            # Silent ones have a word on them.
            if min(own) == max(own):
                continue
            levels = map_levels(own)
            left = grid.x + (channel - first) % COLUMNS * (tile_width + 1)
            top = grid.y + (channel - first) // COLUMNS * (tile_height + 1)
            for row in range(height):
                for column in range(width):
                    x = left + int((column + 0.5) * tile_width / width)
                    y = top + int((row + 0.5) * tile_height / height)
                    colour = screen.at(x, y)
                    self.assertEqual(len(set(colour)), 1, f"channel {channel} is not grey at {x}, {y}")
                    self.assertAlmostEqual(colour[0], levels[row * width + column], delta=2,
                                           msg=f"channel {channel}, row {row}, column {column}")
                    compared += 1
        self.assertGreater(compared, 0)
