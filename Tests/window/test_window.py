"""What the window shows is what the command line computes, after clicks, keys and drops."""

import os
import struct
import unittest

from window import Box, Pixels, WindowCase, command_line, photo, read_array, read_picture

class WindowTests(WindowCase):
    def test_shows_the_feature_maps_of_the_layer_that_is_clicked(self):
        window = self.open("--model", "vgg16-features", "--mode", "feature-map", photo("cat.png"))
        window.click("option.colormap.grey")
        window.click("layer.block4_conv2")
        self.expect_maps(photo("cat.png"), "block4_conv2")
        window.key("Next")
        self.expect_maps(photo("cat.png"), "block4_conv2", page=1)
        window.key("Right")
        self.expect_maps(photo("cat.png"), "block4_conv3")

    def test_shows_grad_cam_for_the_prediction_that_is_clicked(self):
        window = self.open("--mode", "feature-map", "--layer", "_swish1", photo("cat.png"))
        window.click("mode.grad-cam")
        window.click("option.colormap.grey")
        for rank in (1, 2):
            if rank > 1:
                window.click(f"prediction.{rank}")
            raw = window.path("heat.npy")
            command_line("explain", photo("cat.png"), "--method", "grad-cam", "--class", f"#{rank}", "--layer",
                         "_swish1", "--raw", raw, folder=window.folder.name)
            (height, width), values = read_array(raw)
            screen, heat = window.screenshot(), window.controls["result.1"]
            self.assertEqual((heat.width % width, heat.height % height), (0, 0))
            for row in range(height):
                for column in range(width):
                    # Enlarged linearly, a map keeps its values where its cells have their middles.
                    x = heat.x + int((column + 0.5) * heat.width / width)
                    y = heat.y + int((row + 0.5) * heat.height / height)
                    expected = values[row * width + column] / max(values) * 255
                    self.assertAlmostEqual(screen.at(x, y)[0], expected, delta=4,
                                           msg=f"prediction {rank}, row {row}, column {column}")

    def test_saves_what_the_command_line_writes(self):
        window = self.open("--model", "vgg16-features", "--mode", "feature-map", photo("cat.png"))
        window.click("layer.block3_conv1")
        window.key("s", result=False)
        window.key("Return", result=False)
        window.wait_for(lambda: window.state["notice"].startswith("Saved"), "file")
        saved = [name for name in os.listdir(window.folder.name) if name.endswith("feature-map-block3_conv1.png")]
        self.assertEqual(saved, ["cat-feature-map-block3_conv1.png"])
        command_line("explain", photo("cat.png"), "--model", "vgg16-features", "--method", "feature-map", "--layer",
                     "block3_conv1", "--output", "expected.png", folder=window.folder.name)
        self.assertEqual(read_picture(window.path(saved[0])), read_picture(window.path("expected.png")))

    def test_analyses_a_photo_that_is_dropped(self):
        window = self.open("--model", "vgg16-features", "--mode", "feature-map", "--layer", "block5_conv3",
                           photo("cat.png"))
        window.click("option.colormap.grey")
        self.expect_maps(photo("cat.png"), "block5_conv3")
        awkward = window.path("my photo, 100 % ü.png")
        with open(photo("coffee.png"), "rb") as source, open(awkward, "wb") as copy:
            copy.write(source.read())
        window.drop(awkward)
        self.assertEqual(window.count("analysis", photo=awkward), 1)
        self.expect_maps(awkward, "block5_conv3")

    def test_keeps_what_it_shows_when_something_else_is_dropped(self):
        window = self.open(photo("cat.png"))
        before, result = window.screenshot(), window.controls["result.2"]
        with open(window.path("letter.jpg"), "w", encoding="utf-8") as file:
            file.write("This is a letter, not a photo.\n")
        with open(window.path("huge.bmp"), "wb") as file:
            file.write(b"BM" + struct.pack("<13I", 54, 0, 54, 40, 65535, 65535, 1 | 24 << 16, 0, 0, 0, 0, 0, 0))
        os.mkdir(window.path("empty"))
        for name in ("letter.jpg", "huge.bmp", "empty"):
            window.drop(window.path(name), result=name != "empty")
            window.wait_for(lambda: "notice" in window.controls, "notice")
            notice = window.controls["notice"]
            self.assert_same_outside(window.screenshot(), before, result, notice)
            window.click("notice", result=False)
            self.assertNotIn("notice", window.controls)
            self.assertEqual(window.screenshot().part(result), before.part(result))

    def assert_same_outside(self, screen: Pixels, before: Pixels, box: Box, notice: Box) -> None:
        """The result is on the screen as before, except where the notice lies."""
        self.assertNotEqual(screen.part(notice), before.part(notice))
        for y in range(box.y, box.y + box.height):
            if notice.y <= y < notice.y + notice.height:
                continue
            row = Box(box.x, y, box.width, 1)
            self.assertEqual(screen.part(row), before.part(row))

    def test_finds_a_layer_in_its_stage_and_block(self):
        window = self.open("--mode", "feature-map", photo("cat.png"))
        window.click("option.colormap.grey")
        layer = "_blocks.3._depthwise_conv"
        for group in ("group.stage 3", "group.stage 3.block 3"):
            self.assertNotIn(f"layer.{layer}", window.controls)
            window.click(group, result=False)
        window.click(f"layer.{layer}")
        self.expect_maps(photo("cat.png"), layer, network="efficientnet-lite0")

    def test_speaks_korean_by_key_and_by_button(self):
        window = self.open(photo("cat.png"))
        english = window.screenshot()
        window.open_languages()
        window.click("language.ko", result=False)
        korean = window.screenshot()
        self.assertNotEqual(korean, english)
        result = window.controls["result.0"]
        self.assertEqual(korean.part(result), english.part(result))
        window.click("language", result=False)
        window.click("language.en", result=False)
        self.assertEqual(window.screenshot(), english)

    def test_draws_nothing_for_a_motion_that_changes_nothing(self):
        window = self.open(photo("cat.png"))

        def frames() -> int:
            window.settle()
            return window.count("frame")

        def move(x: int, y: int) -> None:
            window.tool("mousemove", "--window", window.number, str(x), str(y))

        move(10, 500)
        before = frames()
        for step in range(20):
            move(10 + step % 3, 480 + step)
        self.assertEqual(frames(), before)
        box = window.controls["mode.lime"]
        move(box.x + 10, box.y + box.height // 2)
        self.assertGreater(frames(), before)

    def test_goes_on_where_it_was_killed(self):
        window = self.open(photo("cat.png"))
        window.click("mode.feature-map")
        window.wait_until_done()
        window.key("n")
        window.wait_until_done()
        shown = {name: window.state[name] for name in ("method", "photo")}
        self.assertEqual(shown["method"], "feature-map")

        def kept() -> str:
            for folder, _, names in os.walk(window.folder.name):
                if "last.glassbox" in names:
                    with open(os.path.join(folder, "last.glassbox"), encoding="utf-8") as file:
                        return file.read()
            return ""

        window.wait_for(lambda: '"feature-map"' in kept() and '"photo":1' in kept().replace(" ", ""), "what is shown, on the disk")
        window.process.kill()
        window.process.wait()
        again = self.open(folder=window.folder)
        again.wait_until_done()
        self.assertEqual({name: again.state[name] for name in shown}, shown)

    def test_ends_with_ctrl_q_and_not_with_escape(self):
        window = self.open(photo("cat.png"))
        window.wait_until_done()
        for _ in range(3):
            window.key("Escape", result=False)
        self.assertIsNone(window.process.poll())
        window.tool("key", "ctrl+q")
        self.assertEqual(window.process.wait(timeout=30), 0)
        self.window.errors.flush()
        with open(window.path("errors"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "")


if __name__ == "__main__":
    unittest.main()
