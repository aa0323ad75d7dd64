"""Films of trainings by PyTorch Lightning and Keras, read back by the program and by TensorBoard itself."""
import os
import pathlib
import struct
import tempfile
import unittest
import warnings

import numpy

from test_glassbox import CAT, COFFEE, glassbox, needs
from glassbox.films import Film, events


class FilmCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "film"

    def networks(self):
        return sorted(path.name for path in self.folder.iterdir() if path.suffix in (".pt2", ".keras"))

    def pictures(self):
        """The pictures of TensorBoard's file by their tags, as TensorBoard reads them: step, width, height, PNG."""
        from tensorboard.backend.event_processing.event_accumulator import IMAGES, EventAccumulator
        accumulator = EventAccumulator(str(self.folder), size_guidance={IMAGES: 0})
        accumulator.Reload()
        return {
            tag: [(event.step, event.width, event.height, event.encoded_image_string) for event in accumulator.Images(tag)]
            for tag in accumulator.Tags()["images"]}


class EventFileTests(FilmCase):
    def test_the_checksum(self):
        # RFC 3720, B.4
        self.assertEqual(events.crc32c(b"123456789"), 0xE3069283)
        self.assertEqual(events.crc32c(bytes(32)), 0x8A9136AA)
        self.assertEqual(events.crc32c(bytes(range(32))), 0x46DD794E)

    def test_the_frame(self):
        self.folder.mkdir()
        file = events.EventFile(self.folder)
        file.close()
        data = file.path.read_bytes()
        length, = struct.unpack("<Q", data[:8])
        self.assertEqual(len(data), 8 + 4 + length + 4)
        self.assertTrue(data[12:12 + length].endswith(b"\x1a\x0dbrain.Event:2"))

    @needs("tensorboard")
    def test_tensorboard_reads_it(self):
        self.folder.mkdir()
        file = events.EventFile(self.folder)
        png = glassbox.inputs.png(numpy.zeros((3, 200, 3), numpy.uint8), level=6)
        for step in (0, 1, 300):
            file.add_picture("maps/cat", png, 3, 200, step)
        file.close()
        self.assertEqual(self.pictures(), {"maps/cat": [(step, 200, 3, png) for step in (0, 1, 300)]})


@needs("torch")
class FilmTests(FilmCase):
    def network(self, rows=32):
        import torch
        torch.manual_seed(0)
        return torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(),
            torch.nn.Linear(8, 2))

    def test_frames_are_the_networks_of_their_epochs(self):
        import torch
        network = self.network()
        film = Film(self.folder, [CAT], layer="1", size=32)
        before = film.record(network, 0)
        with torch.no_grad():
            network[0].weight.add_(0.1)
        after = film.record(network, 10)
        film.end()
        self.assertEqual(self.networks(), ["epoch-0.pt2", "epoch-10.pt2"])
        self.assertFalse(numpy.array_equal(before["cat"].values, after["cat"].values))
        for epoch, answers in ((0, before), (10, after)):
            again = glassbox.explain(self.folder / f"epoch-{epoch}.pt2", CAT, layer="1")
            numpy.testing.assert_array_equal(again.values, answers["cat"].values)

    def test_a_first_frame_that_fails_is_an_error_and_a_later_one_a_warning(self):
        film = Film(self.folder, [CAT], layer="nowhere", size=32)
        with self.assertRaises(glassbox.GlassboxError):
            film.begin(self.network())
        with self.assertWarnsRegex(RuntimeWarning, "epoch 1: .*nowhere"):
            film.epoch_ended(self.network(), 1)

    def test_what_is_said_of_the_network_is_kept_beside_it(self):
        labels = self.folder.parent / "labels.txt"
        labels.write_text("zero\none\n")
        film = Film(self.folder, [CAT], layer="1", size=32, preprocessing="none", labels=labels, target="one")
        answer = film.record(self.network(), 3)["cat"]
        again = glassbox.explain(self.folder / "epoch-3.pt2", CAT, layer="1", target="one")
        numpy.testing.assert_array_equal(again.values, answer.values)
        self.assertEqual(again.target, "one")

    def test_every(self):
        film = Film(self.folder, every=2, size=32)
        for epoch in range(1, 6):
            film.epoch_ended(self.network(), epoch)
        self.assertEqual(self.networks(), ["epoch-2.pt2", "epoch-4.pt2"])
        with self.assertRaises(ValueError):
            Film(self.folder, every=0)

    def test_nothing_half_written_is_left(self):
        class Stubborn(type(self.network())):
            def forward(self, x):
                raise RuntimeError("no")

        film = Film(self.folder, size=32)
        with self.assertRaises(Exception):
            film.record(Stubborn(), 1)
        self.assertEqual(os.listdir(self.folder), [])


