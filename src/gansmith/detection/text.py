"""What a detector is good for, in words: of its test, of generators that it has not seen, and of its limits."""

from collections import Counter

from gansmith.config.command_line import shown
from gansmith.detection.calibration import ENOUGH
from gansmith.detection.detector import Detector
from gansmith.detection.gate import QUANTILE
from gansmith.detection.measures import BINS
from gansmith.detection.parts import SHARES
from gansmith.detection.scores import Scores
from gansmith.errors import printable
from gansmith.report.plain_table import aligned

_STRONG = 0.8  # AUC from which a detector is of use


def detector_text(detector: Detector) -> str:
    """Return the report of a detector, one fact a line."""
    found, many = detector.measured, len(detector.generators)
    curve = f"isotonic curve, as both sides have {ENOUGH:,} calibration samples or more"
    if detector.calibration.kind == "platt":
        curve = f"Platt's sigmoid, as a side has fewer than {ENOUGH:,} calibration samples"
    lines = [
        verdict(detector),
        f"  tested on    {found.real:,} real, {found.generated:,} generated samples that were not used for training",
        f"  accuracy     {found.accuracy} (0.5 is guessing)",
        f"  AUC          {found.auc} (0.5 is guessing)",
        f"  ECE          {found.ece} in {BINS} bins; perfect calibration has {found.ece_floor:.3f} at this size",
        f"  calibration  {curve}",
        f"  unlike       {found.refused:.1%} of the test samples are not scored: they lie beyond {QUANTILE:.0%} of the "
        "calibration samples",
        "  parts        " + ", ".join(f"{share:.0%} {name}" for name, share in SHARES.items()),
        *_table(detector),
        *(f"  note: {printable(note.rstrip('.'))}." for note in detector.notes),
        _good_for(detector, many),
    ]
    return "\n".join(lines)


def verdict(detector: Detector) -> str:
    """Return in a sentence whether the detector tells generated from real samples."""
    found = detector.measured
    if not found.tells:
        return f"The detector cannot tell generated from real samples: its AUC of {found.auc} is what guessing reaches."
    missed = [row for row in detector.table if row.unseen is not None and not row.unseen.tells]
    strength = "tells" if found.auc.value >= _STRONG else "hardly tells"
    text = f"The detector {strength} generated from real samples: AUC {found.auc}."
    if missed:
        names = ", ".join(printable(shown(row.name)) for row in missed)
        text += f" It misses generators that it was not trained on: without them in training, {names} look real to it."
    return text


def _table(detector: Detector) -> list[str]:
    rows = [("generator", "AUC", "AUC unseen", "accuracy unseen", "unlike unseen")]
    for row in detector.table:
        unseen = row.unseen
        last = ("", "", "") if unseen is None else (str(unseen.auc), str(unseen.accuracy), f"{unseen.refused:.1%}")
        rows.append((printable(shown(row.name)), str(row.seen.auc), *last))
    return aligned(rows, indent="    ")


def _good_for(detector: Detector, many: int) -> str:
    if not detector.measured.tells:
        return "  Good for: nothing but this result. Its probabilities stay near 0.5."
    text = "  Good for: samples of these generators, and real samples of this kind, read in the same way."
    unseen = [row.unseen.auc.value for row in detector.table if row.unseen is not None]
    if many == 1 or not unseen:
        return (
            f"{text} Trained on one generator: nothing is known of others. Give more sets to learn how it does on a "
            "generator that it has not seen."
        )
    return (
        f"{text} Of a generator that it has not seen, expect an AUC like those in the column 'AUC unseen' "
        f"({min(unseen):.2f} to {max(unseen):.2f}), and probabilities that are not calibrated."
    )


def scores_text(scores: Scores, place: str) -> str:
    """Return how many samples of a file are generated, real, or unlike what the detector knows."""
    counts = Counter(scores.verdicts)
    total = len(scores.unlike)
    lines = [f"{place}: {total:,} samples, P(generated) at {scores.prior:.0%} generated samples expected."]
    lines += [f"  {name:10} {counts[name]:,} ({counts[name] / total:.1%})" for name in ("generated", "real", "unlike")]
    if counts["unlike"] > total / 2:
        lines.append("  Most samples are unlike all that the detector was trained on, and are not guessed at.")
    return "\n".join([*lines, *(f"  note: {printable(note.rstrip('.'))}." for note in scores.notes)])
