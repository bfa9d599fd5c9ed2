"""A run whose data was read without some columns: resumed, evaluated and written without them as well."""

from pathlib import Path
from typing import Any

import pytest
from evaluated_runs import normal
from tiny_runs import tiny

import gansmith
from gansmith.api.describe_data import describe_data
from gansmith.storage.atomic import read_json

pytest.importorskip("pyarrow")
READING: dict[str, Any] = {"drop": ["id", "name"], "label": "kind"}


def table(path: Path, *, without: tuple[str, ...] = (), seed: int = 0) -> Path:
    """Write 200 rows of two columns of numbers among others."""
    header = [name for name in ("id", "mass", "name", "kind", "size") if name not in without]
    lines = [",".join(header)]
    for number, (mass, size) in enumerate(normal(seed, 200)[:, :2]):
        kind = "cat" if number % 3 else "dog"
        row = {"id": number, "mass": mass, "name": f"n{number}", "kind": kind, "size": size}
        lines.append(",".join(str(row[name]) for name in header))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_run_goes_on_is_judged_and_writes_without_them(tmp_path: Path) -> None:
    data, out = table(tmp_path / "in.csv"), tmp_path / "run"
    gansmith.train(data, "gan", steps=2, out=out, data_options=READING, **tiny("gan"))
    assert read_json(out / "config.json")["data"]["drop"] == ["id", "name"]
    assert gansmith.resume(out, steps=3).steps == 3
    assert gansmith.evaluate(out).subject.columns == ("mass", "size")
    gansmith.generate(out, 5, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().startswith("mass,size\n")


def test_one_name_may_be_given_alone(tmp_path: Path) -> None:
    found = describe_data(table(tmp_path / "in.csv", without=("id",)), {"drop": "name", "label": "kind"})
    assert [column.name for column in found.columns] == ["mass", "size"]


@pytest.mark.parametrize("without", [(), ("id",), ("id", "name"), ("id", "name", "kind"), ("name", "kind")])
def test_generated_samples_may_have_them_or_not(without: tuple[str, ...], tmp_path: Path) -> None:
    real, fake = table(tmp_path / "real.csv"), table(tmp_path / "fake.csv", without=without, seed=1)
    subject = gansmith.evaluate(str(real), str(fake), data_options=READING).subject
    assert subject.fake.shape == (200, 2)
    assert (subject.asked is None) == ("kind" in without)
