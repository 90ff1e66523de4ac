"""What the rows of a schedule say of each visit before it is counted, and by which rules it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from timeline.attendance import Attendance
from timeline.attendance.minutes import Seconds, seconds_of_visits
from timeline.attendance.numbered import Coded, Flags, Ints, alike, coded, taken, texts
from timeline.attendance.rows import DEFAULT_PAYER
from timeline.attendance.visit_rows import VisitKey, VisitRows, rows_of_visits
from timeline.errors import NotInForceError, UnknownPayerError
from timeline.furnished import Earning, earning
from timeline.policies import Policy, Rules
from timeline.vocabulary import Evidence


class PolicySource(Protocol):
    """Where policies come from: a name in, a policy out."""

    def __call__(self, name: str, /) -> Policy:
        """Load a policy; raises UnknownPayerError."""


@dataclass(frozen=True, eq=False, repr=False)
class Begun:
    """Visits before they are counted, sorted by date, patient and discipline.

    Parameters
    ----------
    payer
        Whose policy counts each.
    rules, listed
        The place of its rules among those listed; -1 where none are in force.
    refusal
        Why there are none: `policy.not_in_force` or `policy.unknown`.
    """

    found: Attendance
    visits: VisitRows
    seconds: Seconds
    payer: Coded
    rules: Ints
    listed: tuple[Rules, ...]
    refusal: Coded
    earning: Earning

    def __len__(self) -> int:
        return len(self.visits)

    @cached_property
    def keys(self) -> list[VisitKey]:
        """The visits."""
        return self.visits.keys()

    @cached_property
    def counted(self) -> Flags:
        """Which visits are counted: bookings are not, nor those without rules."""
        return self.visits.evidence.where(Evidence.DOCUMENTED) & (self.rules >= 0)


def begin(found: Attendance, policies: PolicySource, payer: str | None) -> Begun:
    """Collect what is counted of each visit, and by which rules; arguments as for `account_visits`."""
    visits = rows_of_visits(found.rows)
    seconds = seconds_of_visits(found, visits)
    stated = visits.payer.each(lambda word: payer or word or DEFAULT_PAYER, object)
    payers = coded(texts(stated))
    rules, listed, refusal = _in_force(payers, visits.date, policies)
    return Begun(
        found=found,
        visits=visits,
        seconds=seconds,
        payer=taken(payers, np.arange(len(visits))),
        rules=rules,
        listed=listed,
        refusal=refusal,
        earning=earning(seconds, found.rows, rules, listed),
    )


def _in_force(payer: Coded, day: Coded, policies: PolicySource) -> tuple[Ints, tuple[Rules, ...], Coded]:
    """Look up the rules of each payer and date once; the same rules hold on many dates."""
    kinds, first = alike((payer.codes, day.codes), len(payer.codes))
    listed: dict[int, tuple[int, Rules]] = {}
    places, reasons = [], []
    for name, on in zip(payer.at(first).tolist(), day.at(first).tolist(), strict=True):
        rules, why = _look_up(policies, name, on)
        places.append(-1 if rules is None else listed.setdefault(id(rules), (len(listed), rules))[0])
        reasons.append(why)
    refusal = coded(reasons)
    found = np.array(places, dtype=np.int64)[kinds] if len(kinds) else kinds
    return found, tuple(rules for _, rules in listed.values()), Coded(refusal.codes[kinds], refusal.words)


def _look_up(policies: PolicySource, payer: str, day: str) -> tuple[Rules | None, str]:
    """Return the rules in force, or None and the finding that explains why there are none."""
    try:
        return policies(payer).on(date.fromisoformat(day)), ""
    except UnknownPayerError:
        return None, "policy.unknown"
    except NotInForceError:
        return None, "policy.not_in_force"
