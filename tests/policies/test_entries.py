from datetime import date

import pytest

from timeline.errors import Fault
from timeline.policies.entries import history, period_faults, provenance_faults, read_entries
from timeline.policies.model import Citation, Dated, Gap
from timeline.policies.rules import PlanOfCareRule

CITED = (Citation("cms-claims-5", "§20"),)


def dated(start: int, until: int | None = None, *, name: str = "a", **more: object) -> Dated:
    end = None if until is None else date(until, 1, 1)
    return Dated(name=name, value=1, start=date(start, 1, 1), until=end, **{"sources": CITED, **more})


def told(faults: object) -> list[str]:
    return [f"{fault.column}: {fault.problem}" for fault in faults]


def test_entries_are_read_with_the_kind_of_their_name() -> None:
    faults: list[Fault] = []
    raw = {"name": "e", "value": {"modifiers": {"PT": "XX"}}, "start": date(2020, 1, 1), "note": "n"}
    found = read_entries([raw], "rule", {"e": PlanOfCareRule}, file="own.toml", faults=faults)
    assert (faults, list(found)) == ([], ["rule[0]"])
    assert found["rule[0]"].value == PlanOfCareRule({"PT": "XX"})


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        (dated(2020), []),
        (dated(2020, sources=()), ["e.sources: a verified value needs a source"]),
        (dated(2020, verified=False), ["e.note: an unverified value needs a note"]),
        (dated(2020, 2020), ["e.until: ends before it starts"]),
        (dated(2020, sources=(Citation("x", ""),)), ["e.sources[0].id: unknown source"]),
    ],
)
def test_an_entry_rests_on_something_and_lasts(entry: Dated, faults: list[str]) -> None:
    assert told(provenance_faults({"e": entry}, "own.toml")) == faults


def test_a_source_that_the_file_describes_is_known() -> None:
    assert not list(provenance_faults({"e": dated(2020, sources=(Citation("x", ""),))}, "own.toml", known={"x"}))


@pytest.mark.parametrize(
    ("periods", "faults"),
    [
        ([dated(2020, 2021), dated(2021)], []),
        ([dated(2021), dated(2020, 2021)], []),
        ([dated(2020), dated(2021)], ["a: two entries are in force on 2021-01-01"]),
        ([dated(2020, 2021), dated(2022)], ["a: nothing is in force from 2021-01-01 up to 2022-01-01"]),
        ([dated(2020, 2021), dated(2022), Gap(name="a", start=date(2021, 1, 1), until=date(2022, 1, 1))], []),
        ([dated(2020), dated(2020, name="b")], []),
    ],
)
def test_every_day_from_the_first_on_has_one_entry_or_a_declared_gap(
    periods: list[Dated | Gap], faults: list[str]
) -> None:
    assert told(period_faults(periods, "own.toml", holes="Fill it.")) == faults


def test_a_history_is_in_order_of_names_and_starts() -> None:
    found = history([dated(2021), dated(2020, 2021), dated(2020, name="b")], ("b", "a", "c"))
    assert [(name, [entry.start.year for entry in entries]) for name, entries in found.items()] == [
        ("b", [2020]),
        ("a", [2020, 2021]),
    ]
