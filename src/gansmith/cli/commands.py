"""The commands and their app."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Group, Parameter

from gansmith import __version__
from gansmith.cli.augment import augment
from gansmith.cli.classify import classify
from gansmith.cli.detect import detect
from gansmith.cli.export import export, push
from gansmith.cli.features import features
from gansmith.cli.judging import compare, evaluate
from gansmith.cli.latent import arithmetic, directions, invert, traverse, walk
from gansmith.cli.options import (
    LATENT,
    NO_DATA_FLAGS,
    TRAINING,
    USES,
    Json,
    NoMark,
    Output,
    OwnRecipe,
    Quiet,
    Reading,
    Seed,
    conditions_among,
    flag,
)
from gansmith.cli.progress import progress_on
from gansmith.cli.train import train_command
from gansmith.cli.tune import tune
from gansmith.cli.words import data_text, generated_text, say
from gansmith.errors import UsageError, printable, quoted, remark

CODE = Parameter(
    help="latent code of all samples: the number of a category, then values from -1 to 1, as in --code 3 0.2 -1",
    consume_multiple=True,
)
CONDITION = Parameter(
    help="values of conditions for all samples, as in --condition age=63 mass=1.2 (default: as in the training data)",
    consume_multiple=True,
)
Levels = Annotated[
    tuple[float, float] | None,
    flag("values that become black and white in images, as in --range 0 1 (default: images hold whole numbers as is)"),
]


def make_app(tokens: list[str]) -> App:
    """Return the app; the flags of `train` depend on the --method among the tokens."""
    app = App(
        name="gansmith",
        help="Train generative adversarial networks (GANs) on your own data, and generate samples in its units.",
        version=f"gansmith {__version__}",
        version_flags=["--version"],
        help_format="plaintext",
        default_parameter=Parameter(negative=""),
        group_commands=Group("Options", sort_key=3),
        suppress_keyboard_interrupt=False,
    )
    app.command(train_command(tokens), name="train", group=TRAINING, sort_key=0)
    listed = {
        TRAINING: (compare, tune, data, methods),
        USES: (generate, translate, plot, evaluate, augment, features, classify, export, push),
        LATENT: (walk, arithmetic, directions, traverse, invert),
    }
    for group, commands in listed.items():
        for place, command in enumerate(commands, 1):
            app.command(command, group=group, sort_key=place)
    app.command(detect)
    return app


def generate(
    run: Annotated[Path, flag("run, checkpoint or model directory", "RUN")],
    /,
    *,
    count: Annotated[
        int | None,
        flag("number of samples; with --given, how often each row is completed (default 1)", "--count", "-n"),
    ] = None,
    output: Output,
    seed: Seed = 0,
    label: Annotated[
        str | None,
        flag(
            "class of all samples, by name or index, or balanced for all classes in turn (the default), or as-data for "
            "their shares in the training data"
        ),
    ] = None,
    condition: Annotated[tuple[str, ...], CONDITION] = (),
    code: Annotated[tuple[float, ...] | None, CODE] = None,
    truncation: Annotated[
        float, flag("factor of the noise, at most 1: smaller for more typical, less varied samples")
    ] = 1.0,
    where: Annotated[
        tuple[str, ...],
        flag("condition that all samples of a table meet, such as 'age>=60' or 'race in White,Black'; several times"),
    ] = (),
    rule: Annotated[
        tuple[str, ...],
        flag("rule between columns, such as 'high >= low', beside those of the training; several times"),
    ] = (),
    tries: Annotated[int, flag("most samples that are drawn for each that is to meet conditions and rules")] = 1000,
    no_calibrate: Annotated[
        bool, flag("leave the columns of a table as the generator makes them, in shares and ranges of its own")
    ] = False,
    given: Annotated[
        Path | None, flag("table of rows in which some columns are given; the others are drawn, near samples of theirs")
    ] = None,
    range: Levels = None,
    no_mark: NoMark = False,
    engine: Annotated[
        Literal["torch", "onnx"],
        flag("program that computes the samples; onnx takes seconds to prepare, and is then faster for large images"),
    ] = "torch",
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Generate samples with a trained model, in the units of the data."""
    if count is None and given is None:
        raise UsageError("--count (-n) is missing: say how many samples to generate, or name rows with --given.")
    from gansmith.api.generate import generated

    told = conditions_among(condition)
    drawn: dict[str, Any] = {"seed": seed, "label": label, "code": code, "truncation": truncation, "condition": told}
    drawn |= {"where": where, "rule": rule, "tries": tries, "calibrate": not no_calibrate}
    made = generated(
        run, count, output, given=given, range=range, mark=not no_mark, engine=engine, recipe=method, **drawn
    )
    say(generated_text(output, made, label), {"output": str(output), **made.to_json()}, quiet, json)
    return 0


