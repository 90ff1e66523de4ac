"""The classified rows as arrays of numbers whose order is that of the words they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Coded, Flags, Ints, Texts, coded, texts
from timeline.attendance.rows import DISCIPLINE_ORDER, Nature, Rows
from timeline.vocabulary import Discipline, Evidence, Kind, Mode

#: The engagement of a provider who is busy without a patient; groups and then patients follow.
BUSY = 0
#: What a row suspends, in numbers.
SUSPENDS = ("", "all", "own")


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class CodedRows:
    """The rows in numbers, by position; see `timeline.attendance.rows.Rows`.

    Parameters
    ----------
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
    date, patient, provider, code = (coded(column) for column in (rows.date, rows.patient, rows.provider, rows.code))
    kind, evidence, discipline = coded(rows.kind), coded(rows.evidence), coded(rows.discipline)
    what = _natures(rows.nature)
    is_away = kind.where(Kind.AWAY)
    engagement, engagements = _engagements(rows, what, is_away, patient)
    return CodedRows(
        ids=texts(rows.id),
        date=date,
        patient=patient,
        provider=provider,
        code=code,
        role=coded(rows.role),
        activity=coded(rows.activity),
        day=2 * date.codes + (evidence.where(Evidence.SCHEDULED)),
        start=np.array(rows.start, dtype=np.int64),
        end=np.array(rows.end, dtype=np.int64),
        analysed=evidence.codes > 0,
        is_shift=kind.where(Kind.SHIFT),
        is_away=is_away,
        discipline=discipline.each(lambda word: DISCIPLINE_ORDER[Discipline(word)] if word else 0),
        therapist=np.array(rows.therapist, dtype=np.int64),
        assistant=np.array(rows.assistant, dtype=np.int64),
        order=np.array(rows.order, dtype=np.int64),
        engagement=engagement,
        engagements=engagements,
        **what,
    )


def _natures(natures: Sequence[Nature]) -> dict[str, Any]:
    """Give numbers to what rows are: few different natures stand for many rows."""
    which, distinct = pd.factorize(texts(natures))
    listed: list[Nature] = distinct.tolist()
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
    numbered = {name: np.array(values, dtype=np.int64)[which] for name, values in told.items()}
    return {**numbered, "reasons": reasons}


def _engagements(rows: Rows, what: dict[str, Any], is_away: Flags, patient: Coded) -> tuple[Ints, tuple[Texts, Texts]]:
    """Give numbers to what rows bind their providers to, in the order of `Engagement`: busy, groups, patients."""
    busy = (what["busy"] == 1) | is_away
    grouped = np.flatnonzero(~busy & (what["mode"] == list(Mode).index(Mode.GROUP))).tolist()
    named = [
        (rows.group[row], True) if rows.group[row] else (f"{rows.provider[row]}:{rows.code[row]}", False)
        for row in grouped
    ]
    groups = sorted(set(named))
    place = {group: number for number, group in enumerate(groups, start=BUSY + 1)}
    engagement = patient.codes + BUSY + 1 + len(groups)
    engagement[grouped] = [place[group] for group in named]
    engagement[busy] = BUSY
    kinds = ["busy"] + ["group"] * len(groups) + ["patient"] * len(patient.words)
    return engagement, (texts(kinds), texts(["busy", *(label for label, _ in groups), *patient.words.tolist()]))
