"""The laws see every choice: each value of each Literal and bool, each term on and off, each network, packs, labels."""

from typing import Literal, get_args, get_origin

import pytest
from choices import CHOICES, alternatives, networks_for, pack_of
from small_games import CONDITIONED, KNOWN, LABELLED, TRANSLATED, each_method, suited

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.methods.modify import AUGMENTATIONS
from gansmith.methods.registry import METHODS


def played(method: str, spec: str = "") -> list[str]:
    """Return the options that a method's cases have, on data of one kind or of any."""
    cases = [name for name, data in CHOICES if name.split(",")[0] == method and spec in ("", data)]
    return [option for name in cases for option in name.split(",")[1:]]


@each_method
def test_each_value_of_what_can_be_chosen_is_played(name: str) -> None:
    for option, parameter in hyper_parameters(name).items():
        if option == "network":
            continue
        for value in alternatives(parameter):
            assert f"{option}={value}" in played(name)
        if get_origin(parameter.annotation) is Literal:
            assert {*alternatives(parameter), parameter.default} == {*get_args(parameter.annotation)}


@each_method
def test_each_network_is_played_on_all_data_that_it_takes(name: str) -> None:
    told = {*KNOWN, *LABELLED, *CONDITIONED}
    for spec in {spec for case, spec in CHOICES if case.split(",")[0] == name}:
        for network in filter(None, networks_for(name, spec)):
            assert f"network={network}" in (played(name) if spec in told else played(name, spec))


@pytest.mark.parametrize("name", [name for name in METHODS if suited(name) is not TRANSLATED])
def test_packs_augmentation_and_missing_labels_are_played(name: str) -> None:
    assert "pack=2" in played(name)
    assert {f"augment={kind}" for kind in AUGMENTATIONS if kind != "none"} <= {*played(name)}
    if suited(name) is LABELLED:
        kinds = {spec for case, spec in CHOICES if case.split(",")[0] == name}
        assert {*KNOWN, *LABELLED} <= kinds


def test_the_terms_that_once_hid_a_fault_are_among_them() -> None:
    assert {"feature_matching=True", "invariance=0.5"} <= {*played("sgan")}
    assert {pack_of(name) for name, _ in CHOICES} == {1, 2}
    assert {name.split(",")[0] for name, _ in CHOICES} == {*METHODS}
