"""What each recorded row is: its mode, whether it is attended, what it suspends, what it can earn.

Everything here is decided row by row from the row's own fields, the code table and, for the
discipline, the patient's other rows of the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Coded, Flags, Ints, Texts, alike, coded, packed, texts
from timeline.code_table import Code
from timeline.contracts import ROW_FIELDS
from timeline.vocabulary import (
    ASSISTANTS,
    BUSY_ACTIVITIES,
    DISCIPLINE_OF_ROLE,
    EITHER,
    OFF_FLOOR,
    PAUSING_ACTIVITIES,
    THERAPISTS,
    UNSKILLED_ACTIVITIES,
    Discipline,
    Evidence,
    Kind,
    Mode,
    Role,
)

#: The ways a row can earn for its code: (mode of the row, mode of the code in the table). A row of a group
#: code earns in group time only.
EARNING = frozenset(
    {
        (Mode.ONE_ON_ONE, Mode.ONE_ON_ONE),
        (Mode.ONE_ON_ONE, Mode.SUPERVISED),
        (Mode.ONE_ON_ONE, EITHER),
        (Mode.GROUP, EITHER),
        (Mode.GROUP, Mode.GROUP),
        (Mode.SUPERVISED, Mode.SUPERVISED),
    }
)

#: The policy that counts a row whose payer nobody stated.
DEFAULT_PAYER = "medicare"
DISCIPLINE_ORDER = {discipline: place for place, discipline in enumerate(Discipline)}


@dataclass(frozen=True, eq=False, slots=True)
class Nature:
    """What a row is, from its own fields alone; rows alike share one.

    Parameters
    ----------
    mode
        Effective mode (meaning §2).
    attended
        A one-on-one or group row whose provider is a therapist or an assistant.
    earns
        Whether the mode is the way the code is defined.
    earns_alone
        The same where the row is no group time: a row of a group code earns nothing then.
    contradicts
        A stated mode that is not the way the code is defined.
    suspends
        `""` nothing, `"all"` the patient's attended rows, `"own"` those of its own provider.
    suspends_as
        The reason an interruption gives: the activity, or `unskilled` for the mode.
    busy
        Keeps its provider busy.
    """

    mode: str
    attended: bool
    earns: bool
    earns_alone: bool
    contradicts: bool
    suspends: str
    suspends_as: str
    busy: bool

    @property
    def unattended_claim(self) -> bool:
        """A one-on-one or group row that no therapist or assistant attends."""
        return self.mode in (Mode.ONE_ON_ONE, Mode.GROUP) and not self.attended


@cache
def nature(
    stated_mode: str, activity: str, code_mode: str, role: str, *, has_provider: bool, has_group: bool
) -> Nature:
    """Classify a row (meaning §2); `code_mode` is empty for no code and for unknown codes."""
    off_floor = code_mode == OFF_FLOOR
    unskilled_activity = activity in UNSKILLED_ACTIVITIES
    if unskilled_activity or off_floor:
        mode = str(Mode.UNSKILLED)
    elif stated_mode:
        mode = stated_mode
    elif code_mode == EITHER:
        mode = str(Mode.GROUP if has_group else Mode.ONE_ON_ONE)
    else:
        mode = code_mode or str(Mode.ONE_ON_ONE if has_provider else Mode.UNSKILLED)
    qualified = role in THERAPISTS or role in ASSISTANTS
    suspends, suspends_as = _suspension(stated_mode, activity, off_floor)
    earns = (mode, code_mode) in EARNING
    return Nature(
        mode=mode,
        attended=mode in (Mode.ONE_ON_ONE, Mode.GROUP) and has_provider and qualified,
        earns=earns,
        earns_alone=earns and code_mode != Mode.GROUP,
        contradicts=bool(stated_mode and code_mode) and not (unskilled_activity or off_floor or earns),
        suspends=suspends,
        suspends_as=suspends_as,
        busy=activity in BUSY_ACTIVITIES and has_provider,
    )


def _suspension(stated_mode: str, activity: str, off_floor: bool) -> tuple[str, str]:
    if off_floor:
        return "", ""
    if activity in PAUSING_ACTIVITIES:
        return "all", activity
    if activity in BUSY_ACTIVITIES:
        return "own", activity
    if stated_mode == Mode.UNSKILLED:
        return "all", str(Mode.UNSKILLED)
    return "", ""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Rows:
    """The kept rows of a schedule, classified: parallel lists in the order of `INTERVALS`.

    A row is named by its position: `rows.code[7]` is the code of the eighth row, the one `rows.id[7]` calls
    by its interval id. Every list has an entry for every row, analyzed or not. `rows_table` shows the same
    to people, with reasons.

    Parameters
    ----------
    id, date
        Interval id; date of service, YYYY-MM-DD.
    start, end
        Seconds on the clinic's line (see `timeline.clock`).
    place, quantity
        Place-of-service code as recorded, empty for the clinic; how many were furnished, None where nobody stated it.
    patient, provider, role, code, activity, kind, group, clinic
        As recorded, after defaults; empty where nothing is recorded.
    stated_mode, stated_discipline, stated_payer
        As recorded; empty where nothing is.
    payer, discipline
        What the row was given: its own, or what follows where it states none.
    evidence
        `documented`, `scheduled`, or empty: for bookings that are only a plan, and for shift and away rows,
        which belong to both kinds of evidence. Only rows with evidence are analyzed.
    code_mode
        The mode of the code in the code table; empty for no code and for an unknown one.
    nature
        What follows from the row's own fields: effective mode, attended, earns, suspends, busy; it decides
        nothing for rows without evidence.
    therapist, assistant
        Whether the role is a therapist's or an assistant's.
    order
        The rank of the row as meaning §3 orders rows from "coded before uncoded" on: of two rows the one
        with the smaller rank counts.
    """

    id: list[str]
    date: list[str]
    start: list[int]
    end: list[int]
    patient: list[str]
    provider: list[str]
    role: list[str]
    code: list[str]
    activity: list[str]
    kind: list[str]
    group: list[str]
    clinic: list[str]
    stated_mode: list[str]
    stated_discipline: list[str]
    stated_payer: list[str]
    place: list[str]
    quantity: list[int | None]
    payer: list[str]
    discipline: list[str]
    evidence: list[str]
    code_mode: list[str]
    nature: list[Nature]
    therapist: list[bool]
    assistant: list[bool]
    order: list[int]

    def __len__(self) -> int:
        return len(self.id)


def read_rows(intervals: pd.DataFrame, codes: Mapping[str, Code]) -> Rows:
    """Turn `INTERVALS` into classified rows."""
    columns = {name: intervals[name].tolist() for name in _COPIED}
    numbers = {name: coded(intervals[name].to_numpy(dtype=object)) for name in _NUMBERED}
    code, role = numbers["code"], numbers["role"]
    code_mode = code.each(lambda name: codes[name].mode if name in codes else "", object)
    natures = _natures(columns, numbers, coded(code_mode))
    evidence = _evidence(numbers)
    start, end = (np.array(columns[name], dtype=np.int64) for name in ("start_second", "end_second"))
    discipline = _disciplines(numbers, evidence != "", start)
    payer = numbers["payer"].each(lambda name: name or DEFAULT_PAYER, object).tolist()
    decisive = (
        code.each(lambda name: name not in codes),
        start.max(initial=0) - start,
        end - end.min(initial=0),
        discipline,
        code.codes,
        coded([what.mode for what in natures]).codes,
        *((coded(payer) if name == "payer" else numbers[name]).codes for name in _TIES),
        intervals["quantity"].fillna(0).to_numpy(np.int64),
    )
    return Rows(
        id=columns["interval_id"],
        date=columns["date"],
        start=columns["start_second"],
        end=columns["end_second"],
        patient=columns["patient"],
        provider=columns["provider"],
        role=columns["role"],
        code=columns["code"],
        activity=columns["activity"],
        kind=columns["kind"],
        group=columns["group"],
        clinic=columns["clinic"],
        stated_mode=columns["mode"],
        stated_discipline=columns["discipline"],
        stated_payer=columns["payer"],
        place=columns["place"],
        quantity=[None if number is pd.NA else int(number) for number in columns["quantity"]],
        payer=payer,
        discipline=texts([str(each) for each in Discipline])[discipline].tolist(),
        evidence=evidence.tolist(),
        code_mode=code_mode.tolist(),
        nature=natures,
        therapist=role.each(lambda name: name in THERAPISTS, bool).tolist(),
        assistant=role.each(lambda name: name in ASSISTANTS, bool).tolist(),
        order=_ranks(decisive),
    )


#: What decides between rows that are alike in everything before it; last, the quantity.
_TIES = ("activity", "role", "provider", "clinic", "group", "payer", "place")
_COPIED = ("interval_id", "date", "start_second", "end_second", *ROW_FIELDS)
_NUMBERED = ("date", "patient", "kind", "mode", "code", "discipline", *_TIES)


def _natures(columns: Mapping[str, list[str]], numbers: Mapping[str, Coded], code_mode: Coded) -> list[Nature]:
    """Classify rows: each combination of what decides is looked at once."""
    named = (numbers["provider"].codes > 0, numbers["group"].codes > 0)
    parts = (numbers["mode"].codes, numbers["activity"].codes, code_mode.codes, numbers["role"].codes, *named)
    which, first = alike(parts, len(code_mode.codes))
    found = np.empty(len(first), dtype=object)
    for place, row in enumerate(first.tolist()):
        found[place] = nature(
            columns["mode"][row],
            columns["activity"][row],
            code_mode.words[code_mode.codes[row]],
            columns["role"][row],
            has_provider=bool(columns["provider"][row]),
            has_group=bool(columns["group"][row]),
        )
    return list(found[which])


def _evidence(numbers: Mapping[str, Coded]) -> Texts:
    """Decide what each row's minutes rest on (meaning §1, bookings)."""
    kind, date = numbers["kind"], numbers["date"].codes
    kept, booked = kind.where(Kind.SERVICE), kind.where(Kind.APPOINTMENT)
    for name in ("clinic", "patient"):
        # Neither the clinic nor the patient has a kept service that date.
        key = date * len(numbers[name].words) + numbers[name].codes
        booked &= ~np.isin(key, key[kept]) if booked.any() else booked
    evidence = texts([""] * len(date))
    evidence[kept], evidence[booked] = str(Evidence.DOCUMENTED), str(Evidence.SCHEDULED)
    return evidence


