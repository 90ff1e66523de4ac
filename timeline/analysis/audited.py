"""The audit of a period: findings grouped by rule, with what depends on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from timeline import contracts
from timeline.analysis.document import finding_dict
from timeline.analysis.finding_tables import finding_intervals_table, findings_table
from timeline.analysis.given import Result
from timeline.analysis.manifest import manifest
from timeline.analysis.narrowed import narrowed
from timeline.analysis.totals import totals
from timeline.audit import FINDING_RULES, Finding
from timeline.audit.exposure import Exposures, exposures
from timeline.clock import exact_minutes
from timeline.errors import WrongValueError
from timeline.exports import json_text
from timeline.record import Record
from timeline.vocabulary import Severity

By = Literal["clinic"]


@dataclass(frozen=True, eq=False)
class Audited:
    """The selected findings of an analysis.

    Parameters
    ----------
    record
        The facts they come from.
    finding_list
        The findings, in the audit's order.
    by
        `clinic` lists sites separately; None does not.
    """

    record: Record
    finding_list: Sequence[Finding]
    by: By | None = None

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the findings were made from and with."""
        return manifest(self.record)

    @cached_property
    def dates(self) -> list[str]:
        """The dates of the analysis, sorted."""
        return self.record.dates

    @cached_property
    def by_clinic(self) -> dict[str, Audited]:
        """The same for each site; a finding with rows of two sites belongs to both."""
        shown = self.record.narrowing
        clinics = sorted(set(self.record.rows.clinic))
        parts = {clinic: narrowed(self.record, replace(shown, clinic=clinic)) for clinic in clinics}
        return {
            clinic: Audited(part, [finding for finding in self.finding_list if part.shows(finding)])
            for clinic, part in parts.items()
        }

    @cached_property
    def exposure(self) -> Exposures:
        """What depends on contested time over the whole period."""
        return exposures(self.record)

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Headline sums over the whole period; see `timeline.analysis.totals`."""
        return totals(self.record)

    @cached_property
    def by_rule(self) -> dict[str, list[Finding]]:
        """The findings of each rule, rules in the audit's order of severity and then by name."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for item in self.finding_list:
            found[item.rule.id].append(item)
        order = list(Severity)
        return dict(sorted(found.items(), key=lambda pair: (order.index(pair[1][0].severity), pair[0])))

    @property
    def clinics(self) -> pd.DataFrame:
        """`AUDIT_CLINICS`: the same as `rules`, site by site."""
        rows: list[dict[Any, Any]] = [
            {"clinic": clinic} | dict(rule)
            for clinic, part in self.by_clinic.items()
            for rule in part.rules.to_dict("records")
        ]
        return contracts.conform(contracts.AUDIT_CLINICS, rows)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """`AUDIT_RULES`: counts, time, units at risk and exposure of each rule."""
        return contracts.conform(
            contracts.AUDIT_RULES, [self._rule(rule, listed) for rule, listed in self.by_rule.items()]
        )

    def _rule(self, rule: str, listed: Sequence[Finding]) -> dict[str, Any]:
        findings = listed
        visits = {
            visit.key: visit for finding in findings for visit in self.record.visits_of(finding.date, finding.patients)
        }
        exposed = exposures(self.record, visits.values())
        severities = [finding.severity for finding in findings]
        known = FINDING_RULES[rule]
        return {
            "rule": rule,
            "findings": len(findings),
            "errors": severities.count(Severity.ERROR),
            "reviews": severities.count(Severity.REVIEW),
            "notes": severities.count(Severity.NOTE),
            "seconds": sum(finding.seconds for finding in findings),
            "units_at_risk": sum(finding.units_at_risk for finding in findings),
            "exposure_seconds_least": exposed.seconds.least,
            "exposure_seconds_most": exposed.seconds.most,
            "exposure_units_least": exposed.units.least,
            "exposure_units_most": exposed.units.most,
            "meaning": known.meaning,
            "source": known.source,
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the audit's tables by name: rules, findings and the source rows that show them."""
        return {
            "audit_rules": self.rules,
            **({"audit_clinics": self.clinics} if self.by else {}),
            "findings": findings_table(self.finding_list, self.record.zone).frame(),
            "finding_intervals": finding_intervals_table(self.finding_list).frame(),
        }

    def to_dict(self) -> dict[str, Any]:
        """Build the document: manifest, period, exposure, rules and findings; with `by`, each site's part too."""
        return {
            "version": self.manifest["version"],
            "contest": str(self.record.contest),
            "manifest": self.manifest,
            "period": {"from": self.dates[0], "to": self.dates[-1], "dates": len(self.dates)} if self.dates else None,
            "visits": len(self.record.accounts),
            "totals": self.totals,
            "exposure": _exposure(self.exposure),
            "rules": self.rule_list(),
            **({"clinics": [_clinic_dict(*part) for part in self.by_clinic.items()]} if self.by else {}),
            "findings": [finding_dict(item, self.record.zone) for item in self.finding_list],
        }

    def rule_list(self) -> list[dict[str, Any]]:
        """Return `rules` as plain records, durations in minutes."""
        return [_rule_dict(rule) for rule in self.rules.to_dict("records")]

    def to_json(self) -> str:
        """Return the document as text; the same manifest gives the same text."""
        return json_text(self.to_dict())


def select(
    result: Result,
    *,
    rules: Collection[str] = (),
    severity: Severity | str | None = None,
    by: By | None = None,
) -> Audited:
    """Choose findings of an analysis: of some rules only, and at least as severe as `severity`.

    Parameters
    ----------
    by
        `clinic`: count visits, exposure and rules site by site as well.

    Raises
    ------
    WrongValueError: an unknown rule.
    """
    unknown = sorted(set(rules) - set(FINDING_RULES))
    if unknown:
        raise WrongValueError(
            f"rules: no finding rule is named {', '.join(unknown)}; `timeline findings` lists them all."
        )
    order = list(Severity)
    limit = order.index(Severity(severity)) if severity is not None else len(order)
    chosen = [
        item
        for item in result.finding_list
        if (not rules or item.rule.id in rules) and order.index(item.severity) <= limit
    ]
    return Audited(result.record, chosen, by)


def _clinic_dict(clinic: str, part: Audited) -> dict[str, Any]:
    return {
        "clinic": clinic,
        "visits": len(part.record.accounts),
        "totals": part.totals,
        "exposure": _exposure(part.exposure),
        "rules": part.rule_list(),
    }


def _exposure(found: Exposures) -> dict[str, Any]:
    return {
        "minutes": [exact_minutes(found.seconds.least), exact_minutes(found.seconds.most)],
        "units": [found.units.least, found.units.most],
    }


def _rule_dict(record: dict[Any, Any]) -> dict[str, Any]:
    return {
        "rule": record["rule"],
        "findings": record["findings"],
        "by_severity": {"error": record["errors"], "review": record["reviews"], "note": record["notes"]},
        "minutes": exact_minutes(record["seconds"]),
        "units_at_risk": record["units_at_risk"],
        "exposure": {
            "minutes": [exact_minutes(record[f"exposure_seconds_{end}"]) for end in ("least", "most")],
            "units": [record[f"exposure_units_{end}"] for end in ("least", "most")],
        },
        "meaning": record["meaning"],
        "source": record["source"],
    }
