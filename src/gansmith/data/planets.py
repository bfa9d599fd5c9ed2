"""Planets as a telescope sees them: limb-darkened discs with phase and bands, blurred by the air, and noise."""

import numpy as np
import numpy.typing as npt

SAMPLES, SIDE = 3909, 69
CUT_BEFORE, CUT_AFTER = 14, 13  # of the 69 x 69 numbers, so that 4,734 are left

_CHUNK = 128
_LEVELS = (
    4096  # per unit of brightness: a 12-bit detector, whose rounding also hides how platforms differ in exp and cos
)

Floats = npt.NDArray[np.float64]


def planets(seed: int = 0) -> npt.NDArray[np.float32]:
    """Return (3909, 4734) brightnesses, sky 0 to about 1: pictures flattened row by row and cut at both ends."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    scene = _draw_scenes(rng)
    flat = np.empty((SAMPLES, SIDE * SIDE - CUT_BEFORE - CUT_AFTER), np.float32)
    for start in range(0, SAMPLES, _CHUNK):
        part = {name: values[start : start + _CHUNK, np.newaxis, np.newaxis] for name, values in scene.items()}
        pictures = _blur(_disc(part), part["seeing"])
        pictures += rng.standard_normal(pictures.shape) * (part["noise"] + 0.012 * np.sqrt(np.abs(pictures)))
        pictures = np.rint(pictures * _LEVELS) / _LEVELS
        flat[start : start + _CHUNK] = pictures.reshape(len(pictures), -1)[:, CUT_BEFORE:-CUT_AFTER]
    return flat


def _draw_scenes(rng: np.random.Generator) -> dict[str, Floats]:
    """Draw (N,) each: pixels for lengths, radians for angles."""
    middle, reach = (SIDE - 1) / 2, 4
    return {
        "radius": rng.uniform(13, 27, SAMPLES),
        "x": middle + np.clip(rng.normal(0, 1.5, SAMPLES), -reach, reach),
        "y": middle + np.clip(rng.normal(0, 1.5, SAMPLES), -reach, reach),
        "phase": np.deg2rad(105) * rng.beta(1.2, 3, SAMPLES),  # between the sun and the observer; most near full
        "orientation": rng.uniform(0, 2 * np.pi, SAMPLES),  # of the equator, in which the sun stands
        "tilt": np.deg2rad(rng.normal(0, 15, SAMPLES)),  # of the pole towards the observer
        "darkening": rng.uniform(0.55, 0.9, SAMPLES),
        "contrast": rng.uniform(0, 0.25, SAMPLES),
        "harmonic": rng.uniform(-0.6, 0.6, SAMPLES),
        "bands": rng.uniform(6, 11, SAMPLES),
        "shift": rng.uniform(0, 2 * np.pi, SAMPLES),
        "brightness": rng.uniform(0.85, 1.1, SAMPLES),
        "seeing": rng.uniform(0.8, 1.6, SAMPLES),
        "noise": rng.uniform(0.004, 0.012, SAMPLES),
    }


def _disc(scene: dict[str, Floats]) -> Floats:
    """Return the planets' surfaces without air or detector, (N, 69, 69)."""
    pixel = np.arange(SIDE, dtype=np.float64)
    x = (pixel[np.newaxis, np.newaxis, :] - scene["x"]) / scene["radius"]
    y = (pixel[np.newaxis, :, np.newaxis] - scene["y"]) / scene["radius"]
    cos, sin = np.cos(scene["orientation"]), np.sin(scene["orientation"])
    along, across = x * cos + y * sin, y * cos - x * sin
    upright = np.sqrt(np.maximum(1 - x * x - y * y, 0))  # cosine between the surface's normal and the line of sight
    light = np.maximum(along * np.sin(scene["phase"]) + upright * np.cos(scene["phase"]), 0)
    light *= upright > 0
    latitude = across * np.cos(scene["tilt"]) + upright * np.sin(scene["tilt"])
    wave = np.cos(scene["bands"] * latitude + scene["shift"])
    bands = 1 + scene["contrast"] * (wave + scene["harmonic"] * (2 * wave * wave - 1))
    limb = 1 - scene["darkening"] * (1 - upright)
    return np.asarray(scene["brightness"] * np.sqrt(light) * limb * bands)


def _blur(pictures: Floats, seeing: Floats) -> Floats:
    """Spread each picture by its own Gaussian of standard deviation `seeing` pixels, columns and rows in turn."""
    pixel = np.arange(SIDE, dtype=np.float64)
    kernel = np.exp(-((pixel[:, np.newaxis] - pixel) ** 2) / (2 * seeing**2))
    kernel /= kernel.sum(axis=-1, keepdims=True)
    return np.asarray(kernel @ pictures @ kernel.transpose(0, 2, 1))
