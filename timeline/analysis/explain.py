"""Why these minutes and these units: from the claim line back to the source rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from timeline.audit.case import records
from timeline.clock import clock, duration, exact_minutes
from timeline.codes import code_table

if TYPE_CHECKING:
    from timeline.analysis.result import Analysis
    from timeline.visits import VisitAccount


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything behind the minutes and units of one patient's visits, as data and as text.

    `visits` holds one plain dict per visit: its codes with the spans that count and the spans that do
    not, each with its source row; the reasons for the units, each with its source; and the findings.
    """

    visits: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the explanation as JSON."""
        return {"visits": list(self.visits)}

    @property
    def text(self) -> str:
        """Say it in lines a person can follow."""
        return "\n\n".join("\n".join(_visit_lines(visit)) for visit in self.visits)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Explanation({len(self.visits)} visits)"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text)}</pre>"


def explain(analysis: Analysis, patient: str, *, code: str | None = None, date: str | None = None) -> Explanation:
    """Explain a patient's visits, one code of them or one date.

    Raises
    ------
    ValueError: the schedule has no such patient, code or date.
    """
    accounts = [a for key, a in analysis.accounts.items() if key[1] == patient and date in (None, key[0])]
    if not accounts:
        raise ValueError("patient: no visit of that patient on that date. Ids are compared letter by letter.")
    if code is not None:
        accounts = [account for account in accounts if code in account.named]
        if not accounts:
            raise ValueError("code: no row of that patient carries it. Leave it out to see every code.")
    return Explanation(tuple(_visit(analysis, account, code) for account in accounts))


def _visit(analysis: Analysis, account: VisitAccount, code: str | None) -> dict[str, Any]:
    counted = account.units[account.contest] if account.units else None
    date, patient, discipline = account.key
    codes = [name for name in account.named if code in (None, name)]
    ids = {analysis.found.rows.id[row] for row in account.positions}
    return {
        "date": date,
        "patient": patient,
        "discipline": discipline,
        "payer": account.payer,
        "evidence": account.evidence,
        "contest": str(account.contest),
        "codes": [_code(analysis, account, name) for name in codes],
        "without_code": _spans(analysis, account, ""),
        "timed_minutes": counted.timed_minutes if counted else None,
        "timed_units": account.timed_units,
        "lines": [line.to_dict() for line in counted.lines] if counted else [],
        "alternatives": [dict(allocation) for allocation in counted.alternatives] if counted else [],
        "because": [
            {"step": r.step, "text": r.text, "codes": list(r.codes), "data": dict(r.data), "source": r.source}
            for r in (counted.because if counted else ())
            if code is None or not r.codes or code in r.codes
        ],
        "findings": [
            {"id": identity, "rule": f.rule.id, "severity": str(f.severity), "message": f.message, "source": f.rule.source}
            for identity, f in analysis.identified
            if ids & set(f.intervals)
        ],
    }


def _code(analysis: Analysis, account: VisitAccount, code: str) -> dict[str, Any]:
    found = account.seconds.codes.get(code)
    seconds = found.by_rule[account.contest] if found else 0
    known = code_table().get(code)
    counted = account.units[account.contest] if account.units else None
    return {
        "code": code,
        "short_name": known.short_name if known else "unknown code",
        "seconds": seconds,
        "minutes": seconds // 60,
        "units": counted.units.get(code, 0) if counted else None,
        "counts": _spans(analysis, account, code),
        "does_not_count": _lost(analysis, account, code),
    }


def _spans(analysis: Analysis, account: VisitAccount, code: str) -> list[dict[str, Any]]:
    """List the spans that are credited for a code under the contest rule in force."""
    columns = ("date", "patient", "discipline", "code", "start", "end", "seconds", "interval_id", "provider", "role")
    found = records(analysis.found.code_spans, (*columns, "activity", "counts_as", "state", str(account.contest)))
    return [
        {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "minutes": exact_minutes(seconds),
            "interval_id": interval,
            "provider": provider,
            "role": role,
            "activity": activity,
            "state": state,
            "counts_as": counts_as,
        }
        for date, patient, discipline, named, start, end, seconds, interval, provider, role, activity, counts_as, state, here in found
        if here and named == code and (date, patient, discipline) == account.key
    ]


def _lost(analysis: Analysis, account: VisitAccount, code: str) -> list[dict[str, Any]]:
    """List the recorded time of a code that does not count, and why."""
    rows = analysis.found.rows
    own = {rows.id[row]: row for row in account.positions if rows.code[row] == code}
    lost: list[dict[str, Any]] = []
    for frame, word in ((analysis.found.interruptions, "interruption"), (analysis.found.displacements, "displacement")):
        for interval, start, end, seconds, by, reason in records(
            frame, ("interval_id", "start", "end", "seconds", "by", "reason")
        ):
            if interval in own:
                lost.append(_gap(interval, start, end, seconds) | {"why": word, "by": by or None, "reason": reason})
    walls = analysis.schedule.intervals
    for interval, row in own.items():
        what = rows.nature[row]
        if what.unattended_claim or (not what.earns and not what.attended):
            why = "nobody qualified attended" if what.unattended_claim else f"recorded as {what.mode}"
            span = _gap(interval, walls["start"].iat[row], walls["end"].iat[row], rows.end[row] - rows.start[row])
            lost.append(span | {"why": why, "by": None, "reason": what.mode})
    return sorted(lost, key=lambda item: (item["start"], item["interval_id"]))


def _gap(interval: str, start: Any, end: Any, seconds: int) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "minutes": exact_minutes(seconds),
        "interval_id": interval,
    }


def _visit_lines(visit: dict[str, Any]) -> list[str]:
    lines = [f"{visit['patient']} · {visit['date']} · {visit['discipline']} · payer {visit['payer']} · {visit['evidence']}"]
    for code in visit["codes"]:
        units = "units open" if code["units"] is None else f"{code['units']} unit{'s' if code['units'] != 1 else ''}"
        lines += ["", f"{code['code']} {code['short_name']}: {code['minutes']} whole minutes, {units}"]
        lines += [_span_line("+", span, f"{span['provider'] or 'nobody'} {_earned(span)}") for span in code["counts"]]
        lines += [_span_line("-", span, _why(span)) for span in code["does_not_count"]]
    if visit["without_code"]:
        lines += ["", "Without a code: credited, counts for nothing"]
        lines += [_span_line(" ", span, f"{span['provider']} {span['activity']}") for span in visit["without_code"]]
    if visit["because"]:
        lines += ["", "Why these units"]
        lines += [f"  {r['text']}" + (f" [{r['source']}]" if r["source"] else "") for r in visit["because"]]
    if visit["lines"]:
        told = (f"{line['code']} x{line['units']} {' '.join(line['modifiers'])}".strip() for line in visit["lines"])
        lines += ["", "On the claim: " + "; ".join(told)]
    if len(visit["alternatives"]) > 1:
        told = (" + ".join(f"{code} x{n}" for code, n in allocation.items()) for allocation in visit["alternatives"])
        lines.append("Also permitted, the clinician decides: " + " | ".join(list(told)[1:]))
    if visit["findings"]:
        lines += ["", "Findings"]
        lines += [f"  {f['severity']}: {f['message']}" for f in visit["findings"]]
    return lines


def _span_line(sign: str, span: dict[str, Any], told: str) -> str:
    start, end = (clock(datetime.fromisoformat(span[edge])) for edge in ("start", "end"))
    length = duration(round(span["minutes"] * 60))
    return f"  {sign} {start}–{end}  {length:>12}  {span['interval_id']}  {told}"


def _earned(span: dict[str, Any]) -> str:
    state = span["state"].replace("_", "-")
    return f"({span['role']}) {state}" if span["role"] else state


def _why(span: dict[str, Any]) -> str:
    by = f" by {span['by']}" if span["by"] else ""
    if span["why"] in ("interruption", "displacement"):
        return f"{span['why']}{by} ({span['reason'].replace('_', ' ')})"
    return str(span["why"])

