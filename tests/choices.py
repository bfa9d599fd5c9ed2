"""Every choice of every method: each value of what it lets one choose, at least once, combined so that cases stay few.

A choice is written as `compare` writes it, "sgan,network=dense,feature_matching=True,pack=2", and stands wherever a
method's name does, so that a law that fails names method and options.
"""

from typing import Any, Literal, get_args, get_origin

from small_games import CASES, LABELLED, TRANSLATED, Cases, accepts, each, suited

from gansmith.config.hyper_parameters import HyperParameter, hyper_parameters
from gansmith.errors import UsageError
from gansmith.methods.modify import AUGMENTATIONS
from gansmith.methods.registry import METHODS

NUMBERS = ("beta1", "beta2", "width", "noise")  # their extremes switch nothing on or off
GIVEN = {"depth": "1", "labels": "3", "patch": "2"}  # where they are left out by default
BLOCKS = ("dcgan", "dense", "resize", "residual")  # networks that work on blocks of pixels


def alternatives(parameter: HyperParameter) -> list[str]:
    """Return the values of a hyper-parameter that a law has to see beside the default."""
    annotation, default = parameter.annotation, parameter.default
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation) if value != default]
    if annotation is bool:
        return [str(not default)]
    if parameter.name in NUMBERS:
        return []
    if default is None:
        return [GIVEN.get(parameter.name, "0.001")]
    return [off] if (off := _switched(parameter)) is not None else []


def _switched(parameter: HyperParameter) -> str | None:
    """Return nothing of what may be nothing, or something of what is nothing by default; None of other numbers."""
    try:
        parameter.check(0)
    except UsageError:
        return None
    return "0" if parameter.default else "0.5"


def networks_for(method: str, spec: str) -> list[str]:
    """Return the families of networks that a method takes for data of a kind."""
    if method not in METHODS or "network" not in hyper_parameters(method):
        return [""]
    values: tuple[Any, ...] = get_args(hyper_parameters(method)["network"].annotation)
    return [network for network in values if network != "auto" and accepts(f"{method},network={network}", spec)]


def _suits(name: str, network: str, spec: str) -> bool:
    if name == "patch":
        return network in BLOCKS
    return {"depth": network == "mlp", "invariance": "picture" in spec}.get(name, name != "network")


def choices(method: str) -> Cases:
    """Return cases of a method that together hold every alternative that suits some network and data."""
    return [case for specs in _kinds(method) for case in _combined(method, specs)]


def _kinds(method: str) -> list[list[str]]:
    """Return the kinds of data a method is tried on, each as what takes turns: labels known in part, all, none."""
    if suited(method) is TRANSLATED:
        return [[spec for spec in TRANSLATED if accepts(method, spec)][-1:]]
    if suited(method) is LABELLED:
        return [["labelled-picture", "told-picture", "untold-picture"], ["labelled-vector"]]
    return [["picture"], ["vector"]]


def _combined(method: str, specs: list[str]) -> Cases:
    """Return a case for each network, in which every other option takes one of its values or the default in turn."""
    asked = {name: alternatives(parameter) for name, parameter in hyper_parameters(method).items()}
    if specs[0] not in TRANSLATED:
        asked["pack"] = ["2"]
        asked["augment"] = [name for name in AUGMENTATIONS if name != "none"] if "picture" in specs[0] else []
    found = []
    networks = networks_for(method, specs[0])
    for turn in range(max(len(networks), len(specs), 2)):
        network, spec = networks[turn % len(networks)], specs[turn % len(specs)]
        words = [method, *([f"network={network}"] if network else [])]
        for place, (name, values) in enumerate(asked.items()):
            which = (turn + place) % (len(values) + 1)
            if which and _suits(name, network, spec):
                words.append(f"{name}={values[which - 1]}")
        found.append((",".join(words), spec))
    return found


def pack_of(name: str) -> int:
    """Return how many samples the critics of a case judge at once."""
    return int(dict(option.split("=") for option in name.split(",")[1:]).get("pack", "1"))


CHOICES = [case for method in METHODS for case in choices(method)]
CHOICES += [
    ("cgan,conditioning=joined,pack=2", "conditioned-vector"),
    ("cgan,pack=2,game=nonsaturating", "conditioned-vector"),
    ("cgan,conditioning=joined,network=dcgan,pack=2", "conditioned-picture"),
]
ALL = [*CASES, *CHOICES]
each_choice = each(ALL)
each_choice_from_noise = each([case for case in ALL if case[1] not in TRANSLATED])
each_choice_of_translator = each([case for case in ALL if case[1] in TRANSLATED])
