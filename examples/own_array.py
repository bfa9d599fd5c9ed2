"""Train on an array of one's own: rows are samples, and what comes back has their units, dtype and range."""

import numpy as np

import gansmith

random = np.random.default_rng(0)
radius, height = random.normal(300, 20, 2000), random.normal(0.5, 0.1, 2000)
particles = np.stack([radius, height], axis=1).astype(np.float32)

run = gansmith.train(particles, "r3gan", steps=40, width=32, data_options={"scale": "feature"})
simulated = gansmith.load(run.path).sample(500)
print(f"{simulated.shape} {simulated.dtype}: radius {simulated[:, 0].min():.0f} to {simulated[:, 0].max():.0f}")
