"""PyTorch-GAN's scripts as they are, also those that no workload of gansmith stands beside yet."""

from benchmarks.results import Result
from benchmarks.speed.arena import Arena
from benchmarks.speed.contest import compete

SCRIPTS = ("gan", "dcgan", "wgan", "wgan_gp", "cgan", "infogan")


def peers(arena: Arena) -> Result:
    """Return how fast each script trains."""
    outcome = compete([arena.peer_script(script) for script in SCRIPTS], arena.timing)
    return Result(
        title="PyTorch-GAN, as it is",
        intro="Unmodified, on MNIST, batch 64. An iteration is one line that the script prints, for wgan.py and "
        "wgan_gp.py five critic steps and one of the generator.",
        columns=("", "iterations/s", "peak memory", "foreign cores"),
        rows=tuple(
            (name, score.rate.show(), f"{score.peak_megabytes:,.0f} MB", score.foreign.show())
            for name, score in outcome.scores.items()
        ),
        notes=outcome.notes,
        raw=outcome.to_json(),
    )
