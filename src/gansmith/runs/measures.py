"""What samples of a generator are measured by on real ones that no network has seen: all that chooses a model."""

from collections.abc import Callable
from math import inf

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import sample
from gansmith.core.shares import labels_in_shares
from gansmith.core.translation import translate
from gansmith.data.codec.units import as_data
from gansmith.metrics.own import FEATURES as DATA
from gansmith.metrics.own import OwnMetric, criterion_of
from gansmith.metrics.result import Estimate
from gansmith.metrics.yardstick import Yardstick
from gansmith.runs.setup import Assembly, ValidationSet

MOST = 512  # samples on either side: enough to rank models of one run, in a fraction of a second
FEATURES = "values"  # as networks see them


def _kid(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.metrics.kernel import kid

    return kid(real, fake)


def _sliced(real: np.ndarray, fake: np.ndarray) -> Estimate:
    from gansmith.metrics.transport import sliced_wasserstein

    return sliced_wasserstein(real, fake, projections=200, seed=0)


CRITERIA: dict[str, Callable[[np.ndarray, np.ndarray], Estimate]] = {"kid": _kid, "sliced": _sliced}


def tag(criterion: str) -> str:
    """Return what a criterion is called in records."""
    if ":" in criterion:  # a metric of one's own
        return f"quality/{criterion.rpartition(':')[2]}[{DATA}]"
    return "quality/worst" if criterion == "worst" else f"quality/{criterion}[{FEATURES}]"


class Measures:
    """All measurements of samples, by tag, on one set of real ones; `criterion` is the tag of what decides."""

    def __init__(self, assembly: Assembly, held: ValidationSet) -> None:
        best_by: str = assembly.settings.best_by
        self.held, self.criterion = held, tag(best_by)
        self._assembly = assembly
        self._own = criterion_of(best_by) if ":" in best_by else None
        self.sign = -1.0 if self._own is not None and self._own.better == "higher" else 1.0
        self._yardstick: Yardstick | None = None

    def try_own(self) -> None:
        """Try a criterion of one's own on real samples."""
        if self._own is not None:
            self._own_value(self._own, self._assembly.seen(len(self.held.real)))

    def __call__(self, fake: Tensor) -> dict[str, float]:
        """Return all that is recorded of samples, by tag: infinity where these are not finite."""
        if not torch.isfinite(fake).all():
            tags = [tag(name) for name in (*CRITERIA, "worst")]
            return dict.fromkeys(tags, inf) | ({} if self._own is None else {self.criterion: self.sign * inf})
        if self._yardstick is None:
            signals = self._assembly.card.codec.signals
            self._yardstick = Yardstick(self.held.real.numpy(), self._assembly.seen(MOST).numpy(), signals=signals)
        parts = self._yardstick(fake.numpy())
        rows = self.held.real.flatten(1).numpy(), fake.flatten(1).numpy()
        found = {tag(name): measure(*rows).value for name, measure in CRITERIA.items()}
        found[tag("worst")] = max(parts.values())
        if self._own is not None:
            found[self.criterion] = self._own_value(self._own, fake)
        return found | {f"ratio/{name}": value for name, value in parts.items()}

    def samples(self, network: nn.Module, purpose: str = "appraisal") -> Tensor:
        """Return as many samples of a generator as there are real ones, encoded; the noise follows the purpose."""
        held, count = self.held, len(self.held.real)
        if held.source is not None:
            return translate(network, held.source).float()
        prior, seed = self._assembly.method.prior, key(self._assembly.settings.seed, purpose)
        labels = _classes(held, prior, count)
        drawn = sample(network, prior, count, seed, label=labels, numbers=held.numbers).float()
        codec = self._assembly.card.codec
        if codec.table is None or not torch.isfinite(drawn).all():
            return drawn
        return torch.from_numpy(codec.encode(codec.decode(drawn.numpy()))).float()  # categories are drawn, not shares

    def _own_value(self, metric: OwnMetric, fake: Tensor) -> float:
        """Return a metric of one's own, of as many real and other samples, in the units and shape of the data."""
        real, codec = self.held.real, self._assembly.card.codec
        count = min(len(real), len(fake))
        if codec.table is not None:
            whole = (part[:count].numpy() for part in (real, fake))
            return metric(*(np.asarray(codec.decode(side), np.float64) for side in whole))
        sides = (np.clip(part[:count].numpy(), -1, 1) for part in (real, fake))
        return metric(*(as_data(codec, side) for side in sides))


def _classes(held: ValidationSet, prior: Prior, count: int) -> Tensor | None:
    """Return classes in the shares of the samples held out; None where there are none, or none are known.

    Where samples have conditions, each has the class of the one held out whose condition it has, any where unknown.
    """
    if held.labels is None or not prior.classes:
        return None
    if held.numbers is not None:
        turns = np.arange(count) % prior.classes
        return torch.from_numpy(np.where(held.labels < 0, turns, held.labels))
    known = held.labels[(held.labels >= 0) & (held.labels < prior.classes)]
    counts = np.bincount(known, minlength=prior.classes)
    return torch.from_numpy(labels_in_shares(counts, count)) if len(known) else None
