"""`gansmith train`: its flags are those of every run and those of the method named."""

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Group, Parameter

from gansmith.cli.options import NO_DATA_FLAGS, Json, Quiet, Reading, flag, flag_class, flag_fields, hyper_class
from gansmith.cli.words import dry_run_text, outcome_text, say
from gansmith.config.run_options import RunOptions
from gansmith.declaration import declared
from gansmith.errors import UsageError, quoted

RUN = Group("The run", sort_key=1)


class TrainFlags:
    """The options of a run, as flags, and what only the command line asks for."""

    if TYPE_CHECKING:
        steps: int | None
        best_by: str
        out: Path | None
        resume: Path | None
        allow_drift: bool
        dry_run: bool
        quiet: bool
        json: bool

    def as_options(self) -> dict[str, Any]:
        """Return the values of the options of a run."""
        return {name: getattr(self, name) for name in declared(RunOptions)}


_ASKED = [
    ("out", Annotated[Path | None, flag("the run directory (default runs/NNNN-method-name)")], field(default=None)),
    (
        "resume",
        Annotated[Path | None, flag("a run to continue, bit for bit; only --steps may change, upwards")],
        field(default=None),
    ),
    (
        "allow_drift",
        Annotated[
            bool, flag("resume although settings, data or a recipe of your own have changed: no longer bit for bit")
        ],
        field(default=False),
    ),
    ("dry_run", Annotated[bool, flag("print what would be done and how long it would take")], field(default=False)),
    ("quiet", Quiet, field(default=False)),
    ("json", Json, field(default=False)),
]
NO_RUN_FLAGS = flag_class("RunFlags", [*flag_fields(RunOptions), *_ASKED], TrainFlags)()
if TYPE_CHECKING:
    RunFlags = TrainFlags
else:
    RunFlags = Annotated[type(NO_RUN_FLAGS), Parameter(name="*", group=RUN)]


@dataclass(frozen=True)
class NoHyper:
    """No method's flags: its own hold where a run is resumed, and none were asked for with a bare --help."""


def train_command(tokens: list[str]) -> Callable[..., int]:
    """Return the command with the flags of the method among the tokens; none are imported where none are needed."""
    method = _method_among(tokens)
    help_alone = method is None and any(flag in tokens for flag in ("--help", "-h"))
    if tokens[:1] != ["train"] or resumes(tokens) or help_alone:
        return _command(NoHyper, "")
    usual = method or _suited(tokens)
    return _command(hyper_class(usual), usual)


def _suited(tokens: list[str]) -> str:
    """Return the method that suits the flags: one that translates where they name sources."""
    from gansmith.methods.registry import suited

    flags = (token.partition("=")[0] for token in tokens if token.startswith("--"))
    return suited({flag.removeprefix("--").replace("-", "_") for flag in flags})


def _method_among(tokens: list[str]) -> str | None:
    return _value_of("--method", tokens)


def _value_of(flag: str, tokens: list[str]) -> str | None:
    joined = next((token.removeprefix(f"{flag}=") for token in tokens if token.startswith(f"{flag}=")), None)
    return joined or dict(pairwise(tokens)).get(flag)


def resumes(tokens: list[str]) -> bool:
    """Whether the command is to resume a run."""
    return tokens[:1] == ["train"] and any(token.partition("=")[0] == "--resume" for token in tokens)


def data_of_resumed(flag: str, tokens: list[str]) -> str | None:
    """Return what to say of a flag that is to name the data of a resumed run; None of all other flags."""
    from gansmith.config.other_programs import names_data

    if not names_data(flag):
        return None
    name = flag.partition("=")[0]
    found = _value_of(name, tokens) or "-"
    data, run = "DATA" if found.startswith("-") else quoted(found), quoted(_value_of("--resume", tokens) or "RUN")
    return (
        f"There is no {name} here: a resumed run goes on with its own data. If the data has moved: `gansmith train "
        f"{data} --resume {run}`. To train on other data: `gansmith train {data} --init-from {run}`."
    )


