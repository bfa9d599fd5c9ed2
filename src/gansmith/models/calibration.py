"""What a generator of tables lacks in each column, found on samples of its own and taken back by the codec."""

from dataclasses import replace

import numpy as np
import torch
from torch import nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import labels_of, sample
from gansmith.core.shares import labels_in_shares
from gansmith.data.codec.calibration import SAMPLES
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.column_code import Floats
from gansmith.models.conditions import as_told, asked_conditions
from gansmith.networks.table import TEMPERATURE
from gansmith.records.model_card import Card

_AT_ONCE = 4  # numbers that Philox makes of each value of its counter


def calibrated(card: Card, prior: Prior, network: nn.Module, *, keeping: bool = True) -> Codec:
    """Return the codec of a model, of a table one that takes back what the generator lacks in each column.

    keeping: whether decoded rows may be left out by chance.
    """
    codec = card.codec
    if codec.table is None:
        return codec
    where, counts = key(0, "calibration"), np.array(card.class_counts, np.int64)
    labels = torch.from_numpy(labels_in_shares(counts, SAMPLES)) if prior.classes and counts.any() else None
    classes = labels_of(prior, SAMPLES, labels)
    conditions = asked_conditions(card, prior, SAMPLES, 0, None if classes is None else classes.numpy(), None)
    told = as_told(card, conditions)
    rows = sample(network, prior, SAMPLES, where, label=labels, numbers=told).numpy()
    if not np.isfinite(rows).all():
        return codec
    chances = uniform(where, 0, SAMPLES) if keeping and not prior.conditions else None
    return replace(codec, table=codec.table.calibrated(rows, TEMPERATURE, chances))


def uniform(seed: int, first: int, count: int) -> Floats:
    """Return numbers (count,) from 0 to 1 at random, which depend on the seed and their place from `first` on alone."""
    stream = np.random.Philox(key=key(seed, "keeping"))
    before = first % _AT_ONCE
    return np.random.Generator(stream.advance(first // _AT_ONCE)).random(before + count)[before:]
