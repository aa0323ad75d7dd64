"""The real window in every size and size of letters, and the network in all of it."""

import os
import shutil
import unittest
from pathlib import Path

from window import Window, WindowCase, photo


class SizeTests(WindowCase):
    def expect_all_inside(self, width: int, height: int) -> None:
        for name, box in self.window.controls.items():
            self.assertGreaterEqual(min(box.x, box.y), 0, name)
            self.assertLessEqual(box.x + box.width, width + 1, name)
            self.assertLessEqual(box.y + box.height, height + 1, name)

    def test_every_part_stays_in_sight_in_every_size(self):
        window = self.open(photo("cat.png"))
        for width, height in ((1024, 640), (700, 1100), (1900, 700)):
            window.tool("windowsize", "--sync", window.number, str(width), str(height))
            window.wait_until_done()
            for _ in range(3):
                window.key("b", result=False)
                window.wait_until_done()
                self.assertLessEqual({"keys", "messages", "network", "result.2", "prediction.5"}, set(window.controls))
                self.expect_all_inside(width, height)
            # Nothing stays empty at the edges.
            keys, result = window.controls["keys"], window.controls["result"]
            self.assertGreater(keys.y + keys.height, height * 0.97)
            self.assertGreater(result.x + result.width, width * 0.95)

    def test_a_drag_moves_the_diagram_and_a_click_opens(self):
        window = self.open(photo("cat.png"))
        window.key("plus", result=False)
        window.key("plus", result=False)
        name = next(name for name in window.controls if name.startswith("group.stage"))
        before = window.controls[name]
        window.point(name)
        window.tool("mousedown", "1")
        window.tool("mousemove_relative", "--", "60", "0")
        window.tool("mousemove_relative", "--", "60", "0")
        window.tool("mouseup", "1")
        window.settle()
        self.assertGreater(window.controls[name].x + window.controls[name].width, before.x + before.width)
        self.assertFalse([other for other in window.controls if other.startswith(name + ".")])
        window.click(name, result=False)
        self.assertTrue([other for other in window.controls if other.startswith(name + ".") or other.startswith("layer.")])

    def test_the_network_has_the_whole_window(self):
        window = self.open(photo("cat.png"))
        window.key("g", result=False)
        window.wait_for(lambda: "facts" in window.controls, "the whole network")
        window.wait_until_done()
        layers = [name for name in window.controls if name.startswith("layer.")]
        self.assertEqual(len(layers), 144)
        window.click("layer._conv_stem")
        self.assertEqual(window.state["layer"], "_conv_stem")
        window.key("Escape", result=False)
        self.assertNotIn("facts", window.controls)
        self.assertIn("result.2", window.controls)

    def test_names_in_every_script(self):
        window = self.open(photo("cat.png"))
        for name in ("חתול.png", "قطة.png", "🐈.png", "ก.png"):
            path = window.path(name)
            shutil.copyfile(photo("cat.png"), path)
            window.drop(path)
            window.wait_until_done()
            self.assertTrue(window.state["photo"].endswith(name))
        self.assertIsNone(window.process.poll())

    def test_what_was_learned_is_kept_when_the_program_is_killed(self):
        window = self.open(photo("cat.png"))
        window.key("question", result=False)
        window.wait_for(lambda: "lessons.01-pictures" in window.controls, "the list of lessons")
        window.click("lessons.01-pictures")
        window.wait_until_done()
        window.key("Next")
        window.wait_until_done()
        kept = window.path("glassbox/last.glassbox")
        window.wait_for(lambda: os.path.exists(kept) and "01-pictures" in Path(kept).read_text(encoding="utf-8"), "progress")
        window.process.kill()
        window.process.wait()
        again = Window(photo("cat.png"), folder=window.folder)
        self.addCleanup(lambda: (again.process.terminate(), again.process.wait(), again.errors.close()))
        again.key("question", result=False)
        again.wait_for(lambda: "lessons.01-pictures" in again.controls, "the list of lessons")
        again.click("lessons.01-pictures")
        again.wait_until_done()
        self.assertEqual(again.state["step"], 2)


if __name__ == "__main__":
    unittest.main()
