"""Oversight: a therapist on site while assistants treat, how many one therapist oversees, who may evaluate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as calendar_date
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from timeline.attendance.staff import Presence
from timeline.audit.columns import Mask, Numbers, columns, places
from timeline.audit.credits import credited, credited_time, persons
from timeline.audit.parts import ShownOf
from timeline.audit.stakes import lost_by
from timeline.audit.visit_rules import REMARKS
from timeline.audit.words import at_risk
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.finding import Finding, FindingRule
from timeline.jurisdictions import JURISDICTIONS
from timeline.policies.oversight import Required, oversight, plain_word
from timeline.policies.states import Level, Standing, StateRule
from timeline.record import Record
from timeline.spans import Span, length, subtract, union
from timeline.vocabulary import DISCIPLINE_OF_ROLE, THERAPISTS, Discipline, Role, Severity
from timeline.words import series

LEVEL = FindingRule(
    "oversight.level",
    "An assistant treats while no therapist of the discipline is in the clinic, although the payer or the state "
    "requires one on site.",
    "Find out who was on site. If a therapist was, correct the shifts; otherwise do not claim the time from a payer "
    "that requires one.",
    "42cfr410-60-2024 (a)(3)(ii)",
)
RATIO = FindingRule(
    "oversight.ratio",
    "More assistants or aides are on duty at one time than the therapists on site may oversee; or how many they may "
    "oversee in the clinic's state is not known.",
    "Check the shifts and rosters for that time, and how the state counts; schedule another therapist or fewer "
    "assistants.",
    "fsbpt-ratio table of ratios",
)
EVALUATION = REMARKS["claim.assistant_evaluation"]
_ASKED = {Level.ONSITE: "on site", Level.DIRECT: "in the office suite"}


class _Alone(NamedTuple):
    """Where and under which rule an assistant treated without a therapist on site."""

    date: str
    clinic: str
    provider: str
    discipline: str
    required: Required


def level(record: Record) -> Iterator[Finding]:
    """Report assistants' treatment that lacks the therapist the rule in force asks for."""
    rows = record.rows
    alone: dict[_Alone, list[tuple[Span, int]]] = defaultdict(list)
    asked = cache(partial(_required, record))
    of, payer = columns(record), record.visit_arrays.payer
    covered: dict[tuple[str, str, str], list[Span]] = {}
    for row in places(of.attended & of.documented & of.assistant):
        date, clinic = rows.date[row], rows.clinic[row]
        required = asked(str(payer.words[payer.codes[of.visit[row]]]), date)
        if required is None or not required.level.needs_presence:
            continue
        discipline = str(DISCIPLINE_OF_ROLE[Role(rows.role[row])])
        key = _Alone(date, clinic, rows.provider[row], discipline, required)
        spans = [(rows.start[row], rows.end[row])]
        where = (date, clinic, discipline)
        if where not in covered:
            covered[where] = _covered(_therapists(record.staff.sites.get((date, clinic), ()), discipline))
        for span in subtract(spans, covered[where]):
            alone[key].append((span, row))
    for key, listed in alone.items():
        yield _level(record, key, listed)


def _required(record: Record, payer: str, date: str) -> Required | None:
    on = calendar_date.fromisoformat(date)
    return oversight().required(
        payer, setting=record.schedule.clinic.setting, state=record.schedule.clinic.state, on=on
    )


def _therapists(site: Iterable[Presence], discipline: str) -> list[Presence]:
    return [one for one in site if one.role in THERAPISTS and DISCIPLINE_OF_ROLE[one.role] == discipline]


def _covered(present: Iterable[Presence]) -> list[Span]:
    return union(span for one in present for span in one.spans)


def _level(record: Record, key: _Alone, listed: Sequence[tuple[Span, int]]) -> Finding:
    rows, required = record.rows, key.required
    spans = union(span for span, _ in listed)
    positions = sorted({row for _, row in listed})
    patients = tuple(sorted({rows.patient[row] for row in positions}))
    risk = lost_by(record, positions, spans)
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    return record.finding(
        LEVEL,
        _level_severity(record, key, seconds),
        positions,
        f"{key.provider} ({rows.role[positions[0]]}) treated {series(patients)} with no {key.discipline} at "
        f"{key.clinic} {record.when(key.date, start, end, seconds=seconds)}. {required.by} requires one "
        f"{_ASKED[required.level]}; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        seconds=seconds,
        about=f"{key.clinic} {required.by}",
        own_source=str(required.source),
    )


