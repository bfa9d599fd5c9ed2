"""What a check found: the scores of each way, and the sentence that says whether generated samples helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gansmith.augmentation.arms import GAN
from gansmith.augmentation.scores import Difference, Scores, difference
from gansmith.augmentation.splits import TEST_SHARE
from gansmith.augmentation.validity import LIMIT, Validity

FEWEST_DIFFERENT = 6  # samples of a class: of fewer, a sign test is never significant at 5 % (2 / 2^5 > 0.05)
MEASURES = {"accuracy": "mean class accuracy", "f1": "macro F1"}


@dataclass(frozen=True)
class Compared:
    """Scores of each way of treating rare classes, one for each split, the same splits for all.

    step: by how much one test sample of the rarest class moves the mean class accuracy. different: how many different
    samples the rarest class has in all; of fewer than 6, no gain is claimed, however often they are split.
    """

    ways: Mapping[str, tuple[Scores, ...]]
    step: float = 0.0
    different: int = FEWEST_DIFFERENT

    def values(self, way: str, measure: str) -> np.ndarray:
        """Return a measure of a way, float64 (R,)."""
        return np.array([getattr(one, measure) for one in self.ways[way]])

    def best_plain(self, measure: str) -> str:
        """Return the way without generated samples whose mean is the greatest."""
        return max(
            (name for name in self.ways if name != GAN), key=lambda name: float(self.values(name, measure).mean())
        )

    def gain(self, measure: str) -> Difference:
        """Return how much generated samples are better than the best plain way.

        The best is chosen by the same test samples, in favour of the plain ways.
        """
        best = self.best_plain(measure)
        return difference(self.values(GAN, measure), self.values(best, measure), TEST_SHARE, self.step)

    @property
    def is_enough(self) -> bool:
        """Whether the rarest class has so many different samples that a gain can be claimed."""
        return self.different >= FEWEST_DIFFERENT

    def sentence(self, measure: str) -> str:
        """Return in words whether generated samples are better than the best plain way."""
        found, best = self.gain(measure), self.best_plain(measure)
        if len(self.ways[GAN]) < 2:
            return f"{MEASURES[measure]}: no gain can be claimed from one split"
        points = f"{100 * found.mean:+.1f} ± {100 * found.half_width:.1f} points"
        if found.is_gain and not self.is_enough:
            return (
                f"{MEASURES[measure]}: no gain can be claimed ({points} over {best}), as the rarest class has "
                f"{self.different} different samples, and {FEWEST_DIFFERENT} are the least"
            )
        if found.is_gain:
            return f"{MEASURES[measure]}: gain of {points} over the best plain baseline, {best}"
        what = "no gain, but a loss" if found.is_loss else "no gain"
        return f"{MEASURES[measure]}: {what} ({points} beside the best plain baseline, {best})"


@dataclass(frozen=True)
class Check:
    """Whether generated samples help a classifier.

    Attributes
    ----------
    compared : Compared
        Scores of all ways.
    validity : Validity or None
        ER_split; None where no sample could be made.
    steps : tuple of int
        Steps of the generator of each split.
    generator_minutes : float
        Most minutes that the generator of a split had.
    minutes : float
        Minutes that the check took.
    notes : tuple of str
        What was left out.
    """

    compared: Compared
    validity: Validity | None
    steps: tuple[int, ...]
    generator_minutes: float
    minutes: float
    notes: tuple[str, ...] = ()

    @property
    def splits(self) -> int:
        """Number of splits."""
        return len(self.steps)

    @property
    def helped(self) -> bool:
        """Whether one measure gains over its best plain baseline, and none loses, by enough different samples."""
        found = [self.compared.gain(measure) for measure in MEASURES]
        gained = any(one.is_gain for one in found) and not any(one.is_loss for one in found)
        return gained and self.splits > 1 and self.compared.is_enough

    @property
    def sentence(self) -> str:
        """The result in a line."""
        verdict = "Generated samples helped" if self.helped else "No gain: generated samples did not help"
        return f"{verdict}. " + "; ".join(map(self.compared.sentence, MEASURES)) + "."

    @property
    def lines(self) -> tuple[str, ...]:
        """The table of all ways, ER_split and the result, as lines of text."""
        ways = self.compared.ways
        width = max(map(len, ways))
        rows = [f"{'':{width}}  {'  '.join(f'{name:>19}' for name in MEASURES.values())}"]
        for name in ways:
            found = (self.compared.values(name, measure) for measure in MEASURES)
            cells = [f"{100 * one.mean():.1f} ± {100 * one.std(ddof=min(1, len(one) - 1)):.1f} %" for one in found]
            rows.append(f"{name:{width}}  {'  '.join(f'{cell:>19}' for cell in cells)}")
        return (*rows, *self._validity(), self.sentence)

    def _validity(self) -> tuple[str, ...]:
        found = self.validity
        if found is None:
            return ()
        passed = "below" if found.is_valid else "not below"
        return (
            f"ER_split {found.error_rate:.3f} (95 % Wilson bounds {found.low:.3f} to {found.high:.3f}, {passed} "
            f"{LIMIT:.2f}; real samples {found.real:.3f})",
        )

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        compared = self.compared
        ways = {
            name: {measure: compared.values(name, measure).tolist() for measure in MEASURES} for name in compared.ways
        }
        gains = {
            measure: {"over": compared.best_plain(measure), "mean": gain.mean}
            | ({"half_width": gain.half_width} if self.splits > 1 else {})
            for measure, gain in ((measure, compared.gain(measure)) for measure in MEASURES)
        }
        valid = {} if self.validity is None else {"er_split": vars(self.validity) | {"valid": self.validity.is_valid}}
        cost = {"minutes": round(self.minutes, 3), "generator_steps": list(self.steps)}
        said = {"helped": self.helped, "sentence": self.sentence, "notes": list(self.notes)}
        return {"splits": self.splits, "ways": ways, "gains": gains, **valid, **cost, **said}
