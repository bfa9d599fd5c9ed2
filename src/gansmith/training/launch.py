"""How many processes there are: torchrun says so in the environment, and this joins them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist

from gansmith.core.replicas import Replicas
from gansmith.errors import UsageError


def is_first_process() -> bool:
    """Tell whether this process is the one that writes and speaks; needs no torch.distributed."""
    return os.environ.get("RANK", "0") == "0"


def pick_device(wanted: str) -> torch.device:
    """Return the device asked for; "auto" is this rank's GPU where there is one, else the CPU.

    Raises UsageError for a device that is not there.
    """
    if wanted != "auto":
        return _named_device(wanted)
    if torch.cuda.is_available():
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    return torch.device("cpu")


def _named_device(wanted: str) -> torch.device:
    gpus = torch.cuda.device_count()
    known = ["auto", "cpu", *(["cuda"] if gpus else []), *(f"cuda:{number}" for number in range(gpus))]
    if wanted not in known:
        raise UsageError(f"--device {wanted}: this machine has no such device. Choose one of {', '.join(known)}.")
    return torch.device(wanted)


@contextmanager
def computing_threads(count: int | None) -> Iterator[None]:
    """Compute with so many threads of the CPU; None leaves what torch, OMP_NUM_THREADS or torchrun chose."""
    former = torch.get_num_threads()
    torch.set_num_threads(count or former)
    try:
        yield
    finally:
        torch.set_num_threads(former)


@contextmanager
def joined(device: torch.device) -> Iterator[Replicas]:
    """Join the processes torchrun started, nccl between GPUs and gloo otherwise, and leave them at the end."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Replicas()
        return
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=timedelta(seconds=300))
    try:
        yield Replicas(dist.get_rank(), size)
    finally:
        dist.destroy_process_group()
