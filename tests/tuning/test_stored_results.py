"""What lies in the directory of a search is not trusted: wrong types and ranges are an error; times are compared."""

from pathlib import Path
from typing import Any

import pytest

from gansmith.errors import DataError
from gansmith.tuning import unseen
from gansmith.tuning.conclusion import _sentence, times_in_words
from gansmith.tuning.journal import Entry, _is_whole
from gansmith.tuning.result import of_json

TEXTS = dict.fromkeys(("sentence", "method", "command", "figure", "run"), "x")
SECONDS = {"search": 1.0, "tuned": 0.5, "default": 1.0}
STORED: dict[str, Any] = {**TEXTS, "outcome": "as good", "hyper": {}, "seconds": SECONDS, "plan": {}, "trials": []}


def test_a_stored_result_is_read() -> None:
    found = of_json(Path("s"), STORED)
    assert (found.outcome, found.run, found.trials) == ("as good", Path("s/trials/x"), [])


@pytest.mark.parametrize("run", ["trials/004", "default"])
def test_the_best_run_lies_in_the_directory_as_it_is_named_here(run: str) -> None:
    """Another machine may have the same disk elsewhere, and a directory may be moved."""
    assert of_json(Path("here"), {**STORED, "run": f"/elsewhere/tuning/{run}"}).run == Path("here") / run


@pytest.mark.parametrize(("tuned", "outcome"), [(1.0, "ahead"), (5.0, "behind")])
def test_the_sentence_says_whose_each_value_is(tuned: float, outcome: Any) -> None:
    found = Entry(0, 3, 1, "done", "gan", {}, cost=1.0)
    said = _sentence(outcome, found, "quality/worst", unseen.Tested(50, tuned, 3.0, 0.1), None, SECONDS)
    assert f"quality/worst {tuned:g} of the best trial and 3 of the default" in said


@pytest.mark.parametrize(
    ("field", "value"),
    [("hyper", None), ("method", 1), ("sentence", []), ("seconds", {}), ("trials", 1), ("outcome", "best")],
)
def test_a_damaged_result_is_an_error_that_names_the_field(field: str, value: Any) -> None:
    with pytest.raises(DataError, match=rf"tune\.json is damaged \(.*{field}"):
        of_json(Path("s"), {**STORED, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [("seconds", float("nan")), ("seconds", float("inf")), ("seconds", -1), ("rung", 10**30), ("steps", 10**30)],
)
def test_numbers_that_no_search_writes_are_no_rung(field: str, value: Any) -> None:
    told = {"run": 0, "rung": 0, "steps": 5, "method": "gan", "hyper": {}, "seconds": 1.5}
    assert _is_whole(told)
    assert not _is_whole({**told, field: value})


def test_times_are_called_equal_only_where_they_are() -> None:
    assert times_in_words({"search": 40.0, "default": 44.0}) == "at equal total time"
    assert "1.9 times the time of the search" in times_in_words({"search": 41.0, "default": 79.0})
    assert "0.5 times the time of the search" in times_in_words({"search": 40.0, "default": 20.0})
