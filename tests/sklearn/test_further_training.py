"""partial_fit and sample go by what was fitted: the method, the hyper-parameters, and what y is."""

from typing import Any

import numpy as np
import pytest
from tiny_estimators import again, tiny

from gansmith.sklearn import GANGenerator


def test_further_training_without_the_classes_says_so() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 2))
    for y, what in ((np.arange(40) % 2, "classes"), (rows[:, 0], "numbers")):
        for method in ("cgan", "auto") if what == "classes" else ("cgan",):
            fitted = tiny(GANGenerator, method).fit(rows, y)
            with pytest.raises(ValueError, match=f"y is missing, and the estimator was fitted to {what}"):
                fitted.partial_fit(rows)


def test_what_y_is_stays_as_it_was_fitted() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 2))
    numbers = tiny(GANGenerator, "cgan").fit(rows, rows[:, 0] + 1)
    assert numbers.partial_fit(rows, np.ones(40)).steps_ == 4
    assert np.isfinite(numbers.score(rows, np.arange(40) % 2))
    ignored = tiny(GANGenerator, "auto").fit(rows)
    assert ignored.partial_fit(rows, np.arange(40) % 2).steps_ == 4


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"method": "gan"}, "method='gan': partial_fit goes on with 'wgan-gp'"),
        ({"hyper_parameters": {"network": "mlp", "width": 16}}, "width=16, and partial_fit goes on with 8"),
    ],
)
def test_parameters_that_further_training_would_ignore_are_named(changed: dict[str, Any], words: str) -> None:
    rows = np.random.default_rng(0).normal(size=(40, 2))
    fitted = tiny(GANGenerator).fit(rows)
    with pytest.raises(ValueError, match=words):
        again(fitted).set_params(**changed).partial_fit(rows)
    assert fitted.set_params(hyper_parameters={"network": "mlp", "width": 8}).partial_fit(rows).steps_ == 4


def test_classes_to_draw_have_one_dimension() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 2))
    with pytest.raises(ValueError, match="y has 2 dimensions"):
        tiny(GANGenerator, "cgan").fit(rows, np.arange(40) % 2).sample(y=[[0, 1]])
