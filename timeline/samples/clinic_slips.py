"""What a busy clinic records and claims wrongly, added to a day without faults.

`RECORDING_SLIPS` change rows, `CLAIM_SLIPS` choose the visits of which `timeline.samples.clinic_claims` will claim
something else; both are tables of functions, so that another kind is one more entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from timeline.samples.clinic_claims import counted_visit
from timeline.samples.clinic_composition import AIDE, PROVIDERS, STUDENT
from timeline.samples.clinic_model import Day, DraftRow, Visit
from timeline.vocabulary import Kind, Mode, Role

#: An invented code: no table knows it.
UNKNOWN_CODE = "97999"
#: The payer policies of the sample; every fifth patient has the second one.
PAYERS = ("medicare", "cpt-midpoint")
SECOND_SLIP = 0.25  # how often a slip happens twice on one day


def payer_of(number: int) -> str:
    """Return the payer of the patient with this number."""
    return PAYERS[number % 5 == 0]


def _claim_together(day: Day) -> None:
    """Start a patient's first row before the PT has left the previous patient."""
    first_rows = [min(visit.spans, key=lambda span: span.start) for visit in day.visits]
    later_rows = [span for span in first_rows if span.is_attended and not span.special and _role(span) == Role.PT]
    pairs = [
        (before, later)
        for _, before in _usual(day)
        for later in later_rows
        if before.provider == later.provider
        and before.minutes >= 10
        and 0 <= later.start - before.end <= 30
        and _nobody_between(day, before, later)
    ]
    if pairs:
        before, later = day.draw.pick(pairs)
        later.start = before.end - day.draw.whole((5, min(10, before.minutes - 4)))
        before.special = later.special = True


def _nobody_between(day: Day, before: DraftRow, later: DraftRow) -> bool:
    rows = [*day.others, *(span for _, span in day.rows() if span is not before and span is not later)]
    taken = [span for span in rows if span.provider == before.provider and span.kind != Kind.SHIFT]
    return all(span.end <= before.start or later.start <= span.start for span in taken)


def _role(span: DraftRow) -> Role:
    return PROVIDERS[span.provider].role


def _record_twice(day: Day) -> None:
    """Export one row twice."""
    rows = _usual(day, longest=14)
    if rows:
        visit, span = day.draw.pick(rows)
        span.special = True
        visit.spans.append(replace(span, lost=span.minutes))


def _claim_of_the_aide(day: Day) -> None:
    """Code the exercise that an aide supervised."""
    _claim_of(day, AIDE)


def _claim_of_the_student(day: Day) -> None:
    """Code the exercise a student led while no therapist was in the room."""
    _claim_of(day, STUDENT)


def _claim_of(day: Day, provider: str) -> None:
    alone = [
        span
        for _, span in day.rows()
        if span.mode == Mode.UNSKILLED
        and not span.special
        and span.minutes >= 8
        and day.is_free(provider, span.start, span.end)
    ]
    led = [span for _, span in _usual(day, codes=("97110",)) if day.is_free(provider, span.start, span.end)]
    if alone or led:
        span = day.draw.pick(alone or led)
        span.provider, span.code, span.mode, span.note, span.special = provider, "97110", "", "", True
        day.take([span])


def _stimulate_unattended(day: Day) -> None:
    """Code the stimulation that ran by itself as the attended one."""
    running = [span for _, span in day.rows() if span.is_supervised and not span.special]
    stimulation = [span for span in running if span.code in ("G0283", "97014")]
    if running:
        span = day.draw.pick(stimulation or running)
        span.code, span.special = "97032", True


def _contradict_the_code(day: Day) -> None:
    """Mark a one-on-one procedure as supervised."""
    rows = _usual(day, codes=("97112", "97530", "97116"))
    if rows:
        _, span = day.draw.pick(rows)
        span.mode, span.special = Mode.SUPERVISED, True


def _shrink_the_group(day: Day) -> None:
    """Have all members but the last leave the group minutes before its end."""
    members = [span for _, span in day.rows() if span.group]
    early = day.draw.whole((8, 10))
    for span in members[:-1]:
        span.end -= early


def _mistype_the_code(day: Day) -> None:
    """Use a code that does not exist."""
    rows = _usual(day, codes=("97112", "97530", "97116"))
    if rows:
        _, span = day.draw.pick(rows)
        span.code, span.special = UNKNOWN_CODE, True


def _usual(day: Day, *, codes: Sequence[str] = (), longest: int = 60) -> list[tuple[Visit, DraftRow]]:
    """List the attended coded rows without a slip so far."""
    return [
        (visit, span)
        for visit, span in day.rows()
        if span.is_attended
        and span.code
        and not span.special
        and (not codes or span.code in codes)
        and span.minutes <= longest
    ]


#: Name -> what it does to the day, and how often at most.
RECORDING_SLIPS: Mapping[str, tuple[Callable[[Day], None], int]] = {
    "overlap": (_claim_together, 2),
    "duplicate_row": (_record_twice, 1),
    "aide": (_claim_of_the_aide, 2),
    "student": (_claim_of_the_student, 1),
    "unattended_stimulation": (_stimulate_unattended, 1),
    "contradicting_mode": (_contradict_the_code, 2),
    "shrinking_group": (_shrink_the_group, 1),
    "unknown_code": (_mistype_the_code, 1),
}


def slip(day: Day, names: Iterable[str] = tuple(RECORDING_SLIPS)) -> None:
    """Make the named recording slips, each once or, where allowed, twice."""
    for name in names:
        change, most = RECORDING_SLIPS[name]
        for _ in range(1 + (most > 1 and day.draw.chance(SECOND_SLIP))):
            change(day)


def _interrupted(day: Day, on: date) -> list[Visit]:
    def is_interrupted(visit: Visit) -> bool:
        return any(0 < span.lost < span.minutes for span in visit.spans) and all(
            span.lost < span.minutes for span in visit.spans
        )

    visits = [visit for visit in day.visits if is_interrupted(visit)]
    return [visit for visit in visits if _costs_a_unit(visit, on)] or visits


def _costs_a_unit(visit: Visit, on: date) -> bool:
    kept, claimed = (counted_visit(visit, PAYERS[0], on, lost_too=too).units for too in (False, True))
    return kept != claimed


def _ordinary(day: Day, _on: date) -> list[Visit]:
    return [visit for visit in day.visits if not any(span.special for span in visit.spans)]


def _group_members(day: Day, _on: date) -> list[Visit]:
    return [visit for visit in day.visits if any(span.group for span in visit.spans)]


#: Name -> the visits in which it is likely, and the fewest and most of them a day.
CLAIM_SLIPS: Mapping[str, tuple[Callable[[Day, date], list[Visit]], tuple[int, int]]] = {
    "lost_minutes_claimed": (_interrupted, (1, 2)),
    "one_unit_too_many": (_ordinary, (1, 2)),
    "group_not_claimed": (_group_members, (1, 1)),
}


def slip_in_claims(day: Day, on: date, names: Iterable[str] = tuple(CLAIM_SLIPS)) -> None:
    """Choose the visits whose claim will be wrong, and how."""
    for name in names:
        likely, bounds = CLAIM_SLIPS[name]
        for _ in range(day.draw.whole(bounds)):
            visits = [visit for visit in likely(day, on) if not visit.billing_slip]
            if visits:
                day.draw.pick(visits).billing_slip = name
