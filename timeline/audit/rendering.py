"""The provider the claim names, and the providers the record shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from timeline.code_table import code_table
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import length, union
from timeline.visits import VisitAccount
from timeline.vocabulary import ASSISTANTS, DISCIPLINE_OF_ROLE, THERAPISTS, Evidence, Role, Severity
from timeline.words import counted, series

RENDERING = FindingRule(
    "claim.rendering_provider",
    "A claim names a provider who has no row for its code in that visit.",
    "Find out who treated the patient. If the record is right, name that person on the claim; if the claim is "
    "right, have the author correct the record by addendum.",
    "oig-a-06-06-00078 claims for care that others furnished",
)


def rendering_providers(record: Record) -> Iterator[Finding]:
    """Report claim lines in the name of a provider the record does not show.

    A claim may name the therapist who oversees an assistant or a student: where the record shows only these, a
    therapist of the discipline who is recorded on that date is in order.
    """
    if not record.claims.numbers.provider.codes.any():
        return
    for key, lines in record.claims.lines.items():
        if not any(line.provider for line in lines):
            continue
        named: dict[tuple[str, str], int] = defaultdict(int)
        for line in lines:
            if line.provider and line.units:
                named[line.code, line.provider] += line.units
        visit = record.accounts[key]
        if visit.evidence == Evidence.DOCUMENTED:
            for (code, provider), count in named.items():
                rows = _rows(record, visit, code)
                if not _is_shown(record, visit, rows, provider):
                    yield _finding(record, visit, rows, (code, provider, count))


def _rows(record: Record, visit: VisitAccount, code: str) -> list[int]:
    """Find the rows a claimed code rests on; those of the whole visit where none that anybody attends carries it."""
    rows, own = record.rows, visit.recorded_as(code)
    attended = [row for row in visit.positions if rows.provider[row]]
    return [row for row in attended if rows.code[row] in own] or attended


def _is_shown(record: Record, visit: VisitAccount, listed: Sequence[int], provider: str) -> bool:
    """Whether the rows show a provider, or people for whom the claim may name the provider."""
    shown = {record.rows.provider[row]: record.rows.role[row] for row in listed}
    if not shown or provider in shown:
        return True
    overseen = set(shown.values()) <= {*ASSISTANTS, Role.STUDENT}
    return overseen and _is_therapist_there(record, visit, provider)


def _is_therapist_there(record: Record, visit: VisitAccount, provider: str) -> bool:
    date, _, discipline = visit.key
    there = (one for (day, _), site in record.staff.sites.items() if day == date for one in site)
    return any(
        one.provider == provider and one.role in THERAPISTS and DISCIPLINE_OF_ROLE[one.role] == discipline
        for one in there
    )


def _finding(record: Record, visit: VisitAccount, listed: Sequence[int], named: tuple[str, str, int]) -> Finding:
    rows, (date, patient, _), (code, provider, count) = record.rows, visit.key, named
    shown = sorted({rows.provider[row] for row in listed})
    spans = union((rows.start[row], rows.end[row]) for row in listed)
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    known = code_table().get(code)
    when = record.when(date, start, end, seconds=seconds)
    return record.finding(
        RENDERING,
        Severity.REVIEW,
        listed,
        f"The claim for {code} of {patient} {when} names {provider}, but the record names {series(shown)}. "
        f"One of them is wrong; {counted(count, 'unit')} {_stand(count)} on the claim.",
        units_at_risk=count if known is not None and known.pool == "cms15" else 0,
        providers=tuple(sorted({provider, *shown})),
        about=f"{code} {provider}",
    )


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"
