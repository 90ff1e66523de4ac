"""The classified rows as arrays of numbers whose order is that of the words they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from timeline.attendance.numbered import Coded, Flags, Ints, Texts, alike, texts
from timeline.attendance.rows import DISCIPLINE_ORDER, RowNumbers, Rows
from timeline.vocabulary import ASSISTANTS, THERAPISTS, Discipline, Evidence, Kind, Mode

#: The engagement of a provider who is busy without a patient; groups and then patients follow.
BUSY = 0
#: What a row suspends, in numbers.
SUSPENDS = ("", "all", "own")


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class CodedRows:
    """The rows in numbers, by position; see `timeline.attendance.rows.Rows`.

    Parameters
    ----------
    ids
        What each row is called, and an empty text at the end.
    day
        The number of the row's date, doubled; one more for bookings. Of rows without evidence, that of records.
    analysed
        Whether it has evidence.
    discipline, mode, suspends, reason
        Places in `Discipline`, in `Mode`, in `SUSPENDS`; of the reason in `reasons`, counted from 1.
    engagement, engagements
        What the row binds its provider to; kind and label of every engagement, in order.
    """

    ids: Texts
    date: Coded
    patient: Coded
    provider: Coded
    code: Coded
    role: Coded
    activity: Coded
    day: Ints
    start: Ints
    end: Ints
    analysed: Flags
    is_shift: Flags
    is_away: Flags
    discipline: Ints
    mode: Ints
    attended: Ints
    busy: Ints
    earns: Ints
    earns_alone: Ints
    suspends: Ints
    reason: Ints
    therapist: Ints
    assistant: Ints
    order: Ints
    reasons: tuple[str, ...]
    engagement: Ints
    engagements: tuple[Texts, Texts]


def coded_rows(rows: Rows) -> CodedRows:
    """Give numbers to the rows."""
    of = rows.numbers
    date, patient, provider, code = (of.texts[name] for name in ("date", "patient", "provider", "code"))
    kind, evidence, role = of.texts["kind"], of.texts["evidence"], of.texts["role"]
    what = _natures(of)
    is_away = kind.where(Kind.AWAY)
    engagement, engagements = _engagements(of, what, is_away)
    return CodedRows(
        ids=rows.named,
        date=date,
        patient=patient,
        provider=provider,
        code=code,
        role=role,
        activity=of.texts["activity"],
        day=2 * date.codes + (evidence.where(Evidence.SCHEDULED)),
        start=of.start,
        end=of.end,
        analysed=~evidence.where(""),
        is_shift=kind.where(Kind.SHIFT),
        is_away=is_away,
        discipline=of.texts["discipline"].each(lambda word: DISCIPLINE_ORDER[Discipline(word)] if word else 0),
        therapist=role.each(THERAPISTS.__contains__),
        assistant=role.each(ASSISTANTS.__contains__),
        order=of.order,
        engagement=engagement,
        engagements=engagements,
        **what,
    )


def _natures(of: RowNumbers) -> dict[str, Any]:
    """Give numbers to what rows are: few different natures stand for many rows."""
    listed = of.natures
    reasons = tuple(sorted({"busy", "contest", *(what.suspends_as for what in listed if what.suspends)}))
    told: dict[str, list[int]] = {
        "mode": [list(Mode).index(Mode(what.mode)) for what in listed],
        "attended": [what.attended for what in listed],
        "busy": [what.busy for what in listed],
        "earns": [what.earns for what in listed],
        "earns_alone": [what.earns_alone for what in listed],
        "suspends": [SUSPENDS.index(what.suspends) for what in listed],
        "reason": [1 + reasons.index(what.suspends_as) if what.suspends else 0 for what in listed],
    }
    numbered = {name: np.array(values, dtype=np.int64)[of.nature] for name, values in told.items()}
    return {**numbered, "reasons": reasons}


def _engagements(of: RowNumbers, what: dict[str, Any], is_away: Flags) -> tuple[Ints, tuple[Texts, Texts]]:
    """Give numbers to what rows bind their providers to, in the order of `Engagement`: busy, groups, patients."""
    busy, patient = (what["busy"] == 1) | is_away, of.texts["patient"]
    grouped = np.flatnonzero(~busy & (what["mode"] == list(Mode).index(Mode.GROUP)))
    columns = [of.texts[name] for name in ("group", "provider", "code")]
    which, first = alike((own.codes[grouped] for own in columns), len(grouped))
    named = [
        (group, True) if group else (f"{provider}:{code}", False)
        for group, provider, code in zip(*(own.at(grouped[first]).tolist() for own in columns), strict=True)
    ]
    groups = sorted(set(named))
    place = {group: number for number, group in enumerate(groups, start=BUSY + 1)}
    engagement = patient.codes + BUSY + 1 + len(groups)
    engagement[grouped] = np.array([place[group] for group in named], dtype=np.int64)[which]
    engagement[busy] = BUSY
    kinds = ["busy"] + ["group"] * len(groups) + ["patient"] * len(patient.words)
    return engagement, (texts(kinds), texts(["busy", *(label for label, _ in groups), *patient.words.tolist()]))
