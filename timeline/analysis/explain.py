"""Why these minutes and these units: from the claim line back to the source rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.analysis.visit_index import VisitIndex
from timeline.clock import clock, duration, exact_minutes, to_wall
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.errors import WrongValueError
from timeline.finding import Finding
from timeline.record import Record
from timeline.spans import subtract, union
from timeline.units import reasons
from timeline.words import counted, enumerated

if TYPE_CHECKING:
    from timeline.visits import VisitAccount


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything behind the minutes and units of one patient's visits, as data and as text.

    `visits` holds one plain dict per visit: its codes with the spans that count and the spans that do
    not, each with its source row; the reasons for the units, each with its source; and the findings.
    """

    visits: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as a JSON-ready dict."""
        return {"visits": list(self.visits)}

    @property
    def text(self) -> str:
        """The explanation as lines of text."""
        return "\n\n".join("\n".join(_visit_lines(visit)) for visit in self.visits)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Explanation({counted(len(self.visits), 'visit')})"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text)}</pre>"


def explain(
    record: Record, findings: Sequence[Finding], patient: str, *, code: str | None = None, date: str | None = None
) -> Explanation:
    """Explain a patient's visits, one code of them or one date.

    Raises
    ------
    WrongValueError: the schedule has no such patient, code or date.
    """
    accounts = [a for key, a in record.accounts.items() if key[1] == patient and date in (None, key[0])]
    if not accounts:
        raise WrongValueError("patient: that patient has no visit on that date. Ids must match exactly.")
    if code is not None:
        accounts = [account for account in accounts if code in account.named]
        if not accounts:
            raise WrongValueError("code: that patient has no row with it. Leave it out to see every code.")
    index = VisitIndex(record, findings)
    return Explanation(tuple(explain_visit(record, account, index, code=code) for account in accounts))


def explain_visit(
    record: Record, account: VisitAccount, index: VisitIndex, *, code: str | None = None, apart: int | None = None
) -> dict[str, Any]:
    """Explain one visit, or one code of it; `index` is made once for all visits of the record.

    With `apart`, a row that is interrupted more often than that has its interruptions joined where they touch; `by`
    then names the first few of many.
    """
    counted = account.units[account.contest] if account.units else None
    date, patient, discipline = account.key
    codes = [name for name in account.named if code in (None, name)]
    return {
        "date": date,
        "patient": patient,
        "discipline": discipline,
        "payer": account.payer,
        "evidence": account.evidence,
        "contest": str(account.contest),
        "codes": [_code(record, account, index, name, apart) for name in codes],
        "without_code": _spans(account, index, "", counts_as="uncoded"),
        "timed_minutes": counted.timed_minutes if counted else None,
        "timed_units": account.timed_units,
        "lines": [line.to_dict() for line in counted.lines] if counted else [],
        "alternatives": [dict(allocation) for allocation in counted.alternatives] if counted else [],
        "edits": [edit.to_dict() for edit in counted.edits] if counted else [],
        "conditional": counted.conditional.to_dict() if counted and counted.conditional else None,
        "because": [
            {"step": r.step, "text": r.text, "codes": list(r.codes), "data": dict(r.data), "source": r.source}
            for r in (reasons(counted) if counted else ())
            if code is None or not r.codes or code in r.codes
        ],
        "findings": [
            {
                "id": f.id,
                "rule": f.rule.id,
                "severity": str(f.severity),
                "message": f.message,
                "source": f.source,
            }
            for f in index.findings(record.rows.id[row] for row in account.positions)
        ],
    }


def _code(record: Record, account: VisitAccount, index: VisitIndex, code: str, apart: int | None) -> dict[str, Any]:
    found = account.earning.get(code)
    seconds = found.by_rule[account.contest] if found else 0
    known = code_table().get(code)
    counted = account.units[account.contest] if account.units else None
    return {
        "code": code,
        "short_name": known.short_name if known else "unknown code",
        "seconds": seconds,
        "minutes": seconds // 60,
        "units": counted.units.get(code, 0) if counted else None,
        "counts": _spans(account, index, code, counts_as="earned"),
        "does_not_count": _lost(record, account, index, code, apart),
    } | _group(record, account, code)


def _group(record: Record, account: VisitAccount, code: str) -> dict[str, Any]:
    """Return how many patients shared a group code's session, span by span."""
    participants = record.participants(account, code)
    if participants is None:
        return {}
    columns = ("start", "end", "seconds", "participants", "providers")
    return {
        "participants": participants,
        "session": [
            {
                "start": start.isoformat(),
                "end": end.isoformat(),
                "minutes": exact_minutes(seconds),
                "participants": count,
                "providers": providers,
            }
            for start, end, seconds, count, providers in records(record.sessions_of(account, code), columns)
        ],
    }


