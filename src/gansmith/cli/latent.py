"""Commands about the latent space of a model: walk, arithmetic, directions, traverse, invert."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from gansmith.cli.latent_flags import (
    ANY_SAMPLES,
    AS_USUAL,
    Bases,
    Manner,
    Numbers,
    Outputs,
    RunOrModel,
    Samples,
    needed,
    samples_among,
    several,
    terms,
)
from gansmith.cli.latent_words import code_document, errors_text, inversion_document, recovery_text, tell
from gansmith.cli.options import Seed, flag
from gansmith.cli.progress import progress_on
from gansmith.errors import printable


def walk(
    run: RunOrModel,
    /,
    *,
    output: Annotated[
        tuple[Path, ...],
        several(
            "output files; the suffix decides: a figure (.png, .pdf, .svg), a film (.gif), or samples as of generate",
            "--output",
            "-o",
        ),
    ],
    seeds: Annotated[tuple[int, ...], several("seeds, whose first samples are the points of the walk")] = (),
    numbers: Numbers = (),
    classes: Annotated[tuple[str, ...], several("classes by name or index, with the same noise")] = (),
    given: Annotated[Path | None, flag("file or folder of samples, the first 16 of which are inverted first")] = None,
    real: Annotated[
        tuple[int, ...],
        several("numbers of samples in the data of the run, from 0, which are inverted first, as of invert"),
    ] = (),
    path: Annotated[
        Literal["spherical", "straight"] | None, flag("path of the noise (default: spherical)", "--path")
    ] = None,
    steps: Annotated[int, flag("steps from one point to the next")] = 8,
    loop: Annotated[bool, flag("path back to the first point at the end")] = False,
    data: Annotated[str | None, flag("with --real: current location of the data, if it has moved")] = None,
    variable: Annotated[str | None, flag("with --given: variable of a .mat, .npz or HDF5 file of samples")] = None,
    of: Samples = ANY_SAMPLES,
    how: Manner = AS_USUAL,
) -> int:
    """Draw samples along a path of the latent space: from seed to seed, sample to sample, or class to class."""
    from gansmith.api.walk import walk as make

    with progress_on(sys.stderr, how.quiet) as progress:
        made = make(
            run,
            needed(output),
            seeds=seeds,
            numbers=numbers,
            classes=classes,
            given=given,
            real=real,
            path=path,
            steps=steps,
            loop=loop,
            data=data,
            variable=variable,
            mark=not how.no_mark,
            recipe=how.method,
            progress=progress,
            **of.asked(),
        )
    text = f"{len(made.samples):,} samples on a {made.path} path: {', '.join(made.names)}."
    document = {
        "samples": len(made.samples),
        "path": made.path,
        "stops": dict(zip(made.names, made.stops, strict=False)),
    }
    tell(output, text, document, made.notes, how)
    return 0


def arithmetic(
    run: RunOrModel,
    /,
    *,
    output: Outputs,
    plus: Annotated[
        tuple[str, ...], several("terms to add: numbers of samples of --seed, or several averaged, as in 3,14,25")
    ],
    minus: Annotated[tuple[str, ...], several("terms to subtract, likewise")] = (),
    rescale: Annotated[bool, flag("usual length of noise for the result")] = False,
    of: Samples = ANY_SAMPLES,
    how: Manner = AS_USUAL,
) -> int:
    """Add and subtract averaged latents of samples, A - B + C, and draw the sample of the result."""
    from gansmith.api.arithmetic import arithmetic as make

    made = make(
        run,
        needed(output),
        plus=terms(plus, "plus"),
        minus=terms(minus, "minus"),
        rescale=rescale,
        mark=not how.no_mark,
        recipe=how.method,
        **of.asked(),
    )
    text = f"{printable(' '.join(made.names))}: noise of {made.length:.2f} times the usual length."
    tell(output, text, {"terms": list(made.names), "length": made.length}, made.notes, how)
    return 0


def directions(
    run: RunOrModel,
    /,
    *,
    output: Outputs,
    layer: Annotated[int | None, flag("number of the layer with weights, from 1 (default: 2)")] = None,
    count: Annotated[int, flag("number of directions", "--count", "-n")] = 6,
    steps: Annotated[int, flag("number of places from -3 to 3 standard deviations")] = 7,
    numbers: Bases = (),
    of: Samples = ANY_SAMPLES,
    how: Manner = AS_USUAL,
) -> int:
    """Find the directions of the noise along which a layer of the generator varies most, and draw each from -3 to 3."""
    from gansmith.api.directions import directions as make

    made = make(
        run,
        needed(output),
        layer=layer,
        count=count,
        steps=steps,
        numbers=numbers or (0,),
        mark=not how.no_mark,
        recipe=how.method,
        **of.asked(),
    )
    lines = [f"layer {made.layer}; change from -3 to 3, in units of the distance of any two samples:"]
    for number, (share, (effect, error)) in enumerate(zip(made.variance, made.effects, strict=True), start=1):
        lines.append(f"  direction {number}: {share:.1%} of the variance, change {effect:.2f} ± {error:.2f}")
    effects = {"effects": made.effects.tolist(), "variance": made.variance.tolist(), "vectors": made.vectors.tolist()}
    document = {"layer": made.layer, "layers": list(made.layers), **effects}
    tell(output, "\n".join(lines), document, made.notes, how)
    return 0


def traverse(
    run: RunOrModel,
    /,
    *,
    output: Outputs,
    steps: Annotated[int, flag("number of values of each continuous code")] = 9,
    reach: Annotated[float, flag("largest value of continuous codes; training draws them from -1 to 1")] = 1.0,
    numbers: Bases = (),
    seed: Seed = 0,
    how: Manner = AS_USUAL,
) -> int:
    """Draw each code of an InfoGAN through its values, with its measured effect and a warning of dead codes."""
    from gansmith.api.traverse import traverse as make

    made = make(
        run,
        needed(output),
        steps=steps,
        reach=reach,
        numbers=numbers or (0,),
        seed=seed,
        mark=not how.no_mark,
        recipe=how.method,
    )
    lines = ["change of a sample by each code alone, in units of the distance of any two samples:"]
    lines += [f"  {row.name}: {row.effect:.3f} ± {row.error:.3f}{recovery_text(row)}" for row in made.rows]
    document = {"codes": [code_document(row) for row in made.rows]}
    tell(output, "\n".join(lines), document, made.notes, how)
    return 0


def invert(
    run: RunOrModel,
    samples: Annotated[
        str, flag("number of a sample in the data of the run, from 0, or a file or folder of samples", "SAMPLE")
    ],
    /,
    *more: Annotated[int, flag("numbers of further samples", "MORE")],
    output: Annotated[
        tuple[Path, ...],
        several(
            "output files; the suffix decides: latents (.npy, a row of numbers per sample; .npz, their parts), or a "
            "figure (.png, .pdf, .svg)",
            "--output",
            "-o",
        ),
    ],
    count: Annotated[int, flag("number of samples of a file, from the first", "--count", "-n")] = 16,
    starts: Annotated[int, flag("descents per sample, the best of which is taken")] = 4,
    steps: Annotated[int, flag("most steps of a descent")] = 1000,
    seed: Seed = 0,
    data: Annotated[str | None, flag("current location of the data, if it has moved")] = None,
    variable: Annotated[str | None, flag("variable of a .mat, .npz or HDF5 file of samples")] = None,
    how: Manner = AS_USUAL,
) -> int:
    """Find the latents of real samples, with the error beside that of the nearest training sample."""
    from gansmith.api.invert import invert as make

    with progress_on(sys.stderr, how.quiet) as progress:
        made = make(
            run,
            samples_among(samples, more),
            needed(output),
            count=count,
            starts=starts,
            steps=steps,
            seed=seed,
            data=data,
            variable=variable,
            mark=not how.no_mark,
            recipe=how.method,
            progress=progress,
        )
    tell(output, errors_text(made), inversion_document(made), made.notes, how)
    return 0
