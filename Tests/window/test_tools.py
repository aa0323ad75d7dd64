"""Finding, opening, comparing, undoing, saving: the window's tools, by mouse and by key."""

import json
import os
import shlex
import shutil
import subprocess
import unittest

from window import ROOT, Pixels, Window, WindowCase, command_line, photo, read_array, read_picture

VGG = ("--model", "vgg16-features", "--mode", "feature-map")


class FindingTests(WindowCase):
    def test_finds_a_layer_by_typing(self):
        window = self.open(*VGG, photo("cat.png"))
        window.key("slash", result=False)
        window.type("block4 conv2")
        window.key("Return")
        self.assertEqual(window.state["layer"], "block4_conv2")
        window.click("option.colormap.grey")
        self.expect_maps(photo("cat.png"), "block4_conv2")

    def test_explains_any_class_that_is_typed(self):
        window = self.open(photo("cat.png"))
        window.key("c", result=False)
        window.type("goldfi")
        window.key("Return")
        window.wait_until_done()
        self.assertEqual((window.state["class"], window.state["method"]), (1, "grad-cam"))
        saved = window.export("array", ".npy")
        command_line("explain", photo("cat.png"), "--method", "grad-cam", "--class", "goldfish", "--raw", "expected.npy",
                     folder=window.folder.name)
        self.assertEqual(read_array(saved), read_array(window.path("expected.npy")))

    def test_goes_everywhere_by_key(self):
        window = self.open(photo("cat.png"))
        window.tool("key", "Tab")
        window.settle()
        before = window.screenshot()
        for _ in range(3):
            window.tool("key", "Tab")
        window.settle()
        self.assertNotEqual(window.screenshot(), before, "the focus is not to be seen")
        window.key("o", result=False)
        self.assertIn("method.saliency", window.controls)
        for _ in range(60):
            window.tool("key", "Tab")
            window.settle()
            if window.state.get("focus") == "method.saliency":
                break
        window.key("Return")
        window.wait_until_done()
        self.assertEqual(window.state["method"], "saliency")

    def test_changes_its_language(self):
        window = self.open(photo("cat.png"), language="ko_KR.UTF-8")
        korean = window.screenshot()
        window.open_languages()
        window.key("Escape", result=False)
        self.assertNotIn("language.en", window.controls)
        self.assertEqual(window.screenshot(), korean)
        window.open_languages()
        window.key("Up", result=False)
        window.key("Return", result=False)
        self.assertNotEqual(window.screenshot(), korean)
        window.open_languages()
        window.key("Down", result=False)
        window.key("Return", result=False)
        self.assertEqual(window.screenshot(), korean)

    def test_changes_its_appearance(self):
        window = self.open(photo("cat.png"))
        light = window.screenshot()
        # Light and dark; three sizes of letters.
        for key, others in (("d", 1), ("b", 2)):
            for _ in range(others):
                window.key(key, result=False)
                self.assertNotEqual(window.screenshot(), light)
            window.key(key, result=False)
            self.assertEqual(window.screenshot(), light)
        box = window.controls["result"]
        window.key("d", result=False)
        self.assertLess(max(window.screenshot().at(box.x + 12, box.y + 40)), 64)


