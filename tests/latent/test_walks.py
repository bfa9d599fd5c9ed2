"""Walks between classes, numbers and given samples; what changes beside the noise is printed, and bad input refused."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from small_models import run_of, run_on
from tiny_runs import rows, tiny
from torch import Tensor, nn

import gansmith
from gansmith.core.batch import GeneratorInput
from gansmith.errors import UsageError
from gansmith.latent.latents import encoded
from gansmith.latent.stream import points
from gansmith.latent.walk import stops_at_classes, walk_between


class WholeClasses(nn.Module):
    """A generator that takes whole classes alone, as one of a person's own may."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, given: GeneratorInput) -> Tensor:
        assert given.condition.label is not None
        assert not given.condition.label.is_floating_point()
        return self.inner(given)  # type: ignore[no-any-return]


def test_from_class_to_class_the_noise_stays_and_the_embedding_is_interpolated() -> None:
    model = gansmith.load(run_of("cgan"))
    made = gansmith.walk(model, classes=[0, 2], steps=4, seed=3)
    assert (made.latents.noise == made.latents.noise[0]).all()
    assert made.latents.shares is not None
    assert np.allclose(made.latents.shares[:, 2], np.linspace(0, 1, 5))
    for place, label in ((0, 0), (-1, 2)):
        assert np.array_equal(made.samples[place], model.sample(1, seed=3, label=label)[0])
    assert any("embedding of the class is interpolated" in note for note in made.notes)


def test_half_way_between_classes_the_first_layer_sees_the_mean_of_both_embeddings() -> None:
    model = gansmith.load(run_of("cgan"))
    made = gansmith.walk(model, classes=[0, 2], steps=2)
    first = next(module for module in model.network.modules() if isinstance(module, nn.Linear))
    seen: list[Tensor] = []
    hook = first.register_forward_hook(lambda _, given, output: seen.append(output))
    try:
        for place in (0, 1, 2):
            encoded(model.network, made.latents.at([place]))
    finally:
        hook.remove()
    assert torch.allclose(seen[1], (seen[0] + seen[2]) / 2, atol=1e-5)


def test_a_generator_that_takes_whole_classes_changes_them_in_one_step() -> None:
    model = gansmith.load(run_of("cgan"))
    stops = stops_at_classes(model, [0, 2], 0)
    whole = replace(model, network=WholeClasses(model.network))
    made = walk_between(whole, stops, steps=4)
    assert made.latents.shares is not None
    assert made.latents.shares.argmax(1).tolist() == [0, 0, 2, 2, 2]
    assert any("the class changes in one step" in note for note in made.notes)


def test_a_loop_comes_back_and_a_straight_path_is_shorter_in_the_middle() -> None:
    model = gansmith.load(run_on("image"))
    round_ = gansmith.walk(model, seeds=[1, 2], steps=2, loop=True)
    assert round_.names == ("seed 1", "seed 2", "seed 1")
    assert np.array_equal(round_.samples[0], round_.samples[-1])
    curved, line = (gansmith.walk(model, seeds=[1, 2], steps=2, path=path) for path in ("spherical", "straight"))
    assert np.linalg.norm(line.latents.noise[1]) < np.linalg.norm(curved.latents.noise[1])


def test_uniform_noise_stays_in_its_range() -> None:
    made = gansmith.walk(run_of("infogan"), seeds=[1, 2, 3], steps=5)
    assert np.abs(made.latents.noise).max() <= 1
    assert np.abs(made.latents.code).max() <= 1  # type: ignore[arg-type]


def test_samples_by_number_are_those_of_generate() -> None:
    model = gansmith.load(run_on("vector"))
    made = gansmith.walk(model, numbers=[7, 300], seed=5, steps=2)
    assert np.array_equal(made.samples[[0, 2]], model.sample(301, seed=5)[[7, 300]])


