"""Load a model, which needs neither its data nor its run, and draw samples in the data's units."""

import shutil

import numpy as np

import gansmith

run = gansmith.train("ring", "gan", steps=20, width=64)
shutil.copytree(run.path / "final", "ring-model", dirs_exist_ok=True)  # all that a model is

model = gansmith.load("ring-model")
samples = model.sample(1000, seed=0)
assert np.array_equal(model.sample(10, seed=0), samples[:10])  # sample i does not depend on how many are drawn
print(f"{model.card.method} after {model.card.steps} steps: mean {samples.mean(axis=0)}")
