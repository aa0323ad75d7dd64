"""Films of a training that another framework does: the network after every epoch, and what it makes of some photos.

    from glassbox.films.lightning import FilmCallback       # or glassbox.films.keras
    trainer = lightning.Trainer(callbacks=[FilmCallback("film", {"cat": "cat.png"}, size=224)])

`glassbox --watch film` shows the networks as they come, under any method; `tensorboard --logdir film` shows the maps.
"""
from .film import Film

__all__ = ["Film"]
