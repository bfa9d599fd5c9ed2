"""The cells that are to be judged, and how one is: drawn or trained, judged, and told with its circumstances."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import lru_cache
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal

import numpy as np

from benchmarks.results import circumstances
from benchmarks.verdict.judge import Judge, Judged, of_run
from benchmarks.verdict.kind import Kind
from benchmarks.verdict.kinds import KINDS
from benchmarks.verdict.models import MODELS, STAGES, known_of, run_of
from benchmarks.verdict.plants import PLANTS, Ground, fits, ground, planted
from benchmarks.verdict.record import Place, Said

SEEDS = (0, 1, 2)
QUICK = ("real", "white", "gaussian", "shuffled", "ten", "half", "copies")
PROCESSES = 2
FAILED = "failed"  # a grade that no judge gives
DECIDED_BY = ("src", ":(glob)benchmarks/verdict/*.py")  # what is said; the record does not
KIND = {kind.name: kind for kind in KINDS}
PLANT = {plant.name: plant for plant in PLANTS}
MODEL = {model.name: model for model in MODELS}
NAMES = (*KIND, *MODEL)


def places(names: Sequence[str], plants: Sequence[str], *, quick: bool = False) -> Iterator[Place]:
    """Yield the cells and seeds of kinds and of models' names; empty sequences are all. Models are not quick."""
    for seed in SEEDS[:1] if quick else SEEDS:
        for kind in KINDS:
            wanted = kind.name in names or not names
            for plant in PLANTS if wanted and kind.here else ():
                if fits(plant, kind) and (plant.name in plants or not plants) and (plant.name in QUICK or not quick):
                    yield kind.name, plant.name, seed
        for model in MODELS:
            for stage in STAGES if not quick and (model.name in names or not names) else ():
                if stage in plants or not plants:
                    yield model.name, stage, seed


def said(place: Place, judge: Judge) -> Said:
    """Draw or train what belongs to a cell and seed, and have it judged; an error is told and no end of the others."""
    name, plant, seed = place
    if name in MODEL:
        model = MODEL[name]
        run = run_of(model, plant)
        return _told(place, _tried(lambda: of_run(run, model.data(), seed)), known_of(model, run, seed))
    given = _ground(KIND[name], seed)
    real, made = (_typed(given.kind, rows) for rows in (given.real, planted(PLANT[plant], given)))
    return _told(place, _tried(lambda: judge(real, made, seed)), "")


def _tried(judging: Callable[[], Judged]) -> Judged:
    try:
        return judging()
    except Exception as error:
        return Judged(FAILED, (), f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1)  # cells of one kind and seed follow one another
def _ground(kind: Kind, seed: int) -> Ground:
    return ground(kind, seed)


def _typed(kind: Kind, rows: np.ndarray) -> np.ndarray:
    """Return whole numbers as integers, as they are stored."""
    whole = kind.family in ("counts", "codes") and bool(np.all(rows == np.rint(rows)))
    return rows.astype(np.int64) if whole else rows


def _told(place: Place, judged: Judged, known: str) -> Said:
    kinds, lines = (tuple(found[part] for found in judged.findings) for part in (0, 1))
    name, plant, seed = place
    seconds, measured = round(judged.seconds, 2), circumstances(DECIDED_BY)
    return Said(name, plant, seed, judged.grade, kinds, lines, judged.verdict, seconds, measured, known)


def play(wanted: Sequence[Place], judge: Judge, keep: Callable[[Said], None], processes: int = PROCESSES) -> None:
    """Judge cells in several processes, in this one where it is one, and keep each as it is told.

    Models are trained here first, one after the other, so that none is trained twice.
    """
    for name, stage in dict.fromkeys((name, plant) for name, plant, _ in wanted if name in MODEL):
        run_of(MODEL[name], stage)
    if processes == 1:
        for place in wanted:
            keep(said(place, judge))
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), _alone) as pool:
        begun: list[Future[Said]] = [pool.submit(said, place, judge) for place in wanted]
        try:
            for done in as_completed(begun):
                keep(done.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone() -> None:
    """Let a process use one core, since another has the other."""
    import torch

    torch.set_num_threads(1)
    signal(SIGINT, SIG_IGN)  # the process that began it ends it, when it has judged what it is at
