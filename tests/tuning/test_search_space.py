"""Every hyper-parameter of every method is searched in a range that the method takes, or says why it is not."""

from typing import Any, Literal, get_args, get_origin

import optuna
import pytest
from tiny_runs import reading, stored

from gansmith.config.hyper_parameters import hyper_parameters, resolve
from gansmith.data.load import read
from gansmith.data.options import data_settings
from gansmith.methods.registry import METHODS
from gansmith.tuning.fitting import Fitting
from gansmith.tuning.plan import Plan
from gansmith.tuning.space import MethodSpace, dimension

DRAWS = 25


def draws(space: MethodSpace) -> list[dict[str, Any]]:
    """Return what trials of a random search change."""
    logging = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(3))
    found = [space.hyper(study.ask()) for _ in range(DRAWS)]
    optuna.logging.set_verbosity(logging)
    return found


@pytest.mark.parametrize("method", METHODS)
def test_every_hyper_parameter_has_a_search_or_a_reason(method: str) -> None:
    for name, parameter in hyper_parameters(method).items():
        whole = str(parameter.annotation)
        is_switch = parameter.annotation is bool or get_origin(parameter.annotation) is Literal
        assert is_switch or "Searched(" in whole, name
        found = dimension(parameter)
        assert (found is None) == ("why_not='it " in whole), name


@pytest.mark.parametrize("method", METHODS)
def test_what_is_searched_lies_within_what_is_allowed(method: str) -> None:
    for name, parameter in hyper_parameters(method).items():
        found = dimension(parameter)
        for value in () if found is None else found.extremes:
            assert parameter.check(value) == value, name
            assert parameter.default not in found.choices


@pytest.mark.parametrize("method", METHODS)
def test_every_draw_is_a_run_that_the_data_can_be_trained_by(method: str, tmp_path: Any) -> None:
    data, how = str(stored(method, tmp_path)), reading(method)
    plan = Plan(data, "", how, (method,), 60.0, 9, 0, {})
    fitting = Fitting(plan, *read(data_settings(data, how)))
    space, changed = MethodSpace(method, fitting.accepts), set()
    for hyper in draws(space):
        settings = fitting.settings(method, hyper, plan.unit)
        assert settings.hyper == resolve(method, hyper)
        fitting.assembly(settings)
        changed |= hyper.keys()
    assert len(changed) > 3


def test_a_range_of_the_annotation_is_kept_where_the_value_is_optional() -> None:
    found = dimension(hyper_parameters("wgan-gp")["generator_learning_rate"])
    assert found is not None
    assert (found.low, found.high, found.log, found.whole) == (5e-5, 5e-3, True, False)
    assert get_args(hyper_parameters("gan")["loss"].annotation) == ("nonsaturating", "minimax")
    loss = dimension(hyper_parameters("gan")["loss"])
    assert loss is not None
    assert loss.choices == ("minimax",)


def test_networks_that_do_not_take_the_data_are_not_drawn() -> None:
    plan = Plan("ring", "", {}, ("r3gan",), 60.0, 9, 0, {})
    fitting = Fitting(plan, *read(data_settings("ring", {})))
    (network, *_) = MethodSpace("r3gan", fitting.accepts).dimensions
    assert network.name == "network"
    assert "mlp" in network.choices
    assert "dcgan" not in network.choices
