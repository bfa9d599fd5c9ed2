"""The visible table of quality benchmarks."""

from benchmarks.quality.classified import CLASSIFIED
from benchmarks.quality.conditional import CONDITIONAL
from benchmarks.quality.detection import DETECTION
from benchmarks.quality.estimates import ESTIMATED
from benchmarks.quality.few_labels import FEW_LABELS
from benchmarks.quality.imbalance import IMBALANCE
from benchmarks.quality.imbalanced_tables import IMBALANCED_TABLES
from benchmarks.quality.infogan import INFOGAN
from benchmarks.quality.inversion import INVERSION
from benchmarks.quality.mixtures import mixture
from benchmarks.quality.narrow import NARROW
from benchmarks.quality.parzen import PARZEN
from benchmarks.quality.ratio import RATIO
from benchmarks.quality.semi import SEMI
from benchmarks.quality.sprites import SPRITES
from benchmarks.quality.stacked import STACKED
from benchmarks.quality.tabular.benchmark import TABLE_BENCHMARKS
from benchmarks.quality.trials import Setting
from benchmarks.quality.tuned import TUNED

_SMALL = {"network": "mlp", "width": 96, "depth": 5, "noise": 2, "batch_size": 256}
_R3GAN = {"learning_rate": 3e-3, "learning_rate_end": 2e-5, "gamma": 0.4, "gamma_end": 0.004}

BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        mixture(
            "ring",
            (Setting("r3gan", "r3gan", 24_000, _SMALL | _R3GAN), Setting("gan", "gan", 12_000, _SMALL)),
            best="r3gan",
        ),
        mixture(
            "grid",
            (Setting("r3gan", "r3gan", 34_000, _SMALL | _R3GAN), Setting("gan", "gan", 18_000, _SMALL)),
            best="r3gan",
        ),
        STACKED,
        INFOGAN,
        SEMI,
        CONDITIONAL,
        PARZEN,
        SPRITES,
        ESTIMATED,
        RATIO,
        NARROW,
        IMBALANCE,
        IMBALANCED_TABLES,
        DETECTION,
        CLASSIFIED,
        INVERSION,
        *TABLE_BENCHMARKS,
        TUNED,
        FEW_LABELS,
    )
}
GROUPS = {
    "tables": tuple(benchmark.name for benchmark in TABLE_BENCHMARKS),
    "imbalance": (IMBALANCE.name, IMBALANCED_TABLES.name),
}