def of_other_methods(flag: str, tokens: list[str]) -> str | None:
    """Return what to say of a flag that the method among the tokens has not, but others have; None of all others."""
    from gansmith.config.hyper_parameters import methods_with

    having = methods_with(flag.removeprefix("--").replace("-", "_"))
    asked = _method_among(tokens) or _suited(tokens)
    return f"{flag} is no flag of --method {asked}, but of {', '.join(having)}." if having else None


def _command(hyper_type: type, usual: str) -> Callable[..., int]:
    def train(
        source: Annotated[
            str | None, flag("a built-in set (planets, digits, ring, grid), a file, or a folder", "DATA")
        ] = None,
        /,
        *,
        method: Annotated[
            str | None, Parameter(group=RUN, help="which GAN: `gansmith methods` lists them; left out, what suits best")
        ] = None,
        run: RunFlags = NO_RUN_FLAGS,
        reading: Reading = NO_DATA_FLAGS,
        hyper: Annotated[hyper_type, Parameter(name="*", parse=bool(fields(hyper_type)))] = hyper_type(),  # type: ignore[valid-type] # noqa: B008
    ) -> int:
        """Train a method on data. `gansmith train --method NAME --help` shows the method's hyper-parameters."""
        if run.resume is not None:
            _require_unchanged(method, run, reading)
            return _resume(run.resume, method, reading, source, run)
        if run.allow_drift:
            raise UsageError("--allow-drift goes with --resume RUN: a new run has nothing to drift from. Leave it out.")
        data = reading.data(source)
        if data is None:
            raise UsageError("Name the data to train on: a built-in set, a file or a folder; `gansmith train planets`.")
        return _train(data, method or usual, run, reading, asdict(hyper))

    return train


def _train(source: str, method: str, run: RunFlags, reading: Reading, hyper: dict[str, Any]) -> int:
    from gansmith.api.train import train_settled
    from gansmith.config.settings import settle

    settings = settle(source, method, hyper, reading.as_options(), **run.as_options())
    if run.dry_run:
        from gansmith.runs.dry_run import dry_run

        planned = dry_run(settings)
        say(dry_run_text(planned), planned.to_json(), run.quiet, run.json)
        return 0
    return _report(train_settled(settings, out=run.out, quiet=run.quiet), run)


def _require_unchanged(method: str | None, run: RunFlags, reading: Reading) -> None:
    """Refuse flags that a resumed run would have to ignore, naming the first; data may have moved, and is checked."""
    free = {"resume", "steps", "allow_drift", "quiet", "json", "pairs", "unpaired"}
    asked, usual = vars(run) | vars(reading), vars(NO_RUN_FLAGS) | vars(NO_DATA_FLAGS)
    free |= {"best_by"} if ":" in run.best_by else set()  # a metric of one's own has to be given again
    changed = [name for name in asked if name not in free and asked[name] != usual[name]]
    other_method = method is not None and ":" not in method  # a recipe of one's own has to be given again
    if other_method or changed:
        flag = "method" if other_method else changed[0].replace("_", "-")
        raise UsageError(
            f"--{flag} cannot be given with --resume: a run goes on as it was; only --steps may grow. "
            f"To train on with other settings, start a new run with --init-from {quoted(run.resume)}."
        )


def _resume(directory: Path, method: str | None, reading: Reading, source: str | None, run: RunFlags) -> int:
    from gansmith.api.resume import resume

    apart = reading.pairs or reading.unpaired
    sources = apart and apart[0]
    outcome = resume(
        directory,
        data=reading.data(source),
        sources=sources,
        steps=run.steps,
        recipe=method,
        best_by=run.best_by if ":" in run.best_by else None,
        allow_drift=run.allow_drift,
        quiet=run.quiet,
    )
    return _report(outcome, run)


def _report(outcome: Any, run: RunFlags) -> int:
    from gansmith.training.launch import is_first_process

    if is_first_process():
        try:
            say(outcome_text(outcome), outcome.to_json(), run.quiet, run.json)
        except OSError:
            if not outcome.exit_code:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # its terminal has hung up; say no more
    return int(outcome.exit_code)
