"""What is searched: methods that take the data, and the values of their hyper-parameters, read off their types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

from gansmith.config.hyper_parameters import HyperParameter, hyper_parameters
from gansmith.declaration import Searched

RARITY = 4  # one in so many values is changed in a draw that knows nothing: most stay at the default
Accepts = Callable[[str, Mapping[str, Any]], bool]
"""Told (method, hyper-parameters), says whether the data can be trained on so."""


@dataclass(frozen=True)
class Dimension:
    """One hyper-parameter as it is searched: among choices, or from low to high; the default is not among them."""

    name: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False

    @property
    def extremes(self) -> tuple[Any, ...]:
        """The values that stand for all: every choice, or both ends."""
        return self.choices or (self.low, self.high)

    def suggest(self, trial: Any, name: str) -> Any:
        """Return the value that a trial of Optuna's takes."""
        if self.choices:
            return trial.suggest_categorical(name, self.choices)
        if self.whole:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.log)
        return trial.suggest_float(name, self.low, self.high, log=self.log)


def dimension(parameter: HyperParameter) -> Dimension | None:
    """Return how a hyper-parameter is searched: by its `Searched`, or all choices of a switch or of names; else None.

    None also where its `Searched` says why it is not.
    """
    kind, searched = _declared(parameter.annotation)
    name, usual = parameter.name, parameter.default
    if searched is not None and searched.why_not:
        return None
    every = searched.choices if searched else get_args(kind) if get_origin(kind) is Literal else ()
    if kind is bool and searched is None:
        every = (False, True)
    if every:
        return Dimension(name, tuple(choice for choice in every if choice != usual))
    if searched is None:
        return None
    return Dimension(name, (), searched.low, searched.high, searched.log, kind is int)


def _declared(annotation: Any) -> tuple[Any, Searched | None]:
    """Return the plain type of an annotation that may be optional, and the last word on where to search."""
    for part in (annotation, *get_args(annotation)):
        if (metadata := getattr(part, "__metadata__", None)) is not None:
            told = [one for one in metadata if isinstance(one, Searched)]
            return get_args(part)[0], told[-1] if told else None
    plain = [part for part in get_args(annotation) if part is not type(None)]
    if get_origin(annotation) is not Literal and len(plain) == 1:
        return plain[0], None
    return annotation, None


@dataclass(frozen=True)
class MethodSpace:
    """The values of one method that the data can be trained with."""

    method: str
    accepts: Accepts

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """All that are searched, the network first, with the choices that the data allows by themselves."""
        found = [one for p in hyper_parameters(self.method).values() if (one := dimension(p)) is not None]
        allowed = [replace(one, choices=self._allowed(one)) if one.choices else one for one in found]
        kept = [one for one in allowed if one.choices or one.high > one.low]
        return tuple(sorted(kept, key=lambda one: one.name != "network"))

    def _allowed(self, one: Dimension) -> tuple[Any, ...]:
        if one.name != "network":
            return one.choices
        return tuple(choice for choice in one.choices if self.accepts(self.method, {one.name: choice}))

    def hyper(self, trial: Any) -> dict[str, Any]:
        """Return the hyper-parameters that a trial changes; those that do not go with its network stay as they are."""
        changed: dict[str, Any] = {}
        for one in self.dimensions:
            name = f"{self.method}/{one.name}"
            if trial.suggest_int(f"{name} changed", 0, RARITY - 1) != RARITY - 1:
                continue
            if one.name == "network" or self._fits(one, changed):
                changed[one.name] = one.suggest(trial, name)
        return changed

    def _fits(self, one: Dimension, changed: Mapping[str, Any]) -> bool:
        network = {name: changed[name] for name in changed if name == "network"}
        return all(self.accepts(self.method, {**network, one.name: value}) for value in one.extremes)


@dataclass(frozen=True)
class Space:
    """The methods that are searched, by name, the default first."""

    methods: Mapping[str, MethodSpace]

    @classmethod
    def of(cls, methods: Sequence[str], accepts: Accepts) -> "Space":
        """Return the space of these methods."""
        return cls({method: MethodSpace(method, accepts) for method in methods})

    def suggest(self, trial: Any) -> tuple[str, dict[str, Any]]:
        """Return the method of a trial of Optuna's, and the hyper-parameters that it changes.

        In a draw that knows nothing, one in two has the default method.
        """
        method, *others = self.methods
        if others and trial.suggest_int("method changed", 0, 1):
            method = trial.suggest_categorical("method", tuple(others))
        return method, self.methods[method].hyper(trial)

    def plain(self, method: str) -> dict[str, Any]:
        """Return the parameters of a trial that changes nothing of a method."""
        unchanged = {f"{method}/{one.name} changed": 0 for one in self.methods[method].dimensions}
        if method == next(iter(self.methods)):
            return {"method changed": 0, **unchanged}
        return {"method changed": 1, "method": method, **unchanged}