def translate(
    run: Annotated[Path, flag("run, checkpoint or model directory", "RUN")],
    pictures: Annotated[str, flag("image, folder of images, or file of arrays", "INPUT")],
    /,
    *,
    output: Annotated[Path, flag("output image, folder or file, of the same kind as INPUT", "--output", "-o")],
    back: Annotated[bool, flag("translation in the other direction, from targets to sources (cyclegan)")] = False,
    variable: Annotated[str | None, flag("variable of a .mat, .npz or HDF5 file")] = None,
    samples_axis: Annotated[int | None, flag("axis that counts the images, 0 for the first")] = None,
    range: Levels = None,
    no_mark: NoMark = False,
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Translate images: names and sizes stay, channels and depth are those of the targets."""
    from gansmith.api.translate import translate as make

    with progress_on(sys.stderr, quiet) as progress:
        made = make(
            run,
            pictures,
            output,
            back=back,
            variable=variable,
            samples_axis=samples_axis,
            range=range,
            mark=not no_mark,
            recipe=method,
            progress=progress,
        )
    say(printable(str(made)), made.to_json(), quiet, json)
    return 0


def plot(
    run: Annotated[Path, flag("run directory, or a model that was copied alone, with --data", "RUN")],
    /,
    *,
    output: Output,
    data: Annotated[
        str | None, flag("current location of the data of a run, or data for a model that was copied alone")
    ] = None,
    reading: Reading = NO_DATA_FLAGS,
    seed: Seed = 0,
    no_mark: NoMark = False,
    method: OwnRecipe = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Plot real and generated samples side by side, with mean, standard deviation and spectrum."""
    from gansmith.api.plot import plot as draw

    how = reading.changed()
    path = draw(run, output, data=data, data_options=how, seed=seed, mark=not no_mark, recipe=method)
    say(f"{printable(str(path))}: real and generated samples side by side.", {"output": str(path)}, quiet, json)
    return 0


def data(
    source: Annotated[str | None, flag("built-in set (planets, digits, ring, grid), file or folder", "DATA")] = None,
    /,
    *,
    fetch: Annotated[str | None, flag("name of a public data set to download (mnist)")] = None,
    output: Annotated[
        Path | None, flag("directory to download to (default: the name of the set)", "--output", "-o")
    ] = None,
    mirror: Annotated[str | None, flag("address to download from, in place of the default one")] = None,
    write_schema: Annotated[
        Path | None, flag("file to write the types of a table's columns to, for --schema after changes by hand")
    ] = None,
    reading: Reading = NO_DATA_FLAGS,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Describe a data source, and how gansmith would train on it."""
    from gansmith.api.describe_data import describe_data, write_types

    if fetch is not None:
        return _fetch(fetch, output or Path(fetch), mirror, quiet, json)
    named = reading.data(source)
    if named is None:
        raise UsageError("Name the DATA to describe: a built-in set, a file or a folder; `gansmith data planets`.")
    report = describe_data(named, reading.as_options())
    if write_schema is not None:
        write_types(report, write_schema, (named,) if isinstance(named, str) else ())
    say(data_text(report), report.to_json(), quiet=False, as_json=json)
    return 0


def _fetch(name: str, place: Path, mirror: str | None, quiet: bool, json: bool) -> int:
    from gansmith.data.fetch import fetch

    made = fetch(name, place, mirror=mirror, say=(lambda text: None) if quiet else remark)
    say(printable(f"{made} holds {name}: gansmith train {quoted(made)}"), {"output": str(made)}, quiet, json)
    return 0


def methods(*, json: Json = False) -> int:
    """List the methods and their papers."""
    from gansmith.methods.registry import METHODS

    lines = [f"{name:8} {entry.line}  ({entry.paper})" for name, entry in METHODS.items()]
    lines.append("`gansmith train --method NAME --help` shows the hyper-parameters of a method.")
    say("\n".join(lines), {name: asdict(entry) for name, entry in METHODS.items()}, quiet=False, as_json=json)
    return 0
