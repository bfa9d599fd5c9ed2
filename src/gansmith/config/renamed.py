"""Options that had another name in version 0.1: stored documents are translated, old flags and keywords are taken.

Only names of gansmith's own are translated: what a recipe of one's own calls its hyper-parameters stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from itertools import pairwise
from typing import Any, ParamSpec, TypeVar

from gansmith.errors import remark

P = ParamSpec("P")
R = TypeVar("R")
RUN = {"held_out": "validation_fraction", "evaluate_every": "validate_every"}
HYPER = {"left": "final_lr_factor", "average": "ema_decay"}
DATA = {"reading": "data_options"}
KEYWORDS = {**RUN, **HYPER, **DATA}
HYPER_FLAGS = ["--" + name for name in HYPER]
FLAGS = {**RUN, **HYPER, "from": "inception_weights"}
COMMANDS = {"picture": "plot"}
MISSING = {"refuse": "error"}  # a value of --missing


def of_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored settings of a run with today's names, and the conventions by which its data was read."""
    from gansmith.data.conventions import recorded_conventions

    values = renamed(document, RUN)
    data = values.get("data")
    if isinstance(data, Mapping):
        values["data"] = {**data, "conventions": recorded_conventions(data)}
        if data.get("missing") in MISSING:
            values["data"]["missing"] = MISSING[data["missing"]]
    if isinstance(values.get("hyper"), Mapping):
        values["hyper"] = of_hyper(str(values.get("method")), values["hyper"])
    return values


def of_hyper(method: str, hyper: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored hyper-parameters of a method with today's names; those of one's own recipes as they are."""
    return dict(hyper) if ":" in method else renamed(hyper, HYPER)


def of_keywords(keywords: Mapping[str, Any], names: Mapping[str, str] = KEYWORDS) -> dict[str, Any]:
    """Return keywords of a function with today's names, and say which were old."""
    for name in keywords:
        if name in names:
            remark(f"{name}= is called {names[name]}= now; the old name goes with the next release.")
    return renamed(keywords, names)


def takes_old_names(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function that takes its keywords' old names as well, for one release."""

    @wraps(function)
    def taking(*args: P.args, **keywords: P.kwargs) -> R:
        return function(*args, **of_keywords(keywords, DATA))

    return taking


def of_tokens(tokens: list[str], *, keep: Iterable[str] = ()) -> list[str]:
    """Return the words of a command with today's names, and say which were old; `keep` are flags that still exist."""
    now, old = list(tokens), []
    keep = {*keep, *(HYPER_FLAGS if any(":" in token for token in _methods(tokens)) else ())}
    if tokens and tokens[0] in COMMANDS:
        old.append((tokens[0], COMMANDS[tokens[0]]))
        now[0] = COMMANDS[tokens[0]]
    for place, token in enumerate(now):
        flag, equals, value = token.partition("=")
        name = flag.removeprefix("--").replace("-", "_")
        if flag.startswith("--") and name in FLAGS and flag not in keep:
            new = "--" + FLAGS[name].replace("_", "-")
            old.append((flag, new))
            now[place] = new + equals + value
        elif token in MISSING and place and now[place - 1] == "--missing":
            old.append((f"--missing {token}", f"--missing {MISSING[token]}"))
            now[place] = MISSING[token]
    for before, after in old:
        remark(f"{before} is called {after} now; the old name goes with the next release.")
    return now


def names_for(method: str) -> dict[str, str]:
    """Return old keywords of `train` and today's; hyper-parameters of one's own recipes have no old names."""
    return {old: new for old, new in KEYWORDS.items() if ":" not in method or old not in HYPER}


def _methods(tokens: list[str]) -> list[str]:
    """Return what the words of a command name as methods."""
    joined = [token.removeprefix("--method=") for token in tokens if token.startswith("--method=")]
    return joined + [value for flag, value in pairwise(tokens) if flag == "--method"]


def renamed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return values under today's names; a name of today is never replaced."""
    return {names[name] if name in names and names[name] not in values else name: values[name] for name in values}
