"""What the program answers."""
from __future__ import annotations

import base64
import dataclasses
import functools
import html
import os
import pathlib
from typing import Any

import numpy

from . import inputs


@dataclasses.dataclass(frozen=True)
class Prediction:
    """A class with its probability (0 to 1) and what the network puts out for it."""

    index: int
    label: str | None
    probability: float
    logit: float

    @classmethod
    def read(cls, entry: dict[str, Any]) -> "Prediction":
        return cls(entry["index"], entry.get("label"), entry["probability"], entry["logit"])


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """A method's answer about one photo.

    ``values`` is what was computed, before any colouring, as 32-bit floats: H×W at the layer's own resolution for heat maps,
    C×H×W for feature maps. ``pixels`` is the picture, H×W×3 unsigned bytes. ``report`` is all that the program says of the
    answer.
    """

    values: numpy.ndarray
    pixels: numpy.ndarray
    report: dict[str, Any]

    def __repr__(self) -> str:
        shape = "×".join(map(str, self.values.shape))
        return f"<{self.method} at {self.layer}{f' for {self.target}' if self.target else ''}: {shape}>"

    @property
    def method(self) -> str:
        return self.report["method"]

    @property
    def layer(self) -> str | None:
        return self.report.get("layer")

    @property
    def target(self) -> str | None:
        """What is explained: the class, by its name or else its number, or another target as it is written."""
        found = self.report.get("class")
        if not found:
            return (self.report.get("target") or {}).get("text")
        return found.get("label") or str(found["index"])

    @property
    def parameters(self) -> dict[str, str]:
        return self.report.get("options", {})

    @property
    def notices(self) -> list[str]:
        """What one has to know to read the answer."""
        return self.report.get("notices", [])

    @property
    def predictions(self) -> list[Prediction]:
        """The likeliest classes, the likeliest first."""
        return [Prediction.read(entry) for entry in self.report.get("predictions", [])]

    @functools.cached_property
    def png(self) -> bytes:
        """The picture as a PNG file."""
        return inputs.png(self.pixels, level=6)

    @property
    def picture(self) -> Any:
        """The picture as PIL's (which has to be installed)."""
        import PIL.Image
        return PIL.Image.fromarray(self.pixels)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the picture as PNG."""
        pathlib.Path(path).write_bytes(self.png)

    def _repr_png_(self) -> bytes:
        return self.png

    def _repr_html_(self) -> str:
        """The picture with what was asked, for notebooks."""
        facts = [self.method, self.layer, self.target, *(f"{name} {value}" for name, value in self.parameters.items())]
        caption = html.escape(" · ".join(fact for fact in facts if fact))
        notes = "".join(f"<li>{html.escape(notice)}</li>" for notice in self.notices)
        data = base64.b64encode(self.png).decode()
        return (f'<figure><img alt="{caption}" src="data:image/png;base64,{data}"><figcaption>{caption}</figcaption>'
                + (f"<ul>{notes}</ul>" if notes else "") + "</figure>")
