"""One synthetic day of an outpatient clinic, laid out minute by minute.

`compose_day` puts the visits of `timeline.samples.clinic_composition` where their providers are free, so
that nobody is in two places at once; what clinics record wrongly is added afterward
(`timeline.samples.clinic_slips`).
"""

from __future__ import annotations

from collections.abc import Iterable

from timeline.samples import clinic_composition as composition
from timeline.samples.clinic_composition import INDEPENDENT, LENGTHS, PROVIDERS, Step
from timeline.samples.clinic_events import add_interruptions, add_rests
from timeline.samples.clinic_model import Day, DraftRow, Visit, minute_of
from timeline.samples.draw import Draw
from timeline.vocabulary import DISCIPLINE_OF_ROLE, Activity, Discipline, Kind, Role


def compose_day(draw: Draw, *, returning: bool = False, careful: bool = False) -> Day:
    """Compose a day in which every provider is with one patient or one group at a time.

    Parameters
    ----------
    returning
        Whether the patients have been seen before: they are re-evaluated, not evaluated.
    careful
        Whether interruptions and rests are always recorded as two rows, and every booking was reported on.
    """
    day = Day(draw, returning, careful)
    _staff(day)
    _group_session(day)
    _cotreatment(day)
    _joint_treatment(day)
    _calls(day)
    _ordinary_visits(day)
    _missed_bookings(day)
    add_rests(day)
    add_interruptions(day)
    return day


