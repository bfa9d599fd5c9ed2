"""The words of `gansmith train` that say what settings say, to repeat a run or to start one in a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.config.settings import TrainSettings
from gansmith.data.options import DataSettings
from gansmith.declaration import defaults
from gansmith.methods.own import without_folders

# fields of the data's settings that say where something lies
PLACES = ("source", "pairs", "unpaired", "labels_from", "schema")

REPEATED = ("rule",)  # options that are given once for each of their values


def train_words(settings: TrainSettings, *, shared: bool = False) -> list[str]:
    """Return the arguments of a command that does exactly this run again: its steps, and every hyper-parameter.

    For a page that is to be shared places are `shown`, and the method's file without its folders.
    """
    reading, (flag, method, *hyper) = dict(vars(settings.data)), method_words(settings.method, settings.hyper)
    if shared:
        reading, method = shared_reading(reading), without_folders(method)
    words = [*data_words(reading.pop("source"), reading), flag, method, *hyper]
    apart = {"data", "method", "recipe", "hyper", "metric"} | ({"minutes"} if settings.steps is not None else set())
    rest = {name: value for name, value in defaults(TrainSettings).items() if name not in apart}
    changed = {name: getattr(settings, name) for name, default in rest.items() if getattr(settings, name) != default}
    if shared and "best_by" in changed:
        changed["best_by"] = without_folders(settings.best_by)
    if shared and settings.init_from is not None:
        changed["init_from"] = shown(settings.init_from)
    return words + flags(changed)


def shown(place: str | Path) -> str:
    """Return a path as a page that is shared may show it: its name alone.

    The folders above it often say who somebody is, and where they or their clients work.
    """
    return str(place) if "{label}" in str(place) else Path(place).name or str(place)


def shared_reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of reading data with each place `shown`."""
    return {name: shown(value) if name in PLACES and value else value for name, value in reading.items()}


def data_words(source: str, reading: Mapping[str, Any]) -> list[str]:
    """Return the data as it is named, and the flags of how it is read where that is not as usual."""
    usual = defaults(DataSettings)
    changed = {name: value for name, value in reading.items() if value != usual[name]}
    named = [source]
    for kind in ("pairs", "unpaired"):
        if (sources := changed.pop(kind, None)) is not None:
            named = [f"--{kind}", str(sources), source]
    if (size := changed.pop("size", None)) is not None:
        named += ["--size", "x".join(map(str, size))]
    return named + flags(changed)


def method_words(method: str, hyper: Mapping[str, Any]) -> list[str]:
    """Return the flags of a method and of hyper-parameters that have their types."""
    known = hyper_parameters(method)
    off = [switch for name, value in hyper.items() if value is False and (switch := known[name].switch) is not None]
    return ["--method", method, *flags(hyper), *off]


def asked_words(asked: Mapping[str, Any]) -> list[str]:
    """Return the flags of `evaluate` and `compare` that say what is measured, if not as usual, with files `shown`."""
    named = {name: asked[name] or None for name in ("features", "count", "seed")}
    named["thorough"] = asked.get("thorough", False)
    named["metrics"] = [shown(name) for name in asked.get("metrics", {})] or None
    return flags(named | {"features": [shown(name) for name in asked["features"]] or None})


def flags(values: Mapping[str, Any]) -> list[str]:
    """Return values as flags: what is None, false or empty is left out, what is true has no word of its own."""
    words = []
    for name, value in values.items():
        if value is None or value is False or value in ((), []):
            continue
        if name in REPEATED:
            words += [word for each in value for word in ("--" + name.replace("_", "-"), str(each))]
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            words += map(str, value if isinstance(value, (tuple, list)) else [value])
    return words