def _spans(account: VisitAccount, index: VisitIndex, code: str, *, counts_as: str) -> list[dict[str, Any]]:
    """List the spans credited to rows of a code under the contest rule in force: those that earn, or do not."""
    shown = ("interval_id", "provider", "role", "activity", "state", "counts_as")
    return [
        {"start": span.start.isoformat(), "end": span.end.isoformat(), "minutes": exact_minutes(span.seconds)}
        | {name: getattr(span, name) for name in shown}
        for span in index.of_visit(account.key)
        if (span.code, span.counts_as) == (code, counts_as)
        and (counts_as != "earned" or (account.covers(span.role) and span.interval_id not in account.unpaid))
    ]


class _Lost(NamedTuple):
    """A part of a row that does not count; seconds on the clinic's line."""

    interval: str
    start: int
    end: int
    why: str
    by: str
    reason: str


def _lost(
    record: Record, account: VisitAccount, index: VisitIndex, code: str, apart: int | None
) -> list[dict[str, Any]]:
    """List the recorded time of a code that does not count, and why."""
    rows = record.rows
    own = {rows.id[row]: row for row in account.positions if rows.code[row] == code}
    lost = [*_breaks(index, own, apart), *_without_credit(record, own), *_unearned(index, own)]
    lost += [*_not_covered(account, index, own), *_elsewhere(record, index, own, lost)]
    return [
        {
            "start": to_wall(item.start, record.zone).isoformat(),
            "end": to_wall(item.end, record.zone).isoformat(),
            "minutes": exact_minutes(item.end - item.start),
            "interval_id": item.interval,
            "why": item.why,
            "by": item.by or None,
            "reason": item.reason,
        }
        for item in sorted(lost, key=lambda item: (item.start, item.interval))
    ]


def _breaks(index: VisitIndex, own: Iterable[str], apart: int | None) -> Iterator[_Lost]:
    for interval in own:
        found = [_Lost(interval, b.start, b.end, b.kind, b.by, b.reason) for b in index.breaks(interval)]
        yield from found if apart is None or len(found) <= apart else _joined(found)


def _joined(breaks: Iterable[_Lost]) -> Iterator[_Lost]:
    """Join breaks of one row that touch and have the same reason."""
    run = list[_Lost]()
    for item in sorted(breaks, key=lambda item: (item.start, item.end)):
        if run and ((run[-1].end, *_of_kind(run[-1])) != (item.start, *_of_kind(item))):
            yield _one(run)
            run = []
        run.append(item)
    if run:
        yield _one(run)


def _of_kind(item: _Lost) -> tuple[str, str, bool]:
    return item.why, item.reason, bool(item.by)


def _one(run: Sequence[_Lost]) -> _Lost:
    by = enumerated(list(dict.fromkeys(item.by for item in run)))
    return run[0]._replace(end=run[-1].end, by=by)


def _without_credit(record: Record, own: Mapping[str, int]) -> Iterator[_Lost]:
    """Yield the rows that are never credited: no qualified person attended, or the mode earns nothing."""
    rows = record.rows
    for interval, row in own.items():
        what = rows.nature[row]
        if what.unattended_claim or (not what.earns and not what.attended):
            why = "unattended" if what.unattended_claim else "mode"
            yield _Lost(interval, rows.start[row], rows.end[row], why, "", what.mode)


def _unearned(index: VisitIndex, own: Iterable[str]) -> Iterator[_Lost]:
    """Yield credited time that does not earn for the row's code."""
    for interval in own:
        for span in index.of_row(interval):
            if span.counts_as == "unearned":
                yield _Lost(interval, span.second, span.second + span.seconds, "unearned", "", span.state)


def _not_covered(account: VisitAccount, index: VisitIndex, own: Iterable[str]) -> Iterator[_Lost]:
    """Yield credited time the payer does not count: of staff it does not cover, or by telehealth it does not pay."""
    for interval in own:
        for span in index.of_row(interval):
            if span.counts_as != "earned":
                continue
            if not account.covers(span.role):
                yield _Lost(interval, span.second, span.second + span.seconds, "not_covered", "", span.role)
            elif interval in account.unpaid:
                yield _Lost(interval, span.second, span.second + span.seconds, "telehealth", "", span.state)


