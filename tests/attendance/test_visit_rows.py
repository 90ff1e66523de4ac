"""The rows of each visit: where it began, who pays, its codes, and where each was recorded."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple, SupportsIndex

from tests.days import DATE, attended
from timeline.attendance.rows import Nature
from timeline.attendance.visit_rows import RecordedSpans, rows_of_visits

ROWS = (
    "9:20-9:30 P1 PT1 97140 clinic=West payer=medicare",
    "9:00-9:10 P2 PT1 97110 clinic=East",
    "9:00-9:20 P1 PT1 97110 clinic=North",
    "9:10-9:20 P1 PT2 97110 clinic=East payer=cpt-midpoint",
)


class Told(NamedTuple):
    """What the rows of one visit say."""

    positions: list[int]
    clinic: str
    payer: str
    codes: list[str]


def told(*lines: str) -> dict[str, Told]:
    """Read off what the rows of each patient's visit say."""
    found = rows_of_visits(attended(*lines).rows)
    return {
        key[1]: Told(
            found.row[found.bounds[place] : found.bounds[place + 1]].tolist(),
            found.clinic.words[found.clinic.codes[place]],
            found.payer.words[found.payer.codes[place]],
            found.code.words[found.code.codes[found.code_bounds[place] : found.code_bounds[place + 1]]].tolist(),
        )
        for place, key in enumerate(found.keys())
    }


def test_each_visit_has_its_rows_in_their_order_and_its_codes_sorted() -> None:
    assert {who: (of.positions, of.codes) for who, of in told(*ROWS).items()} == {
        "P1": ([0, 2, 3], ["97110", "97140"]),
        "P2": ([1], ["97110"]),
    }


def test_clinic_and_payer_are_those_of_the_earliest_row_that_states_one() -> None:
    assert [(of.clinic, of.payer) for of in told(*ROWS).values()] == [("North", "cpt-midpoint"), ("East", "")]


def test_of_rows_that_begin_together_the_first_by_name_decides() -> None:
    rows = [f"9:00-9:{end} P1 PT{end} 97110 clinic={name} payer={name}" for end, name in ((30, "West"), (20, "East"))]
    assert told(*rows)["P1"][1:3] == ("East", "East")


def test_rows_that_are_not_analyzed_are_of_no_visit() -> None:
    found = rows_of_visits(attended("8:00-17:00 PT1 shift", "9:00-9:10 P1 PT1 97110").rows)
    assert (found.keys(), found.visit.tolist()) == ([(DATE, "P1", "PT")], [-1, 0])


def test_rows_of_a_table_of_visits_are_of_those() -> None:
    day = attended("9:00-9:10 P2 PT1 97110", "9:00-9:10 P1 PT2 97110", "9:20-9:30 P1 OT1 97530")
    of = rows_of_visits(day.rows)
    keys = day.code_spans[["date", "patient", "discipline"]].itertuples(index=False, name=None)
    assert [of.keys()[place] for place in of.of(day.numbers("code_spans")).tolist()] == [*keys]


def test_spans_are_those_of_attended_and_supervised_rows_by_code() -> None:
    rows = attended("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 97014", "9:20-9:30 P1 97110", "9:30-9:40 P1 rest").rows
    spans = RecordedSpans(rows, (0, 1, 2, 3))
    assert {code: [row for _, _, row in listed] for code, listed in spans.items()} == {
        code: [rows.id[place]] for place, code in ((0, "97110"), (1, "97014"))
    }
    assert (len(spans), [end - start for start, end, _ in spans["97110"]]) == (2, [600])
    assert dict(deepcopy(spans)) == dict(spans)


def test_whoever_reads_spans_while_they_are_collected_reads_all_of_them() -> None:
    rows = attended("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97140").rows
    seen: list[list[str]] = []

    class Natures(list[Nature]):
        """What rows are; who asks for the last one makes somebody else read the spans."""

        def __getitem__(self, place: SupportsIndex | slice) -> Any:
            if place == 1 and not seen:
                seen.append([])
                seen.append([*spans])
            return super().__getitem__(place)

    spans = RecordedSpans(replace(rows, nature=Natures(rows.nature)), (0, 1))
    assert [*spans] == ["97110", "97140"]
    assert seen == [[], ["97110", "97140"]]
