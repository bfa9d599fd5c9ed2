"""Translators of two steps between small pictures of any channels and depth."""

from pathlib import Path

import numpy as np
from tiny_runs import tiny

import gansmith


def coloured(
    channels: tuple[int, ...], dtype: str = "uint8", count: int = 12, size: tuple[int, int] = (16, 18)
) -> np.ndarray:
    """Return pictures from 10 to 250, or the same of a hundredfold range in 16 bits."""
    unit = np.random.default_rng(len(channels)).integers(10, 250, (count, *size, *channels), endpoint=True)
    return (unit * (100 if dtype == "uint16" else 1)).astype(dtype)


def trained(out: Path, source: np.ndarray, target: np.ndarray, method: str = "pix2pix", **options: object) -> Path:
    """Train for two steps from the source pictures to the target pictures."""
    out.parent.mkdir(parents=True, exist_ok=True)
    np.save(out.parent / f"{out.name}-source.npy", source)
    kind = "pairs" if method == "pix2pix" else "unpaired"
    reading = {kind: out.parent / f"{out.name}-source.npy"}
    gansmith.train(target, method, steps=2, out=out, data_options=reading, **(tiny(method) | options))  # type: ignore[arg-type]
    return out
