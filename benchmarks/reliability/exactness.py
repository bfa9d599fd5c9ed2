"""R6: a run that is asked to stop at some step and is resumed."""

import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reliability.row import Row
from benchmarks.reliability.small_runs import one_thread

WAYS: tuple[dict[str, Any], ...] = ({}, {"precision": "bfloat16"}, {"pack": 2}, {"augment": "ada"})
STEPS = 7


def stops(numbers: Sequence[int], place: Path) -> Iterator[str]:
    """Stop each method in turn, at steps in turn, in float32, bfloat16, packed or augmented, and resume it."""
    import pytest
    from tiny_runs import essence, stop_after

    from gansmith import resume
    from gansmith.methods.registry import METHODS

    one_thread()
    methods, known = list(METHODS), dict[tuple[str, int], dict[str, Any]]()
    for number in numbers:
        method, step = methods[number % len(methods)], number // len(methods) % (STEPS - 1)
        way = _possible(method, number // 3 % len(WAYS), place)
        if (method, way) not in known:
            out = place / f"whole-{method}-{way}"
            _train(method, way, place, out)
            known[method, way] = essence(out)
        out = place / f"run-{number}"
        with pytest.MonkeyPatch.context() as patch:
            stop_after(patch, step, signal.SIGTERM)
            stopped = _train(method, way, place, out)
        resumed, found = resume(out), essence(out)
        differs = [part for part in found if found[part] != known[method, way][part]]
        ends = (stopped.exit_code, stopped.steps, resumed.exit_code, resumed.steps)
        fault = f"{method} {WAYS[way]} stopped in step {step}: {ends}, other {', '.join(differs)}"
        yield "" if ends == (75, step + 1, 0, STEPS) and not differs else fault


def _possible(method: str, way: int, place: Path) -> int:
    """Return the way, or the plain one where the method does not know it."""
    from gansmith.errors import UsageError

    try:
        _train(method, way, place, place / f"tried-{method}-{way}", steps=1)
    except UsageError:
        return 0
    return way


def _train(method: str, way: int, place: Path, out: Path, steps: int = STEPS) -> Any:
    import shutil

    from small_games import tiny
    from tiny_runs import reading, stored

    from gansmith import train

    shutil.rmtree(out, ignore_errors=True)
    every = {"log_every": 1, "sample_every": 3, "checkpoint_every": 2, "evaluate_every": 3}
    data = place / method
    data.mkdir(exist_ok=True)
    settings = every | tiny(method) | WAYS[way]
    return train(stored(method, data), method, steps=steps, out=out, reading=reading(method), **settings)


ROWS = (
    Row(
        name="R6",
        mishap="every method is stopped by SIGTERM after 1, 2, ... steps, in float32, bfloat16, with packs of two or "
        "with adaptive augmentation, and resumed",
        holds="state, record and final model are, bit for bit, those of the run that was not stopped",
        tries=60,
        soak=360,
        play=stops,
        chunk=30,
    ),
)
