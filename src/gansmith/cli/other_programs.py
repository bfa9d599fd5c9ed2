"""Flags of other GAN programs, and what they are called here, for whoever comes from one of them."""

_HERE = {
    "--batch": "--batch-size",
    "--batch-gpu": "--batch-size, which is that of all processes together",
    "--cfg": "--method and --network",
    "--class": "--label",
    "--cond": "--method cgan, on data with labels",
    "--data": "the data itself, without a flag: gansmith {command} DATA",
    "--dataroot": "the data itself, without a flag: gansmith {command} DATA",
    "--dataset": "the data itself, without a flag: gansmith {command} DATA",
    "--epochs": "--steps; an epoch has as many steps as samples divided by the batch size and critic steps",
    "--fp16": "--precision bfloat16",
    "--gpus": "torchrun --nproc-per-node N -m gansmith {command}",
    "--img-size": "--size",
    "--image-size": "--size",
    "--iterations": "--steps",
    "--iters": "--steps",
    "--kimg": "--steps; 1 kimg is 1,000 samples, so 1,000 divided by the batch size",
    "--latent-dim": "--noise",
    "--load": "--init-from",
    "--log-dir": "--out; TensorBoard's files lie in the run",
    "--lr": "--learning-rate",
    "--model": "--method",
    "--n-epochs": "--steps; an epoch has as many steps as samples divided by the batch size and critic steps",
    "--name": "--out",
    "--ngpus": "torchrun --nproc-per-node N -m gansmith {command}",
    "--num-samples": "--count",
    "--outdir": "--out",
    "--output-dir": "--out",
    "--res": "--size",
    "--resolution": "--size",
    "--resume-from": "--resume",
    "--save-every": "--checkpoint-every",
    "--snap": "--checkpoint-every",
    "--trunc": "--truncation",
    "--workers": "--threads",
    "--z-dim": "--noise",
    "--zdim": "--noise",
}


def called_here(flag: str, command: str) -> str | None:
    """Return what to say of a flag that other programs have, and this command has not; None of any other flag."""
    known = _HERE.get(flag.partition("=")[0].replace("_", "-").lower())
    return None if known is None else f"{flag} is called {known.format(command=command)} here."
