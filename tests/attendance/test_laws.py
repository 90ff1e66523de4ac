"""The laws of attendance, L1 to L8, each as a property of days that collide on purpose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import product
from tests.strategies import COLUMNS, DAY, SMALL_CODES, rows, ticks
from timeline.attendance import Attendance, attend
from timeline.spans import union
from timeline.vocabulary import ContestRule

CODES = product.code_table(SMALL_CODES)
RULES = tuple(str(rule) for rule in ContestRule)
CREDITED = ("one_on_one", "group")
Rows = list[dict[str, Any]]
pytestmark = pytest.mark.usefixtures("engine")
#: Any rule, by either engine: the fixture.
any_rule = st.sampled_from(RULES)


def attended(drawn: Rows, contest: str = "nested") -> Attendance:
    return attend(product.intervals(drawn), contest=ContestRule(contest), codes=CODES)


def analyzed(drawn: Rows, contest: str) -> dict[str, Any]:
    return product.analyze(drawn, SMALL_CODES, contest=contest)


def spans_by(frame: pd.DataFrame, *columns: str) -> dict[Any, list[tuple[int, int]]]:
    """Collect the sorted spans of a table per value of some columns."""
    found = defaultdict(list)
    for record in frame.to_dict("records"):
        start = record["start_second"]
        found[tuple(record[name] for name in columns)].append((start, start + record["seconds"]))
    return {key: sorted(spans) for key, spans in found.items()}


def seconds(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)


def without_ids(found: dict[str, Any]) -> dict[str, Any]:
    """Forget which row is which: file and row numbers name rows, and decide nothing."""
    breaks = {
        name: sorted([record[1:] for record in found[name]], key=repr) for name in ("interruptions", "displacements")
    }
    return found | breaks | {"not_seen": len(found["not_seen"])}


# L1


@given(
    st.lists(
        st.tuples(st.sampled_from(("P1", "P2")), st.sampled_from(("97110", "97112", "")), st.integers(1, 40)),
        min_size=1,
    )
)
def test_l1_touching_spans_do_not_overlap(chain: list[tuple[str, str, int]]) -> None:
    drawn, clock = [], 9 * 3600
    for number, (patient, code, length) in enumerate(chain):
        given_columns = {"patient": patient, "provider": "PT1", "role": "PT", "code": code, "id": str(number)}
        drawn.append({**dict.fromkeys(COLUMNS, ""), **given_columns, "start": clock, "end": clock + length})
        clock += length
    found = analyzed(drawn, "exclusive")
    account = found["providers"][0, "documented", "PT1"]
    assert (account["one_on_one"], account["contested"]) == (clock - 9 * 3600, 0)
    assert found["interruptions"] == found["displacements"] == []


@given(drawn=ticks, contest=any_rule)
def test_l1_nothing_is_counted_outside_its_row(drawn: tuple[Rows, int], contest: str) -> None:
    bounds = {row["id"]: (row["start"], row["end"]) for row in drawn[0]}
    found = attended(drawn[0], contest)
    for name in ("attendance", "code_spans", "demands", "co_attendance", "interruptions", "displacements"):
        for (row,), spans in spans_by(getattr(found, name), "interval_id").items():
            assert not row or (bounds[row][0] <= spans[0][0] and max(end for _, end in spans) <= bounds[row][1]), name


# L2


@given(drawn=ticks, data=st.data(), contest=any_rule)
def test_l2_row_order_and_splitting_into_files_change_no_minute(
    drawn: tuple[Rows, int], contest: str, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(drawn[0]))
    files = data.draw(st.lists(st.sampled_from("ab"), min_size=len(order), max_size=len(order)))
    again = [row | {"id": f"{file}.csv:{n}"} for n, (row, file) in enumerate(zip(order, files, strict=True), start=2)]
    assert without_ids(analyzed(again, contest)) == without_ids(analyzed(drawn[0], contest))


#: The new names keep the order of the old ones; some are other people's, and words of our own.
PATIENTS = {"": "", "P1": "10", "P2": "2", "P3": "PT1"}
PROVIDERS = {"": "", "OT1": "97150", "PT1": "P1", "PT2": "P12", "PTA1": "P2", "PTA2": "P21", "X1": "busy"}


@given(drawn=ticks, contest=any_rule)
def test_l2_renaming_people_in_order_changes_no_minute(drawn: tuple[Rows, int], contest: str) -> None:
    renamed = [row | {"patient": PATIENTS[row["patient"]], "provider": PROVIDERS[row["provider"]]} for row in drawn[0]]
    found, before = analyzed(renamed, contest), analyzed(drawn[0], contest)
    assert found["visits"] == {(date, PATIENTS[p], d): visit for (date, p, d), visit in before["visits"].items()}
    assert found["providers"] == {(date, e, PROVIDERS[p]): told for (date, e, p), told in before["providers"].items()}
    for name in ("interruptions", "displacements"):
        assert found[name] == [(*where, _renamed(by), why) for *where, by, why in before[name]]


def _renamed(by: str | None) -> str | None:
    provider, colon, code = (by or "").partition(":")
    return f"{PROVIDERS[provider]}:{code}" if colon else PATIENTS.get(by or "", by) if by else None


# L3


@given(drawn=ticks, contest=st.sampled_from(("nested", "exclusive")))
def test_l3_a_provider_is_engaged_with_at_most_one_engagement(drawn: tuple[Rows, int], contest: str) -> None:
    engaged = defaultdict(set)
    claims = attended(drawn[0], contest).demands
    for claim in claims[claims["engaged"]].to_dict("records"):
        where = (claim["date"], claim["evidence"], claim["provider"], claim["start_second"])
        engaged[where].add((claim["engagement_kind"], claim["engagement"]))
    assert all(len(one) == 1 for one in engaged.values())


@given(drawn=ticks, contest=st.sampled_from(("nested", "exclusive")))
def test_l3_one_on_one_and_the_groups_own_time_fit_into_what_is_recorded(drawn: tuple[Rows, int], contest: str) -> None:
    found = attended(drawn[0], contest)
    kinds = found.attendance[found.attendance["state"].isin(CREDITED)]
    alone = spans_by(kinds[kinds["state"] == "one_on_one"], "date", "evidence", "provider")
    together = spans_by(kinds[kinds["state"] == "group"], "date", "evidence", "provider")
    recorded = defaultdict(list)
    for i, what in enumerate(found.rows.nature):
        if what.attended:
            key = (found.rows.date[i], found.rows.evidence[i], found.rows.provider[i])
            recorded[key].append((found.rows.start[i], found.rows.end[i]))
    for who in alone | together:
        assert seconds(alone.get(who, [])) + seconds(union(together.get(who, []))) <= seconds(union(recorded[who]))


# L4


@given(drawn=ticks, contest=any_rule)
def test_l4_an_instant_of_a_patient_is_credited_at_most_once(drawn: tuple[Rows, int], contest: str) -> None:
    states = attended(drawn[0], contest).attendance
    for spans in spans_by(states[states["state"].isin(CREDITED)], "date", "patient").values():
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(drawn=ticks)
def test_l4_the_states_partition_the_visits_span_exactly(drawn: tuple[Rows, int]) -> None:
    found = attended(drawn[0])
    recorded = defaultdict(list)
    for i, evidence in enumerate(found.rows.evidence):
        if evidence:
            key = (found.rows.date[i], found.rows.patient[i], found.rows.discipline[i])
            recorded[key].append((found.rows.start[i], found.rows.end[i]))
    spans = spans_by(found.attendance, "date", "patient", "discipline")
    assert spans.keys() == recorded.keys()
    for visit, parts in spans.items():
        assert all(end == start for (_, end), (start, _) in pairwise(parts))
        assert (parts[0][0], parts[-1][1]) == (min(recorded[visit])[0], max(end for _, end in recorded[visit]))


# L5


@given(drawn=ticks)
def test_l5_credited_seconds_grow_from_exclusive_to_nested_to_documented(drawn: tuple[Rows, int]) -> None:
    credited: dict[str, Counter[Any]] = {rule: Counter() for rule in RULES}
    for (date, patient, _), visit in analyzed(drawn[0], "nested")["visits"].items():
        for rule in RULES:
            credited[rule][date, patient] += visit["credited"][rule]
    assert credited["exclusive"] <= credited["nested"] <= credited["documented"]


# L6


@pytest.mark.slow
@given(drawn=ticks, data=st.data(), contest=any_rule)
def test_l6_splitting_a_row_changes_no_state_and_no_code_minute(
    drawn: tuple[Rows, int], contest: str, data: st.DataObject
) -> None:
    listed, tick = drawn
    cuts = [(row, cut) for row in listed if row["patient"] and _alone(row, listed) for cut in _interior(row, tick)]
    assume(cuts)
    row, cut = data.draw(st.sampled_from(cuts))
    halves = [row | {"end": cut, "id": "day.csv:90"}, row | {"start": cut, "id": "day.csv:91"}]
    assert _minutes(analyzed([*(one for one in listed if one is not row), *halves], contest)) == _minutes(
        analyzed(listed, contest)
    )


def _alone(row: Mapping[str, Any], listed: Rows) -> bool:
    """Whether no other row of that patient overlaps this one."""
    others = [one for one in listed if one is not row and one["patient"] == row["patient"]]
    return all(one["end"] <= row["start"] or row["end"] <= one["start"] for one in others)


def _interior(row: Mapping[str, Any], tick: int) -> range:
    """List the interior instants of a row on its date."""
    midnight = (row["start"] // DAY + 1) * DAY
    return range(row["start"] + tick, min(row["end"], midnight), tick)


def _minutes(found: dict[str, Any]) -> dict[Any, Any]:
    return {
        key: (visit["states"], {code: [counted[rule] for rule in RULES] for code, counted in visit["codes"].items()})
        for key, visit in found["visits"].items()
    }


# L7


@pytest.mark.slow
@given(one=rows(), two=rows(), contest=any_rule)
def test_l7_dates_together_or_apart_give_the_same_rows(one: Rows, two: Rows, contest: str) -> None:
    shifted = [row | {"id": f"next.{row['id']}", "start": row["start"] + DAY, "end": row["end"] + DAY} for row in two]
    by_date: dict[int, Rows] = defaultdict(list)
    for row in one + shifted:
        by_date[row["start"] // DAY].append(row)
    together, apart = attended(one + shifted, contest), [attended(listed, contest) for listed in by_date.values()]
    for name in product.TABLES:
        assert _records(together, name) == sorted(
            (record for part in apart for record in _records(part, name)), key=repr
        ), name


def _records(found: Attendance, name: str) -> list[dict[str, Any]]:
    return sorted(getattr(found, name).to_dict("records"), key=repr)


# L8


@pytest.mark.slow
@given(drawn=ticks, data=st.data(), contest=any_rule)
def test_l8_shifting_a_dates_clocks_changes_nothing_but_the_clocks(
    drawn: tuple[Rows, int], contest: str, data: st.DataObject
) -> None:
    first_date = [row for row in drawn[0] if row["start"] < DAY]
    assume(first_date)
    starts = [row["start"] for row in first_date]
    shift = data.draw(st.integers(-min(starts), DAY - 1 - max(starts)))
    shifted = [row | {"start": row["start"] + shift, "end": row["end"] + shift} for row in first_date]
    before, after = attended(first_date, contest), attended(shifted, contest)
    for name in product.TABLES:
        assert _unclocked(after, name, shift) == _unclocked(before, name, 0), name


def _unclocked(found: Attendance, name: str, shift: int) -> list[dict[str, Any]]:
    """Take the wall clocks off a table and set the line of seconds back."""
    frame = getattr(found, name).drop(columns=["start", "end"], errors="ignore")
    moved: Callable[[pd.DataFrame], pd.Series] = lambda table: table["start_second"] - shift  # noqa: E731
    return (frame.assign(start_second=moved) if "start_second" in frame else frame).to_dict("records")
