"""What our rules say a payer would do with each claim line, next to what its remittance says it did.

Lines are joined by patient, date, code and rendering provider; of several that fit, those with the same modifiers and
units first. The reasons that a payer states are shown as they stand: their words belong to others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.denials import Denial
from timeline.exports import plain_records
from timeline.policies.adjustments import AdjustmentKind, no_reductions
from timeline.record import Record
from timeline.vocabulary import Outcome

PAID, REDUCED, DENIED = "paid", "reduced", "denied"
BOTH, NO_ANSWER, NOT_CLAIMED = "both", "no answer", "not claimed"

_ADJUSTMENT = re.compile(r"([A-Z]{2})-(\w+):(-?\d*\.?\d+)", re.ASCII)
#: Group of what the patient owes.
_PATIENT = "PR"
#: What the payer did -> the predictions it agrees with. A line to be recouped is paid at first.
_AGREES = {
    PAID: {Outcome.PAID, Outcome.RECOUPED},
    REDUCED: {Outcome.REDUCED},
    DENIED: {Outcome.DENIED, Outcome.RETURNED},
}

_Line = Mapping[Any, Any]


def remittance_table(record: Record, denials: Sequence[Denial], remitted: pd.DataFrame) -> pd.DataFrame:
    """Build `REMITTANCE`.

    Parameters
    ----------
    denials
        What the payer would do, of every line that is shown.
    remitted
        `REMITTED_LINES`; where a part of the record is shown, those that answer none of its lines are left out.
    """
    answers = contracts.as_text(contracts.REMITTED_LINES, remitted).to_dict("records")
    joined, unclaimed = _joined(denials, answers)
    rows = [dict(_compared(denial, joined.get(place))) for place, denial in enumerate(denials)]
    if record.whole is record:
        rows += [dict(_not_claimed(answer)) for answer in unclaimed]
    rows.sort(key=lambda row: (row["agrees"] is not False, row["match"] == BOTH, row["date"], row["patient"]))
    return contracts.conform(contracts.REMITTANCE, [{"number": place} | row for place, row in enumerate(rows)])


def remittance_dict(table: pd.DataFrame) -> dict[str, Any]:
    """Return the part of the document of `timeline denials` that a remittance adds: counts, and every line."""
    plain = contracts.as_text(contracts.REMITTANCE, table)
    counts = plain["match"].value_counts().to_dict()
    did = plain["payer_did"].value_counts().to_dict()
    return {
        "matched": int(counts.get(BOTH, 0)),
        "no_answer": int(counts.get(NO_ANSWER, 0)),
        "not_claimed": int(counts.get(NOT_CLAIMED, 0)),
        "differs": int((plain["agrees"] == False).sum()),  # noqa: E712 (missing values stay out)
        "payer_did": {word: int(did.get(word, 0)) for word in (PAID, REDUCED, DENIED)},
        "lines": plain_records(plain),
    }


def payer_did(answer: Mapping[str, Any]) -> str:
    """Say what a payer did with a line, by amounts and units alone.

    >>> line = {"charged_cents": 5000, "paid_cents": 0, "adjustments": "CO-97:50", "units": 1, "paid_units": 1}
    >>> payer_did(line | {"code": "97110", "paid_code": "97110"})
    'denied'
    """
    adjustments = [match.groups() for match in _ADJUSTMENT.finditer(answer["adjustments"])]
    taken = [(group, reason) for group, reason, amount in adjustments if float(amount) > 0]
    shares, usual = no_reductions(AdjustmentKind.SHARE), no_reductions(AdjustmentKind.USUAL)
    share = any(group == _PATIENT and reason in shares for group, reason in taken)
    if answer["paid_cents"] <= 0 and not share and answer["charged_cents"] > 0:
        return DENIED
    other = any(group != _PATIENT and reason not in usual for group, reason in taken)
    if other or answer["paid_units"] < answer["units"] or answer["paid_code"] != answer["code"]:
        return REDUCED
    return PAID


def _joined(denials: Sequence[Denial], answers: Sequence[_Line]) -> tuple[dict[int, _Line], list[_Line]]:
    """Join each answer to at most one line, the closest first; return also those that answer none."""
    free: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, denial in enumerate(denials):
        day, patient, _ = denial.sent.key
        free[day, patient, denial.sent.code].append(place)
    # Ids of two systems cannot be compared: where no provider is named in both lists, providers decide nothing.
    common = {denial.sent.line.provider for denial in denials} & {answer["provider"] for answer in answers} - {""}
    joined: dict[int, _Line] = {}
    pending = list(answers)
    for closeness in (3, 2, 1, 0):
        left = list[_Line]()
        for answer in pending:
            found = _closest(denials, free, answer, closeness, bool(common))
            if found is None:
                left.append(answer)
            else:
                joined[found] = answer
        pending = left
    return joined, pending


def _closest(
    denials: Sequence[Denial],
    free: Mapping[tuple[str, str, str], list[int]],
    answer: _Line,
    closeness: int,
    by_provider: bool,
) -> int | None:
    """Take a free line that an answer fits, at least this closely."""
    for patient in dict.fromkeys((answer["patient"], answer["patient_control_number"])):
        places = free.get((answer["date"], patient, answer["code"]), []) if patient else []
        for place in places:
            sent = denials[place].sent
            named = {sent.line.provider, answer["provider"]} - {""}
            if by_provider and len(named) > 1:
                continue
            same_modifiers = set(sent.modifiers or ()) == set(answer["modifiers"].split())
            if 2 * same_modifiers + (sent.units == answer["units"]) >= closeness:
                places.remove(place)
                return place
    return None


def _compared(denial: Denial, answer: _Line | None) -> _Line:
    day, patient, discipline = denial.sent.key
    did = payer_did(answer) if answer is not None else ""
    open_ = not did or denial.outcome is Outcome.UNKNOWN
    return {
        "match": NO_ANSWER if answer is None else BOTH,
        "date": day,
        "patient": patient,
        "discipline": discipline,
        "code": denial.sent.code,
        "units": denial.sent.units,
        "modifiers": " ".join(denial.sent.modifiers or ()),
        "predicted": str(denial.outcome),
        "rule": denial.rule,
        "payer_did": did,
        "agrees": None if open_ else denial.outcome in _AGREES[did],
        **_answered(answer, denial.sent.line.provider),
    }


def _not_claimed(answer: _Line) -> _Line:
    kept = ("date", "patient", "code", "units", "modifiers")
    return {
        **{name: answer[name] for name in kept},
        "match": NOT_CLAIMED,
        "discipline": "",
        "predicted": "",
        "rule": "",
        "payer_did": payer_did(answer),
        "agrees": None,
        **_answered(answer, ""),
    }


def _answered(answer: _Line | None, provider: str) -> _Line:
    numbers: Iterable[str] = ("paid_units", "charged_cents", "paid_cents")
    texts: Iterable[str] = ("adjustments", "remarks", "remitted_id")
    if answer is None:
        return dict.fromkeys(numbers) | dict.fromkeys(texts, "") | {"provider": provider}
    return {name: answer[name] for name in (*numbers, *texts)} | {"provider": answer["provider"] or provider}
