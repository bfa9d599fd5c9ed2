"""The options of a run: the one place where each is declared, with its type, range, default and line of help.

The keywords of `gansmith.train`, the flags of `gansmith train` and `compare`, config.json and the commands that
repeat a run are all derived from this class.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from gansmith.declaration import FORBID, Option

DEFAULT_MINUTES = 10.0
OF_ONE_RUN = ("steps", "minutes", "seed", "init_from")  # options that the runs of a comparison do not share
OF_THE_SEARCH = ("validate_every", "patience", "test_fraction")  # options that a search decides for its runs
BEST_BY = ("worst", "kid", "sliced")  # built-in criteria of the best model


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a run is trained: its length, seed, networks' computing, validation, and what is written when."""

    __pydantic_config__: ClassVar[Any] = FORBID

    steps: Annotated[int | None, Option("steps to train; one is a generator step with its critic steps", ge=1)] = None
    minutes: Annotated[
        float | None, Option("minutes to train, in place of steps or to limit them (default 10)", gt=0)
    ] = None
    seed: Annotated[int, Option("seed of the initial weights, the noise, and the order of the data", ge=0)] = 0
    pack: Annotated[
        int, Option("samples that the critic judges at once (PacGAN); must divide the batch size", ge=1)
    ] = 1
    augment: Annotated[
        Literal["none", "diffaugment", "ada"],
        Option("augmentation of all images the critic sees: always (diffaugment), or as it overfits (ada)"),
    ] = "none"
    device: Annotated[str, Option("auto, cpu, cuda or cuda:N")] = "auto"
    threads: Annotated[int | None, Option("CPU threads (default: one per core, or OMP_NUM_THREADS)", ge=1, le=1024)] = (
        None
    )
    precision: Annotated[
        Literal["float32", "bfloat16"], Option("precision of products; bfloat16 needs hardware for it")
    ] = "float32"
    compile: Annotated[bool, Option("compile the networks first, which pays on GPUs in long runs")] = False
    validation_fraction: Annotated[
        float, Option("fraction of the data set aside for validation; 0 for none", ge=0, lt=1)
    ] = 0.1
    test_fraction: Annotated[
        float,
        Option("fraction of the validation set that validation leaves out, to test the model it chooses", ge=0, le=0.5),
    ] = 0.0
    validate_every: Annotated[int, Option("steps between evaluations on the validation set; 0 for none", ge=0)] = 2000
    best_by: Annotated[
        str,
        Option(
            "metric that chooses the model in best/: the worst of several, each relative to real data, or kernel (kid) "
            "or sliced Wasserstein distance (sliced) alone, or a metric of your own, file.py:function"
        ),
    ] = "worst"
    patience: Annotated[
        int, Option("stop after this many evaluations in a row without improvement; 0 for never", ge=0)
    ] = 0
    log_every: Annotated[int, Option("steps between records in log.jsonl and TensorBoard", ge=1)] = 10
    sample_every: Annotated[int, Option("steps between images of samples; 0 for none", ge=0)] = 1000
    checkpoint_every: Annotated[int, Option("steps between checkpoints; 0 for one every ten minutes only", ge=0)] = 1000
    init_from: Annotated[str | None, Option("model or run whose weights to start from")] = None