class OpeningTests(WindowCase):
    def test_opens_a_photo_in_the_file_browser(self):
        window = self.open(*VGG, photo("cat.png"))
        shutil.copy(photo("coffee.png"), window.path("breakfast.png"))
        window.key("ctrl+o", result=False)
        window.type(window.folder.name)
        window.key("Return", result=False)
        window.wait_for(lambda: "browser.up" in window.controls and "browser.0" in window.controls, "listing")
        window.type("break")
        window.key("Return")
        window.wait_until_done()
        self.assertEqual(window.state["photo"], window.path("breakfast.png"))

    def test_opens_the_photos_of_a_folder_that_is_dropped(self):
        window = self.open(*VGG, photo("cat.png"))
        os.makedirs(window.path("album/trip"))
        shutil.copy(photo("coffee.png"), window.path("album/a.png"))
        shutil.copy(photo("rocket.jpg"), window.path("album/trip/b.jpg"))
        count = window.state["photos"]
        window.drop(window.path("album"))
        window.wait_for(lambda: window.state["photos"] == count + 2, "photos of the folder")
        window.wait_until_done()
        self.assertIn(window.state["photo"], [window.path("album/a.png"), window.path("album/trip/b.jpg")])

    def test_takes_five_hundred_files_at_once(self):
        window = self.open(*VGG, photo("cat.png"))
        names = [window.path(f"photo-{index:03}.png") for index in range(500)]
        for name in names:
            os.link(photo("coffee.png"), name) if os.stat(photo("coffee.png")).st_dev == os.stat(
                window.folder.name).st_dev else shutil.copy(photo("coffee.png"), name)
        count = window.state["photos"]
        window.drop(*names)
        window.wait_until_done()
        self.assertEqual(window.state["photos"], count + 500)
        self.assertEqual(window.state["photo"], names[0])
        window.key("n")
        window.wait_until_done()
        self.assertEqual(window.state["photo"], names[1])

    def test_opens_a_network_that_is_dropped_and_refuses_what_is_none(self):
        window = self.open(photo("cat.png"))
        network = str(ROOT / "Tests/GoldenData/keras/functional.keras")
        window.drop(network)
        window.wait_for(lambda: window.state["model"] == network, "network")
        window.wait_until_done()
        with open(window.path("junk.onnx"), "wb") as file:
            file.write(bytes(range(256)) * 20)
        window.drop(window.path("junk.onnx"))
        window.wait_for(lambda: "junk.onnx" in window.state["notice"], "sentence")
        self.assertEqual(window.state["model"], network)

    def test_stays_whole_when_it_is_resized_and_changed_while_it_computes(self):
        window = self.open(photo("cat.png"))
        self.press("mode.lime")
        for index in range(30):
            window.tool("windowsize", window.number, str(1024 + 23 * index), str(640 + 17 * (index % 11)))
        window.tool("key", "n", "Right", "Left", "ctrl+z", "ctrl+y", "N")
        window.key("1")
        window.wait_until_done()
        self.assertIsNone(window.process.poll())
        self.assertEqual(window.state["answered"], "feature-map")
        self.press("mode.shap")
        window.wait_for(lambda: window.state["busy"] and window.state["method"] == "shap", "work")
        window.tool("key", "Escape")
        window.wait_for(lambda: window.state["paused"] and "goon" in window.controls, "end of the work")
        self.assertFalse(window.state["busy"])
        window.key("space", result=False)
        window.wait_until_done()
        self.assertEqual(window.state["answered"], "shap")
        window.key("o", result=False)
        self.press("method.rise")
        window.wait_for(lambda: window.state["busy"] and window.state["method"] == "rise", "work")
        window.process.terminate()
        self.assertIn(window.process.wait(timeout=20), (0, -15, 143, 130))


    def press(self, name: str) -> None:
        """Clicks without waiting for the answer."""
        self.window.point(name)
        self.window.tool("click", "1")


