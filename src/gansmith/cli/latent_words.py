"""What the commands about latent space print: for people, and as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gansmith.cli.latent_flags import MannerFlags
from gansmith.cli.words import say
from gansmith.errors import printable

if TYPE_CHECKING:
    from gansmith.latent.inversion import Inversion
    from gansmith.latent.traversal import CodeRow


def tell(output: Sequence[Path], text: str, document: dict[str, Any], notes: Sequence[str], how: MannerFlags) -> None:
    from gansmith.data.formats.marks import mark_beside

    places = [str(place) for place in output]
    marks = [str(beside) for place in output if not how.no_mark and (beside := mark_beside(place)) is not None]
    lines = [f"{printable(', '.join(places))}: {text}", *(f"  note: {printable(note)}." for note in notes)]
    lines += [f"  marked as synthetic in {printable(beside)}" for beside in marks]
    say("\n".join(lines), {"output": places, **document, "marks": marks, "notes": list(notes)}, how.quiet, how.json)


def recovery_text(row: "CodeRow") -> str:
    if row.recovery is None:
        return ""
    value, error = row.recovery.value, row.recovery.error
    if not row.recovery.chance:
        return f"; Q's mean correlates by {value:.2f} ± {error:.2f}"
    return f"; Q names {value:.1%} ± {error:.1%} right (chance {row.recovery.chance:.1%})"


def code_document(row: "CodeRow") -> dict[str, Any]:
    recovery = row.recovery
    read = None if recovery is None else {"value": recovery.value, "error": recovery.error, "chance": recovery.chance}
    measured = {"effect": row.effect, "error": row.error, "recovery": read, "dead": row.dead}
    return {"name": row.name, "values": list(row.values), **measured}


def errors_text(made: "Inversion") -> str:
    """Return the errors of the first samples, a line each, and their mean."""
    many = len(made.errors)
    lines = [f"{many:,} sample{'' if many == 1 else 's'}, root mean square error in {made.unit}:"]
    beside = (
        ""
        if made.nearest_errors is None or made.mean_errors is None
        else (
            f"; nearest training sample {made.nearest_errors.mean():.4g}, mean of the training data "
            f"{made.mean_errors.mean():.4g}"
        )
    )
    lines.append(f"  inverted {made.errors.mean():.4g}{beside}{' (means)' if many > 1 else ''}")
    return "\n".join(lines)


def inversion_document(made: "Inversion") -> dict[str, Any]:
    arrays = {"nearest_errors": made.nearest_errors, "mean_errors": made.mean_errors}
    beside = {name: None if array is None else array.tolist() for name, array in arrays.items()}
    return {"unit": made.unit, "errors": made.errors.tolist(), **beside, "steps": made.steps.tolist()}
