"""The arena runs a peer's script unmodified, in the layout that it expects."""

import gzip
from pathlib import Path

import pytest

from benchmarks.speed.arena import _RAW, Arena
from benchmarks.speed.contest import Timing
from gansmith.errors import UsageError

SCRIPT = b"print('[Epoch 0/1]')\n"


@pytest.fixture
def arena(tmp_path: Path) -> Arena:
    """Return an arena with a checkout of one script and four small files for MNIST."""
    script = tmp_path / "checkout" / "implementations" / "gan" / "gan.py"
    script.parent.mkdir(parents=True)
    script.write_bytes(SCRIPT)
    for name in _RAW:
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(name.encode()))
    return Arena(Timing(), tmp_path / "scratch", tmp_path, peer=tmp_path / "checkout", peer_site=tmp_path)


def test_a_peer_s_script_is_run_as_it_is_beside_its_data(arena: Arena) -> None:
    contestant = arena.peer_script("gan")
    assert Path(contestant.command[-1]).read_bytes() == SCRIPT
    for name in _RAW:
        raw = contestant.folder / "../../data/mnist/MNIST/raw" / name
        assert raw.read_text() == name


def test_a_wrong_checkout_is_named(arena: Arena) -> None:
    with pytest.raises(UsageError, match=r"--peer .*checkout: there is no .*dcgan.py"):
        arena.peer_script("dcgan")
