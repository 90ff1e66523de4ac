"""Small schedules analysed, and what the audit says of them; lines are written as in `tests.days`."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from tests.days import DATE, frame
from timeline import contracts
from timeline.audit import Finding
from timeline.clock import clock, exact_minutes, to_wall
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule


class Told(NamedTuple):
    """The facts of a finding: people, clock span, minutes, units."""

    severity: str
    patients: str
    providers: str
    span: str
    minutes: float
    at_risk: int


def claims(*lines: tuple[str, str, int, str]) -> pd.DataFrame:
    """Build a claims list: patient, code, units, and whom the claim names."""
    records = [
        {
            "claim_id": f"c:{number}",
            "date": DATE,
            "patient": patient,
            "code": code,
            "units": units,
            "modifiers": None,
            "provider": provider,
            "discipline": "",
            "payer": "",
        }
        for number, (patient, code, units, provider) in enumerate(lines, start=2)
    ]
    return contracts.conform(contracts.CLAIM_LINES, records)


def analysed(*lines: str, contest: str = "nested", **reading: Any) -> Analysis:
    """Read and analyse a day."""
    return analyze(read_schedule(frame(*lines), **reading), contest=contest)


def findings(rule: str, *lines: str, **options: Any) -> list[Finding]:
    """Give the findings of one rule."""
    return [finding for finding in analysed(*lines, **options).finding_list if finding.rule.id == rule]


def told(rule: str, *lines: str, **options: Any) -> list[Told]:
    """Give the facts of the findings of one rule."""
    return [facts(finding) for finding in findings(rule, *lines, **options)]


def facts(finding: Finding) -> Told:
    """Give a finding's facts in words a test can write down."""
    return Told(
        str(finding.severity),
        " ".join(finding.patients),
        " ".join(finding.providers),
        f"{clock(to_wall(finding.start))}-{clock(to_wall(finding.end))}",
        exact_minutes(finding.seconds),
        finding.units_at_risk,
    )


def rules_of(*lines: str, **options: Any) -> set[str]:
    """Name every finding rule a day raises."""
    return {finding.rule.id for finding in analysed(*lines, **options).finding_list}
