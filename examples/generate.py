"""Write samples of a trained model to a file: its suffix decides the format."""

import gansmith

run = gansmith.train("digits", "dcgan", steps=10, width=8)
for output in ("digits.mat", "digits.npy", "digits.idx.gz", run.path / "images"):  # no suffix: a folder of images
    samples = gansmith.generate(run.path, 16, output, seed=1)
    print(f"{output}: {samples.shape} {samples.dtype}, {samples.min()} to {samples.max()}")
