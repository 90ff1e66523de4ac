from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.schedules_of import analysed
from timeline.audit import FINDING_RULES, Finding
from timeline.audit.late import LATE_EDIT, EditedVisit, late_edits
from timeline.clock import clock, to_wall
from timeline.policies import sources

DATE = "2026-03-02"


def late(old: Sequence[str], new: Sequence[str], *, key: tuple[str, str, str] = (DATE, "P1", "PT")) -> list[Finding]:
    """Audit the edit of one visit; every row of its later record counts as changed."""
    before, after = (analysed(*lines) if lines else None for lines in (old, new))
    account = after.record.accounts[key]
    visit = EditedVisit(before.record.accounts.get(key) if before else None, account, account.positions)
    return list(late_edits(after.record, [visit]))


def severity(old: int, new: int, *more: str) -> list[str]:
    """Say what lengthening one code's row from `old` to `new` minutes raises, and whether it only just earns a unit."""
    before, after = (f"9:00-9:{minutes:02} P1 PT1 97110" for minutes in (old, new))
    found = late([before], [" ".join((after, *more))])
    return [str(one.severity) + (" just" if "only just" in one.message else "") for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (21, 22, []),  # no unit more
        (21, 23, ["review just"]),  # the unit's first minute
        (22, 24, ["review just"]),  # a minute above it: what a clock leaves open
        (21, 25, ["review"]),
        (21, 38, ["review just"]),  # the next unit but one
        (40, 23, []),  # fewer
    ],
)
def test_a_unit_that_appears_is_for_review_and_just_what_it_needs_is_a_remark(
    old: int, new: int, expected: list[str]
) -> None:
    assert severity(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "claimed", "expected"),
    [
        (20, 24, 1, ["review just"]),  # what the earlier record supports
        (20, 24, 2, ["error just"]),
        (7, 15, 1, ["error"]),
        (20, 53, 4, ["error just"]),
        (20, 58, 4, ["error"]),
        (20, 58, 0, ["review"]),
        (21, 22, 2, []),  # no unit appeared
    ],
)
def test_a_unit_that_appears_and_is_claimed_is_an_error_however_many_minutes_were_added(
    old: int, new: int, claimed: int, expected: list[str]
) -> None:
    assert severity(old, new, f"billed_units={claimed}") == expected


def test_another_code_s_claim_says_nothing_of_the_unit_that_appeared() -> None:
    old = ["9:00-9:20 P1 PT1 97110 billed_units=3"]
    (found,) = late(old, [*old, "9:20-9:40 P1 PT1 97161"])
    assert (found.severity, found.message.endswith("2 units in all instead of 1.")) == ("review", True)
    (found,) = late(old, [*old, "9:20-9:40 P1 PT1 97161 billed_units=1"])
    assert found.severity == "error"
    assert found.message.endswith("instead of 1: the claim has units that the earlier record does not support.")


def test_a_claim_of_the_code_the_payer_takes_instead_is_a_claim() -> None:
    old = ["9:00-9:20 P1 PT1 97110"]
    renamed = [*old, "9:20-9:40 P1 97014"]
    (found,) = late(old, [*renamed, "9:40-9:41 P1 G0283 billed_units=1"])
    assert found.severity == "error"


def test_codes_are_weighed_together_where_the_payer_counts_them_together() -> None:
    old = ["9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97112"]
    (found,) = late(old, [old[0], "9:10-9:23 P1 PT1 97112"])
    assert (str(found.severity), found.units_at_risk) == ("review", 1)


def test_codes_are_weighed_alone_where_the_payer_counts_them_alone() -> None:
    old = ["9:00-9:08 P1 PT1 97110 payer=cpt-midpoint", "9:10-9:14 P1 PT1 97112 payer=cpt-midpoint"]
    (found,) = late(old, [old[0], "9:10-9:30 P1 PT1 97112 payer=cpt-midpoint"])
    assert (str(found.severity), "only just" in found.message) == ("review", False)


