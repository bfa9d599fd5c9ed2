"""Pictures of finished trials show what was kept of them, and say which trial is missing."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from toy_sprites import pairs_of, toy

from benchmarks.quality import estimates, pictures, sprites, trials
from benchmarks.quality.pictures import draw_estimates, draw_sprites, page
from gansmith.errors import UsageError


def size(path: Path) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(path) as image:
        return image.size


def test_rows_are_sources_what_was_made_and_targets() -> None:
    tested = pairs_of()["test"]
    black = np.zeros_like(tested.targets)
    black[..., 3] = 255
    shown = page(tested, [black])
    rows = np.split(shown[2:], 3)  # two white pixels between
    assert len({row.shape for row in rows}) == 1
    source, made, target = (row[: row.shape[0] - 2, 2:] for row in rows)
    assert np.array_equal(source[..., ::-1], target)  # a shiny disc has red and blue exchanged
    assert not np.array_equal(source, target)
    cells = (made == 0).all(-1).mean(0)
    assert set(cells) == {0.0, 1.0}
    assert (np.diff(np.concatenate([[0], cells])) > 0).sum() == len(set(tested.species))


def test_sprites_are_drawn_of_what_the_trials_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "sprites", toy)
    monkeypatch.setattr(sprites, "KEPT", tmp_path / "kept")
    with pytest.raises(UsageError, match=r"quality sprites --settings grey-pix2pix --seeds 1"):
        draw_sprites(tmp_path / "drawn")
    assert not (tmp_path / "drawn").exists()
    for setting in sprites.SETTINGS:
        sprites.keep(pairs_of()["test"].targets, sprites.kept(setting, 0))
    drawn = draw_sprites(tmp_path / "drawn")
    assert [path.name for path in drawn] == ["sprites-grey.png", "sprites-edges.png", "sprites-shiny.png"]
    heights = [size(path)[1] for path in drawn]
    assert heights[0] == heights[1] < heights[2]  # which has a row more


def test_estimates_are_drawn_of_the_trials_that_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = trials.Benchmark.path
    monkeypatch.setattr(trials.Benchmark, "path", lambda self, setting, seed: found(self, setting, seed, tmp_path))
    with pytest.raises(UsageError, match="No trial of estimates has been run"):
        draw_estimates(tmp_path)

    def invented(setting: trials.Setting, seed: int) -> trials.Figures:
        series = {"steps": [1, 2, 3], "gauge": [3.0, 2.0, 1.0 + seed], "distance": [9.0, 4.0, 1.0]}
        return {"series": series, "spearman": 0.9 - seed}

    monkeypatch.setattr(
        pictures, "ESTIMATED", trials.Benchmark("estimates", estimates.SETTINGS, (0, 1), invented, None)
    )
    pictures.ESTIMATED.play(estimates.SETTINGS[0], 0)
    one = size(draw_estimates(tmp_path)[0])
    for setting in estimates.SETTINGS:
        pictures.ESTIMATED.play(setting, 1)
    three = size(draw_estimates(tmp_path)[0])
    assert (three[0], three[1]) == (one[0], 3 * one[1])
