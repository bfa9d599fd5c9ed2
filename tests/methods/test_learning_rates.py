"""Learning rates that depend on the networks: what BatchNorm bears would drive a perceptron into the ends of tanh."""

from inspect import signature

import pytest

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.optimizers import Adam
from gansmith.core.ramp import at
from gansmith.methods.acgan import acgan
from gansmith.methods.cgan import cgan
from gansmith.methods.registry import METHODS
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import NETWORKS, build_pair, normalises_batches

DECLINING = [name for name, entry in METHODS.items() if "final_lr_factor" in signature(entry.recipe).parameters]
PICTURES, VECTORS = DataSpec((1, 16, 16), classes=3), DataSpec((5,), classes=3)
PAIRS = DataSpec((3, 16, 16), source=(1, 16, 16), paired=True)


def built(name: str, final_lr_factor: float) -> Method:
    """Return a method with what is left of its rates, on pictures, or on pairs where it translates."""
    return METHODS[name].recipe(PAIRS if name == "pix2pix" else PICTURES, final_lr_factor=final_lr_factor)


def rates(method: Method, progress: float = 0.0) -> tuple[float, ...]:
    """Return the learning rates of D and G, at the start where nothing else is said."""
    optimizers = [method.players[name].optimizer for name in ("critic", "generator")]
    assert all(isinstance(optimizer, Adam) for optimizer in optimizers)
    return tuple(at(optimizer.learning_rate, progress) for optimizer in optimizers)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_table_says_which_generators_are_batch_normalised(network: str) -> None:
    data = VECTORS if network in ("signal", "table") else PICTURES
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


@pytest.mark.parametrize("name", DECLINING)
def test_both_rates_end_at_what_is_left_of_them(name: str) -> None:
    method = built(name, final_lr_factor=0.05)
    for progress, share in ((0.5, 0.525), (1.0, 0.05)):
        expected = [share * rate for rate in rates(method)]
        assert list(rates(method, progress)) == pytest.approx(expected)


def test_rates_stay_where_all_is_left() -> None:
    assert {"gan", "infogan", "wgan-gp", "pix2pix"} <= set(DECLINING)
    for name in DECLINING:
        method = built(name, final_lr_factor=1.0)
        assert rates(method, 1.0) == rates(method)