def _level_severity(record: Record, key: _Alone, seconds: int) -> Severity:
    """Rate by what is certain: shifts that show who was there, and a setting that the clinic stated.

    A therapist without a shift is known to have been there from the first record to the last: what an assistant does
    before and after is worth a look only where it is long.
    """
    present = _therapists(record.staff.sites.get((key.date, key.clinic), ()), key.discipline)
    if not present:
        own = [one for one in record.staff.sites[key.date, key.clinic] if one.provider == key.provider]
        certain = any(one.by_shift for one in own)
    elif not all(one.by_shift for one in present):
        long = seconds >= record.thresholds(key.date).inferred_presence.minutes * MINUTE
        return Severity.REVIEW if long else Severity.NOTE
    else:
        certain = True
    sure = certain and key.required.verified and not key.required.setting_assumed
    return Severity.ERROR if sure else Severity.REVIEW


class _Limit(NamedTuple):
    """How many of some roles one therapist may oversee, and who says so: the words before the number."""

    who: str
    roles: frozenset[Role]
    most: int
    by: str
    source: str
    verified: bool


_COUNTED = {
    "assistants": frozenset({Role.PTA}),
    "aides": frozenset({Role.AIDE}),
    "together": frozenset({Role.PTA, Role.AIDE}),
}
_CALLED = {"assistants": "assistants", "aides": "aides", "together": "assistants and aides"}


def _limits(record: Record, date: str) -> list[_Limit]:
    """List the limits of the clinic's state; where none on assistants is known, the audit's threshold too."""
    state, rules = record.schedule.clinic.state, _state_rules(record, date)
    setting = plain_word(record.schedule.clinic.setting)
    limits = [
        _Limit(_CALLED[name], _COUNTED[name], count, f"{rule.state} allows", str(rule.source), rule.verified)
        for rule in rules
        if setting not in rule.except_settings
        for name, count in rule.limits.items()
    ]
    if any(rule.limits_assistants for rule in rules):
        return limits
    threshold = record.thresholds(date)
    known = f"nothing is known of a limit in {state}, and " if state else ""
    default = _Limit(
        _CALLED["together"],
        _COUNTED["together"],
        threshold.ratio.together,
        f"{known}no state in the table allows more than",
        str(threshold.dated["ratio"].sources[0]),
        # Whatever the table says, nobody knows whether it is this clinic's limit.
        verified=False,
    )
    return [*limits, default]


def _state_rules(record: Record, date: str) -> list[StateRule]:
    """List what is known of the law of the clinic's state, for all payers."""
    on = calendar_date.fromisoformat(date)
    return [rule for rule in oversight().rules_of(record.schedule.clinic.state, on) if not rule.payers]


def dates_without_limit(record: Record, part: int) -> list[str]:
    """List the dates on which the clinic's state has no known limit on assistants."""
    del part
    if not record.schedule.clinic.state:
        return []
    return [date for date in record.dates if not any(rule.limits_assistants for rule in _state_rules(record, date))]


def unknown_limit(record: Record, without: Sequence[str], shown: ShownOf) -> Iterator[Finding]:
    """Report, once per analysis, that the clinic's state has no known limit on assistants."""
    del shown
    if not without:
        return
    state, date = record.schedule.clinic.state, min(without)
    told = [
        f"{_FOUND[rule.standing]} as of {rule.as_of}{f' ({rule.note})' if rule.note else ''}"
        for rule in _state_rules(record, date)
    ]
    most = record.thresholds(date).ratio.together
    yield record.finding(
        RATIO,
        Severity.NOTE,
        (),
        f"How many assistants and aides one therapist may oversee in {JURISDICTIONS[state]} ({state}): "
        f"{'; '.join(told) or 'the table of states has nothing for this date'}. In place of a limit, more than {most} "
        "for each therapist are listed for review.",
        span=(record.midnight(date), record.midnight(date)),
        date=date,
        about=f"limit {state}",
        own_remedy="Look the limit up in the state's practice act and its board's rules, and staff by that; "
        "`timeline rules oversight` shows what is known of every state.",
        own_source=next((str(rule.source) for rule in _state_rules(record, date) if rule.source), ""),
    )


_FOUND = {
    Standing.LIMIT: "a limit was found for aides only",
    Standing.NO_LIMIT_FOUND: "no limit was found",
    Standing.NOT_LOOKED_UP: "not looked up",
}


def ratio(record: Record) -> Iterator[Finding]:
    """Report times at which more assistants or aides are on duty than the therapists on site may oversee."""
    sites, limits_on = record.staff.sites, cache(partial(_limits, record))
    for date, clinic in sites:
        roles = sites.roles((date, clinic))
        for limit in limits_on(date):
            if sum(map(roles.count, limit.roles)) <= limit.most:
                continue
            site = sites[date, clinic]
            therapists, helpers = _therapists(site, Discipline.PT), [one for one in site if one.role in limit.roles]
            found = _too_many(therapists, helpers, limit.most)
            if found:
                yield _ratio(record, (date, clinic), limit, therapists, found)


