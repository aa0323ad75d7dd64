"""Networks that learn in the real window, and films of how they do: photos dropped, paused, stopped, gone through, saved."""

import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from window import ROOT, WindowCase, command_line, photo

# From photos dropped to the first answer of a network that has learnt from them: five on a machine that has nothing else to do, as
# docs/training.md says; this many anywhere.
MOST_SECONDS = 60
SHAPES = ("bars", "ring")


def write_classes(folder: str, count: int) -> str:
    """Two classes in folders of their own: the folder that holds them."""
    subprocess.run([str(ROOT / "Scripts/make-shapes.py"), folder, str(count), "96", *SHAPES], check=True)
    return folder


def frames(events: list[dict]) -> list[int]:
    """The positions in the film that the window went to, in order."""
    found: list[int] = []
    for event in events:
        if event["event"] == "state" and found[-1:] != [event["frame"]]:
            found.append(event["frame"])
    return found


class TrainingTests(WindowCase):
    def begin(self, count: int) -> float:
        """Opens the card and drops two classes on it; when they were dropped."""
        window = self.window
        photos = write_classes(window.path("photos"), count)
        window.key("r", result=False)
        window.wait_for(lambda: "train.new" in window.controls, "the card")
        dropped = time.monotonic()
        window.drop(photos, result=False, on="train.new")
        window.wait_for(lambda: "train.box.1" in window.controls, "two boxes")
        return dropped

    def test_twenty_photos_of_two_classes_answer_within_seconds(self):
        window = self.open(photo("cat.png"))
        window.wait_until_done()
        dropped = self.begin(20)
        window.click("train.start", result=False)
        window.wait_for(
            lambda: window.state["frame"] >= 1 and "/epoch-" in window.state["model"] and not window.state["busy"]
            and not window.state["model"].endswith("/epoch-0000.safetensors"), "the first answer of what learnt")
        self.assertLess(time.monotonic() - dropped, MOST_SECONDS)
        window.wait_for(lambda: window.state["training"] == "ready", "the end")
        window.wait_for(lambda: window.state["frames"] == 11, "a network for each of ten epochs, and the first")
        self.assertEqual(window.state["epochs"], 10)
        right = float(re.search(r"([0-9.]+) % right", window.state["notice"])[1])
        self.assertGreaterEqual(right, 75, "of eight photos kept for the test")
        window.wait_until_done()
        # It is one more network, named by its classes, and every mode works on it.
        window.key("Escape", result=False)
        window.click("mode.feature-map")
        self.assertTrue(window.state["model"].endswith("/epoch-0010.safetensors"), window.state["model"])

    def test_a_training_is_paused_gone_on_with_and_stopped(self):
        window = self.open(photo("cat.png"))
        self.begin(12)
        window.click("train.all", result=False)
        window.click("train.start", result=False)
        window.wait_for(lambda: window.state["epochs"] >= 1, "an epoch")
        window.click("train.pause", result=False)
        window.wait_for(lambda: window.state["training"] == "paused", "the pause")
        # The step that ran may be the last of an epoch.
        time.sleep(1)
        window.read_trace()
        epochs = window.state["epochs"]
        time.sleep(2)
        window.read_trace()
        self.assertEqual(window.state["epochs"], epochs)
        # Other work goes on while it is paused.
        window.key("Escape", result=False)
        window.click("mode.feature-map")
        window.wait_until_done()
        window.key("r", result=False)
        window.click("train.goOn", result=False)
        window.wait_for(lambda: window.state["epochs"] > epochs, "the next epoch")
        window.click("train.stop", result=False)
        window.wait_for(lambda: window.state["training"] == "ready", "the end")
        self.assertLess(window.state["epochs"], 10)
        self.assertEqual(window.state["frames"], window.state["epochs"] + 1)
        # What was learnt so far can be saved, and is a network like any other.
        before = set(window.files(".safetensors"))
        window.click("train.save", result=False)
        window.key("Return", result=False)
        saved = window.wait_for(lambda: set(window.files(".safetensors")) - before, "a file").pop()
        window.settle()
        said = command_line("classify", photo("cat.png"), "--model", window.path(saved), folder=window.folder.name)
        self.assertRegex(said, "|".join(SHAPES))


class FilmTests(WindowCase):
    @classmethod
    def setUpClass(cls):
        cls.made = tempfile.TemporaryDirectory(prefix="glassbox-film-")
        cls.addClassCleanup(cls.made.cleanup)
        photos = write_classes(os.path.join(cls.made.name, "photos"), 6)
        command_line("train", photos, "--model", "small", "--weights", "random", "--size", "48", "--epochs", "3", "--keep-epochs",
                     "--output", "film.safetensors", folder=cls.made.name)
        cls.epochs = os.path.join(cls.made.name, "film.epochs")
        cls.names = sorted(name for name in os.listdir(cls.epochs) if name.endswith(".safetensors"))

    def give(self, name: str) -> None:
        """A network and what stands beside it appear in the watched folder, as another program would write them."""
        stem = name.removesuffix(".safetensors")
        for file in sorted(os.listdir(self.epochs), key=lambda file: file == name):
            if file.startswith(stem):
                shutil.copy(os.path.join(self.epochs, file), os.path.join(self.watched, file))

    def test_networks_appear_by_themselves_and_are_gone_through(self):
        self.assertEqual(len(self.names), 4)
        self.watched = os.path.join(self.made.name, "watched")
        os.makedirs(self.watched)
        window = self.open("--watch", self.watched, photo("cat.png"))
        for count, name in enumerate(self.names, 1):
            self.give(name)
            window.wait_for(lambda: window.state["frames"] == count and window.state["frame"] == count - 1, name)
            window.wait_for(lambda: window.state["model"].endswith(name) and not window.state["busy"], f"answer of {name}")
        window.key("comma")
        self.assertEqual(window.state["frame"], 2)
        window.key("period")
        self.assertEqual(window.state["frame"], 3)
        # Played from the end it begins anew and stops at the last.
        before = len(window.events)
        window.key("k")
        window.wait_for(lambda: len(frames(window.events[before:])) >= 4 and window.state["frame"] == 3, "the end")
        self.assertEqual(frames(window.events[before:])[-4:], [0, 1, 2, 3])
        window.wait_until_done()
        window.settle()
        # The slider's middle, by the pointer.
        window.point("film.slider")
        window.tool("click", "1")
        window.wait_for(lambda: window.state["frame"] in (1, 2), "a network in the middle")

    def test_a_film_is_saved_in_motion_and_as_a_sheet(self):
        # A layer that is named is looked for in the film's network.
        window = self.open("--watch", self.epochs, "--layer", "features.4", photo("cat.png"))
        window.wait_for(lambda: window.state["frames"] == 4 and not window.state["busy"], "four networks")
        self.assertEqual(window.state["layer"], "features.4")
        for name, ending, magic in (("film", ".gif", b"GIF89a"), ("filmSheet", ".png", b"\x89PNG")):
            with self.subTest(name):
                path = window.export(name, ending)
                with open(path, "rb") as file:
                    self.assertEqual(file.read(len(magic)), magic)
        said = command_line("explain", path, "--method", "grad-cam", "--output", "again.png", folder=window.folder.name)
        self.assertNotIn("error", said)


if __name__ == "__main__":
    unittest.main()
