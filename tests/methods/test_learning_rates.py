"""Learning rates that depend on the networks: what BatchNorm bears would drive a perceptron into the ends of tanh."""

import pytest

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.optimizers import Adam
from gansmith.core.ramp import at
from gansmith.methods.acgan import acgan
from gansmith.methods.cgan import cgan
from gansmith.networks.architectures import ARCHITECTURES, build_pair, normalises_batches
from gansmith.networks.style import Style

PICTURES, VECTORS = DataSpec((1, 16, 16), classes=3), DataSpec((5,), classes=3)


def rates(method: Method) -> tuple[float, ...]:
    """Return the learning rates of D and G at the start."""
    optimizers = [method.players[name].optimizer for name in ("critic", "generator")]
    assert all(isinstance(optimizer, Adam) for optimizer in optimizers)
    return tuple(at(optimizer.learning_rate, 0.0) for optimizer in optimizers)


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_the_table_says_which_generators_are_batch_normalised(network: str) -> None:
    data = VECTORS if network == "signal" else PICTURES
    generator = build_pair(network, data, noise=4, width=4, patch=None, style=Style())["generator"]()
    found = any("BatchNorm" in type(layer).__name__ for layer in generator.modules())
    assert normalises_batches(network, data) == found


def test_rates_left_out_follow_the_networks_and_given_ones_stay() -> None:
    assert rates(cgan(PICTURES)) == (2e-3, 8e-3)
    assert rates(cgan(VECTORS)) == rates(cgan(PICTURES, network="mlp")) == (5e-4, 5e-4)
    assert rates(cgan(VECTORS, learning_rate=1e-3)) == (1e-3, 5e-4)
    assert rates(acgan(PICTURES)) == (2e-4, 1e-3)
    assert rates(acgan(VECTORS)) == (2e-4, 2e-4)
    assert rates(acgan(VECTORS, learning_rate=3e-4)) == (3e-4, 3e-4)
    assert rates(acgan(VECTORS, generator_learning_rate=1e-3)) == (2e-4, 1e-3)
