from __future__ import annotations

from tests.schedules_of import analysed
from timeline.audit.exposure import Exposure, Exposures, exposures
from timeline.vocabulary import ContestRule

INTERRUPTED = ("9:00-9:40 P1 PT1 97110", "9:10-9:20 P2 PT1 97112")


def test_a_nested_contact_is_exposed_once_under_nested_and_twice_under_exclusive() -> None:
    assert exposures(analysed(*INTERRUPTED).record) == Exposures(Exposure(600, 1200), Exposure(1, 2))


def test_exposure_can_be_asked_of_some_visits() -> None:
    case = analysed(*INTERRUPTED).record
    assert exposures(case, case.visits_of("2026-03-02", ["P2"])) == Exposures(Exposure(0, 600), Exposure(0, 1))


def test_it_does_not_depend_on_the_rule_in_force() -> None:
    one, other = (exposures(analysed(*INTERRUPTED, contest=rule).record) for rule in ("exclusive", "documented"))
    assert one == other


def test_without_contested_time_nothing_is_exposed() -> None:
    assert exposures(analysed("9:00-9:40 P1 PT1 97110").record) == Exposures(Exposure(0, 0), Exposure(0, 0))


def test_an_unknown_payer_exposes_time_and_no_units() -> None:
    found = exposures(analysed(*INTERRUPTED, payer="nobody-knows").record)
    assert found == Exposures(Exposure(600, 1200), Exposure(0, 0))


def test_the_table_has_a_row_for_each_patients_date() -> None:
    first, second = analysed(*INTERRUPTED).exposure.to_dict("records")
    assert (first["patient"], first["seconds"], first["seconds_least"], first["units"]) == ("P1", 600, 600, 1)
    assert (second["patient"], second["seconds"], second["seconds_least"], second["units"]) == ("P2", 600, 0, 1)


def test_a_date_of_two_disciplines_is_one_row_and_never_negative() -> None:
    exposed = analysed("9:00-9:30 P1 PT1 97110", "9:15-9:45 P1 OT1 97530", "9:10-9:40 P2 PT1 97110").exposure
    assert exposed["patient"].tolist() == ["P1", "P2"]
    assert (exposed[["seconds", "seconds_least", "units", "units_least"]] >= 0).all().all()


def test_units_that_contested_minutes_take_from_a_visit_are_no_negative_exposure() -> None:
    evaluation = ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97110", "9:15-9:45 P2 PT1 97110")
    record = analysed(*evaluation).record
    visits = record.visits_of("2026-03-02", ["P1"])
    assert visits[0].timed_units_under(ContestRule.NESTED) == 1
    assert exposures(record, visits).units == Exposure(0, 0)


def test_every_figure_of_a_row_is_that_of_its_patients_date() -> None:
    rows = (
        "9:00-9:40 P1 PT1 97110 clinic=a",
        "10:00-10:30 P1 OT1 97530 clinic=b",
        "9:10-9:20 P2 PT1 97112 clinic=a",
        "9:30-10:00 P2 PT1 97112 clinic=a next",
    )
    columns = ("date", "patient", "clinic", "seconds_exclusive", "seconds_nested", "seconds_documented")
    columns = (*columns, "seconds", "seconds_least", "units", "units_least")
    found = analysed(*rows).exposure[list(columns)].to_dict("split")["data"]
    assert [[f"{date:%Y-%m-%d}", *others] for date, *others in found] == [
        ["2026-03-02", "P1", "b", 3600, 3600, 4200, 600, 600, 1, 1],
        ["2026-03-02", "P2", "a", 0, 600, 600, 600, 0, 1, 0],
        ["2026-03-03", "P2", "a", 1800, 1800, 1800, 0, 0, 0, 0],
    ]


def test_exposure_of_everybody_is_the_sum_of_the_table() -> None:
    case = analysed(*INTERRUPTED, "11:00-11:40 P1 PT1 97110 next", "11:10-11:20 P2 PT1 97112 next")
    found, table = exposures(case.record), case.exposure
    assert (found.seconds.least, found.seconds.most) == (table["seconds_least"].sum(), table["seconds"].sum())
    assert (found.units.least, found.units.most) == (table["units_least"].sum(), table["units"].sum())
