"""The sets of a detector in one form, as its network sees them; and in the form that they have without one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gansmith.config.command_line import shown
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.options import DataSettings
from gansmith.data.survey import feature_means
from gansmith.detection.detector import inputs_of
from gansmith.detection.preparing import Preparation, prepared_alike
from gansmith.detection.sources import in_one_shape

Levels = tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Form:
    """All sets in one form, the real one first, as the network sees them, and how they got there.

    real and made are the sets as they were read, codec is fitted to the real one in this form.
    """

    sets: list[npt.NDArray[np.float32]]
    codec: Codec
    preparation: Preparation
    notes: tuple[str, ...]
    real: Dataset
    made: Mapping[str, Dataset]
    settings: DataSettings
    levels: Levels

    def without(self, name: str, others: Sequence[str]) -> tuple["Form", tuple[str, ...]]:
        """Return all sets in the form that the real one and some others have, and what is to be said of that.

        The rounding and compression of a generator that a detector has not seen do not touch the sets it is trained on.
        Size and channels of images stay those of all sets, or the generator's could not be scored.
        """
        theirs = {other: self.made[other] for other in others}
        found, notes = prepared_alike(self.real, self.codec, theirs, self.levels)
        how = replace(self.preparation, grids=found.grids, jpeg=found.jpeg)
        if how == self.preparation:
            return self, ()
        made = _formed(self.real, self.made, self.codec, self.settings, self.levels, how, ())
        said = " ".join(notes) or "no set is changed."
        return made, (f"Form of the row {shown(name)!r}, AUC unseen: {said}",)


def in_one_form(
    real: Dataset, fakes: Mapping[str, Dataset], codec: Codec, settings: DataSettings, levels: Levels
) -> Form:
    """Return all sets in the form of the coarsest; raises UsageError where they cannot be brought together."""
    made, notes = dict[str, Dataset](), list(real.notes)
    for name, data in fakes.items():
        notes += [f"{shown(name)}: {note}" for note in data.notes]
        made[name], codec, said = in_one_shape(real, data, codec)
        notes += said
    how, changes = prepared_alike(real, codec, made, levels)
    return _formed(real, made, codec, settings, levels, how, (*notes, *changes))


def _formed(
    real: Dataset,
    made: Mapping[str, Dataset],
    codec: Codec,
    settings: DataSettings,
    levels: Levels,
    how: Preparation,
    notes: tuple[str, ...],
) -> Form:
    fitted, values = _fitted(replace(real, values=how.apply(real)), codec, settings)
    others = [inputs_of(fitted, real.origin, how.apply(one)) for one in made.values()]
    return Form([values, *others], fitted, how, notes, real, made, settings, levels)


def _fitted(first: Dataset, codec: Codec, settings: DataSettings) -> tuple[Codec, npt.NDArray[np.float32]]:
    """Return the codec of real samples in the common form, and the samples as a network sees them."""
    missing = codec.missing
    fitted = Codec.fit(first, scale=settings.scale, fold=settings.fold, missing=missing, tables=codec.table is not None)
    if missing == "mean":  # generated samples may lack what real ones do not
        means = feature_means(first.values, first.survey.low, first.survey.high)
        fitted = replace(fitted, means=means)
    return fitted, inputs_of(fitted, first.origin, first.values)