@needs("lightning")
@needs("tensorboard")
class LightningTests(FilmCase):
    def test_a_training(self):
        import lightning
        import torch
        from glassbox.films.lightning import FilmCallback

        inner = FilmTests.network(self)

        class Module(lightning.LightningModule):
            def __init__(self):
                super().__init__()
                self.net = inner

            def forward(self, x):
                return self.net(x)

            def training_step(self, batch, _):
                return torch.nn.functional.cross_entropy(self(batch[0]), batch[1])

            def configure_optimizers(self):
                return torch.optim.SGD(self.parameters(), lr=0.5)

        pictures = torch.rand(16, 3, 32, 32)
        data = torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(pictures, (pictures.mean((1, 2, 3)) > 0.5).long()), batch_size=8)
        module = Module()
        film = FilmCallback(self.folder, {"cat": CAT, "coffee": COFFEE}, layer="net.1", target=1, size=32)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message="The film")
            lightning.Trainer(
                max_epochs=3, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
                enable_model_summary=False, callbacks=[film]).fit(module, data)
        self.assertTrue(module.training)
        self.assertEqual(self.networks(), [f"epoch-{epoch}.pt2" for epoch in range(4)])
        pictures = self.pictures()
        self.assertEqual(sorted(pictures), ["grad-cam/cat", "grad-cam/coffee"])
        for tag, shown in pictures.items():
            self.assertEqual([step for step, *_ in shown], [0, 1, 2, 3])
            expected = glassbox.explain(
                self.folder / "epoch-3.pt2", {"cat": CAT, "coffee": COFFEE}[tag.split("/")[1]], layer="net.1", target=1)
            self.assertEqual(shown[-1][3], expected.png)
            self.assertEqual(shown[-1][1:3], expected.pixels.shape[1::-1])
        # The last frame is the network as the training left it.
        logits = {p.index: p.logit for p in glassbox.classify(self.folder / "epoch-3.pt2", numpy.zeros((3, 32, 32), numpy.float32))}
        with torch.no_grad():
            expected = module.eval()(torch.zeros(1, 3, 32, 32))[0]
        for index in range(2):
            self.assertAlmostEqual(logits[index], expected[index].item(), places=5)


@needs("keras")
@needs("tensorboard")
class KerasTests(FilmCase):
    def test_a_training(self):
        import keras
        from glassbox.films.keras import FilmCallback

        keras.utils.set_random_seed(0)
        model = keras.Sequential([
            keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, activation="relu", name="maps"),
            keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax")])
        model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
        pictures = numpy.random.default_rng(0).random((16, 32, 32, 3), numpy.float32)
        labels = (pictures.mean((1, 2, 3)) > 0.5).astype(int)
        film = FilmCallback(self.folder, {"cat": CAT}, layer="maps", target=0, preprocessing="none")
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="The film")
            model.fit(pictures, labels, epochs=2, verbose=0, callbacks=[film])
            model.fit(pictures, labels, epochs=3, initial_epoch=2, verbose=0, callbacks=[film])
        self.assertEqual(self.networks(), [f"epoch-{epoch}.keras" for epoch in range(4)])
        shown = self.pictures()["grad-cam/cat"]
        self.assertEqual([step for step, *_ in shown], [0, 1, 2, 3])
        expected = glassbox.explain(
            self.folder / "epoch-3.keras", CAT, layer="maps", target=0, preprocessing="none")
        self.assertEqual(shown[-1][3], expected.png)
        self.assertNotEqual(shown[0][3], shown[-1][3])


if __name__ == "__main__":
    unittest.main()
