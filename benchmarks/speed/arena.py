"""What a measurement has at its disposal, and who can take part in it."""

import gzip
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.contest import Timing
from benchmarks.speed.contestant import ROOT, Contestant, module
from benchmarks.speed.data import stored
from benchmarks.speed.workloads import WORKLOADS
from gansmith.errors import UsageError

GANSMITH, PLAIN, JAX, PRODUCT = "gansmith", "plain loop", "JAX jit", "matrix product"
_RAW = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


@dataclass(frozen=True)
class Arena:
    """Timing; folders for data and runs and of MNIST's IDX files; a checkout of PyTorch-GAN, a folder with torchvision.

    jax is an interpreter that has jax.
    """

    timing: Timing
    scratch: Path
    mnist: Path
    peer: Path | None = None
    peer_site: Path | None = None
    jax: str | None = None

    def data(self, workload: str) -> Path:
        """Return the workload's .npy file."""
        return stored(WORKLOADS[workload].data, self.scratch, self.mnist)

    def gansmith(self, workload: str, *words: str, name: str = GANSMITH, threads: int | None = None) -> Contestant:
        """Return gansmith's own contestant; words are further flags of run_gansmith."""
        environment = {} if threads is None else {"OMP_NUM_THREADS": str(threads)}
        where = (workload, self.data(workload), self.scratch / "runs")
        return module(name, "run_gansmith", *where, *words, environment=environment)

    def two_processes(self, workload: str, name: str) -> Contestant:
        """Return gansmith in two processes of one thread each, under torchrun."""
        one = self.gansmith(workload, name=name, threads=1)
        launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
        return Contestant(name, (sys.executable, *launcher, *one.command[1:]), environment=one.environment)

    def plain(self, workload: str, *words: str) -> Contestant:
        """Return the plain loop of a workload."""
        return module(PLAIN, "run_plain", WORKLOADS[workload].plain, self.data(workload), *words)

    def matrix_product(self) -> Contestant:
        """Return the measure of the floor."""
        return module(PRODUCT, "run_plain", "matrix_product", self.data("ring"))

    def others(self, workload: str) -> list[Contestant]:
        """Return the peer and JAX, where the workload has them and the command line gave them."""
        script = WORKLOADS[workload].peer
        found = [self.peer_script(script)] if script and self.peer else []
        if WORKLOADS[workload].jax and self.jax:
            words = ("-m", "benchmarks.speed.jax_loops", WORKLOADS[workload].plain, str(self.data(workload)))
            found.append(Contestant(JAX, (self.jax, *words)))
        return found

    def peer_script(self, script: str) -> Contestant:
        """Return a script of PyTorch-GAN, copied into the layout that it expects, beside MNIST unpacked."""
        if self.peer is None or self.peer_site is None:
            raise UsageError("The peer's scripts need --peer, a checkout of PyTorch-GAN, and --peer-site.")
        source = self.peer / "implementations" / script / f"{script}.py"
        if not source.is_file():
            raise UsageError(f"--peer {self.peer}: there is no {source}. Name a checkout of PyTorch-GAN.")
        home = self.scratch / "pytorch-gan"
        copy = home / "implementations" / script / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        _unpack_mnist(self.mnist, home / "data" / "mnist" / "MNIST" / "raw")
        return Contestant(
            f"PyTorch-GAN {source.name}",
            (sys.executable, "-u", "-m", "benchmarks.speed.peers", str(self.peer_site.resolve()), str(copy)),
            marker=b"[Epoch",
            folder=copy.parent,
            environment={"PYTHONPATH": str(ROOT)},
        )


def _unpack_mnist(source: Path, raw: Path) -> None:
    raw.mkdir(parents=True, exist_ok=True)
    for name in _RAW:
        if not (raw / name).exists():
            with gzip.open(source / f"{name}.gz") as packed, (raw / name).open("wb") as file:
                shutil.copyfileobj(packed, file)
