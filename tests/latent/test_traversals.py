"""A traversal changes one code alone; effects and recovery are what they are for generators made by hand."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from small_models import run_of, run_on
from torch import Tensor, nn

import gansmith
from gansmith.core.batch import Condition, CriticOutput, GeneratorInput
from gansmith.errors import DataError, UsageError
from gansmith.latent.recognition import read_critic
from gansmith.latent.traversal import traversal_of
from gansmith.models.model import Model


class ByHand(nn.Module):
    """A generator that is a function of noise (N, Z) and code (N, M), and has a weight."""

    def __init__(self, function: Callable[[Tensor, Tensor], Tensor]) -> None:
        super().__init__()
        self.function, self.weight = function, nn.Parameter(torch.zeros(1))

    def forward(self, given: GeneratorInput) -> Tensor:
        assert given.code is not None
        return self.function(given.noise, given.code).reshape(-1, 1, 8, 8)


class Reader(nn.Module):
    """A critic whose Q reads the code where the generator below writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        flat = samples.flatten(1)
        return CriticOutput(flat[:, 0], code_params=flat[:, :12])


def written(noise: Tensor, code: Tensor) -> Tensor:
    """Return samples whose first values are the code but for the last, which is nowhere; noise fills the rest."""
    made = torch.zeros(len(noise), 64)
    made[:, :11], made[:, 12:16] = code[:, :11], noise[:, :4]
    return made


def by_hand(function: Callable[[Tensor, Tensor], Tensor]) -> Model:
    return replace(gansmith.load(run_of("infogan")), network=ByHand(function))


def test_each_row_changes_one_code_alone() -> None:
    model = gansmith.load(run_of("infogan"))
    made = gansmith.traverse(run_of("infogan"), steps=5, numbers=[0, 3])
    assert [row.name for row in made.rows] == ["category 1", "continuous 1", "continuous 2"]
    place = 0
    for row, width in zip(made.rows, [*model.prior.code.categories, 1, 1], strict=True):
        assert row.samples.shape[:2] == (2, len(row.values))
        noise, code = row.latents.noise.reshape(2, len(row.values), -1), row.latents.code
        assert code is not None
        code = code.reshape(2, len(row.values), -1)
        changes = (code != code[:, :1]).any(axis=(0, 1))
        assert changes[place : place + width].any()
        assert changes.sum() == changes[place : place + width].sum()
        assert (noise == noise[:, :1]).all()
        place += width
    assert made.rows[1].values == (-1, -0.5, 0, 0.5, 1)


def test_a_code_without_effect_is_dead_and_the_others_are_not() -> None:
    made = traversal_of(by_hand(written), Reader())
    assert [row.dead for row in made.rows] == [False, False, True]
    hot, first, dead = made.rows
    assert (dead.effect, dead.error) == (0, 0)
    assert first.error == pytest.approx(0, abs=1e-7)
    assert hot.effect / first.effect == pytest.approx(2**0.5 / 2, rel=1e-5)  # two numbers by 1, and one by 2
    assert hot.recovery is not None and first.recovery is not None and dead.recovery is not None  # noqa: PT018
    assert (hot.recovery.value, hot.recovery.chance) == (1, 0.1)
    assert first.recovery.value == pytest.approx(1)
    assert dead.recovery.is_chance
    assert any("continuous 2 is a dead code: Q reads it no better than chance" in note for note in made.notes)
    assert sum("dead" in note for note in made.notes) == 1


def test_without_a_critic_recovery_is_not_measured_and_that_is_printed(tmp_path: Path) -> None:
    made = gansmith.traverse(gansmith.load(run_of("infogan")))
    assert all(row.recovery is None for row in made.rows)
    assert any("name the run" in note for note in made.notes)
    alone = shutil.copytree(run_of("infogan") / "final", tmp_path / "model")
    assert all(row.recovery is None for row in gansmith.traverse(alone).rows)
    assert all(row.recovery is not None for row in gansmith.traverse(run_of("infogan")).rows)


def test_a_critic_of_another_step_is_not_taken() -> None:
    run = run_of("infogan")
    card = gansmith.load(run).card
    assert read_critic(run, card) is not None
    assert read_critic(run, replace(card, steps=card.steps + 1)) is None
    checkpoint = max((run / "checkpoints").iterdir())
    assert read_critic(checkpoint, card) is not None
    assert read_critic(run_of("cgan"), gansmith.load(run_of("cgan")).card) is None


def test_a_generator_whose_samples_are_all_the_same_has_no_effects() -> None:
    with pytest.raises(DataError, match="all the same"):
        traversal_of(by_hand(lambda noise, code: torch.zeros(len(noise), 64)), None)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"steps": 1}, "steps=1: give 2 to"), ({"reach": 0.0}, "reach=0"), ({"reach": float("nan")}, "reach='nan'")],
)
def test_values_out_of_range_are_refused(options: dict[str, float], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.traverse(run_of("infogan"), **options)  # type: ignore[arg-type]


def test_a_reach_beyond_the_training_is_printed() -> None:
    made = gansmith.traverse(run_of("infogan"), reach=2, steps=3)
    assert made.rows[1].values == (-2, 0, 2)
    assert any("never seen in training" in note for note in made.notes)


def test_a_model_without_codes_is_refused_with_what_there_is_instead() -> None:
    with pytest.raises(UsageError, match=r"no codes to traverse.*infogan.*directions"):
        gansmith.traverse(run_on("image"))


def test_packed_critics_read_each_sample(tmp_path: Path) -> None:
    data = np.random.default_rng(0).integers(0, 255, (40, 8, 8)).astype(np.uint8)
    small = {"width": 4, "noise": 5, "batch_size": 8, "pack": 2, "validate_every": 0, "sample_every": 0}
    run = gansmith.train(data, "infogan", steps=1, out=tmp_path / "run", **small)  # type: ignore[arg-type]
    assert all(row.recovery is not None for row in gansmith.traverse(run.path).rows)
