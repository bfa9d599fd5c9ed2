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
from gansmith.models.conditions import as_told, asked_conditions
from gansmith.networks.table import TEMPERATURE
from gansmith.records.model_card import Card


def calibrated(card: Card, prior: Prior, network: nn.Module) -> Codec:
    """Return the codec of a model, of a table one that takes back what the generator lacks in each column."""
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
    return replace(codec, table=codec.table.calibrated(rows, TEMPERATURE))
