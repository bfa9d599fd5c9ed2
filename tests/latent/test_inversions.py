"""Inversion recovers samples of the model, and its errors stand beside those of real neighbours."""

from pathlib import Path

import numpy as np
import pytest
import torch
from small_models import run_of, run_on
from torch import Tensor, nn

import gansmith
from gansmith.core.batch import GeneratorInput
from gansmith.errors import DataError, UsageError
from gansmith.latent.descent import descend
from gansmith.latent.nearness import Errors, Known
from gansmith.latent.stream import points


class Linear(nn.Module):
    """A generator that is linear in its noise."""

    def __init__(self, values: int, noise: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(values, noise, generator=torch.Generator().manual_seed(0)) / noise)

    def forward(self, given: GeneratorInput) -> Tensor:
        return given.noise @ self.weight.T


def test_descent_on_a_linear_generator_ends_at_the_least_squares_solution() -> None:
    network, draw = Linear(12, 4), torch.Generator().manual_seed(1)
    wanted, start = torch.randn(6, 4, generator=draw), torch.randn(6, 4, generator=draw)
    reached = descend(network, GeneratorInput(start), network(GeneratorInput(wanted)).detach(), hot=0, uniform=False)
    assert torch.allclose(reached.given.noise, wanted, atol=0.02)
    assert (reached.errors < 1e-5).all()
    assert (reached.steps < 1000).all()


def test_rows_of_a_descent_do_not_depend_on_each_other() -> None:
    network, draw = Linear(12, 4), torch.Generator().manual_seed(1)
    goals, start = torch.randn(6, 12, generator=draw), torch.randn(6, 4, generator=draw)
    whole = descend(network, GeneratorInput(start), goals, hot=0, uniform=False)
    alone = descend(network, GeneratorInput(start[2:3]), goals[2:3], hot=0, uniform=False)
    assert torch.allclose(whole.given.noise[2:3], alone.given.noise, atol=1e-4)


def test_uniform_noise_stays_in_its_range_and_a_long_target_does_not_draw_normal_noise_beyond_its_length() -> None:
    network = Linear(12, 4)
    far = network(GeneratorInput(torch.full((1, 4), 9.0))).detach()
    bounded = descend(network, GeneratorInput(torch.zeros(1, 4)), far, hot=0, uniform=True)
    assert bounded.given.noise.abs().max() <= 1
    free = descend(network, GeneratorInput(torch.zeros(1, 4)), far, hot=0, uniform=False)
    assert 1 < free.given.noise.square().mean() < 81


@pytest.mark.parametrize("make", ["cgan", "infogan", "wgan"])
def test_a_sample_that_no_descent_starts_from_is_recovered(make: str) -> None:
    model = gansmith.load(run_of(make))
    samples = points(model, [1500, 1600], 0).samples
    made = gansmith.invert(model, samples, steps=300)
    spread = np.abs(samples.astype(float) - model.sample(50).mean(0)).mean()
    assert (made.errors <= max(0.2 * spread, 1)).all()
    if model.prior.code.size:
        assert np.abs(made.latents.code).max() <= 1  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_latents() -> None:
    one, other = (gansmith.invert(run_on("image"), [3, 7], steps=30, seed=2) for _ in range(2))
    assert np.array_equal(one.latents.matrix(), other.latents.matrix())
    assert np.array_equal(one.inverted, other.inverted)


def test_a_class_that_is_known_is_kept() -> None:
    made = gansmith.invert(run_of("cgan"), [1, 2, 3], steps=5)
    assert made.latents.shares is not None
    assert made.latents.shares.argmax(1).tolist() == [0, 1, 2]


