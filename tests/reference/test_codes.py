from __future__ import annotations

from datetime import date

import pytest

import timeline as tl
from timeline import contracts
from timeline.code_table import code_table
from timeline.reference.code_details import details_dict
from timeline.reference.codes import code_list


def test_without_a_name_the_code_table_is_listed_in_its_order() -> None:
    listed = tl.codes()
    assert list(listed.columns) == contracts.CODE_LIST.names
    assert listed["code"].tolist() == list(code_table())
    assert listed["unit_minutes"].isna().sum() == sum(code.unit_minutes is None for code in code_table().values())


def test_a_code_named_tells_what_the_command_line_tells() -> None:
    known = code_table()
    assert tl.codes("97110", "g0283").to_dict() == details_dict([known["97110"], known["G0283"]], None)
    assert tl.codes("97110", on="2024-08-01").to_dict() == details_dict([known["97110"]], date(2024, 8, 1))


def test_a_console_shows_a_line_a_code() -> None:
    first, second = repr(tl.codes("97110", "97150")).splitlines()
    assert first == "97110 Therapeutic exercise: one-on-one, 15 minutes per unit, Medicare: payable"
    assert second.startswith("97150 ")


def test_a_notebook_shows_purpose_and_pairs() -> None:
    shown = tl.codes("97140")._repr_html_()
    assert "<th>purpose</th>" in shown
    assert "<td>97124</td>" in shown


def test_unknown_codes_are_all_named_and_none_is_guessed() -> None:
    with pytest.raises(tl.WrongValueError, match="'9711', '97111' are not in the code table, and nothing is guessed"):
        tl.codes("97110", "9711", "97111")


@pytest.mark.parametrize(
    ("on", "problem"), [("2026-02-30", "no such date"), ("2003-01-01", "no value in force on 2003-01-01")]
)
def test_a_date_that_is_none_or_before_every_rule_is_refused(on: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        tl.codes("97110", on=on)


def test_a_date_needs_a_code() -> None:
    with pytest.raises(tl.WrongValueError, match="needs a code"):
        tl.codes(on="2026-03-02")


def test_an_unknown_family_is_refused_with_the_known_ones() -> None:
    with pytest.raises(tl.WrongValueError, match=r"no family 'massage'.*supervised_modality"):
        code_list("massage")
