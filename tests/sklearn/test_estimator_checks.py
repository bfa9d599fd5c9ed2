"""All of scikit-learn's own checks of estimators, none of which is expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks
from tiny_estimators import tiny

from gansmith.sklearn import GANFeatures, GANGenerator

ESTIMATORS = [
    tiny(GANGenerator, hyper_parameters={"network": "mlp", "width": 8, "critic_steps": 1}),
    tiny(GANGenerator, "auto"),
    tiny(GANFeatures),
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@parametrize_with_checks(ESTIMATORS)
def test_what_scikit_learn_asks_of_estimators_holds(estimator, check):
    check(estimator)
