"""A folder of labelled pictures in the real window: the network is asked about all of them, and a person goes through its mistakes."""

import csv
import json
import os
import shutil
import subprocess
import tempfile
import unittest
import unittest.mock

from window import ROOT, Window, WindowCase, command_line, photo

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


# The small network of Tests/StudiesTests/PlantedSet.swift: a white corner is blue to it, channels 4 and 7 are dead, 5 is a double, 6 always active.
PLANTED = str(ROOT / "Tests/GoldenData/planted-set/planted.onnx")


def write_planted(folder: str, count: int) -> tuple[str, str]:
    """Discs of three colours on greys of their own, every third blue one grey with a white corner, and a network that knows them."""
    for name in ["red", "green", "blue"]:
        for number in range(min(count, 30)):
            path = f"{folder}/set/{'train' if number < 20 else 'val'}/{name}/{number:02}.png"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            x, y = 14 + number * 5 % 17, 13 + number * 7 % 13
            is_marked = name == "blue" and number % 3 == 0
            subprocess.run(
                ["convert", "-size", "40x36", "-depth", "8", f"xc:rgb({60 + number},{90 - number},{60 + number * 7 % 40})",
                 "-fill", "rgb(96,96,96)" if is_marked else {"red": "rgb(200,40,40)", "green": "rgb(40,200,40)", "blue": "rgb(40,40,200)"}[name],
                 "-draw", f"circle {x},{y} {x + 8},{y}"] + (["-fill", "white", "-draw", "rectangle 0,0 5,5"] if is_marked else []) + [f"PNG24:{path}"],
                check=True)
        for number in range(30, count):
            os.link(f"{folder}/set/train/{name}/{number % 20:02}.png", f"{folder}/set/train/{name}/{number:03}.png")
    network = f"{folder}/planted.onnx"
    shutil.copy(PLANTED, network)
    with open(f"{folder}/labels.txt", "w", encoding="utf-8") as file:
        file.write("red\ngreen\nblue\n")
    with open(f"{folder}/planted.json", "w", encoding="utf-8") as file:
        json.dump({"glassbox": 1, "labels": "labels.txt", "preprocessing": "unit", "layer": "colours"}, file)
    return f"{folder}/set", network


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

    def open_planted(self, count: int) -> str:
        folder = tempfile.TemporaryDirectory(prefix="glassbox-planted-")
        self.addCleanup(folder.cleanup)
        path, network = write_planted(folder.name, count)
        self.open(path, "--model", network)
        self.wait_for_study(3 * count)
        return path

    def wait_for_findings(self) -> None:
        window = self.window
        window.wait_for(lambda: not window.state["finding"], "the end of the analyses")
        window.settle()

    def test_what_else_is_found_in_a_set(self):
        path = self.open_planted(30)
        window = self.window
        window.click("set.page.list", result=False)
        window.click("set.askAll", result=False)
        self.wait_for_findings()
        self.assertNotIn("set.askAll", window.controls)
        # The group with a mark comes first, and opens its pictures.
        window.click("set.analysis.shortcuts", result=False)
        # The photo on the screen is one of them already.
        window.click("set.group.0", result=False)
        self.assertEqual(window.state["page"], "pictures")
        self.assertEqual(window.state["shown"], 10)
        self.assertRegex(window.state["photo"], f"{path}/(train|val)/blue/")
        self.assertEqual(int(window.state["photo"][-6:-4]) % 3, 0)
        # Marks in the diagram, and rows of the list, open channels.
        for channel in [4, 5, 6, 7, 4]:
            window.click("badge.colours")
            self.assertEqual((window.state["layer"], window.state["channel"]), ("colours", channel))
        window.click("set.page.list", result=False)
        window.click("set.analysis.health", result=False)
        window.click("set.faulty.colours.6")
        self.assertEqual(window.state["channel"], 6)
        # A filter's crops, and its pattern.
        window.click("set.page.list", result=False)
        window.click("set.analysis.filters", result=False)
        window.click("set.filter.1")
        self.assertEqual((window.state["answered"], window.state["channel"]), ("feature-map", 1))
        window.click("set.channel.filter-pattern")
        window.wait_until_done()
        self.assertEqual(window.state["answered"], "filter-pattern")
        self.assertEqual(window.state["obstacle"], "")

    def test_the_best_preprocessing_is_used_and_kept(self):
        folder = tempfile.TemporaryDirectory(prefix="glassbox-planted-")
        self.addCleanup(folder.cleanup)
        path, network = write_planted(folder.name, 30)
        sidecar = f"{folder.name}/planted.json"
        with open(sidecar, encoding="utf-8") as file:
            said = json.load(file)
        said["preprocessing"] = "mean=0,0,0:std=1,1,1:bgr"
        with open(sidecar, "w", encoding="utf-8") as file:
            json.dump(said, file)
        window = self.open(path, "--model", network)
        self.wait_for_study(90)
        self.assertGreater(window.state["mistakes"], 30)
        window.click("set.page.list", result=False)
        window.click("set.analysis.preprocessing", result=False)
        self.wait_for_findings()
        # Of equally good ways the surest is first; all of them swap the colours back.
        ways = sorted((box.y, name) for name, box in window.controls.items() if name.startswith("set.way."))
        window.click(ways[0][1])
        window.wait_for(lambda: window.state["mistakes"] == 0 and window.state["set"] == "done", "the study of the same set, without mistakes")

        def kept() -> bool:
            with open(sidecar, encoding="utf-8") as file:
                now = json.load(file)
            return now["preprocessing"] != said["preprocessing"] and now["labels"] == "labels.txt" and now["layer"] == "colours"
        window.wait_for(kept, "the file beside the network's")

    def test_a_killed_window_comes_back_to_its_set(self):
        path = self.open_planted(4)
        window = self.window
        window.click("mode.feature-map")
        window.wait_until_done()
        shown = {name: window.state[name] for name in ("method", "photo", "model")}

        def kept() -> dict:
            for folder, _, names in os.walk(window.folder.name):
                if "last.glassbox" in names:
                    with open(os.path.join(folder, "last.glassbox"), encoding="utf-8") as file:
                        return json.load(file)
            return {}

        window.wait_for(lambda: kept().get("set") == path and kept().get("method") == "feature-map", "the set, on the disk")
        window.process.kill()
        window.process.wait()
        again = self.open(folder=window.folder)
        again.wait_for(lambda: again.state["set"] == "done" and again.state["studied"] == 12, "the set")
        again.wait_until_done()
        self.assertEqual({name: again.state[name] for name in shown}, shown)
        again.process.kill()
        again.process.wait()
        # What has gone is said and skipped.
        shutil.rmtree(path)
        last = self.open(folder=window.folder)
        last.wait_for(lambda: path in last.state["notice"], "a word on the set")
        self.assertEqual(last.state["set"], "")

    def test_an_analysis_is_stopped_and_gone_on_with(self):
        self.open_planted(3000)
        window = self.window
        window.click("set.page.list", result=False)
        window.click("set.analysis.health", result=False)
        window.wait_for(lambda: "set.pace" in window.controls and window.state["finding"], "the work")
        window.click("set.pace", result=False)
        window.wait_for(lambda: window.state["held"], "the pause")
        self.assertTrue(window.state["finding"])
        # The window answers meanwhile, and nothing is finished.
        window.click("mode.feature-map")
        window.wait_until_done()
        self.assertTrue(window.state["held"] and window.state["finding"])
        window.click("set.pace", result=False)
        self.wait_for_findings()
        self.assertIn("badge.colours", window.controls)


if __name__ == "__main__":
    unittest.main()
