"""A callback for PyTorch Lightning, under either of its names."""
from __future__ import annotations

import sys
from typing import Any, Callable

from .film import Film

if "pytorch_lightning" in sys.modules and "lightning" not in sys.modules:
    from pytorch_lightning import Callback
else:
    try:
        from lightning.pytorch import Callback
    except ImportError:
        from pytorch_lightning import Callback


class FilmCallback(Callback):
    """Writes a :class:`~glassbox.films.Film` while a ``Trainer`` fits.

    :param network: what of the LightningModule is the network, ``lambda module: module.backbone``; by default the module itself,
        whose ``forward`` then takes photos N×3×H×W and gives scores N×classes.

    Everything else is as of :class:`~glassbox.films.Film`. In a training by several processes the first of them writes.
    """

    def __init__(self, *arguments: Any, network: Callable[[Any], Any] = lambda module: module, **options: Any):
        super().__init__()
        self.film = Film(*arguments, **options)
        self._network = network

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        if trainer.is_global_zero and trainer.current_epoch == 0:
            self.film.begin(self._network(pl_module))

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if trainer.is_global_zero:
            self.film.epoch_ended(self._network(pl_module), trainer.current_epoch + 1)

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        self.film.end()
