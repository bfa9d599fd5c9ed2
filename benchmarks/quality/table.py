"""The visible table of quality benchmarks."""

from benchmarks.quality.conditional import CONDITIONAL
from benchmarks.quality.infogan import INFOGAN
from benchmarks.quality.mixtures import mixture
from benchmarks.quality.parzen import PARZEN
from benchmarks.quality.semi import SEMI
from benchmarks.quality.sprites import SPRITES
from benchmarks.quality.stacked import STACKED
from benchmarks.quality.trials import Setting

_SMALL = {"network": "mlp", "width": 128, "noise": 8, "batch_size": 256}
_R3GAN = {"learning_rate": 2e-3, "learning_rate_end": 2e-5, "gamma": 0.1, "gamma_end": 0.001}

BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        mixture(
            "ring",
            (Setting("r3gan", "r3gan", 12_000, _SMALL | _R3GAN), Setting("gan", "gan", 12_000, _SMALL)),
            best="r3gan",
        ),
        mixture(
            "grid",
            (Setting("r3gan", "r3gan", 12_000, _SMALL | _R3GAN), Setting("gan", "gan", 12_000, _SMALL)),
            best="r3gan",
        ),
        STACKED,
        INFOGAN,
        SEMI,
        CONDITIONAL,
        PARZEN,
        SPRITES,
    )
}
