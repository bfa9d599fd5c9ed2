"""A journal that somebody changed, or that a disk damaged, is named in a sentence, and no line of it is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("optuna")

from gansmith.comparison.processes import Trainings
from gansmith.errors import DataError
from gansmith.tuning.journal import JOURNAL_FILE, Journal
from gansmith.tuning.lease import Lease
from gansmith.tuning.plan import Plan
from gansmith.tuning.space import Space
from gansmith.tuning.worker import Worker

SPACE = Space.of(("r3gan", "gan"), lambda *_: True)
Change = Callable[[list[dict[str, Any]]], object]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("study")
    journal = Journal(folder, SPACE, 0)
    journal.end(journal.first("r3gan", 0), 1.0, 2.0, last=False)
    drawn = journal.drawn(1)
    assert drawn is not None
    journal.note(drawn, steps=5)
    return (folder / JOURNAL_FILE).read_text().splitlines(keepends=True)


def worked(folder: Path) -> None:
    """Read a journal and go on with it, as a search does."""
    journal = Journal(folder, SPACE, 0)
    entries = journal.entries()
    with journal.deciding():
        begun = journal.drawn(1 + max((entry.run for entry in entries), default=-1))
    assert begun is not None
    journal.end(begun, 1.0, 3.0, last=True)
    assert len(Journal(folder, SPACE, 0).entries()) > len(entries)


def of_kind(number: int, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in lines if line["op_code"] == number)


def test_a_run_that_the_journal_has_lost_is_not_taken_for_another(tmp_path: Path) -> None:
    """Its settings may be others, and it would go on with them under the name of the new ones."""
    journal = Journal(tmp_path, SPACE, 0)
    plan = Plan("x", "y", {}, SPACE.methods, 1.0, 3, 0, {})
    course = SimpleNamespace(
        directory=tmp_path,
        place=lambda run: tmp_path / "trials" / f"{run:03d}",
        trainings=Trainings(1),
        fitting=SimpleNamespace(plan=plan),
    )
    (tmp_path / "trials" / "000").mkdir(parents=True)
    (tmp_path / "trials" / "000" / "config.json").write_text("{}")
    entry = journal.first("gan", 0)
    worker = Worker(cast(Any, course), journal, lambda _: None)
    with pytest.raises(DataError, match=r"journal\.log has lost lines.*trials/000 was trained"):
        worker._ended(entry, Lease(tmp_path / "lease"))


CHANGES: dict[str, Change] = {
    "name of a parameter": lambda lines: of_kind(5, lines).update(param_name=-1),
    "no distribution": lambda lines: of_kind(5, lines).update(distribution="null"),
    "endless distribution": lambda lines: of_kind(5, lines).update(
        distribution='{"name": "IntDistribution", "attributes": {"low": 0, "high": 1e400}}'
    ),
    "a program": lambda lines: of_kind(5, lines).update(distribution='__import__("os")'),
    "cost of another type": lambda lines: of_kind(7, lines).update(intermediate_value={}),
    "trial that is none": lambda lines: of_kind(8, lines).update(trial_id=-7),
    "deed that is none": lambda lines: of_kind(8, lines).update(op_code=99),
    "method of no search": lambda lines: [
        line.update(user_attr={"method": "os.system"}) for line in lines if "method" in line.get("user_attr", {})
    ],
    "steps without end": lambda lines: [
        line.update(user_attr={"steps": 10**30}) for line in lines if "steps" in line.get("user_attr", {})
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_optuna_makes_of_foreign_lines_is_damage_whenever_it_is_found(
    change: str, lines: list[str], tmp_path: Path
) -> None:
    documents = [json.loads(line) for line in lines]
    CHANGES[change](documents)
    content = "".join(json.dumps(document) + "\n" for document in documents)
    (tmp_path / JOURNAL_FILE).write_text(content)
    with pytest.raises(DataError, match=r"journal\.log is damaged.*Put a copy"):
        worked(tmp_path)
    assert (tmp_path / JOURNAL_FILE).read_text().startswith(content)


@pytest.mark.parametrize("length", range(3, 60, 7))
def test_a_journal_that_ends_early_is_damage_or_goes_on_and_loses_no_whole_line(
    length: int, lines: list[str], tmp_path: Path
) -> None:
    kept = "".join(lines[:length])
    (tmp_path / JOURNAL_FILE).write_text(kept + lines[length % len(lines)][:20])
    worked(tmp_path)
    assert (tmp_path / JOURNAL_FILE).read_text().startswith(kept)
