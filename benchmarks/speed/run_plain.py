"""Run a plain loop for ever: `python -m benchmarks.speed.run_plain LOOP DATA [--sample]`."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.speed.plain import dcgan32, gan_mlp, matrix_product, r3gan, ring, wgan_gp_dcgan, wgan_gp_mlp
from benchmarks.speed.plain.parts import Array
from benchmarks.speed.tick import tick
from benchmarks.speed.workloads import SAMPLES

LOOPS: dict[str, Callable[[Array], Iterator[None]]] = {
    "wgan_gp_mlp": wgan_gp_mlp.iterations,
    "gan_mlp": gan_mlp.iterations,
    "dcgan32": dcgan32.iterations,
    "wgan_gp_dcgan": wgan_gp_dcgan.iterations,
    "r3gan": r3gan.iterations,
    "ring": ring.iterations,
    "matrix_product": matrix_product.iterations,
}
GENERATORS: dict[str, tuple[Callable[[], nn.Module], int]] = {
    "wgan_gp_mlp": (wgan_gp_mlp.make_generator, wgan_gp_mlp.NOISE),
    "gan_mlp": (gan_mlp.make_generator, gan_mlp.NOISE),
    "dcgan32": (dcgan32.make_generator, gan_mlp.NOISE),
    "wgan_gp_dcgan": (wgan_gp_dcgan.make_generator, wgan_gp_dcgan.NOISE),
}


def samples(make_generator: Callable[[], nn.Module], noise: int) -> Iterator[None]:
    """Sample for ever, yielding after every SAMPLES samples."""
    generator = make_generator().eval()
    while True:
        with torch.no_grad():
            generator(torch.randn(SAMPLES, noise))
        yield


def main() -> None:
    """Run the loop that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("loop", choices=LOOPS)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", action="store_true")
    asked = parser.parse_args()
    loop = samples(*GENERATORS[asked.loop]) if asked.sample else LOOPS[asked.loop](np.load(asked.data))
    for _ in loop:
        tick()


if __name__ == "__main__":
    main()
