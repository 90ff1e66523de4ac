"""What was claimed against what the record supports."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from timeline.attendance.numbered import texts
from timeline.audit.billed_minutes import minutes_told
from timeline.audit.billed_rows import either, own_rows, visit_rows
from timeline.audit.claims_shared import why_shared
from timeline.audit.columns import Mask, Numbers
from timeline.audit.credits import covered, credited_to, together
from timeline.audit.telling import About
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, found_of
from timeline.reconcile import RESULTS, Compared, lines_text
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import counted, series

OVER = FindingRule(
    "units.over_billed",
    "More units were claimed than the recorded minutes support.",
    "Correct the claim before it leaves; if it was paid, return the overpayment.",
    "cms-claims-5 §20.2.C",
)
UNDER = FindingRule(
    "units.under_billed",
    "Fewer units were claimed than the recorded minutes support.",
    "Check whether the claim left something out on purpose; otherwise correct it.",
    "cms-claims-5 §20.2.C",
)
WRONG_LINE = FindingRule(
    "units.wrong_line",
    "The units are right, but the line's modifiers or its code are not what the record supports.",
    "Correct the line before the claim leaves.",
    "cms-claims-5 §20.1",
)


def billed(record: Record) -> Found:
    """Report every code of a visit whose claim differs from the record."""
    of = record.comparison
    differs = _Differing(record, np.flatnonzero((of.result != RESULTS.index("agrees")) & (of.visit >= 0)))
    return found_of(
        record,
        _RULES,
        differs.severity,
        differs.rows,
        differs.told,
        kind=differs.kind,
        units_at_risk=np.maximum(0, of.billed - of.supported)[differs.places],
        about=texts(differs.codes(np.arange(len(differs.places)))),
    )


def without_record(record: Record) -> Iterator[Finding]:
    """Report what is claimed for patients of whom nothing is recorded on the date."""
    for place in np.flatnonzero(record.comparison.visit < 0).tolist():
        compared = record.comparison[place]
        date, patient, _ = compared.key
        midnight = record.midnight(date)
        yield record.finding(
            OVER,
            Severity.ERROR,
            (),
            f"{compared.code} for {patient} on {date}: {_claimed(compared.billed)}, {_NOT_RECORDED}.",
            span=(midnight, midnight),
            units_at_risk=compared.billed,
            date=date,
            patients=(patient,),
            about=compared.code,
        )


class _Differing:
    """The codes of visits whose claims differ from the record: how bad each is, and what is said of it."""

    def __init__(self, record: Record, places: Numbers) -> None:
        of = record.comparison
        self._record, self._of, self.places = record, of, places
        self.visit, self._result = of.visit[places], of.result[places]
        self._own = own_rows(record, self.visit, [of.codes[code] for code in of.code[places].tolist()])
        every = visit_rows(record, self.visit)
        self.rows = either(self._own, every, self._own.counts == 0)
        self.kind = np.array([_RULES.index(_TOLD[name][0]) for name in RESULTS])[self._result]
        self.severity = np.array([PLACE_OF[_TOLD[name][1]] for name in RESULTS])[self._result]
        review = PLACE_OF[Severity.REVIEW]
        self.severity[(self.kind == _RULES.index(OVER)) & self._is_weak()] = review
        self._split = self._shared()
        self.severity[list(self._split)] = review

    def codes(self, places: Numbers) -> list[str]:
        """Return the codes of some."""
        return [self._of.codes[code] for code in self._of.code[self.places[places]].tolist()]

    def _is_weak(self) -> Mask:
        """Whether time of a code is left out by a rule on staff that nobody verified: then nothing is certain."""
        arrays, own = self._record.visit_arrays, self._own
        weak = np.array([*("staff" in rules.unverified for rules in arrays.listed_rules), False], bool)
        left_out = ~covered(self._record, self.visit[own.owners], own.items)
        found: Mask = np.bincount(own.owners, left_out, len(self.visit)).astype(bool)
        found &= weak[arrays.rules[self.visit]]
        return found

    def _shared(self) -> dict[int, str]:
        """Say of what is over, where another discipline treats the patient on the date, why it may be none.

        Co-treatment may be split another way (claims §4), so that a claim of no more in all is no error; nor is a line
        that does not say which of two disciplines it is for.
        """
        over = np.flatnonzero(self._result == RESULTS.index("over"))
        which, _ = together(self._record, self.visit[over])
        over = over[np.bincount(which, minlength=len(over)) > 1]
        found: dict[int, str] = {}
        if len(over):
            elsewhere = credited_to(self._record, self.visit[over], self._own.take(over)).elsewhere
            for place, is_elsewhere in zip(over.tolist(), elsewhere.tolist(), strict=True):
                if why := why_shared(self._record, int(self.places[place]), is_elsewhere=is_elsewhere):
                    found[place] = f" {why}"
        return found

    def told(self, places: Numbers) -> list[str]:
        """Write what is said of some."""
        record, own = self._record, self._own.take(places)
        about, at = About(record, self.rows.take(places)), self.places[places]
        patients = record.visit_arrays.patient.at(self.visit[places]).tolist()
        listed = zip(
            self.codes(places),
            patients,
            about.providers,
            about.dates,
            about.clocks,
            minutes_told(record, own, at),
            map(self._words, at.tolist()),
            [self._split.get(place, "") for place in places.tolist()],
            strict=True,
        )
        return [
            f"{code} for {patient} {f'with {who} ' if who else ''}on {date}, {clock}: {minutes}{words}{split}"
            for code, patient, who, date, clock, minutes, words, split in listed
        ]

    def _words(self, place: int) -> str:
        """Say what was claimed, and what the record supports."""
        of, name = self._of, RESULTS[self._of.result[place]]
        if name == "wrong_modifiers":
            compared = of[place]
            theirs, ours = lines_text(compared.billed_lines), lines_text(compared.supported_lines)
            return f"claimed as {theirs}, the record supports {ours}."
        instead = _in_place(of[place]) if of.in_place[place] else ""
        supports = f"the record supports {int(of.supported[place]) or 'none'}"
        return _TOLD[name][2].format(claimed=_claimed(int(of.billed[place])), supports=supports, instead=instead)


def _claimed(units: int) -> str:
    return f"{counted(units, 'unit')} claimed"


def _in_place(compared: Compared) -> str:
    """Say that units could only be claimed in place of other codes of the claim."""
    return f" in place of {series(compared.in_place_of)}, which may not stand beside it"


_RULES = (OVER, UNDER, WRONG_LINE)
_NOT_RECORDED = "but this code is not recorded on that date"
#: Of each result, its rule, its severity, and what it comes to.
_TOLD = {
    "agrees": (OVER, Severity.NOTE, ""),
    "over": (OVER, Severity.ERROR, "{claimed}, {supports}."),
    "not_recorded": (OVER, Severity.ERROR, f"{{claimed}}, {_NOT_RECORDED}."),
    "under": (UNDER, Severity.NOTE, "{claimed}, {supports}."),
    "missing": (UNDER, Severity.NOTE, "nothing claimed, {supports}{instead}."),
    "wrong_modifiers": (WRONG_LINE, Severity.REVIEW, ""),
    "wrong_code": (WRONG_LINE, Severity.REVIEW, "{claimed}, but the payer takes another code for this service."),
}
