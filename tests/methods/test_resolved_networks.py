"""Which network a method takes by itself is found from what it builds, for every method that lets one choose."""

import pytest
from small_games import SPECS, accepts, tiny

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.config.settings import settle
from gansmith.methods.registry import METHODS, find_recipe
from gansmith.runs.resolved import network_of

CASES = [
    (method, spec)
    for method in METHODS
    if (parameter := hyper_parameters(method).get("network")) is not None and parameter.default == "auto"
    for spec in SPECS
    if accepts(method, spec)
]


@pytest.mark.parametrize(("method", "spec"), CASES)
def test_the_network_named_is_the_one_that_is_built(method: str, spec: str) -> None:
    settings = settle("ring", method, tiny(method) | {"network": "auto"}, {})
    name = network_of(settings, SPECS[spec])
    assert name is not None
    recipe = find_recipe(method)
    built = [
        recipe(SPECS[spec], **(settings.hyper | {"network": network})).networks["generator"]()
        for network in ("auto", name)
    ]
    assert repr(built[0]) == repr(built[1])


@pytest.mark.parametrize("network", ["mlp", "maxout", "signal"])
def test_a_network_that_was_asked_for_is_found_again(network: str) -> None:
    settings = settle("ring", "gan", tiny("gan") | {"network": network}, {})
    assert network_of(settings, SPECS["vector"]) == network


@pytest.mark.parametrize("network", ["mlp", "maxout", "dcgan", "dense", "resize", "residual"])
def test_networks_of_pictures_are_told_apart(network: str) -> None:
    settings = settle("ring", "gan", tiny("gan") | {"network": network}, {})
    assert network_of(settings, SPECS["picture"]) == network
