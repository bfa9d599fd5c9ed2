"""The result of a search: its trials, the best beside the default at the same total time, and the command for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gansmith.errors import DataError

DEFAULT_RUN, TRIALS = "default", "trials"  # where runs lie in the directory of a search
Outcome = Literal["ahead", "as good", "behind", "alone", "untested"]
_KINDS = {
    **dict.fromkeys(("outcome", "sentence", "method", "command", "figure", "run"), str),
    **dict.fromkeys(("hyper", "seconds", "plan"), dict),
    "trials": list,
}  # of the fields of tune.json


@dataclass(frozen=True)
class Tuning:
    """The result of a search over methods and hyper-parameters.

    `gansmith.tune` returns it.

    Attributes
    ----------
    path : Path
        Directory of the search.
    outcome : {"ahead", "as good", "behind", "alone", "untested"}
        Whether the best trial is ahead of the default at equal total time; "alone" if the default fails, "untested" if
        there are too few samples for a test.
    sentence : str
        The outcome in a sentence.
    run : Path
        Directory of the best run: the best trial if it is ahead, else the run of the default.
    method : str
        Method of the best run.
    hyper : mapping
        Hyper-parameters of the best run that differ from their defaults.
    command : str
        The command that repeats the best run.
    figure : str
        Label of the metric that chooses, such as "quality/worst".
    document : mapping
        Everything else as JSON values: plan, seconds, trials and test.
    """

    path: Path
    outcome: Outcome
    sentence: str
    run: Path
    method: str
    hyper: Mapping[str, Any]
    command: str
    figure: str
    document: Mapping[str, Any]

    def __repr__(self) -> str:
        """Return where the search lies and its sentence."""
        return f"Tuning({str(self.path)!r}: {self.sentence})"

    @property
    def recipe(self) -> str | None:
        """The method of the best run if it is one of your own, as "file.py:function", else None."""
        return self.method if ":" in self.method else None

    @property
    def trials(self) -> list[dict[str, Any]]:
        """The trials in order, each with its settings, the metric by rung, its seconds, and why it failed if it did."""
        found: list[dict[str, Any]] = self.document["trials"]
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values.

        Returns
        -------
        dict
            Outcome, command, plan, seconds, trials and test.
        """
        said = {name: getattr(self, name) for name in ("outcome", "sentence", "method", "command", "figure")}
        return said | {"run": str(self.run), "hyper": dict(self.hyper), **self.document}


def of_json(path: Path, document: Mapping[str, Any]) -> Tuning:
    """Return the result that was written for a directory; raises DataError where something of it is missing."""
    rest = dict(document)
    for name, kind in _KINDS.items():
        if not isinstance(rest.get(name), kind):
            raise DataError(f"{path}/tune.json is damaged ({name}). Remove it; the same command writes it.")
    if rest["outcome"] not in get_args(Outcome) or not all(
        isinstance(rest["seconds"].get(name), int | float) for name in ("search", "tuned", "default")
    ):
        raise DataError(f"{path}/tune.json is damaged (outcome, seconds). Remove it; the same command writes it.")
    said = {name: rest.pop(name) for name in ("outcome", "sentence", "method", "hyper", "command", "figure")}
    return Tuning(path=path, run=_run_in(path, Path(rest.pop("run"))), document=rest, **said)


def _run_in(path: Path, written: Path) -> Path:
    """Return a run of a search, which another machine may have written down by another path."""
    return path / (DEFAULT_RUN if written.name == DEFAULT_RUN else Path(TRIALS, written.name))
