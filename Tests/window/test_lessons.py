"""Lessons in the real window: done by hand, shown by the window, left and gone on with."""

import json
import unittest

from window import Box, WindowCase, photo

COLUMNS, ROWS = 16, 4


def overlap(one: Box, other: Box) -> bool:
    return (one.x < other.x + other.width and other.x < one.x + one.width
            and one.y < other.y + other.height and other.y < one.y + one.height)


class LessonTests(WindowCase):
    def begin(self, name: str) -> None:
        window = self.window
        window.key("question", result=False)
        window.wait_for(lambda: f"lessons.{name}" in window.controls, "the list of lessons")
        window.click(f"lessons.{name}")
        window.wait_for(lambda: window.state["lesson"] == name and not window.state["busy"], "the lesson")
        window.settle()

    def expect_step(self, step: int, is_done: bool = False) -> None:
        window = self.window
        window.wait_for(
            lambda: window.state["step"] == step and window.state["stepDone"] == is_done and not window.state["busy"],
            f"step {step}, done: {is_done}")
        window.settle()

    def click_tile(self, channel: int) -> None:
        window = self.window
        grid = window.controls["result.0"]
        x = grid.x + int((channel % COLUMNS + 0.5) * grid.width / COLUMNS)
        y = grid.y + int((channel // COLUMNS + 0.5) * grid.height / ROWS)
        window.tool("mousemove", "--window", window.number, str(x), str(y))
        window.do(lambda: window.tool("click", "1"), "click", True)

    def test_a_lesson_is_done_by_hand_and_put_aside(self):
        window = self.open(photo("coffee.png"))
        self.begin("02-kernel")
        self.expect_step(1)
        self.assertFalse(overlap(window.controls["lesson"], window.controls["result"]))
        self.assertTrue(window.state["photo"].endswith("cat.png"))
        self.assertEqual(window.state["layer"], "block1_conv1")
        window.key("Next")
        self.expect_step(2)
        self.click_tile(5)
        self.expect_step(2)
        window.key("Escape")
        self.click_tile(38)
        self.expect_step(2, is_done=True)
        self.assertIn("lesson.done", window.controls)
        window.click("lesson.next")
        self.expect_step(3)
        window.click("enlarged.arithmetic")
        self.expect_step(3, is_done=True)
        window.key("Next")
        self.expect_step(4)
        window.key("j")
        self.expect_step(4, is_done=True)
        window.key("Prior")
        self.expect_step(3)
        window.click("lesson.leave")
        window.wait_for(lambda: window.state["lesson"] == "" and not window.state["busy"], "what was open before")
        self.assertTrue(window.state["photo"].endswith("coffee.png"))
        self.assertNotIn("lesson", window.controls)
        # It goes on where it was left: four steps were done.
        self.begin("02-kernel")
        self.expect_step(5)

    def test_the_tour_opens_with_the_first_start_alone(self):
        window = self.open()
        self.expect_step(1)
        self.assertEqual(window.state["lesson"], "00-first-steps")
        for step in range(2, 7):
            window.key("Next")
            self.expect_step(step)
        window.click("lesson.next")
        window.wait_for(lambda: window.state["lesson"] == "", "the window")

    def test_a_lesson_of_ones_own_is_dropped(self):
        window = self.open(photo("cat.png"))
        own, broken = window.path("own.json"), window.path("broken.json")
        lesson = {"glassbox-lesson": 1, "title": "Mine", "summary": "One step.",
                  "steps": [{"text": "Look.", "do": "Press LIME.", "start": {"photos": ["coffee.png"]},
                             "done": {"method": "saliency", "answered": True}}]}
        with open(own, "w", encoding="utf-8") as file:
            json.dump(lesson, file)
        lesson["steps"][0]["start"] = {"photo": "coffee.png"}
        with open(broken, "w", encoding="utf-8") as file:
            json.dump(lesson, file)
        window.drop(broken, result=False)
        window.wait_for(lambda: "Step 1 of the lesson" in window.state["notice"], "a sentence")
        window.drop(own)
        self.expect_step(1)
        window.key("j")
        self.expect_step(1, is_done=True)

    def test_about_lies_beside_the_picture(self):
        window = self.open(photo("cat.png"))
        window.key("i", result=False)
        window.wait_for(lambda: "guide.card" in window.controls, "About")
        window.settle()
        self.assertFalse(overlap(window.controls["guide.card"], window.controls["result"]))
        window.click("prediction.2")
        self.assertIn("guide.card", window.controls)
        window.key("Escape", result=False)
        window.wait_for(lambda: "guide.card" not in window.controls, "the window without About")


if __name__ == "__main__":
    unittest.main()
