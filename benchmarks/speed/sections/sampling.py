"""Sampling: images a second of gansmith's `core.sampling.sample`, beside the generator called plainly."""

from benchmarks.results import Result
from benchmarks.speed.arena import GANSMITH, PLAIN, Arena
from benchmarks.speed.contest import Outcome, Score, Spread, compete
from benchmarks.speed.goals import at_least
from benchmarks.speed.workloads import SAMPLES, WORKLOADS

SAMPLED = ("a", "b", "c", "d")
GOALS = {"c": 3.5}
COLUMNS = ("", "gansmith, samples/s", "plain loop, samples/s", "gansmith is faster by", "foreign cores")


def sampling(arena: Arena) -> Result:
    """Return who samples how fast."""
    outcomes = {
        name: compete([arena.gansmith(name, "--sample"), arena.plain(name, "--sample")], arena.timing)
        for name in SAMPLED
    }
    return Result(
        title="Sampling",
        intro=f"{SAMPLES} samples at a time; the plain generator under `no_grad`, in `eval` mode, all at once.",
        columns=COLUMNS,
        rows=tuple(_row(name, outcome) for name, outcome in outcomes.items()),
        goals=tuple(
            at_least(f"sampling ({name}) against plain loop", wanted, _ratio(outcomes[name]))
            for name, wanted in GOALS.items()
        ),
        notes=tuple(f"({name}) {note}" for name, outcome in outcomes.items() for note in outcome.notes),
        raw={name: outcome.to_json() for name, outcome in outcomes.items()},
    )


def _ratio(outcome: Outcome) -> Spread:
    return outcome[GANSMITH].over(outcome[PLAIN])


def _row(name: str, outcome: Outcome) -> tuple[str, ...]:
    foreign = max(score.foreign.high for score in outcome.scores.values())
    return (
        f"({name}) {WORKLOADS[name].title}",
        _images(outcome[GANSMITH]),
        _images(outcome[PLAIN]),
        _ratio(outcome).show(unit="x"),
        f"{foreign:.2f} at most",
    )


def _images(score: Score) -> str:
    return Spread.of([rate * SAMPLES for rate in score.rates]).show(0)
