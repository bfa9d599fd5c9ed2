"""The judgement of what is evaluated, in the units of the data."""

import numpy as np
import numpy.typing as npt

from gansmith.data.codec.codec import Codec
from gansmith.evaluation.judgement.finding import Judgement
from gansmith.evaluation.judgement.judge import Tell, judge
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.metrics.result import MetricValue


def judgement_of(subject: SampleSets, seed: int, progress: Tell | None = None) -> tuple[Judgement, list[MetricValue]]:
    """Return the judgement of a subject's samples and the figures it stands on."""
    real, fake, train, others = (
        None if part is None or not len(part) else in_units(subject.codec, part)
        for part in (subject.real, subject.fake, subject.train, subject.others)
    )
    assert real is not None  # noqa: S101
    assert fake is not None  # noqa: S101
    sets = Sets.drawn(
        real,
        fake,
        train=train,
        others=others,
        labels=(subject.real_labels, subject.train_labels),
        class_names=subject.class_names,
        columns=subject.columns,
        asked=subject.asked,
        foreign=subject.foreign,
        translated=subject.translated,
        conditions=subject.conditions,
        seed=seed,
    )
    return judge(sets, progress)


def in_units(codec: Codec, encoded: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return encoded samples in the units of the data: pictures (N, C, H, W), or what folding took apart, (N, D).

    Where the units are so large or small that squares of values have no number, they stay encoded.
    """
    columns = np.asarray(codec.columns(encoded), np.float64)
    middle, half = codec.middle, codec.units
    values = columns * half
    values += middle
    extent = max(values.max(initial=0.0), -values.min(initial=0.0)), half.min(initial=1.0)
    if not (extent[0] < 1e100 and extent[1] > 1e-100):  # which is so of NaN as well
        values = columns
    return values.reshape(encoded.shape) if codec.fold is None else values
