"""A folder of labelled pictures in the real window: the network is asked about all of them, and a person goes through its mistakes."""

import csv
import os
import subprocess
import tempfile
import unittest
import unittest.mock

from window import Window, WindowCase, command_line, photo

# Labels of the embedded network, and what lies in their folders: one is wrong on purpose.
CLASSES = {"tabby": "cat.png", "espresso": "coffee.png", "goldfish": "rocket.jpg"}
NETWORK = "efficientnet-lite0"


def write_set(folder: str, count: int) -> str:
    """Parts of photos in a folder for each class."""
    for name, source in CLASSES.items():
        os.makedirs(f"{folder}/{name}")
        for number in range(count):
            path = f"{folder}/{name}/{number:03}.png"
            if number >= 8:
                os.link(f"{folder}/{name}/{number % 8:03}.png", path)
                continue
            subprocess.run(
                ["convert", photo(source), "-resize", "320x240!", "-crop", f"280x210+{number * 5}+{number * 3}", "+repage", path],
                check=True)
    return folder


class SetTests(WindowCase):
    def setUp(self):
        # What an earlier run noted of the same pictures is not taken over.
        folder = tempfile.TemporaryDirectory(prefix="glassbox-cache-")
        self.addCleanup(folder.cleanup)
        patched = unittest.mock.patch.dict(os.environ, {"XDG_CACHE_HOME": folder.name})
        patched.start()
        self.addCleanup(patched.stop)

    def wait_for_study(self, count: int) -> None:
        window = self.window
        window.wait_for(lambda: window.state["set"] == "done" and window.state["studied"] == count, "the end of the study")
        window.wait_until_done()

    def table(self, folder: str) -> dict[str, dict]:
        """What the command line says of each picture."""
        path = self.window.path("table.csv")
        command_line("study", folder, "--model", NETWORK, "--csv", path, folder=self.window.folder.name)
        with open(path, encoding="utf-8") as file:
            return {f"{folder}/{row['file']}": row for row in csv.DictReader(file)}

    def test_a_dropped_folder_shows_its_mistakes(self):
        window = self.open(photo("cat.png"), "--model", NETWORK)
        folder = write_set(window.path("photos"), 6)
        window.drop(folder)
        window.wait_for(lambda: "set.card" in window.controls, "the card of the set")
        self.wait_for_study(18)
        said = self.table(folder)
        mistakes = [path for path, row in said.items() if row["correct"] == "0"]
        self.assertGreaterEqual(len(mistakes), 6)
        self.assertEqual(window.state["mistakes"], len(mistakes))
        # Keys go from mistake to mistake, and every mode works on each.
        seen = []
        window.key("y")
        while window.state["photo"] not in seen and len(seen) < len(mistakes):
            seen.append(window.state["photo"])
            self.assertEqual(said[seen[-1]]["correct"], "0", seen[-1])
            if len(seen) < len(mistakes):
                window.key("y")
        self.assertEqual(len(set(seen)), len(mistakes))
        window.click("mode.feature-map")
        window.wait_until_done()
        self.assertEqual(window.state["answered"], "feature-map")
        self.assertEqual(window.state["photo"], seen[-1])
        # Only mistakes, and only those of a cell of the matrix, the first of which it opens.
        window.click("set.mistakes", result=False)
        window.wait_for(lambda: window.state["shown"] == len(mistakes), "mistakes only")
        window.click("set.all", result=False)
        window.wait_for(lambda: window.state["shown"] == 18, "all pictures")
        # Classes stand in the network's order: goldfish, tabby, espresso.
        window.click("set.cell.2.2")
        right = [path for path, row in said.items() if row["predicted"] == row["label"] == "espresso"]
        self.assertIn(window.state["photo"], right)
        self.assertEqual(window.state["shown"], len(right))
        # In the filmstrip arrows go from picture to picture.
        window.click("set.all", result=False)
        before = window.state["photo"]
        position = next(name for name in window.controls if name.startswith("set.photo."))
        window.click(position)
        first = window.state["photo"]
        self.assertEqual(window.state["focus"], "set.strip")
        window.key("Right")
        self.assertNotIn(window.state["photo"], [first, before] if first != before else [first])
        window.key("Left")
        self.assertEqual(window.state["photo"], first)

    def test_a_study_is_stopped_and_gone_on_with(self):
        window = self.open(photo("cat.png"), "--model", NETWORK)
        folder = write_set(window.path("photos"), 100)
        window.drop(folder)
        window.wait_for(lambda: window.state["mistakes"] > 0 and "set.pace" in window.controls, "the first mistakes")
        window.click("set.pace", result=False)
        window.wait_for(lambda: window.state["set"] == "paused", "the pause")
        studied = window.state["studied"]
        self.assertLess(studied, 300)
        # What was found can be gone through, and the window answers, while nothing else is found.
        window.key("y")
        window.click("mode.feature-map")
        window.wait_until_done()
        # The batch that ran may come to its end, with what was not told before it.
        self.assertLessEqual(window.state["studied"], studied + 50)
        self.assertEqual(window.state["set"], "paused")
        window.click("set.pace", result=False)
        self.wait_for_study(300)

    def test_a_folder_on_the_command_line_and_a_table(self):
        window = self.open(photo("cat.png"), "--model", NETWORK)
        folder = write_set(window.path("photos"), 2)
        table = window.path("labels.csv")
        with open(table, "w", encoding="utf-8") as file:
            file.write("file,label\nphotos/tabby/000.png,espresso\nphotos/espresso/001.png,espresso\n")
        other = Window(folder, "--model", NETWORK)
        self.addCleanup(other.close)
        other.wait_for(lambda: other.state.get("set") == "done" and other.state["studied"] == 6, "the end of the study")
        self.assertEqual(other.state["photo"], f"{folder}/espresso/000.png")
        window.drop(table)
        self.wait_for_study(2)
        self.assertEqual(window.state["mistakes"], 1)


if __name__ == "__main__":
    unittest.main()
