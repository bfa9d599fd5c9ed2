"""In a notebook training shows itself in place, and results show what they are."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.drawing.notebook import in_notebook, shown, table
from gansmith.training.callbacks.notebook import NotebookDisplay

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "live_plot.ipynb"
PNG = re.compile(r'<img alt="[^"]*" style="[^"]*" src="data:image/png;base64,([A-Za-z0-9+/=]+)">')


def tags(html: str) -> list[str]:
    """Return the names of the elements of HTML."""
    return re.findall(r"<(\w+)", html)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[list[dict[str, Any]]]:
    """The outputs of each cell of code of the example, executed in a kernel."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    folder = tmp_path_factory.mktemp("notebook")
    script = (
        "import sys, nbformat, nbclient\n"
        f"book = nbformat.read({str(EXAMPLE)!r}, as_version=4)\n"
        "nbclient.NotebookClient(book, timeout=100, resources={'metadata': {'path': sys.argv[1]}}).execute()\n"
        "nbformat.write(book, sys.argv[1] + '/done.ipynb')\n"
    )
    assert nbformat
    assert nbclient
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, timeout=120, capture_output=True)
    done = json.loads((folder / "done.ipynb").read_text())
    return [cell["outputs"] for cell in done["cells"] if cell["cell_type"] == "code"]


def html_of(output: dict[str, Any]) -> str:
    return "".join(output["data"]["text/html"])


@pytest.mark.slow
def test_training_shows_a_bar_and_the_newest_samples_in_one_output(cells: list[list[dict[str, Any]]]) -> None:
    outputs = cells[1]
    assert [output["output_type"] for output in outputs] == ["display_data", "display_data"]  # no stream, no error
    (bar,) = [html_of(output) for output in outputs if "text/html" in output["data"]]
    assert '<progress value="100" max="100"' in bar
    assert "100 of 100 steps in" in bar
    (samples,) = PNG.findall(bar)
    assert base64.b64decode(samples).startswith(b"\x89PNG")
    (plot,) = [output["data"]["image/png"] for output in outputs if "image/png" in output["data"]]
    assert base64.b64decode("".join(plot)).startswith(b"\x89PNG")


@pytest.mark.slow
def test_results_and_figures_are_shown(cells: list[list[dict[str, Any]]]) -> None:
    (run,), (model,), (course,), (comparison,) = cells[2:]
    assert len(PNG.findall(html_of(run))) == len(PNG.findall(html_of(model))) == 1
    assert "100 of 100 steps" in html_of(run)
    for figure in (course, comparison):
        assert base64.b64decode("".join(figure["data"]["image/png"])).startswith(b"\x89PNG")


def test_nothing_of_ipython_is_imported_elsewhere(tmp_path: Path) -> None:
    script = (
        "import sys, gansmith\n"
        "run = gansmith.train('ring', 'gan', steps=1, width=8, batch_size=8)\n"
        "repr(run), run._repr_html_(), run.plot()\n"
        "assert 'IPython' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not in_notebook()


@pytest.mark.parametrize("data", [rows(60), pictures(60)], ids=["vectors", "pictures"])
def test_a_run_a_model_and_an_evaluation_fit_a_screen(data: np.ndarray, tmp_path: Path) -> None:
    method = "gan" if data.ndim == 2 else "dcgan"
    hyper = tiny(method)
    run = gansmith.train(data, method, steps=2, sample_every=2, validate_every=2, out=tmp_path / "run", **hyper)
    model, done = gansmith.load(run.path), gansmith.evaluate(run.path, data=data)
    shape = "4 float32" if data.ndim == 2 else "8 x 8 uint8"
    assert re.fullmatch(r"Run\('.*run': 2 of 2 steps in \d+\.\d s; best at step 2\)", repr(run))
    assert re.fullmatch(rf"Model\({method}: {shape}, 2 steps, [\d,]+ parameters\)", repr(model))
    assert repr(done).splitlines()[1] == done.verdict
    assert len(repr(done).splitlines()) < 20
    for thing in (run, model):
        html = thing._repr_html_()
        assert len(PNG.findall(html)) == 1
        assert {"table", "tr", "td", "b", "img"} == set(tags(html))
    assert all(figure.label in done._repr_html_() for figure in done.figures)


def test_figures_are_returned_and_only_asked_for_files_are_written(tmp_path: Path) -> None:
    run = gansmith.train(rows(60), "gan", steps=4, log_every=1, validate_every=2, out=tmp_path / "run", **tiny("gan"))
    before = sorted(path for path in tmp_path.rglob("*"))
    course, comparison = run.plot(), gansmith.plot(run.path, data=rows(60))
    assert isinstance(course, Figure)
    assert isinstance(comparison, Figure)
    assert [axes.get_title() for axes in course.axes] == ["losses", "validation"]
    assert [list(line.get_xdata()) for line in course.axes[0].lines] == [[1, 2, 3, 4]] * 2
    assert {tuple(line.get_xdata()) for line in course.axes[1].lines} == {(2, 4)}
    assert isinstance(gansmith.evaluate(rows(60), rows(40)).plot(), Figure)
    assert sorted(path for path in tmp_path.rglob("*")) == before
    assert shown(course) is course


def test_names_of_strangers_are_shown_letter_for_letter() -> None:
    evil = "<script>alert(1)</script>\x1b[2J"
    assert tags(table([(evil, evil)], [evil])) == ["table", "tr", "th", "tr", "td", "b", "td"]
    display = NotebookDisplay(10, evil, [evil])
    display._report = {"loss/" + evil: 1.0}
    assert set(tags(display.html())) == {"div", "b", "br", "progress"}
    assert "\x1b" not in display.html()
