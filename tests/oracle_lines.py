"""What a claim carries: lines, the assistant's part, modifiers, as the manuals tell it. Independent of the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.oracle_pairs import Edit
from tests.oracle_units import MINUTE, Code, Law, Time

#: Code, units, modifiers in the order assistant, plan of care, service apart.
Line = tuple[str, int, tuple[str, ...]]


def lines_of(
    units: Mapping[str, int],
    play: Mapping[str, Time],
    codes: Mapping[str, Code],
    law: Law,
    discipline: str,
    standing: Sequence[Edit],
    elsewhere: frozenset[str] = frozenset(),
) -> list[Line]:
    """Write the lines of one visit's units; `elsewhere` are the codes on the lines of the date's other visits."""
    assistant = law.assistant.get(discipline, "")
    plan = tuple(filter(None, (law.plan_of_care.get(discipline, ""),)))
    billed = {law.billed(code) for code, total in units.items() if total}
    apart = {edit.two for edit in standing if edit.one in billed | elsewhere and edit.two in billed | elsewhere}
    lines: list[Line] = []
    for code, total in units.items():
        name = law.billed(code)
        shown = (law.apart,) if name in apart else ()
        marked = marked_of(code, total, play, codes, law) if assistant and law.share is not None else 0
        lines += [(name, total - marked, (*plan, *shown))] if total > marked else []
        lines += [(name, marked, (assistant, *plan, *shown))] if marked else []
    return sorted(lines, key=lambda line: (line[0], line[2]))


def marked_of(code: str, units: int, play: Mapping[str, Time], codes: Mapping[str, Code], law: Law) -> int:
    """Count the units of a code that the assistant furnished; an evaluation is never the assistant's."""
    about = codes[code]
    if not units or about.evaluation:
        return 0
    if about.kind == "pool":
        return marked_units(units, play[code], about, law)
    return units if _is_assistants(*_behind(code, play, codes), None, law) else 0


def _behind(code: str, play: Mapping[str, Time], codes: Mapping[str, Code]) -> tuple[int, int]:
    """Give the therapist's and the assistant's seconds that earned a part of the claim: all those of one service.

    A chain's first stretch is filled from the primary's record, then from the add-on's, and of one record by the
    therapist's seconds first; what is left is the further stretches'.
    """
    if codes[code].kind not in ("first", "further"):
        return play[code][:2]
    first = code if codes[code].kind == "first" else codes[code].partner
    records = [play[name] for name in (first, codes[first].partner) if name in play]
    filled, rest = _filled(codes[first].length * MINUTE, records)
    return filled if code == first else rest


def _filled(wanted: int, records: Sequence[Time]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Take seconds from the records in turn; give what was taken and what is left: therapist's, assistant's."""
    taken, left = [0, 0], [0, 0]
    for record in records:
        for who, seconds in enumerate(record[:2]):
            part = min(wanted, seconds)
            wanted -= part
            taken[who] += part
            left[who] += seconds - part
    return (taken[0], taken[1]), (left[0], left[1])


def marked_units(units: int, time: Time, about: Code, law: Law) -> int:
    """Count the units of a code of the pool that carry the assistant modifier.

    First a unit without it for each length the therapist filled, then one with it for each length the assistant
    filled. The units that are left are looked at one by one, the therapist's remaining minutes first.
    """
    if not time.assistant:
        return 0
    length = about.length
    therapist_minutes = time.therapist // MINUTE
    assistant_minutes = time.minutes - therapist_minutes
    own = helped = 0
    while own < units and therapist_minutes >= (own + 1) * length:
        own += 1
    while own + helped < units and assistant_minutes >= (helped + 1) * length:
        helped += 1
    left = units - own - helped
    therapist = time.therapist - own * length * MINUTE
    assistant = max(0, time.assistant - helped * length * MINUTE)
    if left and law.therapist_minutes is None:  # 2020 and 2021: the share of all that is left
        return helped + (left if _is_assistants(therapist, assistant, None, law) else 0)
    if left == 2 and _is_published_case(therapist_minutes - own * length, assistant_minutes - helped * length):
        return helped + 1
    for _ in range(left):
        helped += _is_assistants(therapist, assistant, law.therapist_minutes, law)
        used = min(therapist, length * MINUTE)
        therapist, assistant = therapist - used, max(0, assistant - (length * MINUTE - used))
    return helped


def _is_published_case(therapist: int, assistant: int) -> bool:
    """Two units left, 9 to 14 minutes of each, 23 to 28 together: one with the modifier and one without."""
    return 9 <= therapist <= 14 and 9 <= assistant <= 14 and 23 <= therapist + assistant <= 28


def _is_assistants(therapist: int, assistant: int, spares: int | None, law: Law) -> bool:
    """Whether a unit, or an untimed service, carries the modifier: more than the share, and nothing that spares it."""
    assert law.share is not None
    if spares is not None and therapist >= spares * MINUTE:
        return False
    return assistant > law.share * (therapist + assistant)