def _bounds(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return minute_of(start), minute_of(end)


def _staff(day: Day) -> None:
    opens, closes = _bounds(composition.HOURS)
    for provider in PROVIDERS.values():
        start, end = _bounds(provider.lunch)
        day.others.append(DraftRow(opens, closes, provider.id, kind=Kind.SHIFT))
        day.others.append(DraftRow(start, end, provider.id, kind=Kind.AWAY, note="lunch"))
        day.taken[provider.id].append((start, end))


def _calls(day: Day) -> None:
    for _ in range(day.draw.whole(composition.CALLS)):
        minutes = day.draw.whole((5, 8))
        caller = day.draw.pick(tuple(composition.BOOKINGS))
        start = day.earliest(caller, day.draw.whole((minute_of("09:00"), minute_of("15:30"))), minutes)
        call = DraftRow(start, start + minutes, caller, kind=Kind.AWAY, note="telephone call")
        day.others.append(call)
        day.take([call])


def _group_session(day: Day) -> None:
    start = minute_of(composition.GROUP_START)
    end = start + day.draw.whole(composition.GROUP_LENGTH)
    lead = composition.GROUP_LEAD
    size = day.draw.whole(composition.GROUP_SIZE)
    day.taken[lead].append((start, end))
    for early, before, after in composition.GROUP_MEMBERS[:size]:
        visit = Visit(day.new_person(), lead, Discipline.PT, start - early)
        visit.spans = _lay_out(day, visit, before, start - early, start)
        visit.spans.append(DraftRow(start, end, lead, "97150", group="G1", special=True))
        day.take(visit.spans[:-1])
        following = _lay_out(day, visit, after, end, end + LENGTHS[0])
        day.take(following)
        visit.spans += following
        _enter(day, visit)


def _cotreatment(day: Day) -> None:
    """Have a PT and an OT treat one patient together; the minutes count for one of the two disciplines."""
    physical, occupational = composition.COTREATMENT_LEADS
    start = minute_of(composition.COTREATMENT_START)
    person = day.new_person()
    together = start + 4 + day.draw.whole((10, 14))
    parted = together + day.draw.whole((14, 18))
    first = Visit(person, physical, Discipline.PT, start)
    first.spans = [
        DraftRow(start, start + 4, physical, activity=Activity.ASSESSMENT, special=True),
        DraftRow(start + 4, together, physical, "97112", special=True),
        DraftRow(together, parted, physical, "97530", note="with the OT", special=True),
    ]
    second = Visit(person, occupational, Discipline.OT, start + 15)
    second.spans = [
        DraftRow(together, parted, occupational, "97530", note="with the PT", lost=parted - together, special=True),
        DraftRow(parted, parted + day.draw.whole((12, 16)), occupational, "97535", special=True),
    ]
    for visit in (first, second):
        day.take(visit.spans)
        _enter(day, visit)


def _joint_treatment(day: Day) -> None:
    """Have a PT and a PTA walk one patient together; the minutes count once, as the therapist's."""
    therapist, assistant = composition.JOINT_LEADS
    start = minute_of(composition.JOINT_START)
    together = start + day.draw.whole((9, 13))
    parted = together + day.draw.whole((12, 15))
    visit = Visit(day.new_person(), therapist, Discipline.PT, start)
    visit.spans = [
        DraftRow(start, together, therapist, "97140", special=True),
        DraftRow(together, parted, therapist, "97116", note="two people for safety", special=True),
        DraftRow(
            together, parted, assistant, "97116", note="two people for safety", lost=parted - together, special=True
        ),
        DraftRow(parted, parted + day.draw.whole((12, 15)), assistant, "97110", special=True),
    ]
    day.take(visit.spans)
    _enter(day, visit)


def _ordinary_visits(day: Day) -> None:
    wanted = []
    for lead, clocks in composition.BOOKINGS.items():
        slots = [slot for slot in clocks.split() if day.draw.chance(composition.FILLED)]
        evaluates = bool(slots) and PROVIDERS[lead].role in composition.EVALUATIONS
        evaluation = day.draw.whole((0, len(slots) - 1)) if evaluates else None
        wanted += [(minute_of(slot), lead, position == evaluation) for position, slot in enumerate(slots)]
    for booked, lead, evaluate in sorted(wanted):
        visit = _ordinary_visit(day, lead, booked, evaluate=evaluate)
        if visit is not None:
            _enter(day, visit)


def _ordinary_visit(day: Day, lead: str, booked: int, *, evaluate: bool) -> Visit | None:
    """Lay out one visit at its booking or a later quarter-hour; None where the day is full."""
    role = PROVIDERS[lead].role
    first = composition.REEVALUATIONS if day.returning else composition.EVALUATIONS
    steps = first[role] if evaluate else composition.TREATMENTS[role]
    closes = _bounds(composition.HOURS)[1]
    for slot in range(booked, min(booked + 60, closes - LENGTHS[0]), 15):
        latest = min(slot + LENGTHS[1], closes)
        visit = Visit(0, lead, DISCIPLINE_OF_ROLE[role], slot)
        visit.spans = _lay_out(day, visit, steps, slot + day.draw.whole(composition.DELAY), latest)
        codes = [span.code for span in visit.spans if span.is_attended and span.code]
        if len(codes) >= 2 and (not evaluate or codes[0] in steps[0].codes):
            _fill_up(visit, latest)
            visit.person = day.new_person()
            day.take(visit.spans)
            return visit
    return None


def _lay_out(day: Day, visit: Visit, steps: Iterable[Step], start: int, latest: int) -> list[DraftRow]:
    """Put the steps of a visit one after the other, each when its provider is free."""
    spans: list[DraftRow] = []
    handed_over = PROVIDERS[visit.lead].role == Role.PT and day.draw.chance(composition.HANDED_OVER)
    clock = start
    for step in steps:
        if not day.draw.chance(step.chance):
            continue
        minutes = day.draw.whole(step.minutes)
        code = day.draw.pick(step.codes)
        provider, begin = _who(day, visit.lead, step, clock, minutes, handed_over=handed_over)
        if begin - clock > composition.PATIENCE or begin + minutes > latest:
            continue
        if begin - clock >= INDEPENDENT.minutes[0]:
            spans.append(DraftRow(clock, begin, mode=INDEPENDENT.mode, note=INDEPENDENT.note))
        if step.needs_setup and (setup := _set_up(day, begin, begin + minutes, latest)) is not None:
            spans.append(setup)
            begin = setup.end
        spans.append(DraftRow(begin, begin + minutes, provider, code, step.activity, step.mode, note=step.note))
        clock = begin + minutes
    return spans


def _who(day: Day, lead: str, step: Step, clock: int, minutes: int, *, handed_over: bool) -> tuple[str, int]:
    """Choose who does a step and when: the lead, or the assistant who is free first."""
    if step.who == "nobody":
        return "", clock
    choices = [lead]
    if step.who == "helper" and handed_over:
        choices = [provider.id for provider in PROVIDERS.values() if provider.role == Role.PTA] + choices
    begins = [day.earliest(provider, clock, minutes) for provider in choices]
    return choices[begins.index(min(begins))], min(begins)


def _set_up(day: Day, start: int, end: int, latest: int) -> DraftRow | None:
    minutes = day.draw.whole((2, 3))
    if (
        not day.draw.chance(composition.SET_UP)
        or end + minutes > latest
        or not day.is_free(composition.AIDE, start, start + minutes)
    ):
        return None
    return DraftRow(start, start + minutes, composition.AIDE, activity=Activity.SETUP, special=True)


def _fill_up(visit: Visit, latest: int) -> None:
    """End a short visit with exercise the patient does alone."""
    end = visit.spans[-1].end
    target = min(visit.spans[0].start + LENGTHS[0], latest)
    if target - end >= INDEPENDENT.minutes[0]:
        visit.spans.append(DraftRow(end, target, mode=INDEPENDENT.mode, note=INDEPENDENT.note))


def _enter(day: Day, visit: Visit) -> None:
    visit.length = 45 if max(span.end for span in visit.spans) <= visit.booked + 45 else 60
    day.visits.append(visit)


def _missed_bookings(day: Day) -> None:
    for status in composition.MISSED if not day.careful else composition.MISSED[:2]:
        lead = day.draw.pick(tuple(composition.BOOKINGS))
        booked = minute_of(day.draw.pick(composition.BOOKINGS[lead].split()))
        discipline = DISCIPLINE_OF_ROLE[PROVIDERS[lead].role]
        day.missed.append(Visit(day.new_person(), lead, discipline, booked, status=status))
