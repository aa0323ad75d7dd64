"""The answer alone, for a class: by key and by a presenter's clicker."""

import unittest

from window import WindowCase, photo


class PresentationTests(WindowCase):
    def test_a_clicker_goes_through_the_photos(self):
        window = self.open(photo("astronaut.jpg"), photo("cat.png"), photo("coffee.png"))
        height = window.screenshot().height
        window.key("p")
        window.wait_for(lambda: window.state["presenting"], "the answer alone")
        window.wait_until_done()
        picture = window.controls["result.2"]
        # The layout keeps its proportions; what is left of the window's height stays empty.
        self.assertGreaterEqual(picture.height, 0.79 * min(height, window.screenshot().width / 1.7))
        self.assertNotIn("mode.lime", window.controls)
        self.assertIn("caption", window.controls)
        for name in ("cat.png", "coffee.png"):
            window.key("Next")
            window.wait_for(lambda: window.state["photo"].endswith(name), name)
        window.key("Prior")
        window.wait_for(lambda: window.state["photo"].endswith("cat.png"), "the photo before")
        window.wait_until_done()
        window.key("Escape")
        window.wait_for(lambda: "mode.lime" in window.controls, "the whole window")

    def test_cards_are_read_in_the_whole_window(self):
        window = self.open(photo("cat.png"))
        window.key("F5")
        window.wait_for(lambda: window.state["presenting"], "the answer alone")
        window.key("x")
        window.wait_for(lambda: "mode.lime" in window.controls and not window.state["presenting"], "the options")


if __name__ == "__main__":
    unittest.main()
