"""What the rows of a table that a model makes disclose of those it was trained on, as figures and in words."""

from gansmith.evaluation.tables import Tables
from gansmith.features.rows import different
from gansmith.metrics.disclosure import Disclosure, disclosure
from gansmith.metrics.result import Better, MetricValue

NAMES = ("exact-copies", "near-copies", "nearest-record", "attribute-inference")
_FEWEST = 20  # rows of each kind, below which nothing can be told
_EXACT = "share of generated rows that equal a training row, beside that of held-out rows"
_NEAR = (
    "share of generated rows nearer to a training row than 95 % of held-out rows are, beside the share that is as near "
    "to a held-out row"
)
_ALONE = "one column varies, so no value can be guessed from the rest of a row"
_NEAREST = "median distance to the nearest training row, beside that to as many held-out rows"


def privacy(tables: Tables, seed: int) -> tuple[list[MetricValue], str]:
    """Return figures of what generated rows disclose of training rows beside held-out ones, and a note of them.

    None, and "", where the training rows are not known or too few; the note says so where too few of them differ.
    """
    if tables.train is None or min(map(len, (tables.real, tables.fake, tables.train))) < _FEWEST:
        return [], ""
    rows = min(len(different(part)) for part in (tables.real, tables.train))
    if rows < _FEWEST:
        return [], f"Privacy is not measured: {rows} different real rows are too few to tell copies from chance."
    named = [column.is_named for column in tables.columns]
    found = disclosure(tables.fake, tables.train, tables.real, named, seed=seed)
    return _figures(found, len(tables.fake)), _said(found, len(tables.fake))


def _figures(found: Disclosure, n: int) -> list[MetricValue]:
    """Return what generated rows disclose as figures, each with that of held-out rows for its floor."""
    guesses = found.columns > 1
    guessed = (
        f"of the values of training rows {found.guessed:.1%} are guessed from the rest of the row and the generated "
        f"rows, of held-out ones {found.guessed_held_out:.1%}, without the rest {found.unseen:.1%}"
    )
    rows: list[tuple[float | None, float | None, float | None, Better, str]] = [
        (found.equal, None, found.equal_by_chance, "lower", _EXACT),
        (found.near, None, found.near_by_chance, "lower", _NEAR),
        (found.to_training, None, found.to_held_out, "nearer", _NEAREST),
        (found.advantage, found.error, 0.0, "lower", guessed) if guesses else (None, None, None, "lower", _ALONE),
    ]
    return [
        MetricValue(name, "table", value, n, better, standard_error=error, floor=floor, note=note)
        for name, (value, error, floor, better, note) in zip(NAMES, rows, strict=True)
    ]


def _said(found: Disclosure, n: int) -> str:
    """Return in words what generated rows disclose."""
    points, error = 100 * found.advantage, 100 * found.error
    copies = round(found.equal * n)
    guessed = (
        "Who knows all of a training row but one value guesses that from the generated rows in "
        f"{found.guessed:.1%} of cases, of a row that was never trained on in {found.guessed_held_out:.1%}: "
        f"{points:+.1f} ± {error:.1f} points. "
    )
    return (
        f"Privacy: {copies:,} of {n:,} generated rows equal a training row ({found.equal_by_chance:.1%} of held-out "
        f"rows do). A generated row lies {found.to_training:.3g} from the nearest training row and "
        f"{found.to_held_out:.3g} from the nearest of as many held-out rows (medians; 0 is equal, 1 different in "
        f"everything). {guessed if found.columns > 1 else ''}This is not differential privacy: nothing is promised of "
        "any single row."
    )
