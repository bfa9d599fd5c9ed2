"""Downloads are checked against pinned digests, from a server of this machine; no test leaves it."""

import gzip
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import gansmith
from gansmith.cli import main
from gansmith.data.fetch import SETS, Downloadable, Packed, fetch
from gansmith.errors import DataError, UsageError

MNIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "mnist"
IMAGES = b"\x00\x00\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (6, 4, 4)) + bytes(range(96))
LABELS = b"\x00\x00\x08\x01" + (6).to_bytes(4, "big") + bytes([0, 1, 0, 1, 0, 1])
CONTENT = {"train-images-idx3-ubyte.gz": IMAGES, "train-labels-idx1-ubyte.gz": LABELS}
SMALL = Downloadable(
    "https://nowhere.invalid",
    tuple(Packed(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in CONTENT.items()),
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETS, "mnist", SMALL)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a folder; give it and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(gzip.compress(content))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.usefixtures("small")
def test_a_set_is_downloaded_once_and_trains(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    place = fetch("mnist", tmp_path / "mnist", mirror=address + "/")
    assert sorted(path.name for path in place.iterdir()) == sorted(CONTENT)
    assert gansmith.describe_data(place).shape == (1, 4, 4)
    for file in folder.iterdir():
        file.unlink()  # nothing is asked for again
    said: list[str] = []
    fetch("mnist", place, mirror=address, say=said.append)
    assert len(said) == 2
    assert all("there already" in line for line in said)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "bad", [gzip.compress(IMAGES[:-1] + b"x"), gzip.compress(IMAGES)[:-9], b"<html>", b"", gzip.compress(bytes(10**8))]
)
def test_what_is_not_the_pinned_file_is_refused_and_nothing_is_written(
    bad: bytes, served: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = served
    (folder / "train-images-idx3-ubyte.gz").write_bytes(bad)
    with pytest.raises(DataError, match=r"train-images.*SHA-256 differs.*mirror"):
        fetch("mnist", tmp_path / "mnist", mirror=address)
    assert list((tmp_path / "mnist").iterdir()) == []


@pytest.mark.usefixtures("small")
def test_a_damaged_file_on_disk_is_downloaded_again(served: tuple[Path, str], tmp_path: Path) -> None:
    place = fetch("mnist", tmp_path / "mnist", mirror=served[1])
    target = place / "train-labels-idx1-ubyte.gz"
    target.write_bytes(b"half")
    fetch("mnist", place, mirror=served[1])
    assert gzip.decompress(target.read_bytes()) == LABELS


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("mirror", ["http://127.0.0.1:9", "missing"])
def test_a_server_that_is_not_there_is_one_paragraph(
    mirror: str, served: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = served[1] + "/missing" if mirror == "missing" else mirror
    assert main(["data", "--fetch", "mnist", "-o", str(tmp_path / "x"), "--mirror", address]) == 3
    said = capsys.readouterr().err
    assert "could not be downloaded" in said
    assert "--mirror" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [(["cifar"], "--fetch cifar"), (["mnist", "--mirror", "file:///etc"], "--mirror file:///etc")],
)
def test_what_cannot_be_fetched_is_refused(
    words: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["data", "--fetch", *words]) == UsageError.exit_code
    assert named in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not MNIST.is_dir(), reason="the MNIST files are not on this machine")
@pytest.mark.parametrize("file", SETS["mnist"].files, ids=lambda file: file.name)
def test_the_pinned_digests_are_those_of_mnist(file: Packed) -> None:
    content = gzip.decompress((MNIST / file.name).read_bytes())
    assert (len(content), hashlib.sha256(content).hexdigest()) == (file.length, file.sha256)
