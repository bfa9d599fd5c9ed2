"""GANSampler passes imbalanced-learn's checks of samplers, all of them."""

from typing import Any

import pytest
from imblearn.utils.estimator_checks import estimator_checks_generator

from gansmith.sklearn import GANSampler

SAMPLER = GANSampler(max_steps=2, hyper_parameters={"network": "mlp", "width": 8}, run_options={"threads": 1})
CHECKS = list(estimator_checks_generator(SAMPLER))


def named(check: Any) -> str:
    return str(check[1].func.__name__)


def test_there_are_seventeen() -> None:
    assert len({named(check) for check in CHECKS}) == 17


@pytest.mark.filterwarnings(
    "ignore:the class .* lacks"
)  # of texts and gaps in one column nothing but copies can be made
@pytest.mark.parametrize("check", CHECKS, ids=named)
def test_check(check: Any) -> None:
    sampler, run = check
    run(sampler)
