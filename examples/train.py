"""Train a method on a data source and see where the run lies."""

import gansmith

run = gansmith.train(
    "ring",  # a built-in set; a .mat, .npy, .csv ... file or a folder of images does as well
    "wgan-gp",
    steps=40,
    width=64,  # hyper-parameters are plain keywords: `gansmith train --method wgan-gp --help` lists them
    batch_size=128,
)
print(f"{run.path}: {run.steps} steps in {run.seconds:.1f} s")