def test_a_finding_tells_who_when_how_long_and_what_hangs_on_it() -> None:
    (found,) = late(["9:00-9:21 P1 PT1 97110"], ["9:00-9:23 P1 PT1 97110"])
    assert found.message == (
        "The record of P1 with PT1 on 2026-03-02, 09:00–09:23 (23 minutes) was changed after the earlier export. "
        "Timed minutes went from 21 to 23 and timed units from 1 to 2: the added minutes only just earn the "
        "unit."
    )
    assert (found.patients, found.providers, found.intervals) == (("P1",), ("PT1",), ("r1",))
    assert [clock(to_wall(edge)) for edge in (found.start, found.end)] == ["09:00", "09:23"]
    assert (found.seconds, found.units_at_risk) == (120, 1)
    assert found.remedy.startswith("Only an addendum by the author, signed and dated, explains a later change")


def test_a_visit_that_was_not_there_is_told_as_added() -> None:
    (found,) = late(["9:00-9:15 P2 PT1 97110"], ["9:00-9:30 P1 PT1 97110"])
    assert "was added after the earlier export. Timed minutes went from 0 to 30" in found.message
    assert str(found.severity) == "review"


def test_a_unit_without_minutes_is_for_review_too() -> None:
    old = ["9:00-9:20 P1 PT1 97110"]
    (found,) = late(old, [*old, "9:20-9:40 P1 PT1 97161"])
    assert (str(found.severity), found.units_at_risk, found.seconds) == ("review", 0, 0)
    assert found.message.endswith("The visit now supports 2 units in all instead of 1.")


def test_bookings_and_visits_that_no_policy_counts_are_left_out() -> None:
    booking = ["9:00-9:20 P1 PT1 appointment"]
    assert late(booking, ["9:00-9:40 P1 PT1 appointment"]) == []
    unknown = ["9:00-9:20 P1 PT1 97110 payer=sunny-health"]
    assert late(unknown, ["9:00-9:40 P1 PT1 97110 payer=sunny-health"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["9:00-9:21 P1 PT1 97110"], ["9:00-9:23 P1 PT1 97110"]),
        (["9:00-9:21 P2 PT1 97110"], ["9:00-9:40 P1 PTA1 97110"]),
        (["9:00-9:20 P1 97014"], ["9:00-9:20 P1 97014", "9:20-9:40 P1 PT1 97161"]),
    ],
)
def test_a_message_is_at_most_two_sentences_and_accuses_nobody(old: list[str], new: list[str]) -> None:
    (found,) = late(old, new)
    assert len(re.findall(r"[.!?](?= [A-Z]|$)", found.message)) == 2
    assert not re.search("fraud|falsif|manipulat|missing|short of", found.message)


def test_the_identity_stays_when_other_rows_change() -> None:
    old, new = ["9:00-9:21 P1 PT1 97110"], ["9:00-9:23 P1 PT1 97110"]
    more = ["7:00-7:30 P9 PT9 97110"]
    assert late(old, new)[0].identity == late([*more, *old], [*more, *new])[0].identity


def test_the_rule_is_registered_with_a_known_source() -> None:
    assert FINDING_RULES["late.edit"] is LATE_EDIT
    assert LATE_EDIT.source.split()[0] in sources()


def test_the_span_of_an_edit_reaches_over_all_its_rows() -> None:
    new = ["10:00-10:15 P1 PT1 97110", "9:00-9:15 P1 PT2 97112"]
    (found,) = late(["9:00-9:15 P2 PT1 97110"], new)
    assert [clock(to_wall(edge)) for edge in (found.start, found.end)] == ["09:00", "10:15"]
    assert (found.providers, found.seconds) == (("PT1", "PT2"), 30 * 60)


def test_a_minute_of_a_new_code_that_earns_the_unit_is_for_review() -> None:
    old = ["9:00-9:22 P1 PT1 97110"]
    (found,) = late(old, [*old, "9:22-9:23 P1 PT1 97112"])
    assert (str(found.severity), found.units_at_risk, found.seconds) == ("review", 1, 60)


