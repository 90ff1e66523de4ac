from __future__ import annotations

import pytest

from tests.proposal.conftest import Propose
from timeline.schedules.clock_faults import TOO_LONG


def encounters(*stays: str, visits: int = 9) -> str:
    """Write visits and, with the words given, stays of three days."""
    rows = [f"A{n},T,2026-03-02 {8 + n}:00,2026-03-02 {8 + n}:30,ambulatory" for n in range(visits)]
    rows += [f"A,T,2026-03-0{n} 9:00,2026-03-0{n + 3} 9:30,{word}" for n, word in enumerate(stays, start=1)]
    return "\n".join(["patient,therapist,start,stop,ENCOUNTERCLASS", *rows])


def test_a_stay_of_a_known_class_is_left_out(propose: Propose) -> None:
    proposal = propose(encounters("hospice"))
    assert (proposal.mapping["leave_out"][0]["values"], proposal.faults) == (["hospice"], ())


@pytest.mark.parametrize("words", [("inpatient",) * 3, ("Quasimodo",)], ids=["many", "may be a name"])
def test_rows_longer_than_a_day_remain_faults_where_no_class_sets_them_apart(
    words: tuple[str, ...], propose: Propose
) -> None:
    proposal = propose(encounters(*words))
    assert "leave_out" not in proposal.mapping
    assert {fault.problem for fault in proposal.faults} == {TOO_LONG.problem}
