"""The study's page is made of what was kept: every run is on it, those that diverged with the reason."""

import json
from pathlib import Path

import pytest

from benchmarks import study

FOUND = {
    "measured": {"commit": "abc", "date": "today"},
    "figure": "kid[pixels]",
    "floor": 0.001,
    "better": "lower",
    "standings": [
        {"name": "r3gan", "rank": 1, "mean": 0.25, "standard_error": 0.05, "failed": 0},
        {"name": "wgan", "rank": None, "mean": None, "standard_error": None, "failed": 1},
    ],
    "trials": [
        {
            **{"contestant": "r3gan", "seed": 0, "failure": "", "values": {"kid[pixels]": 0.25}, "steps": 1200},
            **{"losses": {"critic": 0.5, "generator": 0.75}, "verdict": "Fair: so."},
        },
        {
            **{"contestant": "wgan", "seed": 0, "failure": "diverged at step 7", "values": {}, "steps": 7},
            **{"losses": {"critic": 9.0}, "verdict": ""},
        },
    ],
}


def test_the_page_has_every_run_its_verdict_and_why_it_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "KEPT", tmp_path)
    monkeypatch.setattr(study, "PICTURES", tmp_path)
    (tmp_path / "planets.json").write_text(json.dumps(FOUND))
    (tmp_path / "planets-r3gan.png").touch()
    page = study.page()
    assert "r3gan is the only method with a kid[pixels], 0.25; the others gave none." in page
    assert "| 1 | r3gan | 0.25 ± 0.05 | 0.25 | 1,200 | 0 |" in page
    assert "| - | wgan |  | failed | 7 | 1 |" in page
    assert "- r3gan, seed 0: Fair: so. (critic 0.5, generator 0.75)" in page
    assert "- wgan, seed 0: diverged at step 7 (critic 9)" in page
    assert "planets-r3gan.png)<br>r3gan |" in page
    assert "planets-wgan.png" not in page
    assert "## mnist" not in page
