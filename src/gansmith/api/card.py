"""What a model is, without its weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gansmith import __version__
from gansmith.core.batch import DataSpec
from gansmith.data.codec import Codec
from gansmith.data.dataset import Origin
from gansmith.errors import DataError

CODEC = "codec/"  # prefix of the codec's arrays among a checkpoint's tensors
SOURCE = "source/"  # prefix of the arrays of the sources' codec among all codecs'


@dataclass(frozen=True)
class Card:
    """What a model is, without its weights: enough to build the network and to give samples their units back."""

    method: str
    hyper: Mapping[str, Any]
    shape: tuple[int, ...]
    classes: int
    codec: Codec
    origin: Origin
    class_names: tuple[str, ...] = ()
    steps: int = 0
    source: Codec | None = None  # of the pictures that a translator starts from
    paired: bool = False

    @property
    def spec(self) -> DataSpec:
        """What the networks were built for."""
        source = self.source.shape if self.source else ()
        return DataSpec(self.shape, self.classes, source, self.paired, piled=self.codec.piled)

    def to_state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return the card as JSON and the codecs' arrays."""
        codec, arrays = self.codec.to_state()
        source, more = self.source.to_state() if self.source else (None, {})
        arrays |= {SOURCE + name: array for name, array in more.items()}
        card = {
            "gansmith": __version__,
            "method": self.method,
            "hyper": dict(self.hyper),
            "shape": list(self.shape),
            "classes": self.classes,
            "class_names": list(self.class_names),
            "codec": codec,
            "origin": self.origin.to_json(),
            "steps": self.steps,
            "source": source,
            "paired": self.paired,
        }
        return card, arrays

    @classmethod
    def from_state(cls, card: Mapping[str, Any], arrays: dict[str, np.ndarray]) -> "Card":
        """Return the card a state describes; raises DataError where a part is missing."""
        starts = {name.removeprefix(SOURCE): array for name, array in arrays.items() if name.startswith(SOURCE)}
        source = card.get("source")  # models of version 0.1 know none
        try:
            return cls(
                method=card["method"],
                hyper=card["hyper"],
                shape=tuple(card["shape"]),
                classes=card["classes"],
                codec=Codec.from_state(card["codec"], arrays),
                origin=Origin.from_json(card["origin"]),
                class_names=tuple(card["class_names"]),
                steps=card["steps"],
                source=None if source is None else Codec.from_state(source, starts),
                paired=card.get("paired", False),
            )
        except (KeyError, TypeError) as error:
            raise DataError(
                f"What is stored of the model is not what gansmith {__version__} knows: {error}."
            ) from error
