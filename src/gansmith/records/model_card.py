"""What a model is, without its weights, and the one schema of what is stored of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gansmith import __version__
from gansmith.config.renamed import of_hyper
from gansmith.core.batch import DataSpec
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.conditions import ConditionCodec
from gansmith.data.dataset import Origin
from gansmith.data.expressions.columns import Columns
from gansmith.data.expressions.parse import MOST_CONDITIONS, conditions
from gansmith.data.held import holds
from gansmith.data.quantities import numbers_of
from gansmith.data.reader.library_errors import shown
from gansmith.errors import DataError, UsageError
from gansmith.methods.own import without_folders

FORMAT = 3  # of the document; models of format 1 say nothing of it, those of 2 have older names
CODEC = "codec/"  # prefix of the codec's arrays among a checkpoint's tensors
SOURCE = "source/"  # prefix of the arrays of the sources' codec among all codecs'
CONDITIONS = "conditions/"  # likewise of those of the conditions

Text = Annotated[str, Field(max_length=1000)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Samples = Annotated[int, Field(ge=0, le=2**40)]
Side = Annotated[int, Field(ge=1, le=2**31)]


class _Document(BaseModel):
    """The card as JSON: every field with its type and range, and no other field."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1, 2, 3] = 1
    gansmith: Text
    method: Text
    recipe: Text = ""
    run: Text = ""
    hyper: Annotated[dict[Text, bool | int | float | Text | list[int | float] | None], Field(max_length=200)]
    shape: Annotated[list[Side], Field(min_length=1, max_length=3)]
    classes: Count
    class_names: list[str]
    class_counts: list[Samples] = []
    codec: dict[str, Any]
    origin: dict[str, Any]
    steps: Count
    source: dict[str, Any] | None = None
    paired: bool = False
    rules: Annotated[list[Text], Field(max_length=MOST_CONDITIONS)] = []


@dataclass(frozen=True)
class Card:
    """What a model is, without its weights: enough to build the network and to give samples their units back.

    method is a name of METHODS, or of a recipe of one's own without folders; recipe then is a hash of its source. run
    tells which run made it, by a digest of what that began with. class_counts says how many samples of each class were
    trained on; it is empty in models that kept no such thing. rules are those of a table's columns that all samples
    meet, as they were written.
    """

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
    recipe: str = ""
    run: str = ""
    class_counts: tuple[int, ...] = ()
    conditions: ConditionCodec | None = None  # of what `origin.conditions` names
    rules: tuple[str, ...] = ()

    @property
    def spec(self) -> DataSpec:
        """What the networks were built for."""
        source = self.source.shape if self.source else ()
        codec = self.codec
        conditions = 0 if self.conditions is None else numbers_of(self.origin.conditions)
        return DataSpec(
            self.shape,
            self.classes,
            source,
            self.paired,
            piled=codec.piled,
            signals=codec.signals,
            blocks=codec.blocks,
            conditions=conditions,
        )

    def to_state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return the card as JSON and the codecs' arrays; nothing in it says in which folder anything lay."""
        codec, arrays = self.codec.to_state()
        source, more = self.source.to_state() if self.source else (None, {})
        arrays |= {SOURCE + name: array for name, array in more.items()}
        told = {} if self.conditions is None else self.conditions.to_state()
        arrays |= {CONDITIONS + name: array for name, array in told.items()}
        card = {
            "format": FORMAT,
            "gansmith": __version__,
            "method": without_folders(self.method),
            "recipe": self.recipe,
            "run": self.run,
            "hyper": dict(self.hyper),
            "shape": list(self.shape),
            "classes": self.classes,
            "class_names": list(self.class_names),
            "class_counts": list(self.class_counts),
            "codec": codec,
            "origin": unplaced(self.origin).to_json(),
            "steps": self.steps,
            "source": source,
            "paired": self.paired,
        }
        return card | ({"rules": list(self.rules)} if self.rules else {}), arrays

    @classmethod
    def from_state(cls, document: object, arrays: Mapping[str, np.ndarray], where: str) -> "Card":
        """Return the card that JSON values and arrays describe; raises DataError naming the field of `where`."""
        if isinstance(document, Mapping) and isinstance(document.get("format"), int) and document["format"] > FORMAT:
            later = shown(document.get("gansmith"))
            raise DataError(f"{where} was written by a later gansmith, {later}. Upgrade this one.")
        try:
            stored = _Document.model_validate(document)
        except ValidationError as error:
            first = error.errors()[0]
            field = shown(".".join(map(str, first["loc"])))
            raise DataError(
                f"{where}: {field or 'its content'} is not what gansmith writes: {first['msg']}. Use another copy."
            ) from None
        starts = {name.removeprefix(SOURCE): array for name, array in arrays.items() if name.startswith(SOURCE)}
        told = {name.removeprefix(CONDITIONS): array for name, array in arrays.items() if name.startswith(CONDITIONS)}
        origin = Origin.from_json(stored.origin)
        card = cls(
            method=stored.method,
            hyper=of_hyper(stored.method, stored.hyper),
            shape=tuple(stored.shape),
            classes=stored.classes,
            codec=Codec.from_state(stored.codec, arrays),
            origin=origin,
            class_names=tuple(stored.class_names),
            steps=stored.steps,
            source=None if stored.source is None else Codec.from_state(stored.source, starts),
            paired=stored.paired,
            recipe=stored.recipe,
            run=stored.run,
            class_counts=tuple(stored.class_counts),
            conditions=ConditionCodec.from_state(told, origin.conditions, stored.classes)
            if origin.conditions
            else None,
            rules=tuple(stored.rules),
        )
        card._require_consistent(where)
        return card

    def _require_consistent(self, where: str) -> None:
        table, schema = self.codec.table, self.origin.schema
        if table is not None and schema and table.columns != schema:
            raise DataError(f"{where}: its columns are not those of its codec. Use another copy.")
        if self.shape != self.codec.shape:
            raise DataError(f"{where}: shape {self.shape} is not the codec's {self.codec.shape}. Use another copy.")
        if not holds(np.dtype(self.origin.dtype), _extremes(self.codec)):
            said = f"its data is said to be {self.origin.dtype}, which does not hold the values of its codec"
            raise DataError(f"{where} is damaged: {said}. Use another copy.")
        if self.classes != len(self.class_names):
            raise DataError(f"{where}: {self.classes} classes have {len(self.class_names)} names. Use another copy.")
        if len(self.class_counts) not in (0, self.classes):
            raise DataError(f"{where}: {self.classes} classes have {len(self.class_counts)} counts. Use another copy.")
        try:
            conditions(self.rules, Columns.of(self.codec, self.origin, "rule"), "rule") if self.rules else ()
        except UsageError as error:
            raise DataError(
                f"{where}: a rule of the model does not fit its columns: {error} Use another copy."
            ) from None


def _extremes(codec: Codec) -> np.ndarray:
    """Return the values between which all decoded ones lie, and NaN where some are missing."""
    low, high = codec.scale.low, codec.scale.high
    return np.array([low.min(), high.max()]) if codec.table is None else codec.table.extremes


def unplaced(origin: Origin) -> Origin:
    """Return the origin of data without the folders it lay in, and without names of files that were left out."""
    name = origin.path if origin.format == "builtin" else PurePosixPath(origin.path.replace("\\", "/")).name
    details = {key: value for key, value in origin.details.items() if not key.startswith("unmatched")}
    return replace(origin, path=name, details=details)
