"""What is written of a training."""
from __future__ import annotations

import json
import os
import pathlib
import warnings
from typing import Any, Iterable, Mapping

from .. import exports
from ..explanation import Explanation
from ..functions import explain
from .events import EventFile


class Film:
    """A folder with the network after every epoch (``epoch-0``, before the training, ``epoch-1`` …) and a file of TensorBoard's
    with the maps of some photos.

    :param folder: made where there is none. Networks of an earlier training with the same epochs are written over.
    :param images: the photos, by names of your choice or by their files' names; each as of :func:`glassbox.explain`.
    :param method: the explanation method of the maps, its ``layer`` and ``target`` as of :func:`glassbox.explain`. Without a
        target the likeliest class of the moment is explained.
    :param every: epochs from one frame to the next.
    :param size: rows and columns for which a PyTorch module is exported, a number or two.
    :param options: as of :func:`glassbox.explain`. What they say of the network (``preprocessing``, ``labels``, ``head``) is kept
        beside each, so that the window needs not be told.
    """

    def __init__(
        self, folder: str | os.PathLike[str], images: Mapping[str, Any] | Iterable[str | os.PathLike[str]] = (), *,
        method: str = "grad-cam", layer: str | None = None, target: int | str | None = None, every: int = 1,
        size: int | tuple[int, int] = 224, **options: Any,
    ):
        if every < 1:
            raise ValueError(f"every is a number of epochs, 1 or more, not {every}")
        self.folder = pathlib.Path(folder)
        self.images = dict(images) if isinstance(images, Mapping) else {pathlib.Path(image).stem: image for image in images}
        self.every = every
        self.size = size
        self._settings = {name: str(options[name]) for name in ("preprocessing", "head") if options.get(name) is not None}
        if options.get("labels") is not None:
            self._settings["labels"] = os.path.relpath(options["labels"], self.folder)
        self._question = {"method": method, "layer": layer, "target": target, **options}
        self._events: EventFile | None = None

    def record(self, network: Any, epoch: int) -> dict[str, Explanation]:
        """Writes a frame.

        :param network: a ``torch.nn.Module`` or a ``keras.Model``.
        :param epoch: how many epochs it has been trained.
        :returns: what the network makes of each photo.
        :raises GlassboxError: where it makes nothing of one.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"epoch-{epoch}{exports.ending(network)}"
        draft = path.with_name("." + path.name)
        try:
            exports.write(network, draft, (self.size, self.size) if isinstance(self.size, int) else tuple(self.size))
            # The window sees a file only once it is whole, with what it has to know of it.
            if self._settings:
                path.with_suffix(".json").write_text(json.dumps({"glassbox": 1, **self._settings}) + "\n", encoding="utf-8")
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        answers = {name: explain(path, image, **self._question) for name, image in self.images.items()}
        if answers:
            if self._events is None:
                self._events = EventFile(self.folder)
            for name, answer in answers.items():
                rows, columns = answer.pixels.shape[:2]
                self._events.add_picture(f"{answer.method}/{name}", answer.png, rows, columns, epoch)
        return answers

    def begin(self, network: Any) -> None:
        """Writes the frame before the training; what cannot be asked is an error now, and not after the first epoch."""
        self.record(network, 0)

    def epoch_ended(self, network: Any, epoch: int) -> None:
        """Writes a frame where one is due. A training does not end because of it: what fails is a warning."""
        if epoch % self.every:
            return
        try:
            self.record(network, epoch)
        except Exception as error:
            warnings.warn(f"The film of the training lacks epoch {epoch}: {error}", RuntimeWarning, stacklevel=2)

    def end(self) -> None:
        """Closes TensorBoard's file; another frame opens a new one."""
        if self._events is not None:
            self._events.close()
            self._events = None
