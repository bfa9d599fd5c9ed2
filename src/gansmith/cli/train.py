"""`gansmith train`: its flags are those of every run and those of the method named."""

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Group, Parameter

from gansmith.cli.options import READING, Json, Quiet, Reading, flag, hyper_class
from gansmith.cli.words import outcome_text, rehearsal_text, say
from gansmith.errors import UsageError, quoted

RUN = Group("The run", sort_key=1)
SUITED = {  # to what the flags say of sources; the first that is given decides
    "--unpaired": "cyclegan",
    "--pairs": "pix2pix",
    "--side-by-side": "pix2pix",
    "--derive": "pix2pix",
    "--source-variable": "pix2pix",
}


@dataclass(frozen=True)
class RunFlags:
    """How long, where, and how much is said."""

    steps: Annotated[int | None, flag("steps to train; one is a generator step with its critic steps")] = None
    minutes: Annotated[float | None, flag("minutes to train, in place of steps or to limit them (default 10)")] = None
    seed: Annotated[int, flag("decides initial weights, noise, and the order of the data")] = 0
    out: Annotated[Path | None, flag("the run directory (default runs/NNNN-method-name)")] = None
    pack: Annotated[int, flag("samples that the critic judges at once (PacGAN); divides the batch size")] = 1
    augment: Annotated[
        Literal["none", "diffaugment", "ada"],
        flag("transform all pictures the critic sees: always, or as it learns them by heart"),
    ] = "none"
    device: Annotated[str, flag("auto, cpu, cuda or cuda:N")] = "auto"
    threads: Annotated[int | None, flag("threads of the CPU (default: one per core, or OMP_NUM_THREADS)")] = None
    precision: Annotated[Literal["float32", "bfloat16"], flag("of products; bfloat16 needs hardware for it")] = (
        "float32"
    )
    compile: Annotated[bool, flag("compile networks first, which pays on GPUs in long runs")] = False
    resume: Annotated[Path | None, flag("a run to go on with, bit for bit; only --steps may change, upwards")] = None
    allow_drift: Annotated[
        bool, flag("resume although settings, data or a recipe of your own have changed: no longer bit for bit")
    ] = False
    init_from: Annotated[Path | None, flag("a model or run whose weights to start from")] = None
    dry_run: Annotated[bool, flag("tell what would be done and how long it would take")] = False
    held_out: Annotated[float, flag("share of the data kept from training, to measure on")] = 0.1
    evaluate_every: Annotated[int, flag("steps between measurements on held-out data; 0 for none")] = 2000
    best_by: Annotated[
        Literal["worst", "kid", "sliced"],
        flag(
            "what the model in best/ is best by: the worst of several unlike measurements, each against real ones, or "
            "kernel or sliced Wasserstein distance alone"
        ),
    ] = "worst"
    patience: Annotated[int, flag("stop after so many measurements without a better one; 0 for never")] = 0
    log_every: Annotated[int, flag("steps between records in log.jsonl and TensorBoard")] = 10
    sample_every: Annotated[int, flag("steps between pictures of samples; 0 for none")] = 1000
    checkpoint_every: Annotated[int, flag("steps between checkpoints; 0 for one every ten minutes only")] = 1000
    quiet: Quiet = False
    json: Json = False

    def as_settings(self) -> dict[str, Any]:
        """Return those that are settings of a run."""
        apart = ("out", "resume", "allow_drift", "init_from", "dry_run", "quiet", "json")
        chosen = [field.name for field in fields(self) if field.name not in apart]
        init_from = None if self.init_from is None else str(self.init_from)
        return {name: getattr(self, name) for name in chosen} | {"init_from": init_from}


@dataclass(frozen=True)
class NoHyper:
    """No method's flags: its own hold where a run is resumed, and none were asked for with a bare --help."""


def train_command(tokens: list[str]) -> Callable[..., int]:
    """Return the command with the flags of the method among the tokens; none are imported where none are needed."""
    method = _method_among(tokens)
    help_alone = method is None and any(flag in tokens for flag in ("--help", "-h"))
    if tokens[:1] != ["train"] or "--resume" in tokens or help_alone:
        return _command(NoHyper, "")
    usual = method or _suited(tokens)
    return _command(hyper_class(usual), usual)


def _suited(tokens: list[str]) -> str:
    """Return the method that suits the flags: one that translates where they name sources."""
    from gansmith.methods.registry import DEFAULT_METHOD

    given = {token.partition("=")[0] for token in tokens}
    return next((method for flag, method in SUITED.items() if flag in given), DEFAULT_METHOD)


def _method_among(tokens: list[str]) -> str | None:
    joined = next((token.removeprefix("--method=") for token in tokens if token.startswith("--method=")), None)
    apart = dict(pairwise(tokens)).get("--method")
    return joined or apart


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
        run: Annotated[RunFlags, Parameter(name="*", group=RUN)] = RunFlags(),
        reading: Annotated[Reading, Parameter(name="*", group=READING)] = Reading(),  # noqa: B008 - frozen
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

    settings = settle(source, method, hyper, reading.as_settings(), **run.as_settings())
    if run.dry_run:
        from gansmith.runs.dry_run import rehearse

        rehearsal = rehearse(settings)
        say(rehearsal_text(rehearsal), rehearsal.to_json(), run.quiet, run.json)
        return 0
    return _report(train_settled(settings, out=run.out, quiet=run.quiet), run)


def _require_unchanged(method: str | None, run: RunFlags, reading: Reading) -> None:
    """Refuse flags that a resumed run would have to ignore, naming the first; data may have moved, and is checked."""
    free = {"resume", "steps", "allow_drift", "quiet", "json", "pairs", "unpaired"}
    asked, usual = asdict(run) | asdict(reading), asdict(RunFlags()) | asdict(Reading())
    changed = [name for name in asked if name not in free and asked[name] != usual[name]]
    other_method = method is not None and ":" not in method  # a recipe of one's own has to be given again
    if other_method or changed:
        flag = "method" if other_method else changed[0].replace("_", "-")
        raise UsageError(
            f"--{flag} cannot be given with --resume: a run goes on as it was; only --steps may grow. "
            f"To train on with other settings, start a new run with --init-from {quoted(run.resume)}."
        )


def _resume(directory: Path, method: str | None, reading: Reading, source: str | None, run: RunFlags) -> int:
    from gansmith.api.train import resume

    apart = reading.pairs or reading.unpaired
    sources = apart and apart[0]
    outcome = resume(
        directory,
        data=reading.data(source),
        sources=sources,
        steps=run.steps,
        recipe=method,
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
