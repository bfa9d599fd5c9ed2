"""R3GAN left to itself: what it builds for ink on paper, for photographs and for vectors, and how fast they learn."""

import numpy as np
import pytest
from torch import nn

from gansmith.api.data import describe_data
from gansmith.core.batch import DataSpec
from gansmith.core.ramp import at
from gansmith.methods.r3gan import r3gan

INK, PHOTO, VECTOR = DataSpec((1, 28, 28), piled=True), DataSpec((1, 28, 28)), DataSpec((6,), piled=True)
WAVES = np.sin(np.arange(40 * 784.0)).reshape(40, 28, 28)


def layers(spec: DataSpec, **hyper: object) -> list[str]:
    return [str(module) for module in r3gan(spec, **hyper).networks["generator"]().modules()]  # type: ignore[arg-type]


def rates(spec: DataSpec, **hyper: object) -> tuple[tuple[float, float], ...]:
    players = r3gan(spec, **hyper).players  # type: ignore[arg-type]
    found = (players[name].optimizer.learning_rate for name in ("critic", "generator"))
    return tuple((at(rate, 0.0), at(rate, 1.0)) for rate in found)


@pytest.mark.parametrize(
    ("values", "spec"), [(np.sign(WAVES), INK), (WAVES**3, PHOTO), (np.sign(WAVES[:, 0, :6]), VECTOR)]
)
def test_what_the_data_report_names_is_what_is_built(values: np.ndarray, spec: DataSpec) -> None:
    assert layers(spec, network=describe_data(values).network) == layers(spec)


def test_ink_ends_in_tanh_and_is_normalised_unless_switched_off() -> None:
    kinds = {type(module) for module in r3gan(INK).networks["generator"]().modules()}
    assert {nn.Tanh, nn.BatchNorm1d, nn.BatchNorm2d} <= kinds
    plain = r3gan(INK, normalise=False, squash=False).networks["generator"]()
    assert not {nn.Tanh, nn.BatchNorm1d, nn.BatchNorm2d} & {type(module) for module in plain.modules()}


def test_vectors_are_not_squashed() -> None:
    assert layers(VECTOR, squash=True) == layers(VECTOR, squash=False)


@pytest.mark.parametrize(
    ("spec", "hyper", "critic", "generator"),
    [
        (INK, {}, (2e-3, 2e-4), (8e-3, 8e-4)),
        (INK, {"normalise": False}, (1e-3, 1e-4), (1e-3, 1e-4)),
        (PHOTO, {}, (1e-3, 1e-4), (1e-3, 1e-4)),
        (INK, {"learning_rate": 5e-4}, (5e-4, 5e-5), (5e-4, 5e-5)),
        (INK, {"generator_learning_rate": 4e-3, "learning_rate_end": 1e-3}, (2e-3, 1e-3), (4e-3, 2e-3)),
        (VECTOR, {}, (1e-3, 1e-4), (1e-3, 1e-4)),
    ],
)
def test_learning_rates_left_out_suit_the_networks(
    spec: DataSpec, hyper: dict[str, object], critic: tuple[float, float], generator: tuple[float, float]
) -> None:
    of_critic, of_generator = rates(spec, **hyper)
    assert of_critic == pytest.approx(critic)
    assert of_generator == pytest.approx(generator)
