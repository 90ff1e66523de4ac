"""What interrupts a synthetic day: rests, and providers who turn to another patient and come back."""

from __future__ import annotations

from dataclasses import replace

from timeline.samples import clinic_composition as composition
from timeline.samples.clinic_composition import PROVIDERS
from timeline.samples.clinic_model import Day, DraftRow, Visit
from timeline.samples.draw import Draw
from timeline.vocabulary import THERAPISTS, Activity, Mode


def add_rests(day: Day) -> None:
    """Have patients rest during a long exercise."""
    for _ in range(day.draw.whole(composition.RESTS)):
        long = [
            (v, s) for v, s in day.rows() if s.code == "97110" and s.minutes >= 15 and s.is_attended and not s.special
        ]
        if long:
            visit, exercise = day.draw.pick(long)
            minutes = day.draw.whole((3, 5))
            start = day.draw.whole((exercise.start + 5, exercise.end - 5 - minutes))
            rest = DraftRow(start, start + minutes, activity=Activity.REST, special=True)
            _carve(day, visit, exercise, rest)
            visit.spans.append(rest)


def add_interruptions(day: Day) -> None:
    """Have providers turn to a patient whose modality runs or who exercises alone, and come back."""
    for _ in range(day.draw.whole(composition.INTERRUPTIONS)):
        turned = _turn(day, day.draw, day.draw.whole((3, 6)))
        if turned is not None:
            visit, outer, contact = turned
            assesses = PROVIDERS[outer.provider].role in THERAPISTS
            contact.activity = Activity.ASSESSMENT if assesses else Activity.INSTRUCTION
            contact.note = "checks progress"
            _carve(day, visit, outer, contact)


def add_nested_contacts(day: Day, draw: Draw) -> None:
    """Have providers treat one patient for some minutes within another's row, which nobody splits.

    Both patients have the minutes of the contact under a code. The three contest rules part over them: `nested` gives
    them to the one who was treated in between, `exclusive` to nobody, `documented` to both.

    Parameters
    ----------
    draw
        Chance of its own: nothing else about the day changes.
    """
    for _ in range(draw.whole(composition.NESTED_CONTACTS)):
        least, most = composition.NESTED_MINUTES
        lengths = range(draw.whole((least, most)), least - 1, -1)
        turned = next(filter(None, (_turn(day, draw, minutes) for minutes in lengths)), None)
        if turned is not None:
            _, outer, contact = turned
            contact.code, contact.note = composition.NESTED_CODE, "treated meanwhile"
            outer.lost += contact.minutes
            outer.special = True


def _turn(day: Day, draw: Draw, minutes: int) -> tuple[Visit, DraftRow, DraftRow] | None:
    """Have a provider turn to another patient; return the visit and the row in which it happens, and the contact."""
    moments = _moments(day, minutes)
    if not moments:
        return None
    visit, outer, other, running = draw.pick(moments)
    low, high = _window(outer, running)
    start = draw.whole((low, high - minutes))
    contact = DraftRow(start, start + minutes, outer.provider, special=True)
    if running.mode == Mode.UNSKILLED:
        _split(other, running, contact)
    other.spans.append(contact)
    running.special = True
    return visit, outer, contact


def _moments(day: Day, minutes: int) -> list[tuple[Visit, DraftRow, Visit, DraftRow]]:
    rows = [(visit, span) for visit, span in day.rows() if not span.special]
    long = [(v, s) for v, s in rows if s.code and s.minutes >= 14 and s.is_attended]
    alone = [(v, s) for v, s in rows if s.mode == Mode.UNSKILLED or s.is_supervised]
    return [
        (visit, outer, other, running)
        for visit, outer in long
        for other, running in alone
        if running.start < outer.end and outer.start < running.end
        if visit.person != other.person and visit.discipline == other.discipline
        if _window(outer, running)[1] - _window(outer, running)[0] >= minutes
    ]


def _window(outer: DraftRow, running: DraftRow) -> tuple[int, int]:
    """Find where a contact lies inside both rows, some minutes from their edges."""
    return max(outer.start + 4, running.start + 2), min(outer.end - 4, running.end - 1)


def _carve(day: Day, visit: Visit, outer: DraftRow, inner: DraftRow) -> None:
    """Record `inner` inside `outer`: as two rows around it or, as is common, without touching the long row."""
    outer.special = True
    if day.careful or day.draw.chance(composition.SPLIT_RECORDS):
        _split(visit, outer, inner)
    else:
        outer.lost = inner.minutes


def _split(visit: Visit, outer: DraftRow, inner: DraftRow) -> None:
    visit.spans.append(replace(outer, start=inner.end))
    outer.end = inner.start
