"""R3GAN left to itself: what it builds for ink on paper, for photographs and vectors."""

import numpy as np
import pytest
from torch import nn

from gansmith.api.describe_data import describe_data
from gansmith.core.batch import DataSpec
from gansmith.methods.r3gan import r3gan

INK, PHOTO, VECTOR = DataSpec((1, 28, 28), piled=True), DataSpec((1, 28, 28)), DataSpec((6,), piled=True)
TABLE = DataSpec((13,), blocks=(3, 2, 2, 2, 2, 2))
WAVES = np.sin(np.arange(40 * 784.0)).reshape(40, 28, 28)


def layers(spec: DataSpec, **hyper: object) -> list[str]:
    return [str(module) for module in r3gan(spec, **hyper).networks["generator"]().modules()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "spec"), [(np.sign(WAVES), INK), (WAVES**3, PHOTO), (np.sign(WAVES[:, 0, :6]), TABLE)]
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
