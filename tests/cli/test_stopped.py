"""A signal stops any command in a sentence, with nothing half written, wherever it comes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from every_command import TRAIN, Command, clear, commands, prepare
from faults import dying, faults
from tiny_runs import essence, leftovers, rows

from gansmith.cli import main
from gansmith.storage.manifest import DamagedError

CODES = {signal.SIGINT: 130, signal.SIGTERM: 75, signal.SIGHUP: 75, signal.SIGUSR1: 75}
SIGNALS = list(CODES)
KINDS = ("npz", "folder", "png", "sets", "image")
SOME = [command for command in commands() if command.name.partition("-")[2] in KINDS]
LONG = ["generate", "vectors", "-n", "300000", "-o", "late.npy"]
IMPORTING = """
import sys
class Announce:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print("importing torch", flush=True)
sys.meta_path.insert(0, Announce())
from gansmith.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        prepare(folder)
    return folder


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place)
    return place


def sentence(number: signal.Signals) -> str:
    return f"gansmith: Stopped by {number.name}; nothing half written was left. The same command does it again.\n"


def sending(number: signal.Signals, *, times: int = 1) -> Callable[[str], None]:
    """Return a strike that sends this process a signal, perhaps a second one while it tidies up."""

    def strike(call: str) -> None:
        for _ in range(times):
            signal.raise_signal(number)

    return strike