def discipline_of(stated: str, role: str) -> str:
    """Return the discipline a row has by itself: the stated one, else that of its role; empty if neither says."""
    return stated or (str(DISCIPLINE_OF_ROLE[Role(role)]) if role and Role(role) in DISCIPLINE_OF_ROLE else "")


def _disciplines(numbers: Mapping[str, Coded], analysed: Flags, start: Ints) -> Ints:
    """Assign every analyzed row the place of its discipline (meaning §1, visits)."""
    stated, by_role = (
        numbers[name].each(lambda word, of=of: DISCIPLINE_ORDER.get(of(word), -1))  # type: ignore[misc]
        for name, of in (("discipline", lambda word: word), ("role", lambda word: discipline_of("", word)))
    )
    found = np.where(stated >= 0, stated, by_role)
    untold = found < 0
    if untold.any():
        day = numbers["date"].codes * len(numbers["patient"].words) + numbers["patient"].codes
        told = np.flatnonzero(analysed & ~untold)
        told = told[np.isin(day[told], day[untold])]
        told = told[np.lexsort((found[told], start[told], day[told]))]
        days, first = np.unique(day[told], return_index=True)
        place = np.searchsorted(days, day[untold])
        known = np.append(days, -1)[place] == day[untold]
        found[untold] = np.where(known, np.append(found[told[first]], 0)[place], DISCIPLINE_ORDER[Discipline.PT])
    return found


def _ranks(decisive: Iterable[Ints]) -> list[int]:
    """Rank rows as meaning §3 does from "coded before uncoded" on; file order only names equals."""
    keys = packed(decisive)
    order = np.lexsort(keys[::-1])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank.tolist()
