"""Numbers of tables as text are read in the many forms in which people write them, and written in the same."""

from pathlib import Path

import pytest
from columns_as_text import read, unchanged
from one_paragraph import says

from gansmith.data.expressions.constants import number_of
from gansmith.data.number_form import NumberForm
from gansmith.data.schema import Column
from gansmith.errors import DataError

pytest.importorskip("pyarrow")


NUMBERS = {
    "share": (("12.5%", "7.0%"), [12.5, 7.0]),
    "dollars": (('"$1,234.00"', "$56.50"), [1234, 56.5]),
    "euros": (("12.00 €", "7.50 €"), [12, 7.5]),
    "below nothing": (("-$5.00", "$7.50"), [-5, 7.5]),
    "thousands": (('"1,234"', "56", '"7,654,321"'), [1234, 56, 7654321]),
    "decimal comma": (('"0,92"', '"1,50"'), [0.92, 1.5]),
    "blanks that do not break": (('"1\u202f234,50\u00a0€"', '"56,00\u00a0€"'), [1234.5, 56]),
    "zeros kept": (("51.50", "51.00"), [51.5, 51]),
    "one decimal at least": (("1.0", "2.25"), [1, 2.25]),
    "brackets": (('"1,234.00"', "(56.50)", "7.25"), [1234, -56.5, 7.25]),
    "brackets around dollars": (('"$1,234.00"', "($56.50)"), [1234, -56.5]),
    "dollars before brackets": (('"$ 1,234.00"', "$ (56.50)"), [1234, -56.5]),
    "brackets and comma": (('"1.234,00"', '"(56,50)"'), [1234, -56.5]),
    "sign behind": (("56.50-", "7.25"), [-56.5, 7.25]),
    "true minus": (("\u221256.5", "7.2"), [-56.5, 7.2]),
    "signs of both kinds": (("+5.5%", "-7.0%"), [5.5, -7]),
    "currency before the sign": (("$-5.50", "$7.00"), [-5.5, 7]),
    "signs of plain numbers": (("+5.5", "-7.0", "+0.5"), [5.5, -7, 0.5]),
    "signs of whole numbers": (("+5", "-7"), [5, -7]),
    "kilograms": (("12.5 kg", "7.0 kg"), [12.5, 7]),
    "close units": (("164cm", "171cm"), [164, 171]),
    "composed units": (("5.5 mg/dL", "7.0 mg/dL"), [5.5, 7]),
    "units of one letter": (("12 m", "7 m"), [12, 7]),
}


@pytest.mark.parametrize(("texts", "values"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_in_any_form_come_back_in_it(tmp_path: Path, texts: tuple[str, ...], values: list[float]) -> None:
    data = read(tmp_path, *texts)
    assert data.schema[0].type in ("real", "integer")
    assert data.values[: len(values), 0].tolist() == values
    assert unchanged(tmp_path, data)


def test_forms_of_numbers_can_be_stored(tmp_path: Path) -> None:
    for texts, _ in NUMBERS.values():
        column = read(tmp_path, *texts).schema[0]
        assert Column.from_json(column.to_json()) == column


@pytest.mark.parametrize("texts", [("(1)", "(2)"), ("1-", "2-"), ("12A", "13A"), ("5 kg", "7 g"), ("1-2", "3")])
def test_what_only_looks_like_a_sign_or_a_unit_stays_a_name(tmp_path: Path, texts: tuple[str, ...]) -> None:
    data = read(tmp_path, *texts)
    assert (data.schema[0].type, data.schema[0].categories) == ("category", tuple(sorted(texts)))


def test_brackets_are_read_in_conditions_and_told(tmp_path: Path) -> None:
    data = read(tmp_path, "(5.50)", "7.25")
    assert any("brackets around negative ones in 'x'; column='x:category'" in note for note in data.notes)
    assert number_of(data.schema[0], "(5.50)") == -5.5
    assert NumberForm.of("0.00;(0.0)") is None  # of two forms


def test_currencies_may_be_names(tmp_path: Path) -> None:
    data = read(tmp_path, "$5.00", "$7.50", "$7.50")
    assert any("'$' before them in 'x'; column='x:category'" in note for note in data.notes)
    named = read(tmp_path, "$5.00", "$7.50", "$7.50", column=("x:category",))
    assert named.schema[0].categories == ("$5.00", "$7.50")
    assert read(tmp_path, "$5.00", "€7.50").schema[0].type == "category"


def test_codes_that_begin_with_0_are_names(tmp_path: Path) -> None:
    assert read(tmp_path, "01", "1", "1.0").schema[0].categories == ("01", "1", "1.0")


def test_whole_numbers_that_are_not_exact_are_refused(tmp_path: Path) -> None:
    with says(DataError, r"'x' holds whole numbers beyond .*such as 18446744073709551615.*drop='x'.*'x:category'"):
        read(tmp_path, "18446744073709551615", "5")
    with says(DataError, r"'x' holds whole numbers beyond .*drop='x'.*'x:category'"):
        read(tmp_path, "9007199254740993", "5")
    named = read(tmp_path, "18446744073709551615", "5", column=("x:category",))
    assert named.schema[0].categories == ("18446744073709551615", "5")
    assert unchanged(tmp_path, named)
