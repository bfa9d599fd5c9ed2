"""Flags, keywords, commands and functions of other GAN programs, and what they are called here."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_EPOCH = "--steps counts batches, and an epoch has as many as samples divided by --batch-size"
_DATA = "the data has no flag, as in gansmith {command} DATA"
_PROCESSES = "several GPUs are used with torchrun --nproc-per-node N -m gansmith {command}"
_TYPES = "--column NAME:category, or --schema FILE; `gansmith data TABLE` prints the types that are found"
_METRICS = "all metrics are computed; --features inception adds the FID and its like, --thorough slower ones"
_TWO_SETS = "two sets have no flags, as in gansmith evaluate REAL FAKE"

_HERE = {
    "--aug": "--augment",
    "--augpipe": "--augment, which has one pipeline",
    "--b1": "--beta1",
    "--b2": "--beta2",
    "--batch": "--batch-size",
    "--batch-gpu": "--batch-size, which is that of all processes together",
    "--categorical": _TYPES,
    "--cfg": "--method and --network",
    "--class": "--label",
    "--clip-value": "--method wgan --clip",
    "--cond": "--method cgan, on data with labels",
    "--cuda": "--device cuda",
    "--data": _DATA,
    "--data-dir": _DATA,
    "--dataroot": _DATA,
    "--dataset": _DATA,
    "--dataset-name": _DATA,
    "--discrete": _TYPES,
    "--discrete-columns": _TYPES,
    "--discriminator-dim": "--width",
    "--discriminator-lr": "--learning-rate",
    "--discriminator-steps": "--method wgan-gp --critic-steps",
    "--embedding-dim": "--noise",
    "--epochs": _EPOCH,
    "--fid": _METRICS,
    "--fp16": "--precision bfloat16",
    "--generator-dim": "--width",
    "--generator-lr": "--generator-learning-rate",
    "--gpu": "--device cuda",
    "--gpus": _PROCESSES,
    "--image-size": "--size",
    "--img-size": "--size",
    "--input1": _TWO_SETS,
    "--input2": _TWO_SETS,
    "--isc": _METRICS,
    "--iterations": "--steps",
    "--iters": "--steps",
    "--kid": _METRICS,
    "--kimg": "--steps counts batches, and 1 kimg is 1,000 samples, so 1,000 divided by --batch-size",
    "--latent-dim": "--noise",
    "--load": "--init-from",
    "--log-dir": "--out; TensorBoard's files lie in the run",
    "--lr": "--learning-rate",
    "--manual-seed": "--seed",
    "--max-iter": "--steps",
    "--metadata": _TYPES,
    "--metrics": _METRICS,
    "--mirror": "mirrored images are part of no --augment; add them to the data",
    "--model": "--method",
    "--n-cpu": "--threads",
    "--n-critic": "--method wgan-gp --critic-steps",
    "--n-epochs": _EPOCH,
    "--name": "--out",
    "--network": "the model has no flag, as in gansmith {command} RUN",
    "--ngpus": _PROCESSES,
    "--no-cuda": "--device cpu",
    "--num-rows": "--count",
    "--num-samples": "--count",
    "--nz": "--noise",
    "--outdir": "--out",
    "--output-dir": "--out",
    "--outfile": "--output",
    "--pac": "--pack",
    "--ppl": _METRICS,
    "--prc": _METRICS,
    "--real": _TWO_SETS,
    "--fake": _TWO_SETS,
    "--res": "--size",
    "--resolution": "--size",
    "--resume-from": "--resume",
    "--sample-interval": "--sample-every",
    "--save-every": "--checkpoint-every",
    "--seeds": "--seed; one seed gives any number of samples",
    "--snap": "--checkpoint-every",
    "--target": "--augment ada, whose target is 0.6",
    "--trunc": "--truncation",
    "--workers": "--threads",
    "--z-dim": "--noise",
    "--zdim": "--noise",
}
_COMMANDS = {
    "benchmark": "compare",
    "describe": "data",
    "discriminate": "detect",
    "fid": "evaluate",
    "fidelity": "evaluate",
    "fit": "train",
    "info": "data",
    "inspect": "data",
    "interpolate": "walk",
    "list": "methods",
    "ls": "methods",
    "metadata": "data TABLE --write-schema FILE",
    "metrics": "evaluate",
    "optimize": "tune",
    "project": "invert",
    "projector": "invert",
    "resample": "augment",
    "resume": "train --resume",
    "run": "train",
    "sample": "generate",
    "sweep": "tune",
    "synthesize": "generate",
    "test": "evaluate",
    "upload": "push",
    "visualize": "plot",
}
_FUNCTIONS = {
    "calculatemetrics": "evaluate",
    "ctgan": "train",
    "ctgansynthesizer": "train",
    "detect": "train_detector",
    "evaluatequality": "evaluate",
    "export": "export_model",
    "features": "extract_features",
    "fit": "train",
    "gan": "train",
    "gaussiancopulasynthesizer": "train",
    "generator": "load",
    "interpolate": "walk",
    "loadmodel": "load",
    "metadata": "describe_data",
    "project": "invert",
    "sample": "generate",
    "singletablemetadata": "describe_data",
    "synthesizer": "train",
    "synthesize": "generate",
}
_NEAR = 0.7  # how alike a guess must be to be of help: below it, --cuda looks like --scale


def called_here(flag: str, command: str) -> str | None:
    """Return what to say of a flag that other programs have, and this command has not; None of any other flag."""
    name = flag.partition("=")[0]
    known = _HERE.get(name.replace("_", "-").lower())
    if known is None:
        return None
    if known == "--out" and command != "train":
        known = "--output"
    if known.startswith("--") and " counts " not in known:
        first, more, rest = re.fullmatch(r"([^,;]+)([,;]?)(.*)", known).groups()  # type: ignore[union-attr]
        return f"{name} is called {first} here{more}{rest}.".format(command=command)
    return f"There is no {name} here: {known.format(command=command)}."


def names_data(flag: str) -> bool:
    """Whether a flag names the data in other programs."""
    return _HERE.get(flag.partition("=")[0].replace("_", "-").lower()) == _DATA


def keyword_here(name: str) -> str:
    """Return what to say of a keyword that other programs have, with a blank before it; "" of any other keyword."""
    known = called_here("--" + name, "train") or ""
    return f" {re.sub('--([a-z0-9-]+)', lambda flag: flag[1].replace('-', '_'), known)}" if known else ""


def function_here(name: str, functions: Iterable[str]) -> str:
    """Return what to take here for a name of Python that other programs have, with a blank before it, or ""."""
    known = _FUNCTIONS.get(name.lower().replace("_", ""))
    near = get_close_matches(name, list(functions), n=1, cutoff=_NEAR)
    return f" Did you mean gansmith.{known or near[0]}?" if known or near else ""


def command_here(word: str, commands: Iterable[str]) -> str | None:
    """Return what to say of a command that is not among these; None where nothing is like it."""
    known = _COMMANDS.get(word.lower().replace("_", "-"))
    near = get_close_matches(word.lower(), list(commands), n=1, cutoff=_NEAR)
    if known is None and not near:
        return None
    return f"There is no command {word!r}. Did you mean `gansmith {known or near[0]}`?"


def without_far_guess(text: str, flag: str) -> str:
    """Return the text of an error without a guess at a flag that is hardly like the one that was given."""
    guess = re.search(r" Did you mean (--[\w-]+)\?", text)
    if guess is None or get_close_matches(flag.partition("=")[0].replace("_", "-"), [guess[1]], cutoff=_NEAR):
        return text
    return text.replace(guess[0], "")
