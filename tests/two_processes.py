"""Runs a function of another test module in two processes joined by gloo, and hands back what each returned."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import torch
import torch.distributed as dist
from safetensors.torch import load_file, save_file
from torch import Tensor

from gansmith.core.replicas import Replicas

Result = dict[str, Tensor]


def run_in_two(module: str, directory: Path) -> tuple[Result, Result]:
    """Return what `task(replicas)` of the named module gives on rank 0 and on rank 1."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-W", "error", __file__, module, str(directory)]
    ranks = [
        subprocess.Popen([*command, str(rank)], env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"})
        for rank in range(2)
    ]
    try:
        codes = [process.wait(timeout=240) for process in ranks]
    finally:
        for process in ranks:
            process.kill()
    assert codes == [0, 0]
    return load_file(directory / "0.safetensors"), load_file(directory / "1.safetensors")


def main(module: str, directory: str, rank: str) -> None:
    """Join the other process, do the task and leave the result."""
    torch.set_num_threads(1)
    meeting = f"file://{directory}/meeting"
    dist.init_process_group("gloo", init_method=meeting, rank=int(rank), world_size=2)
    result: Result = import_module(module).task(Replicas(int(rank), 2))
    save_file(
        {name: tensor.contiguous().clone() for name, tensor in result.items()}, Path(directory) / f"{rank}.safetensors"
    )
    dist.destroy_process_group()


if __name__ == "__main__":
    main(*sys.argv[1:])
