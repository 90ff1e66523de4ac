"""Claims compared for all visits at once are those compared one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.claimed import Claimed, ClaimedLine
from timeline.reconcile import Compared, reconcile
from timeline.reconcile.nearest import beside_of, compare_visit
from timeline.reconcile.plainly import Sides
from timeline.record import Record

LINES = st.lists(
    st.builds(
        ClaimedLine,
        st.sampled_from(("97110", "97140", "97161", "97150", "G0283", "97014", "99999")),
        st.integers(0, 3),
        st.sampled_from((None, "", "GP", "CQ GP", "GP 59", "GO")),
    ),
    max_size=4,
)


def one_by_one(record: Record, claimed: Claimed) -> list[Compared]:
    """Compare every claimed visit by itself."""
    found: list[Compared] = []
    for key, account in record.accounts.items():
        lines = claimed.lines.get(key, ())
        if account.units is not None and (lines or claimed.complete):
            counted = account.units[account.contest]
            beside = beside_of(account, counted.rules, record.accounts, claimed)
            found += compare_visit(account, counted, lines, beside)
    return found


def test_what_is_claimed_for_nobody_who_was_seen_is_for_no_visit() -> None:
    of = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97110 next").record.visit_arrays
    lines = [ClaimedLine("97110", 2, "GP")]
    for key in (("2026-03-03", "P0", "PT"), ("2026-03-04", "P1", "PT"), ("2026-03-03", "P1", "SLP")):
        assert not len(Sides(of, Claimed({key: lines}, {}, complete=True)).line)
    (line,) = Sides(of, Claimed({("2026-03-03", "P1", "PT"): lines}, {}, complete=True)).claimed_visit
    assert line == 1


@given(rows(), st.lists(LINES, min_size=1, max_size=3), st.booleans())
def test_all_visits_at_once_are_compared_as_each_by_itself(
    day: list[dict[str, Any]], drawn: list[list[ClaimedLine]], complete: bool
) -> None:
    record = analysis_of(day).record
    lines = {key: drawn[place % len(drawn)] for place, key in enumerate(record.accounts)}
    own = {key: account.units for key, account in record.accounts.items() if account.units is not None}
    for key, units in own.items():
        if drawn[0] and drawn[0][0].units:  # what is supported is claimed, but perhaps for one line
            said = [
                ClaimedLine(line.code, line.units, " ".join(line.modifiers)) for line in units[record.contest].lines
            ]
            lines[key] = said[drawn[0][0].units - 1 :] + lines[key][:1]
    claimed = Claimed(lines, {}, complete=complete)
    found = reconcile(record.visit_arrays, record.rows, record.accounts, claimed)
    assert list(found) == one_by_one(record, claimed)
    assert found[: len(found)] == list(found)


def test_what_is_claimed_without_a_visit_stands_last() -> None:
    record = analysed("9:00-9:30 P2 PT1 97110").record
    (key,) = record.accounts
    orphans = [ClaimedLine("97140", 1, None), ClaimedLine("97110", 2, "GP"), ClaimedLine("97110", 1, "GP")]
    claimed = Claimed({key: [ClaimedLine("97110", 2, "GP")]}, {(key[0], "P1"): orphans}, complete=True)
    found = reconcile(record.visit_arrays, record.rows, record.accounts, claimed)
    assert [(each.key[1], each.code, each.billed, each.result) for each in found] == [
        ("P2", "97110", 2, "agrees"),
        ("P1", "97110", 3, "not_recorded"),
        ("P1", "97140", 1, "not_recorded"),
    ]
