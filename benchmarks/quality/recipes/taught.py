"""What a few labels teach the D of `sgan` by themselves: the baseline of its game."""

from dataclasses import replace
from typing import Literal

from torch import Tensor

from gansmith.core.batch import DataSpec
from gansmith.core.loss import term
from gansmith.core.match import Match
from gansmith.core.method import Method
from gansmith.core.schedule import Turn
from gansmith.losses.invariance import moved
from gansmith.losses.labels import ACCURACY, CLASSES_OF_REAL, class_cross_entropy
from gansmith.methods.common import Count, Positive
from gansmith.methods.sgan import sgan

LABELLED = 0.99  # of each batch, the most there can be


def taught(
    data: DataSpec,
    *,
    labels: Count = 100,
    moves: bool = True,
    network: Literal["mlp", "dcgan", "dense"] = "dense",
    width: Count = 32,
    batch_size: Count = 100,
    learning_rate: Positive = 1e-3,
    left: Positive = 0.05,
) -> Method:
    """Return sgan without its game: D learns the labelled samples and, with `moves`, these slightly moved."""
    method = sgan(
        data,
        labels=labels,
        labelled_share=LABELLED,
        network=network,
        width=width,
        batch_size=batch_size,
        learning_rate=learning_rate,
        final_lr_factor=left,
    )
    loss = CLASSES_OF_REAL + term("classes/moved", _on_moved) if moves else CLASSES_OF_REAL
    critic = replace(method.players["critic"], loss=loss, gauges=ACCURACY)
    return replace(method, players={**method.players, "critic": critic}, schedule=lambda step: (Turn("critic"),))


def _on_moved(match: Match) -> Tensor:
    logits, label = match.judge(moved(match.real, match.draws)).class_logits, match.batch.condition.label
    assert logits is not None and label is not None  # noqa: S101, PT018 - sgan's critic is a classifier
    return class_cross_entropy(logits, label)
