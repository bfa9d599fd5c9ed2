"""A model of a foreign table writes tables as the one was: separator, decimal comma, encoding, names, classes."""

from pathlib import Path

import numpy as np
import pytest
from tiny_runs import tiny

import gansmith
from gansmith.data.formats.read import open_data

pytest.importorskip("pyarrow")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_generated_tables_are_written_as_the_one_that_was_read(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    rows = [
        f"{place};{random.normal(5):.3f};{random.normal(90):.1f}; {'été' if place % 2 else 'fin'}"
        for place in range(60)
    ]
    Path("t.csv").write_text("\n".join(["n°;masse;taille;saison", *rows, ""]).replace(".", ","), encoding=encoding)
    how = gansmith.DataOptions(label="saison", missing_values=("-999",))
    run = gansmith.train("t.csv", "cgan", steps=2, data_options=how, **tiny("cgan"))
    gansmith.generate(run.path, 20, "o.csv", label="été")
    text = Path("o.csv").read_bytes().decode(encoding)
    assert text.splitlines()[0] == "masse;taille;saison"
    assert all(line.count(";") == 2 and line.count(",") <= 2 for line in text.splitlines()[1:])
    data = open_data("o.csv", label="saison")
    assert data.class_names == ("été",)
    assert data.values.shape == (20, 2)
    assert (np.abs(data.values.mean(axis=0) - [5, 90]) < 5).all()
