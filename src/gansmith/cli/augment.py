"""`gansmith augment`: rare classes filled up with generated samples."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gansmith.cli.options import NO_DATA_FLAGS, Json, NoMark, Quiet, Reading, flag
from gansmith.cli.progress import progress_on
from gansmith.cli.words import say
from gansmith.errors import UsageError, printable, quoted

if TYPE_CHECKING:
    from gansmith.augmentation.result import Augmented

TO = Parameter(
    help="sizes of classes, as in --to rare=500 rarest=200, in place of that of the largest", consume_multiple=True
)
CHECK = Parameter(name="--check", negative="--no-check", help="whether to check if generated samples help a classifier")


def augment(
    source: Annotated[str | None, flag("built-in set, file or folder with classes", "DATA")] = None,
    /,
    *,
    output: Annotated[
        Path, flag("output file of real and generated samples; the suffix decides the format", "--output", "-o")
    ],
    balance: Annotated[bool, flag("all classes as large as the largest")] = False,
    to: Annotated[tuple[str, ...], TO] = (),
    run: Annotated[
        Path | None, flag("run or model to take, conditioned on the classes (default: one is trained)")
    ] = None,
    method: Annotated[
        str | None,
        flag("method to train (default cgan); with --run, the function of a method of your own, as file.py:function"),
    ] = None,
    minutes: Annotated[float | None, flag("minutes to train, in place of steps or to limit them (default 10)")] = None,
    steps: Annotated[int | None, flag("steps to train")] = None,
    out: Annotated[Path | None, flag("directory of the run that is trained (default runs/NNNN-method-name)")] = None,
    check: Annotated[bool, CHECK] = True,
    check_minutes: Annotated[float, flag("minutes for the check")] = 10.0,
    repeats: Annotated[int, flag("most splits of the check")] = 5,
    seed: Annotated[int, flag("random seed of the training, the samples and the splits")] = 0,
    threads: Annotated[int | None, flag("CPU threads (default: one per core, or OMP_NUM_THREADS)")] = None,
    reading: Reading = NO_DATA_FLAGS,
    no_mark: NoMark = False,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Fill up rare classes with generated samples, and check whether that helps a classifier."""
    from gansmith.api.augment import augment as fill_up
    from gansmith.augmentation.targets import sizes_among

    data = reading.data(source)
    if data is None:
        raise UsageError("Name the DATA whose classes are filled up: a built-in set, a file or a folder.")
    with progress_on(sys.stderr, quiet) as tell:
        made = fill_up(
            data,
            output,
            balance=balance,
            to=sizes_among(to),
            run=run,
            method=method,
            steps=steps,
            minutes=minutes,
            seed=seed,
            threads=threads,
            data_options=reading.as_options(),
            check=check,
            check_minutes=check_minutes,
            repeats=repeats,
            out=out,
            mark=not no_mark,
            quiet=quiet,
            progress=tell,
        )
    say(augmented_text(output, made), {"output": str(output), **made.to_json()}, quiet, json)
    return 0


def augmented_text(output: Path, made: "Augmented") -> str:
    """Return what was written, what was refused, and whether it helped."""
    count, added = len(made.samples), int(made.synthetic.sum())
    lines = [f"{printable(str(output))}: {count - added:,} real samples and after them {added:,} generated ones."]
    classes = made.to_json()["classes"]
    lines += [
        f"  {printable(name)}: {classes[name]:,} samples, {number:,} of them generated"
        + (f"; {made.refused[name]:,} copies refused" if name in made.refused else "")
        for name, number in made.added.items()
    ]
    lines += [f"  {printable(note)}." for note in made.notes]
    if made.run is not None:
        lines.append(f"  The model is {quoted(made.run)}; --run uses it again.")
    if made.check is not None:
        found = made.check
        lines.append(f"Check: {found.splits} splits, {found.minutes:.1f} minutes; means ± standard deviations")
        lines += [f"  {line}" for line in (*found.lines, *(f"{printable(note)}." for note in found.notes))]
    return "\n".join(lines)
