"""Train: from a data source to a run directory with a model in it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ParamSpec, Protocol, cast

from gansmith.config.keywords import with_keywords
from gansmith.config.renamed import names_for, of_keywords
from gansmith.config.run_options import RunOptions
from gansmith.config.settings import TrainSettings, default_label, settle
from gansmith.core.method import Method
from gansmith.data.describe import describe
from gansmith.data.load import Source, read
from gansmith.data.options import GivenOptions, given
from gansmith.declaration import Option, declared
from gansmith.methods.registry import DEFAULT_METHOD, named
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import Guard, identity
from gansmith.runs.budgeted import budgeted
from gansmith.runs.own_callbacks import require_callbacks
from gansmith.runs.play import play
from gansmith.runs.restore import initialise
from gansmith.runs.result import Run
from gansmith.runs.setup import assemble
from gansmith.training.callbacks.callback import Callback
from gansmith.training.launch import computing, is_first_process, pick_device
from gansmith.training.processes import process_group

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class TrainKeywords(RunOptions):
    """The keywords of `train`: the options of a run, and what is not kept with it."""

    data_options: Annotated[GivenOptions | None, Option("how to read the data, as DataOptions or a dict")] = None
    hyper_parameters: Annotated[
        Mapping[str, Any] | None, Option("the method's own, by name; they are taken as keywords of `train` too")
    ] = None
    out: Annotated[Path | str | None, Option("the run directory (default runs/NNNN-method-name)")] = None
    quiet: Annotated[bool | None, Option("print nothing; None shows progress in notebooks alone")] = None
    callbacks: Annotated[Sequence[Callback], Option("what follows the run: see gansmith.callbacks")] = ()


class Trains(Protocol[P]):
    """What `train` takes: data, a method, and the keywords."""

    def __call__(
        self, data: Source, method: str | Callable[..., Method] = DEFAULT_METHOD, *args: P.args, **keywords: P.kwargs
    ) -> Run:
        """Train a method on data."""
        ...


def _taking(_: Callable[P, RunOptions]) -> Callable[[Callable[..., Run]], Trains[P]]:
    """Return a decorator that gives a function the keywords of a class of options, for readers and type checkers."""
    return lambda function: cast(Trains[P], with_keywords(function, TrainKeywords))


@_taking(TrainKeywords)
def train(data: Source, method: str | Callable[..., Method] = DEFAULT_METHOD, **keywords: Any) -> Run:
    """Train a method on data.

    Without `steps` and `minutes`, training takes ten minutes.

    Parameters
    ----------
    data : str, Path or data in memory
        The name of a built-in set, a file, a folder, or an array or tensor (N, D), (N, H, W) or (N, H, W, C), a list of
        arrays, a data frame, or a data set with items such as torch.utils.data.Dataset; or samples and their labels, as
        (X, y).
    method : str or callable
        A name of METHODS, one of `gansmith.methods` with its hyper-parameters, as in methods.wgan_gp(critic_steps=3),
        or a method of your own: a function of (DataSpec, *, hyper-parameters) that returns a Method, or where it is, as
        "file.py:function".
    {keywords}

    Returns
    -------
    Run
        The run directory, the number of steps, and how the run ended.

    Raises
    ------
    UsageError
        An option or hyper-parameter is unknown, or its value is out of range.
    DataError
        The data cannot be read, or training on it is impossible.
    DivergedError
        A loss or gradient is not finite.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> run.steps, run.finished
    (2, True)
    """
    values = of_keywords(keywords, names_for(named(method, {})[0]))
    options = {name: values.pop(name) for name in declared(RunOptions) if name in values}
    out, quiet, how = values.pop("out", None), values.pop("quiet", None), values.pop("data_options", None)
    callbacks = values.pop("callbacks", ())
    hyper = {**(values.pop("hyper_parameters", None) or {}), **values}
    name, hyper = named(method, hyper)
    settings = settle(data, name, hyper, given(how), **options)
    return train_settled(settings, data=data, out=out, quiet=quiet, callbacks=callbacks)


def train_settled(
    settings: TrainSettings,
    *,
    data: Source | None = None,
    out: str | Path | None = None,
    quiet: bool | None = None,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Train as the settings say; data stands in for their source where it is in memory."""
    require_callbacks(callbacks)
    where = pick_device(settings.device)
    with ExitStack() as stack:
        replicas = stack.enter_context(process_group(where))
        dataset, codec = read(settings.data, data)
        share = settings.validation_fraction
        summary = describe(dataset, codec.missing, share) if is_first_process() else None  # before freed memory is kept
        stack.enter_context(computing(settings.threads))
        assembly = assemble(settings, dataset, codec, where, replicas)
        del dataset  # what is trained on is the encoded copy: floats are not held twice
        assembly = budgeted(assembly)
        sha256 = summary.sha256 if summary else ""
        guard = Guard(sha256, identity(settings, sha256))
        game = assembly.game(assembly.settings.steps or 1)
        if settings.init_from:
            initialise(game, settings.init_from)
        label = default_label(settings.method, settings.data.source)
        if summary:
            run = RunDirectory.create(None if out is None else Path(out), label)
        else:
            run = RunDirectory(Path(out or label))  # only the first process writes
        return play(
            assembly,
            game,
            run,
            guard,
            quiet=quiet,
            minutes=settings.minutes,
            summary=summary,
            callbacks=callbacks,
        )
