"""A video and a camera in place of a photo: it plays with the chosen method, and a frame of it becomes a photo."""

import os
import unittest

from window import ROOT, WindowCase, command_line, read_array, read_picture

VIDEO = str(ROOT / "Tests/GoldenData/video/colours.mp4")


class VideoTests(WindowCase):
    def setUp(self):
        # The frames that are kept are the test's own.
        self.addCleanup(os.environ.pop, "XDG_DATA_HOME", None)

    def open_video(self, path: str):
        os.environ["XDG_DATA_HOME"] = str(ROOT / ".build/window-tests/data")
        return self.open(path)

    def test_plays_to_its_end_with_grad_cam(self):
        window = self.open_video(VIDEO)
        window.wait_for(lambda: window.state["moment"] > 0, "frame of the video")
        window.wait_for(lambda: "is over" in window.state["notice"], "end of the video")
        window.wait_until_done()
        self.assertEqual((window.state["method"], window.state["playing"]), ("grad-cam", False))
        # What is shown of the last frame is what the command line says of it.
        saved = window.export("array", ".npy")
        command_line("explain", VIDEO, "--at", "1.75", "--method", "grad-cam", "--raw", "expected.npy",
                     folder=window.folder.name)
        self.assertEqual(read_array(saved), read_array(window.path("expected.npy")))
        before = window.state["moment"]
        window.tool("key", "k")
        window.wait_for(lambda: window.state["moment"] > before, "frame of the video that plays again")

    def test_space_freezes_a_frame_and_goes_back(self):
        window = self.open_video("camera:test")
        window.wait_for(lambda: window.state["moment"] > 3, "frame of the camera")
        window.tool("key", "space")
        window.wait_for(lambda: window.state["photo"].endswith(".png") and "photo now" in window.state["notice"],
                        "photo of the frame")
        window.wait_until_done()
        photo, count = window.state["photo"], window.state["photos"]
        self.assertEqual(window.state["playing"], False)
        frame = window.export("frame", ".png")
        self.assertEqual(read_picture(frame), read_picture(photo))
        saved = window.export("array", ".npy")
        command_line("explain", photo, "--method", "grad-cam", "--raw", "expected.npy", folder=window.folder.name)
        self.assertEqual(read_array(saved), read_array(window.path("expected.npy")))
        os.remove(photo)
        window.tool("key", "space")
        window.wait_for(lambda: window.state["photo"] == "camera:test" and window.state["playing"], "camera that goes on")
        self.assertEqual(window.state["photos"], count)

    def test_other_methods_and_layers_follow(self):
        window = self.open_video("camera:test")
        window.wait_for(lambda: window.state["moment"] > 0, "frame of the camera")
        window.tool("key", "1")
        window.wait_for(lambda: window.state["answered"] == "feature-map", "feature maps")
        before = window.state["moment"]
        window.wait_for(lambda: window.state["moment"] > before + 2, "feature maps that follow")
        window.tool("key", "Escape")
        window.wait_for(lambda: not window.state["playing"], "camera that is stopped")
        window.wait_until_done()
        self.assertIsNone(window.process.poll())

    def test_a_camera_that_goes_away_and_a_file_that_ends_in_the_middle(self):
        window = self.open_video("camera:test=1")
        window.wait_for(lambda: "unplugged" in window.state["notice"], "sentence about the camera")
        window.wait_until_done()
        cut = window.path("cut.mp4")
        with open(VIDEO, "rb") as file, open(cut, "wb") as copy:
            data = file.read()
            copy.write(data[:len(data) * 15 // 16])
        window.drop(cut)
        window.wait_for(lambda: "ends in the middle" in window.state["notice"], "sentence about the file")
        self.assertEqual(window.state["photo"], cut)


if __name__ == "__main__":
    unittest.main()