@pytest.mark.parametrize("command", SOME, ids=lambda command: command.name)
def test_a_signal_in_any_call_leaves_all_or_nothing(
    command: Command, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clear(here, command)
    with faults(0, dying) as shim:
        assert main(command.words) == 0
    whole = command.found(here)
    for nth in range(1, len(shim.calls) + 1, command.stride):
        clear(here, command)
        capsys.readouterr()
        number = SIGNALS[nth % len(SIGNALS)]
        with faults(nth, sending(number)):
            code = main(command.words)
        assert (code, capsys.readouterr().err) == (CODES[number], sentence(number))
        assert command.found(here).items() <= whole.items()
        assert leftovers(here) == []


def test_signals_while_it_tidies_up_disturb_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with faults(0, dying) as shim:
        assert main(SOME[0].words) == 0
    for nth in range(1, len(shim.calls) + 1):
        with faults(nth, sending(signal.SIGTERM), lasting=True):
            assert main(SOME[0].words) == 75
        assert leftovers(here) == []


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("where", ["read", "assemble", "budgeted", "RunDirectory.create"])
def test_before_the_first_step_there_is_nothing_to_go_on_with_and_the_same_command_trains(
    number: signal.Signals,
    where: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    out = str(tmp_path / "run")
    with monkeypatch.context() as patch:
        patch.setattr(f"gansmith.api.train.{where}", lambda *_, **__: signal.raise_signal(number))
        assert main([*TRAIN, "--out", out]) == CODES[number]
    assert capsys.readouterr().err == sentence(number)
    assert main([*TRAIN, "--out", out]) == 0


def test_a_resumed_run_that_is_stopped_before_its_first_step_has_lost_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    assert main([*TRAIN, "--out", str(out)]) == 0
    before = essence(out)
    with monkeypatch.context() as patch:
        patch.setattr("gansmith.api.resume.assemble", lambda *_: signal.raise_signal(signal.SIGTERM))
        assert main(["train", "--resume", str(out)]) == 75
    assert essence(out) == before


@pytest.mark.parametrize("number", SIGNALS)
def test_while_torch_is_imported(number: signal.Signals, here: Path) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", IMPORTING, *LONG], stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing torch\n"
        process.send_signal(number)
        out, said = process.communicate()
    assert (process.returncode, out, said) == (CODES[number], "", sentence(number))
    assert not (here / "late.npy").exists()


def test_a_second_interrupt_ends_even_an_import_at_once(here: Path) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", IMPORTING, *LONG], stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said in ("gansmith: Stopped at once.\n", sentence(signal.SIGINT))


def test_hanging_up_is_ignored_where_it_was(here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As under nohup: before the loop, and in it."""
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with faults(0, dying) as shim:
            assert main([*TRAIN, "--out", str(tmp_path / "whole")]) == 0
        with faults(len(shim.calls) // 2, sending(signal.SIGHUP), lasting=True):
            assert main([*TRAIN, "--out", str(tmp_path / "run")]) == 0
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, former)


def test_nothing_stays_installed(here: Path, tmp_path: Path) -> None:
    numbers = [*SIGNALS, signal.SIGALRM]
    former = [signal.getsignal(number) for number in numbers]
    for words in ([*TRAIN, "--out", str(tmp_path / "run")], ["data", "rows.npy"], ["data", "nowhere.npy"]):
        main(words)
        assert [signal.getsignal(number) for number in numbers] == former
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_importing_the_library_installs_nothing() -> None:
    code = "import signal; before = [signal.getsignal(n) for n in range(1, 32)]; import gansmith; gansmith.train\n"
    code += "assert before == [signal.getsignal(n) for n in range(1, 32)]"
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))


def test_a_terminal_that_hangs_up_loses_nothing(here: Path, tmp_path: Path) -> None:
    """The terminal is gone with SIGHUP: whatever is written to it fails."""
    leader, follower = os.openpty()
    np.save(tmp_path / "rows.npy", rows())
    words = [word for word in TRAIN if word not in ("--quiet", "4", "--steps")]
    command = [sys.executable, "-m", "gansmith", *words, "--steps", "100000", "--out", str(tmp_path / "run")]
    streams = {"stdin": follower, "stdout": follower, "stderr": follower}
    log = tmp_path / "run" / "log.jsonl"
    with subprocess.Popen(command, cwd=tmp_path, start_new_session=True, **streams) as process:
        os.close(follower)
        while not (log.exists() and log.read_bytes().count(b"\n") > 5):
            assert process.poll() is None
        os.close(leader)
        process.send_signal(signal.SIGHUP)
        assert process.wait(60) == 75
    from gansmith.training.checkpoint import newest_checkpoint

    newest = newest_checkpoint(tmp_path / "run" / "checkpoints", pytest.fail, owner=False).step
    assert newest == log.read_bytes().count(b"\n")


@pytest.mark.parametrize("number", SIGNALS)
def test_what_a_library_makes_of_a_signal_is_not_taken_for_damage(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def swallowing(*_: object) -> None:
        try:
            signal.raise_signal(number)
        except BaseException as error:
            raise DamagedError("the file is damaged") from error

    monkeypatch.setattr("gansmith.api.generate.load", lambda *_, **__: swallowing())
    assert main(["generate", "vectors", "-n", "2", "-o", "never.npy"]) == CODES[number]
    assert capsys.readouterr().err == sentence(number)


def test_an_import_that_does_not_end_is_not_waited_for_for_good(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(600)\n")
    program = "import sys, gansmith.training.signals as s; s._LONGEST = 0.2; import gansmith.cli as c\n"
    program += "def run(tokens): import endless\n".replace(": ", ":\n    ") + "c._run = run\nsys.exit(c.main(['data']))"
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "importing\n"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (75, "gansmith: Stopped by SIGTERM, in the midst of an import.\n")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_command_ends_though_a_library_takes_the_signal_for_nothing(
    number: signal.Signals, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def going_on(*_: object) -> None:
        try:
            signal.raise_signal(number)
        except BaseException:
            time.sleep(0.01)
        time.sleep(10)

    monkeypatch.setattr("gansmith.api.generate.load", lambda *_, **__: going_on())
    start = time.monotonic()
    assert main(["generate", "vectors", "-n", "2", "-o", "never.npy"]) == CODES[number]
    assert capsys.readouterr().err == sentence(number)
    assert time.monotonic() < start + 5


EARLY = """
import os, signal, sys
from gansmith.__main__ import start
class Signals:
    def find_spec(self, name, path=None, target=None):
        if name == "gansmith.cli":
            os.kill(os.getpid(), int(sys.argv[-1]))
sys.meta_path.insert(0, Signals())
sys.exit(start())
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_before_the_command_line_is_there_to_hear_it(number: signal.Signals) -> None:
    done = subprocess.run([sys.executable, "-c", EARLY, str(int(number))], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (CODES[number], "gansmith: Stopped at once.\n")


INSISTING = """
import os, signal, sys
from pathlib import Path
from gansmith.storage.atomic import atomic_directory, atomic_file
from gansmith.storage.leftovers import scratch
from gansmith.training.signals import StopAtOnce
with StopAtOnce(), scratch("test") as place, atomic_file("one.npy") as one, atomic_directory("two") as two:
    (place / "x").write_text("x"), one.write_text("half"), (two / "x").write_text("x")
    Path("place.txt").write_text(str(place))
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
"""


def test_a_second_interrupt_leaves_nothing_half_written_either(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "mine").write_text("as before")
    command = [sys.executable, "-c", INSISTING]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "gansmith: Stopped at once.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place.txt", "two"]
    assert [path.name for path in (tmp_path / "two").iterdir()] == ["mine"]
    assert not Path((tmp_path / "place.txt").read_text()).exists()
