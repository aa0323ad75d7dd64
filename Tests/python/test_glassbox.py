"""The Python package with the program that GLASSBOX_EXECUTABLE names, or the one in the package.

Where PyTorch, PIL or ONNX are not installed, what needs them is left out.
"""
import importlib.util
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
if importlib.util.find_spec("glassbox") is None:
    sys.path.insert(0, str(ROOT / "Python"))
import glassbox  # noqa: E402

CAT = ROOT / "Resources/photos/cat.png"
COFFEE = ROOT / "Resources/photos/coffee.png"


def needs(name):
    return unittest.skipUnless(importlib.util.find_spec(name), f"{name} is not installed")


class ExplainTests(unittest.TestCase):
    def test_a_heat_map(self):
        answer = glassbox.explain(None, COFFEE, "grad-cam", colormap="viridis", opacity=0.5)
        self.assertEqual(answer.values.shape, (7, 7))
        self.assertEqual(answer.values.dtype, numpy.float32)
        self.assertAlmostEqual(float(answer.values.max()), answer.report["maximum"], places=6)
        self.assertEqual((answer.method, answer.layer, answer.target), ("grad-cam", "_swish1", "espresso"))
        self.assertEqual((answer.parameters["colormap"], answer.parameters["opacity"]), ("viridis", "0.5"))
        self.assertEqual(answer.predictions[0].label, "espresso")
        self.assertGreater(answer.predictions[0].probability, 0.9)
        self.assertEqual(answer._repr_png_()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertIn("espresso", answer._repr_html_())
        self.assertEqual(repr(answer), "<grad-cam at _swish1 for espresso: 7×7>")

    def test_the_command_line_computes_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            raw = pathlib.Path(folder) / "raw.npy"
            subprocess.run([glassbox.program.path(), "explain", COFFEE, "--method", "smoothgrad", "--samples", "3", "--seed", "7",
                            "--raw", raw], check=True, capture_output=True)
            expected = numpy.load(raw)
        answer = glassbox.explain(None, COFFEE, "smoothgrad", samples=3, seed=7)
        numpy.testing.assert_array_equal(answer.values, expected)

    def test_layer_and_target(self):
        answer = glassbox.explain(None, CAT, "grad-cam", layer="_blocks.12.add", target="Egyptian cat")
        self.assertEqual((answer.layer, answer.target), ("_blocks.12.add", "Egyptian cat"))
        self.assertEqual(glassbox.explain(None, CAT, target=285).target, "Egyptian cat")
        features = glassbox.explain(None, CAT, "feature-map", layer="_conv_stem")
        self.assertEqual(features.values.shape, (32, 112, 112))
        self.assertIsNone(features.target)

    def test_the_picture_is_saved(self):
        answer = glassbox.explain(None, CAT)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "heat.png"
            answer.save(path)
            self.assertEqual(path.read_bytes(), answer.png)

    def test_errors_are_the_programs_sentences(self):
        for arguments, status, part in (
            ((None, "nowhere.png"), 66, "nowhere.png"),
            ((None, CAT, "grad-scam"), 64, "grad-scam"),
            ((str(CAT), CAT), 65, "cat.png"),
            ((None, CAT, "grad-cam", "nowhere"), 64, "nowhere"),
        ):
            with self.subTest(part), self.assertRaises(glassbox.GlassboxError) as caught:
                glassbox.explain(*arguments)
            self.assertEqual(caught.exception.status, status)
            self.assertIn(part, str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))

    def test_files_of_a_moment_are_not_named(self):
        grey = numpy.full((32, 32), 127, numpy.uint8)
        self.assertEqual(glassbox.explain(None, grey).report["image"], "photo.png")
        with self.assertRaises(glassbox.GlassboxError) as caught:
            glassbox.explain(None, numpy.zeros((3, 8, 8), numpy.float32))
        self.assertIn("input.npy", str(caught.exception))
        self.assertNotIn("/", str(caught.exception))

    def test_what_is_no_photo_and_no_model_is_refused(self):
        for image in (numpy.zeros((4, 4, 3), int), numpy.zeros((2, 3, 4, 4), numpy.float32), numpy.zeros((4, 4, 2), numpy.uint8)):
            with self.assertRaises((TypeError, ValueError)):
                glassbox.explain(None, image)
        with self.assertRaises(TypeError):
            glassbox.explain(42, CAT)


