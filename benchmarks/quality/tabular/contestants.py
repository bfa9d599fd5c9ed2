"""Who draws a table: the plain command, packages in environments of their own, and copulas."""

import json
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.quality.plain_command import CommandError, completed, plain_command
from benchmarks.quality.tabular import copula
from benchmarks.quality.tabular.frame import Frame, read, write
from benchmarks.quality.tabular.sets import Table
from benchmarks.quality.trials import Figures, Setting
from benchmarks.results import ROOT

OTHERS = {"ctgan": "train_ctgan.py", "mostlyai": "train_mostlyai.py"}
INTERPRETERS: dict[str, str] = {}  # of the others' environments, as the command line gives them

_SCRIPTS = ROOT / "benchmarks" / "quality" / "others"
_COPULA = "benchmarks.quality.tabular.copula"


def settings(table: Table) -> tuple[Setting, ...]:
    """Return the contestants for a set; copulas by class only where the target has classes."""
    minutes = {"minutes": table.minutes}
    drawn = [Setting("copula", f"{_COPULA}:draw", 0)]
    if table.by_class:
        drawn.append(Setting("copula-by-class", f"{_COPULA}:draw_by_class", 0))
    others = {name: f"benchmarks.quality.others.{Path(script).stem}:main" for name, script in OTHERS.items()}
    return (
        Setting("real", "real", 0),
        Setting("gansmith", "r3gan", 0, minutes),
        *(Setting(name, script, 0, minutes) for name, script in others.items()),
        *drawn,
    )


def lacks(setting: Setting) -> str | None:
    """Return what must be given before a setting can run, None where nothing is missing."""
    if setting.name in OTHERS and setting.name not in INTERPRETERS:
        return f"--{setting.name} PYTHON, the interpreter of an environment that has {setting.name}"
    return None


def synthetic(table: Table, setting: Setting, train: Frame, count: int, seed: int) -> tuple[Frame, Figures]:
    """Return rows drawn by a contestant that has seen the training part alone, and what it cost.

    Raises CommandError where it fails.
    """
    rng = np.random.default_rng(seed)
    if setting.name == "copula":
        return copula.draw(train, count, rng), {}
    if setting.name == "copula-by-class":
        return copula.draw_by_class(train, table.target, count, rng), {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(train, folder / "table.csv")
        if setting.name == "gansmith":
            minutes = setting.hyper["minutes"]
            costs = plain_command("table.csv", minutes, seed, count, "synthetic.csv", folder)
        else:
            costs = _other(setting, folder, train, count, seed)
        return _read(setting, folder / "synthetic.csv", train, count), costs


def _other(setting: Setting, folder: Path, train: Frame, count: int, seed: int) -> Figures:
    """Run another package's script by its own interpreter, on the same file and the kinds of its columns."""
    kinds = {column.name: column.kind for column in train.columns}
    (folder / "kinds.json").write_text(json.dumps(kinds), encoding="utf-8")
    words = ["--rows", str(count), "--minutes", f"{setting.hyper['minutes']:g}", "--seed", str(seed)]
    command = [INTERPRETERS[setting.name], str(_SCRIPTS / OTHERS[setting.name]), str(folder), *words]
    told: Figures = json.loads(completed(command, folder, {"PYTHONPATH": ""}).strip().splitlines()[-1])
    return told


def _read(setting: Setting, path: Path, train: Frame, count: int) -> Frame:
    try:
        fake = read(path, train.columns)
    except (OSError, ValueError) as error:
        raise CommandError(f"{setting.name} wrote no table of these columns: {error}") from error
    if len(fake) != count:
        raise CommandError(f"{setting.name} wrote {len(fake):,} rows; {count:,} were wanted.")
    return fake
