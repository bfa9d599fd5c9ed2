"""The visible table of workloads: what gansmith trains, and who trains the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SAMPLES = 256  # of one tick where sampling is measured
RECIPES = "benchmarks.speed.recipes"


@dataclass(frozen=True)
class Workload:
    """data: a name of `data.SETS`; plain: a loop of `run_plain.LOOPS`; peer: a script of PyTorch-GAN."""

    title: str
    data: str
    method: str
    plain: str
    hyper: Mapping[str, Any] = field(default_factory=dict)
    data_options: Mapping[str, Any] = field(default_factory=dict)
    peer: str | None = None
    jax: bool = False


WORKLOADS = {
    "a": Workload(
        "WGAN-GP, MLP, planets 3909 x 4734, batch 64, 5 critic steps",
        data="planets",
        method="wgan-gp",
        hyper={"network": "mlp"},
        data_options={"fold": "none"},
        plain="wgan_gp_mlp",
        jax=True,
    ),
    "b": Workload(
        "GAN, MLP of gan.py, MNIST 28 x 28, batch 64",
        data="mnist28",
        method=f"{RECIPES}:gan_mlp",
        plain="gan_mlp",
        peer="gan",
        jax=True,
    ),
    "c": Workload(
        "GAN, convolutions of dcgan.py, MNIST 32 x 32, batch 64",
        data="mnist32",
        method=f"{RECIPES}:dcgan32",
        plain="dcgan32",
        peer="dcgan",
    ),
    "d": Workload(
        "WGAN-GP, DCGAN, 64 x 64 x 3, batch 64, 1 critic step",
        data="colour64",
        method="wgan-gp",
        hyper={"network": "dcgan", "width": 64, "patch": 1, "noise": 128, "critic_steps": 1, "batch_size": 64},
        plain="wgan_gp_dcgan",
    ),
    "e": Workload(
        "R3GAN, residual, 32 x 32 x 3, batch 32",
        data="colour32",
        method="r3gan",
        hyper={"network": "residual"},
        plain="r3gan",
    ),
    "ring": Workload("GAN, MLP, 8 modes in the plane, batch 64", data="ring", method="gan", plain="ring"),
}