class OtherTests(unittest.TestCase):
    def test_layers(self):
        layers = glassbox.layers()
        self.assertEqual(layers[0]["outputShape"], [3, 224, 224])
        self.assertEqual(len(layers), 144)
        self.assertIn("_conv_stem", [layer["name"] for layer in layers])

    def test_methods_and_version(self):
        self.assertIn("grad-cam", [method["name"] for method in glassbox.methods()])
        self.assertRegex(glassbox.version(), r"^glassbox \d+\.\d+\.\d+\n")

    def test_every_kind_of_picture(self):
        rows, columns = numpy.mgrid[0:240, 0:240]
        colours = numpy.stack([rows, columns, rows // 2 + columns // 2], axis=-1).astype(numpy.uint8)
        expected = glassbox.classify(None, colours, top=3)
        self.assertEqual(len(expected), 3)
        opaque = numpy.concatenate([colours, numpy.full((240, 240, 1), 255, numpy.uint8)], axis=-1)
        self.assertEqual(glassbox.classify(None, opaque, top=3), expected)
        grey = colours[..., 0]
        self.assertEqual(glassbox.classify(None, grey), glassbox.classify(None, numpy.stack([grey] * 3, axis=-1)))
        planes = (colours.astype(numpy.float32).transpose(2, 0, 1)[:, 8:232, 8:232] - 127) / 128
        self.assertEqual(glassbox.classify(None, planes), glassbox.classify(None, planes[None].astype(float)))

    @needs("PIL")
    def test_pictures_of_pil(self):
        import PIL.Image
        self.assertEqual(glassbox.classify(None, PIL.Image.open(COFFEE)), glassbox.classify(None, COFFEE))
        answer = glassbox.explain(None, COFFEE)
        numpy.testing.assert_array_equal(numpy.asarray(answer.picture), answer.pixels)
        numpy.testing.assert_array_equal(numpy.asarray(PIL.Image.open(io.BytesIO(answer.png))), answer.pixels)
        noise = numpy.random.default_rng(0).integers(0, 256, (7, 5, 4), numpy.uint8)
        for array in (noise, noise[..., :3], noise[..., 0], noise[:1], noise[:, :1]):
            for level in (0, 6):
                png = glassbox.inputs.png(array, level)
                numpy.testing.assert_array_equal(numpy.asarray(PIL.Image.open(io.BytesIO(png))), array)

    @needs("pandas")
    def test_a_study(self):
        with tempfile.TemporaryDirectory() as folder:
            for label, photo in (("espresso", COFFEE), ("tabby", CAT)):
                (pathlib.Path(folder) / label).mkdir()
                shutil.copy(photo, pathlib.Path(folder) / label)
            table = glassbox.study(None, folder, "errors")
            self.assertEqual(sorted(table["label"]), ["espresso", "tabby"])
            self.assertEqual(len(table), 2)
            self.assertEqual(table.attrs["findings"][0]["name"], "errors")
            with self.assertRaises(glassbox.GlassboxError) as caught:
                glassbox.study(None, folder, "mistakes")
            self.assertEqual(caught.exception.status, 64)

    def test_a_screenshot_of_the_window(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "window.png"
            window = glassbox.view(None, COFFEE, screenshot=path)
            self.assertEqual(window.wait(60), 0)
            self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")


@needs("torch")
class TorchTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import torch
        torch.manual_seed(0)
        cls.torch = torch
        cls.network = torch.nn.Sequential()
        for name, module in {
            "first": torch.nn.Conv2d(3, 8, 3, padding=1), "normal": torch.nn.BatchNorm2d(8), "active": torch.nn.ReLU(),
            "second": torch.nn.Conv2d(8, 16, 3, stride=2), "pool": torch.nn.AdaptiveAvgPool2d(1), "flat": torch.nn.Flatten(),
            "head": torch.nn.Linear(16, 5),
        }.items():
            cls.network.add_module(name, module)
        cls.photo = torch.rand(1, 3, 32, 32)

    def test_a_module_answers_as_in_pytorch(self):
        self.network.train()
        found = glassbox.classify(self.network, self.photo, size=32)
        self.assertTrue(all(module.training for module in self.network.modules()))
        self.network.eval()
        with self.torch.no_grad():
            expected = self.network(self.photo)[0]
        self.assertEqual([prediction.index for prediction in found], expected.argsort(descending=True).tolist())
        for prediction in found:
            self.assertAlmostEqual(prediction.logit, expected[prediction.index].item(), places=5)

    def test_a_layer_by_its_name(self):
        names = [layer["name"] for layer in glassbox.layers(self.network, size=32)]
        self.assertIn("second", names)
        answer = glassbox.explain(self.network, self.photo, "feature-map", layer="second", size=32)
        self.network.eval()
        with self.torch.no_grad():
            expected = self.network[:4](self.photo)[0]
        numpy.testing.assert_allclose(answer.values, expected.numpy(), atol=1e-5)

    def test_grad_cam_as_it_is_defined(self):
        answer = glassbox.explain(self.network, self.photo, "grad-cam", layer="second", target=3, size=32)
        self.network.eval()
        maps = self.network[:4](self.photo)
        gradient, = self.torch.autograd.grad(self.network[4:](maps)[0, 3], maps)
        expected = (gradient.mean((2, 3), keepdim=True) * maps).sum(1)[0].relu().detach().numpy()
        numpy.testing.assert_allclose(answer.values, expected, atol=1e-6)

    @needs("onnx")
    def test_an_onnx_model(self):
        import onnx
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.onnx"
            self.torch.onnx.export(self.network.eval(), (self.photo,), path, dynamo=False, verbose=False)
            found = glassbox.classify(onnx.load(path), self.photo)
        with self.torch.no_grad():
            expected = self.network(self.photo)[0]
        for prediction in found:
            self.assertAlmostEqual(prediction.logit, expected[prediction.index].item(), places=5)


@needs("keras")
class KerasTests(unittest.TestCase):
    def test_a_keras_model(self):
        import keras
        keras.utils.set_random_seed(0)
        network = keras.Sequential([
            keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, activation="relu", name="maps"),
            keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, activation="softmax", name="scores"),
        ])
        photo = numpy.random.default_rng(0).random((1, 3, 32, 32), numpy.float32)
        expected = keras.ops.convert_to_numpy(network(photo.transpose(0, 2, 3, 1)))[0]
        found = glassbox.classify(network, photo)
        self.assertEqual([prediction.index for prediction in found], list(numpy.argsort(-expected)))
        for prediction in found:
            self.assertAlmostEqual(prediction.probability, float(expected[prediction.index]), places=5)
        self.assertIn("maps", [layer["name"] for layer in glassbox.layers(network)])


if __name__ == "__main__":
    unittest.main()
