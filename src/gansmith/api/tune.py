"""Tune: search over methods and hyper-parameters, and hold the best against the default at equal total time."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gansmith.config.renamed import of_keywords
from gansmith.data.options import GivenOptions, given
from gansmith.tuning.result import Tuning
from gansmith.tuning.search import MINUTES, search


def tune(
    data: str | Path,
    *,
    methods: Sequence[str] = (),
    minutes: float = MINUTES,
    trials: int | None = None,
    study: str | Path = "tuning",
    seed: int = 0,
    jobs: int = 1,
    keep: str = "all",
    data_options: GivenOptions | None = None,
    run_options: Mapping[str, Any] | None = None,
    say: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Tuning:
    """Search over methods and their hyper-parameters, and compare the best with the default at equal total time.

    Half of the minutes are for the search: trials are ordinary runs, of which successive halving continues the best.
    In the other half the default trains in one run, as long as all trials together. Both models are then measured on a
    test part of the data, by which neither was chosen. The same call continues an interrupted search; on another
    machine with a shared disk, it joins the search.

    Parameters
    ----------
    data : str or Path
        The name of a built-in set, a file or a folder.
    methods : sequence of str, optional
        Methods to search. By default, all methods that fit the data, but for sgan. The default method of
        the data is always among them.
    minutes : float, default 60
        Minutes of the search and of the default's run, all machines together.
    trials : int, optional
        Largest number of trials. By default 3, 9, 27 or 81, as the minutes allow.
    study : str or Path, default "tuning"
        Directory of the search.
    seed : int, default 0
        Seed of the draws and of all runs.
    jobs : int, default 1
        Number of runs at the same time, which share the CPU cores.
    keep : {"all", "best"}, default "all"
        Whether the directories of all trials are kept, or only that of the best.
    data_options : DataOptions or dict, optional
        How to read the data.
    run_options : dict, optional
        Further keywords of `train`, the same for all runs.
    say : callable, optional
        Function called with a line of text when a trial begins or ends.
    progress : callable, optional
        Function called with (seconds of the search, seconds in total).

    Returns
    -------
    Tuning
        The best run, the command that repeats it, and whether it is ahead of the default.

    Raises
    ------
    UsageError
        Optuna is not installed, an option is out of range, or the directory holds another search.
    DataError
        The data cannot be read, or there is too little of it.
    Interrupted
        A signal interrupted the search.
    """
    return search(
        str(data),
        given(data_options),
        study=Path(study),
        methods=methods,
        minutes=minutes,
        trials=trials,
        seed=seed,
        jobs=jobs,
        keep=keep,
        run_options=of_keywords(run_options or {}),
        say=say,
        progress=progress,
    )