def test_minutes_at_an_edge_that_earn_no_more_timed_units_are_no_edge() -> None:
    (found,) = late(["9:00-9:23 P1 PT1 97110"], ["9:00-9:24 P1 PT1 97110", "9:30-9:45 P1 PT1 97161"])
    assert (str(found.severity), found.units_at_risk, found.seconds) == ("review", 0, 60)
    assert "only just" not in found.message


def test_more_timed_units_in_place_of_an_untimed_one_are_told() -> None:
    (found,) = late(["9:00-9:22 P1 PT1 97110", "9:30-9:45 P1 PT1 97161"], ["9:00-9:23 P1 PT1 97110"])
    assert (str(found.severity), found.units_at_risk) == ("review", 1)
    assert found.message.endswith(
        "Timed minutes went from 22 to 23 and timed units from 1 to 2: the added minutes only just earn the unit."
    )


def test_more_units_with_fewer_timed_ones_put_no_timed_unit_at_risk() -> None:
    new = ["9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97161", "9:40-9:55 P1 G0283", "9:40-9:55 P1 97016"]
    (found,) = late(["9:00-9:40 P1 PT1 97110"], new)
    assert (str(found.severity), found.units_at_risk, found.seconds) == ("review", 0, 0)
    assert found.message.endswith("The visit now supports 4 units in all instead of 3.")


def test_minutes_that_a_change_elsewhere_frees_are_told_of_the_changed_rows_or_else_of_the_visit() -> None:
    own = ["9:00-9:30 P1 PT1 97110", "9:30-9:35 P1 PT2 97110"]
    key = (DATE, "P1", "PT")
    before, after = analysed(*own, "9:00-9:30 P2 PT1 97110").record, analysed(*own).record
    old, new = before.accounts[key], after.accounts[key]
    told = [next(late_edits(after, [EditedVisit(old, new, rows)])) for rows in ((1,), ())]
    assert [(one.intervals, one.seconds, one.providers) for one in told] == [
        (("r2",), 5 * 60, ("PT2",)),
        (("r1", "r2"), 30 * 60, ("PT1", "PT2")),
    ]
    assert [EditedVisit(old, new, ()).all_units, EditedVisit(old, new, ()).timed_units] == [(0, 2), (0, 2)]


def test_an_edit_of_a_row_that_names_nobody_names_nobody() -> None:
    (found,) = late(["9:00-9:15 P2 PT1 97110"], ["9:00-9:15 P1 97016"])
    assert found.message == (
        "The record of P1 on 2026-03-02, 09:00–09:15 (15 minutes) was added after the earlier export. The visit now "
        "supports 1 unit in all instead of 0."
    )


def test_one_code_at_its_threshold_is_enough_where_codes_are_counted_alone() -> None:
    old, new = (
        [f"9:00-9:{first} P1 PT1 97110 payer=cpt-midpoint", f"9:30-9:{second} P1 PT1 97112 payer=cpt-midpoint"]
        for first, second in (("08", "34"), ("12", "38"))
    )
    assert [str(found.severity) for found in late(old, new)] == ["review"]


def test_minutes_well_above_a_threshold_are_told_without_a_remark() -> None:
    (found,) = late(["9:00-9:21 P1 PT1 97110"], ["9:00-9:25 P1 PT1 97110"])
    assert found.message.endswith("Timed minutes went from 21 to 25 and timed units from 1 to 2.")


@pytest.mark.parametrize("old", [["9:00-9:30 P2 PT1 97110"], ["9:00-9:30 P1 PT1 97110 payer=sunny-health"]])
def test_a_visit_that_was_not_there_or_that_no_policy_counted_had_no_units(old: list[str]) -> None:
    (found,) = late(old, ["9:00-9:30 P1 PT1 97110"])
    assert found.message.endswith("Timed minutes went from 0 to 30 and timed units from 0 to 2.")


def test_seconds_that_make_no_minute_are_no_growth() -> None:
    old, new = (
        [f"9:00-{first} P1 PT1 97110 payer=cpt-midpoint", f"9:30-9:{second} P1 PT1 97112 payer=cpt-midpoint"]
        for first, second in (("9:08", "34"), ("9:08:30", "50"))
    )
    assert ["only just" in found.message for found in late(old, new)] == [False]