class WorkingTests(WindowCase):
    def test_answers_with_every_method(self):
        """Each method of the list, at a layer where it has an answer, with little to do."""
        window = self.open("--layer", "_conv_head", photo("cat.png"))
        window.key("o", result=False)
        names = [name.removeprefix("method.") for name in window.controls if name.startswith("method.")]
        self.assertGreater(len(names), 15)
        window.key("o", result=False)
        for name in names:
            if window.state["method"] == name:
                continue
            window.key("o", result=False)
            window.click(f"method.{name}")
            window.wait_for(lambda: window.state["answered"] == name or window.state["obstacle"], f"answer of {name}")
            if window.state["obstacle"]:
                if "has no attention" in window.state["obstacle"]:
                    # No layer of this network is a way out.
                    self.assertNotIn("wayout", window.controls)
                    continue
                self.assertIn("wayout", window.controls, window.state["obstacle"])
                window.click("wayout")
                window.wait_for(lambda: window.state["answered"] == name, f"answer of {name}")
            self.assertEqual(window.state["notice"], "", name)

    def test_takes_superpixels_out_of_the_photo(self):
        window = self.open("--mode", "lime", photo("cat.png"))
        window.wait_until_done()
        before = window.screenshot().part(window.controls["result.2"])
        window.click("result.0")
        window.wait_until_done()
        self.assertNotEqual(window.screenshot().part(window.controls["result.2"]), before)
        window.click("result.0")
        window.wait_until_done()
        self.assertEqual(window.screenshot().part(window.controls["result.2"]), before)

    def test_compares_methods_and_classes(self):
        window = self.open(photo("cat.png"))
        alone = window.screenshot().part(window.controls["result"])
        window.key("v", result=False)
        window.click("compare.classes")
        window.wait_until_done()
        self.assertEqual(window.state["pictures"], 5)
        window.key("v" if "compare.card" not in window.controls else "Escape", result=False)
        window.key("v", result=False)
        window.click("compare.methods")
        window.wait_until_done()
        self.assertGreaterEqual(window.state["pictures"], 6)
        window.click("compare.off")
        window.wait_until_done()
        self.assertEqual(window.screenshot().part(window.controls["result"]), alone)

    def test_undoes_and_does_again(self):
        window = self.open(*VGG, "--layer", "block4_conv1", photo("cat.png"))
        window.key("Right")
        window.click("option.colormap.grey")
        window.key("ctrl+z")
        window.key("ctrl+z")
        self.assertEqual(window.state["layer"], "block4_conv1")
        window.key("ctrl+y")
        window.key("ctrl+y")
        window.wait_until_done()
        self.assertEqual(window.state["layer"], "block4_conv2")
        self.expect_maps(photo("cat.png"), "block4_conv2")

    def test_keeps_its_state_for_the_next_start(self):
        window = self.open(photo("coffee.png"))
        window.click("prediction.2")
        window.key("d", result=False)
        window.wait_until_done()
        kept, dark = dict(window.state), window.screenshot()
        window.tool("key", "ctrl+q")
        self.assertEqual(window.process.wait(timeout=30), 0)
        again = Window(folder=window.folder)
        self.addCleanup(again.close)
        again.wait_until_done()
        for fact in ("photo", "layer", "method", "class", "model"):
            self.assertEqual(again.state[fact], kept[fact])
        box = again.controls["result"]
        self.assertEqual(again.screenshot().part(box), dark.part(box))

    def test_keeps_its_state_when_the_desktop_ends_it(self):
        window = self.open(photo("coffee.png"))
        window.wait_until_done()
        window.process.terminate()
        self.assertEqual(window.process.wait(timeout=30), 0)
        with open(window.path("glassbox/last.glassbox"), encoding="utf-8") as file:
            self.assertIn("coffee.png", file.read())

    def open_randomisation_check(self) -> Window:
        window = self.open("--mode", "grad-cam", photo("cat.png"))
        window.wait_until_done()
        window.key("t", result=False)
        window.click("evaluate.randomization")
        window.wait_until_done()
        return window

    def test_shows_the_map_while_the_weights_become_random(self):
        window = self.open_randomisation_check()
        trained = window.screenshot().part(window.controls["result.1"])
        window.point("chart.stages")
        window.tool("click", "1")
        window.settle()
        window.wait_until_done()
        random = window.screenshot().part(window.controls["result.1"])
        self.assertNotEqual(random, trained)
        # At the curve's beginning is the answer itself.
        box = window.controls["chart.stages"]
        window.tool("mousemove", "--window", window.number, str(box.x + 2), str(box.y + 20))
        window.settle()
        window.tool("click", "1")
        window.settle()
        window.wait_until_done()
        self.assertEqual(window.screenshot().part(window.controls["result.1"]), trained)

    def test_goes_through_the_stages_by_dragging(self):
        window = self.open_randomisation_check()
        box = window.controls["chart.stages"]

        def point(share: float) -> None:
            place = (str(int(box.x + share * (box.width - 4)) + 2), str(box.y + box.height // 2))
            window.tool("mousemove", "--window", window.number, *place)

        def picture() -> Pixels:
            window.settle()
            window.wait_until_done()
            return window.screenshot().part(window.controls["result.1"])

        point(0.5)
        window.tool("click", "1")
        middle = picture()
        point(0)
        window.tool("mousedown", "1")
        for share in (0.1, 0.2, 0.3, 0.4, 0.5):
            point(share)
            window.settle()
        window.tool("mouseup", "1")
        self.assertEqual(picture(), middle)
        point(0)
        window.tool("click", "1")
        self.assertNotEqual(picture(), middle)

    def test_copies_the_command_line_that_makes_the_picture(self):
        window = self.open("--mode", "grad-cam", "--class", "#2", photo("cat.png"))
        window.wait_until_done()
        window.key("s", result=False)
        window.key("Return", result=False)
        window.wait_for(lambda: window.state["notice"].startswith("Saved"), "file")
        saved = [name for name in os.listdir(window.folder.name) if name.endswith(".png")]
        self.assertEqual(len(saved), 1)
        window.key("ctrl+c", result=False)
        copied = subprocess.run(
            ["xclip", "-selection", "clipboard", "-out"], check=True, capture_output=True, text=True, timeout=10).stdout
        program, *arguments = shlex.split(copied)
        self.assertEqual(os.path.basename(program), "glassbox")
        command_line(*arguments, "--output", "copied.png", folder=window.folder.name)
        self.assertEqual(read_picture(window.path("copied.png")), read_picture(window.path(saved[0])))

    def test_saves_what_it_shows_and_opens_it_again(self):
        window = self.open("--mode", "grad-cam", "--class", "#2", photo("cat.png"))
        window.wait_until_done()
        with open(window.export("parameters", ".json"), encoding="utf-8") as file:
            saved = json.load(file)
        printed = json.loads(command_line(
            "explain", photo("cat.png"), "--method", "grad-cam", "--class", "#2", "--json", folder=window.folder.name))
        for facts in (saved, printed):
            facts.pop("seconds")
        self.assertEqual(saved, printed)
        session = window.export("session", ".glassbox")
        window.key("Right" if window.state["layer"] == "input" else "Left")
        window.wait_until_done()
        window.drop(session)
        window.wait_until_done()
        self.assertEqual(window.state["layer"], saved["layer"])
        self.assertEqual(window.state["class"], saved["class"]["index"])


if __name__ == "__main__":
    unittest.main()
