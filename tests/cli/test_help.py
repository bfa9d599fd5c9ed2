"""Help is there for every command and every hyper-parameter, and costs no import of torch."""

import subprocess
import sys

import pytest

from gansmith import __version__
from gansmith.cli import main
from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.methods.registry import METHODS

PROBE = """
import sys
from gansmith.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
heavy = {"torch", "scipy", "h5py", "pyarrow", "PIL", "matplotlib", "tensorboard", "pydantic"} & sys.modules.keys()
print(f"\\n{code} {sorted(heavy)}")
"""


@pytest.mark.parametrize(
    ("line", "code"),
    [("--help", 0), ("", 0), ("--version", 0), ("methods", 0), ("methods --json", 0), ("nonsense", 2), ("train -h", 0)],
)
def test_no_heavy_import_before_it_is_needed(line: str, code: int) -> None:
    command = [sys.executable, "-c", PROBE, *line.split()]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout.splitlines()[-1] == f"{code} []"


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what help says, in one line."""
    assert main([*words, "--help"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"gansmith {__version__}\n"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("train", ["DATA", "--method", "--steps", "--resume", "--init-from", "--dry-run", "--samples-axis", "--quiet"]),
        ("generate", ["RUN", "--count", "-n", "--output", "-o", "--seed"]),
        ("picture", ["RUN", "--output", "--data"]),
        ("data", ["DATA", "--variable", "--drop", "--json"]),
        (
            "evaluate",
            ["RUN", "FAKE", "--features", "--inception-weights", "--data", "--label", "-n", "--report", "--card"],
        ),
        ("compare", ["DATA", "--methods", "--seeds", "--jobs", "--by", "--label", "--sample-every", "--out", "--json"]),
        ("methods", ["--json"]),
    ],
)
def test_every_command_has_help(command: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = helped(capsys, command)
    for word in words:
        assert word in said


@pytest.mark.parametrize("method", METHODS)
def test_every_hyper_parameter_is_in_the_help_with_its_line(method: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = helped(capsys, "train", "--method", method)
    for parameter in hyper_parameters(method).values():
        assert parameter.flag in said
        assert len(parameter.line) > 10
    joined = helped(capsys, "train", f"--method={method}")
    assert joined == said