def test_given_samples_are_inverted_first_and_the_error_is_printed() -> None:
    model = gansmith.load(run_on("image"))
    given = points(model, [2, 3], 0).samples
    made = gansmith.walk(model, given=given, steps=2)
    assert np.allclose(made.samples[[0, 2]].astype(float), given, atol=1)
    assert any("inverted first, with errors of" in note for note in made.notes)
    again = gansmith.walk(model, latents=made.latents.at([0, 2]), steps=2)
    assert np.allclose(again.samples.astype(float), made.samples, atol=1)


def test_real_samples_are_those_of_the_data_by_number(tmp_path: Path) -> None:
    run, data = run_on("vector"), tmp_path / "data.npy"
    numbers = [30, 3]  # of validation and of training
    found = gansmith.invert(run, numbers)
    made = gansmith.walk(run, tmp_path / "w.npz", real=numbers, steps=2)
    assert np.array_equal(made.samples[[0, 2]], found.inverted)
    assert made.names == ("real 30", "real 3")
    assert any("real samples are inverted first, with errors of" in note for note in made.notes)
    apart = shutil.copytree(Path(run) / "final", tmp_path / "apart")
    np.save(data, gansmith.load(run).sample(5, seed=1))
    with pytest.raises(UsageError, match="real=3: this model stands alone"):
        gansmith.walk(apart, real=[3, 4])
    stops = gansmith.walk(apart, real=[3, 4], data=data, steps=1).samples
    assert np.array_equal(stops, gansmith.walk(apart, given=np.load(data)[[3, 4]], steps=1).samples)


def test_data_of_a_model_alone_is_read_by_the_variable_and_the_label_of_its_card(tmp_path: Path) -> None:
    data = tmp_path / "data.npz"
    np.savez(data, other=-rows(), x=rows(), kind=np.arange(40) % 3, fold=np.arange(40) % 2)
    small = {"validate_every": 0, "sample_every": 0, "quiet": True, **tiny("cgan")}
    options = {"variable": "x", "label": "kind"}
    run = gansmith.train(data, "cgan", steps=1, out=tmp_path / "run", data_options=options, **small).path  # type: ignore[arg-type]
    apart = shutil.copytree(run / "final", tmp_path / "apart")
    wanted, found = gansmith.invert(run, [3, 4], steps=5), gansmith.invert(apart, [3, 4], steps=5, data=data)
    assert np.array_equal(found.inverted, wanted.inverted)
    assert np.array_equal(found.errors, wanted.errors)
    stops = gansmith.walk(apart, real=[3, 4], data=data, steps=1).samples
    assert np.array_equal(stops, gansmith.walk(run, real=[3, 4], steps=1).samples)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"real": [1]}, "1 is named. Name two or more"),
        ({"real": [1, 2], "steps": 0}, "steps=0: give 1 to"),
        ({"real": [1, 10**6]}, "Sample 1000000: .* has samples 0 to"),
        ({"real": [1, 2], "label": 3}, "label and real do not go together"),
        ({"seeds": [1, 2], "data": "x.npy"}, "data is for real"),
        ({"seeds": [1]}, "1 is named. Name two or more"),
        ({"seeds": [1, 2], "numbers": [3, 4]}, "seeds and numbers both name the points"),
        ({"numbers": [-1, 2]}, "Sample number -1: give numbers from 0"),
        ({"numbers": [0, 10**9]}, "Sample number 1000000000"),
        ({"steps": 0}, "steps=0: give 1 to"),
        ({"steps": 10**9}, "steps=1000000000: give 1 to"),
        ({"path": "curly"}, "path='curly': the paths are spherical and straight"),
        ({"classes": ["a", "b"]}, "draws no class on demand"),
        ({"label": 3}, "draws no class on demand"),
        ({"given": "x.npy", "label": 3}, "do not go together"),
        ({"condition": {"age": 3}}, "trained without a condition"),
    ],
)
def test_a_walk_that_cannot_be_is_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.walk(run_on("vector"), **options)  # type: ignore[arg-type]


def test_a_class_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"there is no such class. The classes are: 0"):
        gansmith.walk(run_of("cgan"), classes=["0", "nine"])
    with pytest.raises(UsageError, match="name one class for all points"):
        gansmith.walk(run_of("cgan"), label="balanced")