def test_errors_are_root_mean_squares_beside_the_nearest_other_training_sample() -> None:
    run = run_on("image")
    data = np.load(run.parent / "data.npy").astype(np.float64)
    made = gansmith.invert(run, [3], steps=5)
    assert made.nearest is not None and made.nearest_errors is not None and made.mean_errors is not None  # noqa: PT018
    assert made.unit == "units of the data"
    assert made.errors[0] == pytest.approx(np.sqrt(np.square(made.inverted[0] - data[3]).mean()))
    apart = np.sqrt(np.square(data - data[3]).mean((1, 2)))
    assert made.nearest_errors[0] == pytest.approx(np.sort(apart)[1])
    assert made.mean_errors[0] == pytest.approx(np.sqrt(np.square(data.mean(0) - data[3]).mean()))
    assert any("trained on sample 3: the nearest is another training sample" in note for note in made.notes)


def test_the_nearest_is_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    model = gansmith.load(run_on("image"))
    data = np.load(run_on("image").parent / "data.npy")
    whole = Known(data, Errors.of(model)).nearest(data[:5])
    monkeypatch.setattr("gansmith.latent.nearness._BLOCK", 3 * 64)
    parts = Known(data, Errors.of(model))
    assert np.array_equal(parts.nearest(data[:5]), whole)
    assert np.allclose(parts.mean_errors(data[:5]), Known(data, Errors.of(model)).mean_errors(data[:5]))


def test_columns_of_a_table_are_compared_in_their_own_ranges() -> None:
    made = gansmith.invert(run_on("table"), [0, 1], steps=20)
    assert made.unit == "half the range of each value"
    assert made.nearest_errors is not None
    assert made.nearest_errors.max() < 2


def test_a_model_alone_inverts_files_and_says_what_it_does_not_know(tmp_path: Path) -> None:
    model, data = run_on("image") / "final", run_on("image").parent / "data.npy"
    import shutil

    alone = shutil.copytree(model, tmp_path / "model")
    made = gansmith.invert(alone, str(data), count=2, steps=5)
    assert made.nearest is None
    assert any("the first 2 of 20 samples" in note for note in made.notes)
    assert any("training data is not known" in note for note in made.notes)
    beside = gansmith.invert(alone, str(data), count=2, steps=5, data=str(data))
    assert beside.nearest is not None
    with pytest.raises(UsageError, match="Sample 3: this model stands alone"):
        gansmith.invert(alone, 3)


@pytest.mark.parametrize(
    ("samples", "options", "words"),
    [
        ([99], {}, "Sample 99: .* has samples 0 to 19"),
        ([-1], {}, "Sample -1"),
        ([], {}, "No sample to invert"),
        ([1], {"starts": 0}, "starts=0: give 1 to"),
        ([1], {"steps": 0}, "steps=0"),
        ([1], {"count": 0}, "count=0"),
    ],
)
def test_what_cannot_be_inverted_is_refused(samples: list[int], options: dict[str, int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.invert(run_on("image"), samples, **options)  # type: ignore[arg-type]


def test_samples_of_another_shape_or_with_gaps_are_refused() -> None:
    with pytest.raises(DataError, match=r"Samples have shape \(9, 9\); the model was made for \(8, 8\)"):
        gansmith.invert(run_on("image"), np.zeros((2, 9, 9), np.uint8))
    with pytest.raises(DataError, match="no sample to invert"):
        gansmith.invert(run_on("image"), np.zeros((0, 8, 8), np.uint8))
    with pytest.raises(DataError, match=r"misses values|is nan|missing"):
        gansmith.invert(run_on("signal"), np.full((2, 96), np.nan, np.float32))


def test_values_beyond_the_training_data_and_another_type_are_mentioned_or_converted() -> None:
    run = run_on("image")
    data = np.load(run.parent / "data.npy")
    whole = gansmith.invert(run, data[:2].astype(np.int64), steps=5)
    assert whole.samples.dtype == np.uint8
    beyond = data[:2].copy()
    beyond[0, 0, 0] = 255
    made = gansmith.invert(run, beyond, steps=5)
    assert data.max() < 255
    assert any("1 value lies outside the range of the training data" in note for note in made.notes)
    with pytest.raises(DataError, match="Samples are float64"):
        gansmith.invert(run, data[:2] + 0.5)


def test_progress_goes_from_nothing_to_all() -> None:
    seen: list[tuple[int, int]] = []
    gansmith.invert(run_on("image"), [1, 2], steps=5, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
