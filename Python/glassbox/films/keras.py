"""A callback for Keras."""
from __future__ import annotations

from typing import Any

import keras

from .film import Film


class FilmCallback(keras.callbacks.Callback):
    """Writes a :class:`~glassbox.films.Film` while a model fits; arguments are as there. ``fit`` may begin with a later epoch
    (``initial_epoch``)."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__()
        self.film = Film(*arguments, **options)
        self._has_begun = False

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if epoch == 0 and not self._has_begun:
            self.film.begin(self.model)
        self._has_begun = True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.film.epoch_ended(self.model, epoch + 1)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.film.end()
