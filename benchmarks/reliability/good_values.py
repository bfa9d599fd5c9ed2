"""The values that the small good files hold."""

import numpy as np

VALUES = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
PICTURES = np.random.default_rng(1).integers(0, 255, (6, 5, 4), dtype=np.uint8)
LABELS = np.arange(20) % 3