def _too_many(
    therapists: Sequence[Presence], helpers: Sequence[Presence], limit: int
) -> list[tuple[Span, list[str], int]]:
    """Find the spans with too many helpers on duty, who they are, and how many therapists are there."""
    cuts = sorted({edge for one in (*therapists, *helpers) for span in (*one.spans, *one.on_duty) for edge in span})
    there = _within(cuts, [one.spans for one in therapists]).sum(axis=0)
    duty = _within(cuts, [one.on_duty for one in helpers])
    # A therapist who oversees from elsewhere counts as one.
    too_many = np.flatnonzero(duty.sum(axis=0) > limit * np.maximum(1, there))
    return [
        ((cuts[at], cuts[at + 1]), [helpers[one].provider for one in places(duty[:, at])], int(there[at]))
        for at in too_many.tolist()
    ]


def _within(cuts: Sequence[int], listed: Sequence[Sequence[Span]]) -> Mask:
    """Whether somebody's spans, of which every edge is a cut, hold what is between each cut and the next."""
    place = {cut: at for at, cut in enumerate(cuts)}
    found = np.zeros((len(listed), len(cuts)), bool)
    for row, spans in zip(found, listed, strict=True):
        for start, end in spans:
            row[place[start] : place[end]] = True
    return found


def _ratio(
    record: Record,
    site: tuple[str, str],
    limit: _Limit,
    therapists: Sequence[Presence],
    found: Sequence[tuple[Span, list[str], int]],
) -> Finding:
    date, clinic = site
    spans = union(span for span, _, _ in found)
    _, worst, there = max(found, key=lambda item: (len(item[1]) - limit.most * max(1, item[2]), -item[0][0]))
    helpers = sorted({provider for _, duty, _ in found for provider in duty})
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    by_shift = all(one.by_shift for one in record.staff.sites[site] if one.provider in helpers)
    sure = limit.verified and by_shift and all(one.by_shift for one in therapists)
    with_whom = f"{there} therapist{'' if there == 1 else 's'}" if there else "no therapist"
    return record.finding(
        RATIO,
        Severity.ERROR if sure else Severity.REVIEW,
        (),
        f"{len(worst)} {limit.who} ({series(worst)}) were on duty at {clinic} with {with_whom} on site "
        f"{record.when(date, start, end, seconds=seconds)}. Per therapist, {limit.by} {limit.most}; the assistants' "
        "claims for that time depend on it.",
        span=(start, end),
        date=date,
        providers=tuple(helpers),
        seconds=seconds,
        about=f"{clinic} {limit.who}",
        own_source=limit.source,
        clinic=clinic,
    )


def assistant_evaluations(record: Record) -> Iterator[Finding]:
    """Report evaluations recorded with an assistant that the count of units has not already reported."""
    rows, codes, of, arrays = record.rows, code_table(), columns(record), record.visit_arrays
    evaluates = np.array([code in codes and codes[code].family == "evaluation" for code in of.codes], bool)
    listed = np.flatnonzero(of.attended & of.assistant & evaluates[of.code])
    if not len(listed):
        return
    start, end = of.start[listed], of.end[listed]
    left = end - start - credited_time(record).seconds(persons(record)[listed], start, end)
    for row, uncredited in zip(listed.tolist(), left.tolist(), strict=True):
        answer = int(arrays.answer[of.visit[row]])
        remarks = arrays.answers.said(answer).remarks if answer >= 0 else ()
        if not any(remark.rule == EVALUATION.id and rows.code[row] in remark.codes for remark in remarks):
            yield _evaluation(record, row, uncredited)


def _evaluation(record: Record, row: int, uncredited: int) -> Finding:
    rows = record.rows
    patient, provider = rows.patient[row], rows.provider[row]
    covered = not uncredited and bool(columns(record).therapist[_credited(record, row)].all())
    told = (
        "A therapist is credited throughout, so the assistant's part earns nothing"
        if covered
        else "Only a therapist may evaluate, so the code cannot be claimed for this time"
    )
    return record.finding(
        EVALUATION,
        Severity.NOTE if covered else record.severity(row, Severity.ERROR),
        [row],
        f"{provider} ({rows.role[row]}) is recorded with {patient} for the evaluation {rows.code[row]} "
        f"{record.row_clock(row)}. {told}.",
        about=rows.code[row],
    )


def _credited(record: Record, row: int) -> Numbers:
    """Find the rows credited to the visit in a row's span."""
    of, known, visit = credited(record), columns(record), columns(record).visit[row]
    own = slice(of.first[visit], of.first[visit + 1])
    meets = (of.start[own] < known.end[row]) & (known.start[row] < of.end[own])
    found: Numbers = of.row[own][of.under[record.contest][own] & meets]
    return found
