"""Tables of pairs and ceilings that were used beyond the codes and dates they were compared for (claims §3)."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.units.snapshot import goes_beyond, snapshot_remark

SNAPSHOT = FindingRule(
    "edit.snapshot",
    "A table of code pairs or daily ceilings was used for codes or dates of service for which nobody compared it with "
    "the published one: a pair added since would not be seen.",
    "Import the table CMS published for the quarter of service with `timeline import-ncci`, and name it in a policy.",
    "cms-ncci-manual ch. 1",
)


def snapshot(record: Record) -> Iterator[Finding]:
    """Report once for the analysis, whether or not a pair was found."""
    concerned = [
        (visit, visit.units[visit.contest])
        for visit in record.accounts.values()
        if visit.units is not None and goes_beyond(visit.units[visit.contest])
    ]
    remark = snapshot_remark(units for _, units in concerned)
    if remark is not None:
        clinics = {visit.clinic for visit, _ in concerned}
        yield record.finding(
            SNAPSHOT,
            remark.severity,
            sorted({row for visit, _ in concerned for row in visit.positions}),
            f"{remark.text[:1].upper()}{remark.text[1:]}.",
            patients=(),
            providers=(),
            clinic=clinics.pop() if len(clinics) == 1 else "",
            own_remedy=remark.remedy,
            own_source=remark.source,
        )
