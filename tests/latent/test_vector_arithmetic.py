"""Arithmetic of latents is linear in the noise; classes and categories, which are no vectors, are not added."""

import numpy as np
import pytest
from small_models import run_of, run_on

import gansmith
from gansmith.errors import UsageError
from gansmith.latent.latents import decoded
from gansmith.latent.stream import points


def test_the_result_is_the_sum_of_the_means() -> None:
    model = gansmith.load(run_on("image"))
    made = gansmith.arithmetic(model, plus=[[3, 14, 25], 8], minus=[[5, 6]], seed=1)
    noise = points(model, [3, 14, 25, 8, 5, 6], 1).latents.noise
    expected = noise[:3].mean(0) + noise[3] - noise[4:].mean(0)
    assert np.allclose(made.latents.noise[0], expected, atol=1e-6)
    assert np.allclose(made.sample.astype(float), decoded(model, made.latents)[0])
    assert made.names == ("+ mean of 3, 14, 25", "+ sample 8", "- mean of 5, 6")
    assert [len(samples) for samples in made.exemplars] == [3, 1, 2]
    assert np.array_equal(made.parts[1], model.sample(9, seed=1)[8])


def test_order_of_terms_does_not_matter_and_a_term_takes_itself_away() -> None:
    model = gansmith.load(run_on("vector"))
    one, other = (gansmith.arithmetic(model, plus=plus, minus=[5]) for plus in ([3, 8], [8, 3]))
    assert np.allclose(one.latents.noise, other.latents.noise, atol=1e-6)
    nothing = gansmith.arithmetic(model, plus=[3], minus=[3])
    assert np.allclose(nothing.latents.noise, 0)
    assert nothing.length == pytest.approx(0, abs=1e-6)


def test_rescaled_noise_has_the_usual_length_and_long_noise_is_mentioned() -> None:
    model = gansmith.load(run_on("image"))
    long = gansmith.arithmetic(model, plus=[1, 1, 1])
    assert long.length == pytest.approx(3 * gansmith.arithmetic(model, plus=[1]).length)
    usual = gansmith.arithmetic(model, plus=[1, 1, 1], rescale=True)
    assert np.square(usual.latents.noise).mean() == pytest.approx(1, rel=1e-5)
    assert any("times as long as noise usually is" in note for note in long.notes)
    assert not usual.notes


def test_classes_are_not_added() -> None:
    model = gansmith.load(run_of("cgan"))
    made = gansmith.arithmetic(model, plus=[2, 3], minus=[4])
    assert made.latents.shares is not None
    assert made.latents.shares.tolist() == [[0.0, 0.0, 1.0]]
    assert any("classes cannot be added: all terms and the result are of class 2" in note for note in made.notes)
    fixed = gansmith.arithmetic(model, plus=[2, 3], minus=[4], label=1)
    assert fixed.latents.shares is not None
    assert fixed.latents.shares.tolist() == [[0.0, 1.0, 0.0]]
    assert not any("classes" in note for note in fixed.notes)


def test_categories_of_a_code_are_not_added_and_its_continuous_values_are() -> None:
    model = gansmith.load(run_of("infogan"))
    hot = sum(model.prior.code.categories)
    made = gansmith.arithmetic(model, plus=[2, 3], minus=[4])
    codes = points(model, [2, 3, 4], 0).latents.code
    assert made.latents.code is not None
    assert codes is not None
    assert np.array_equal(made.latents.code[0, :hot], codes[0, :hot])
    assert np.allclose(made.latents.code[0, hot:], codes[0, hot:] + codes[1, hot:] - codes[2, hot:], atol=1e-6)


@pytest.mark.parametrize(
    ("plus", "words"), [([], "plus is missing"), ([[]], "A term without numbers"), ([-3], "Sample number -3")]
)
def test_terms_that_are_none_are_refused(plus: list[int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        gansmith.arithmetic(run_on("vector"), plus=plus)