def _elsewhere(record: Record, index: VisitIndex, own: Mapping[str, int], lost: Iterable[_Lost]) -> Iterator[_Lost]:
    """Yield what is left of attended rows: time in which another row of the patient is credited."""
    rows = record.rows
    known = defaultdict(list)
    for item in lost:
        known[item.interval].append((item.start, item.end))
    for interval, row in own.items():
        if not rows.nature[row].attended:
            continue
        credited = ((span.second, span.second + span.seconds) for span in index.of_row(interval))
        for start, end in subtract([(rows.start[row], rows.end[row])], union((*credited, *known[interval]))):
            yield _Lost(interval, start, end, "elsewhere", "", "credited to another record")


def _visit_lines(visit: dict[str, Any]) -> list[str]:
    lines = [
        f"{visit['patient']} · {visit['date']} · {visit['discipline']} · payer {visit['payer']} · {visit['evidence']}"
    ]
    for code in visit["codes"]:
        units = "units open" if code["units"] is None else counted(code["units"], "unit")
        shared = f", shared by up to {code['participants']} patients" if code.get("participants") else ""
        lines += ["", f"{code['code']} {code['short_name']}: {code['minutes']} whole minutes, {units}{shared}"]
        lines += [_span_line("+", span, f"{span['provider'] or 'nobody'} {_earned(span)}") for span in code["counts"]]
        lines += [_span_line("-", span, why_not(span)) for span in code["does_not_count"]]
        lines += [_session_line(span) for span in code.get("session", ())]
    if visit["without_code"]:
        lines += ["", "Without a code: credited, but does not count"]
        lines += [_span_line(" ", span, f"{span['provider']} {span['activity']}") for span in visit["without_code"]]
    if visit["because"]:
        lines += ["", "Why these units"]
        lines += [f"  {r['text']}" + (f" [{r['source']}]" if r["source"] else "") for r in visit["because"]]
    if visit["lines"]:
        told = (f"{line['code']}×{line['units']} {' '.join(line['modifiers'])}".strip() for line in visit["lines"])
        lines += ["", "On the claim: " + "; ".join(told)]
    might = visit["conditional"]
    if might:
        told = (f"{line['code']}×{line['units']} {' '.join(line['modifiers'])}".strip() for line in might["lines"])
        lines.append("If somebody can show it: " + "; ".join(told))
        lines += [f"  {ask}" for ask in might["asks"]]
    if len(visit["alternatives"]) > 1:
        told = (" + ".join(f"{code}×{n}" for code, n in allocation.items()) for allocation in visit["alternatives"])
        lines.append("Also permitted; the clinician decides: " + " | ".join(list(told)[1:]))
    if visit["findings"]:
        lines += ["", "Findings"]
        lines += [f"  {f['severity']}: {f['message']}" for f in visit["findings"]]
    return lines


def _session_line(span: dict[str, Any]) -> str:
    start, end = (clock(datetime.fromisoformat(span[edge])) for edge in ("start", "end"))
    shared = counted(span["participants"], "patient")
    return f"    {start}–{end}  group session: {shared} with {span['providers']}"


def _span_line(sign: str, span: dict[str, Any], told: str) -> str:
    start, end = (clock(datetime.fromisoformat(span[edge])) for edge in ("start", "end"))
    length = duration(round(span["minutes"] * 60))
    return f"  {sign} {start}–{end}  {length:>12}  {span['interval_id']}  {told}"


def _earned(span: dict[str, Any]) -> str:
    state = span["state"].replace("_", "-")
    return f"({span['role']}) {state}" if span["role"] else state


def why_not(span: dict[str, Any]) -> str:
    """Describe why a span of `does_not_count` does not count."""
    if span["why"] in ("interruption", "displacement"):
        if span["reason"] == "contest":
            return f"the provider was with {span['by']}" if span["by"] else "the provider is recorded elsewhere too"
        words = {"busy": "the provider was away or busy", "rest": "the patient rested", "waiting": "the patient waited"}
        return words.get(span["reason"], str(span["reason"]).replace("_", " "))
    more = {
        "unattended": "no therapist or assistant attended",
        "mode": f"recorded as {span['reason'].replace('_', '-')}",
        "unearned": f"{span['reason'].replace('_', '-')} time does not earn for this code",
        "telehealth": "the payer does not pay this code by telehealth",
        "not_covered": f"the payer does not cover the time of {span['reason']}",
        "elsewhere": "another record of the patient counts",
    }
    return more[span["why"]]
