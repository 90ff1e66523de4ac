"""What each recorded row is: its mode, whether it is attended, what it suspends, what it can earn.

Everything here is decided row by row from the row's own fields, the code table and, for the
discipline, the patient's other rows of the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Coded, Flags, Ints, Texts, alike, coded, packed, texts
from timeline.code_table import Code
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
class RowNumbers:
    """The rows as arrays, by position: what is a number, and of each text a number whose order is that of the texts.

    Parameters
    ----------
    texts
        The columns of text of `Rows` by name, but `id` and `code_mode`.
    start, end, order
        As in `Rows`.
    nature, natures
        Which of the different natures each row has; those.
    """

    texts: Mapping[str, Coded]
    start: Ints
    end: Ints
    order: Ints
    nature: Ints
    natures: Sequence[Nature]

    @classmethod
    def of(cls, rows: Rows) -> RowNumbers:
        """Give numbers to rows."""
        nature, natures = pd.factorize(texts(rows.nature))
        start, end, order = (np.array(column, dtype=np.int64) for column in (rows.start, rows.end, rows.order))
        told = {name: coded(getattr(rows, name)) for name in _TEXTS}
        return cls(told, start, end, order, nature, natures.tolist())


@dataclass(frozen=True, eq=False, repr=False)
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

    @cached_property
    def numbers(self) -> RowNumbers:
        """The rows as arrays."""
        return RowNumbers.of(self)

    @cached_property
    def named(self) -> Texts:
        """What the rows are called, and an empty text at the end for no row."""
        return np.append(texts(self.id), "")

    def take(self, kept: Sequence[int]) -> Rows:
        """Return some of the rows."""
        return Rows(**{field.name: [getattr(self, field.name)[row] for row in kept] for field in fields(self)})


def read_rows(intervals: pd.DataFrame, codes: Mapping[str, Code], columns: Mapping[str, Any] | None = None) -> Rows:
    """Turn `INTERVALS` into classified rows.

    Parameters
    ----------
    columns
        The columns that the table was made of, where they are at hand: their texts have numbers.
    """
    given: Any = intervals if columns is None else columns
    numbers = {name: coded(_column(given[name])) for name in _NUMBERED}
    code, role = numbers["code"], numbers["role"]
    code_mode = code.meaning(lambda name: codes[name].mode if name in codes else "")
    nature, natures = _natures(numbers, code_mode)
    evidence = _evidence(numbers)
    start, end = (intervals[name].to_numpy(np.int64) for name in ("start_second", "end_second"))
    discipline = _disciplines(numbers, evidence.codes > 0, start)
    payer = numbers["payer"].meaning(lambda name: name or DEFAULT_PAYER)
    quantity = intervals["quantity"].fillna(0).to_numpy(np.int64)
    stated, there = texts([None] * len(quantity)), intervals["quantity"].notna().to_numpy(bool)
    stated[there] = quantity[there]
    decisive = (
        code.each(lambda name: name not in codes),
        start.max(initial=0) - start,
        end - end.min(initial=0),
        discipline,
        code.codes,
        coded([what.mode for what in natures]).codes[nature],
        *((payer if name == "payer" else numbers[name]).codes for name in _TIES),
        quantity,
    )
    order = _ranks(decisive)
    given_discipline = Coded(discipline, texts([str(each) for each in Discipline])).meaning(str)
    named = {_CALLED.get(name, name): column for name, column in numbers.items()}
    rows = Rows(
        id=list(given["interval_id"]) if columns is not None else given["interval_id"].tolist(),
        start=start.tolist(),
        end=end.tolist(),
        quantity=stated.tolist(),
        payer=payer.written().tolist(),
        discipline=given_discipline.written().tolist(),
        evidence=evidence.written().tolist(),
        code_mode=code_mode.written().tolist(),
        nature=texts(natures)[nature].tolist(),
        therapist=role.each(lambda name: name in THERAPISTS, bool).tolist(),
        assistant=role.each(lambda name: name in ASSISTANTS, bool).tolist(),
        order=order.tolist(),
        **{name: column.written().tolist() for name, column in named.items()},
    )
    told = {**named, "payer": payer, "discipline": given_discipline, "evidence": evidence}
    vars(rows)["numbers"] = RowNumbers(told, start, end, order, nature, natures)
    return rows


def _column(own: Any) -> Any:
    """Return a column of a table as an array; one that has numbers is as it is."""
    return own.to_numpy(dtype=object) if isinstance(own, pd.Series) else own


#: What decides between rows that are alike in everything before it; last, the quantity.
_TIES = ("activity", "role", "provider", "clinic", "group", "payer", "place")
_NUMBERED = ("date", "patient", "kind", "mode", "code", "discipline", *_TIES)
#: How `Rows` calls columns that it also has after defaults.
_CALLED = {"mode": "stated_mode", "discipline": "stated_discipline", "payer": "stated_payer"}
_TEXTS = (*(_CALLED.get(name, name) for name in _NUMBERED), "payer", "discipline", "evidence")


def _natures(numbers: Mapping[str, Coded], code_mode: Coded) -> tuple[Ints, list[Nature]]:
    """Classify rows: each combination of what decides is looked at once."""
    columns = [numbers[name] for name in ("mode", "activity", "role")]
    provider, group = (numbers[name].codes > 0 for name in ("provider", "group"))
    which, first = alike((*(own.codes for own in columns), code_mode.codes, provider, group), len(provider))
    stated, activity, role, mode = (own.at(first).tolist() for own in (*columns, code_mode))
    of = zip(stated, activity, mode, role, provider[first].tolist(), group[first].tolist(), strict=True)
    return which, [nature(*words, has_provider=one, has_group=other) for *words, one, other in of]


def _evidence(numbers: Mapping[str, Coded]) -> Coded:
    """Decide what each row's minutes rest on (meaning §1, bookings)."""
    kind, date = numbers["kind"], numbers["date"].codes
    kept, booked = kind.where(Kind.SERVICE), kind.where(Kind.APPOINTMENT)
    for name in ("clinic", "patient"):
        # Neither the clinic nor the patient has a kept service that date.
        key = date * len(numbers[name].words) + numbers[name].codes
        booked &= ~np.isin(key, key[kept]) if booked.any() else booked
    words = texts(sorted(["", *map(str, Evidence)]))
    documented, scheduled = (words.tolist().index(each) for each in (Evidence.DOCUMENTED, Evidence.SCHEDULED))
    return Coded(kept * documented + booked * scheduled, words)


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


def _ranks(decisive: Iterable[Ints]) -> Ints:
    """Rank rows as meaning §3 does from "coded before uncoded" on; file order only names equals."""
    keys = packed(decisive)
    order = np.lexsort(keys[::-1])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank
