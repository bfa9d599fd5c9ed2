"""Files that other programs read agree with the project: pre-commit, GitHub Actions, CITATION.cff, the changelog."""

import re
import tomllib

from documentation import ROOT

import gansmith

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_pre_commit_runs_what_make_check_runs() -> None:
    (recipe,) = re.findall(r"^check:.*\n((?:\t.*\n)+)", read("Makefile"), re.MULTILINE)
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]
    assert re.findall(r"^ +entry: (.+)$", read(".pre-commit-config.yaml"), re.MULTILINE) == commands


def test_the_workflow_runs_the_oldest_supported_versions_and_make_test() -> None:
    workflow = read(".github/workflows/test.yml")
    (oldest,) = [part.partition(">=")[2] for part in PROJECT["dependencies"] if part.startswith("torch")]
    assert f'torch: "torch=={oldest}.*"' in workflow
    assert f'python: "{PROJECT["requires-python"].removeprefix(">=")}"' in workflow
    assert "run: make test" in workflow
    assert "make test" in read(".ci/run")


def test_the_layers_of_the_page_are_those_of_the_contract() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["type"] == "layers"]
    section = read("ARCHITECTURE.md").partition("## Layers")[2].partition("```text")[2].partition("```")[0]
    shown = [line.partition("  ")[0] for line in section.splitlines() if line]
    assert ["__main__", *shown] == [layer.replace("gansmith.", "") for layer in layers]


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["version"] == gansmith.__version__
    assert f"version: {gansmith.__version__}\n" in read("CITATION.cff")
    assert f"## [{gansmith.__version__}]" in read("CHANGELOG.md")
    assert f"license: {PROJECT['license']}\n" in read("CITATION.cff")


def test_the_changelog_keeps_to_its_form() -> None:
    sections = re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    order = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
    assert set(sections) <= set(order)
    for release in read("CHANGELOG.md").split("\n## ")[1:]:
        found = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert found == [name for name in order if name in found]
        assert re.match(r"\[\d+\.\d+\.\d+\]( - (Unreleased|\d{4}-\d\d-\d\d))?\n", release)
