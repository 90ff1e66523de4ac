"""Evidence packs: one finding with everything a reviewer needs to check it without the rest of the schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from timeline.analysis.document import finding_dict
from timeline.analysis.manifest import manifest
from timeline.clock import DAY, exact_minutes, whole_minutes
from timeline.contracts import PAGE_ONLY
from timeline.finding import Finding, FindingRule
from timeline.policies import sources
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

_PATIENT_SPAN = ("discipline", "start", "end", "state", "provider", "interval_id")
_PROVIDER_SPAN = ("start", "end", "doing", "engaged_with", "demands", "in_shift")
#: Columns of a source row that are clocks or follow from others.
_LEFT_OUT = (*PAGE_ONLY, "start_second", "end_second")


class EvidencePacks:
    """Makes the packs of one analysis; each is plain lists, dicts, text and numbers."""

    def __init__(self, record: Record) -> None:
        # A finding is proved with everybody in it, whatever else is shown.
        self._record, self._manifest = record.whole, manifest(record)

    def pack(self, finding: Finding) -> dict[str, Any]:
        """Return the evidence of one finding.

        `people` has the whole date of everybody named, span by span, so that all lie on one axis; findings over several
        dates have none. `visits` has the minutes and units of the patients named under the three contest rules, `rows`
        the source rows without names and notes; `rule` has the meaning of the finding and its source, `manifest`
        what the result was made from.
        """
        return {
            "version": self._manifest["version"],
            "finding": finding_dict(finding, self._record.zone),
            "rule": rule_dict(finding.rule, finding.source),
            "people": self._people(finding) if finding.end - finding.start <= DAY else [],
            "visits": [_visit(account) for account in self._record.visits_of(finding.date, finding.patients)],
            "rows": [self._rows[interval] for interval in finding.intervals],
            "manifest": self._manifest,
        }

    def _people(self, finding: Finding) -> list[dict[str, Any]]:
        named = [("patient", key, self._patients) for key in finding.patients]
        named += [("provider", key, self._providers) for key in finding.providers]
        return [{"kind": kind, "id": key, "spans": spans.get((finding.date, key), [])} for kind, key, spans in named]

    @cached_property
    def _patients(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        return _spans(self._record.attendance.attendance, "patient", _PATIENT_SPAN)

    @cached_property
    def _providers(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        return _spans(self._record.attendance.engagements, "provider", _PROVIDER_SPAN)

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        frame = self._record.schedule.interval_table.drop(columns=list(_LEFT_OUT))
        return {record["interval_id"]: _plain(record) for record in frame.to_dict("records")}


def _visit(account: VisitAccount) -> dict[str, Any]:
    """Return a visit's minutes and units under each contest rule; units are null where no policy counts them."""
    date, patient, discipline = account.key
    minutes, units = account.seconds, account.units
    return {
        "date": date,
        "patient": patient,
        "discipline": discipline,
        "payer": account.payer,
        "contest": str(account.contest),
        "one_on_one_minutes": {str(rule): exact_minutes(minutes.one_on_one[rule]) for rule in ContestRule},
        "timed_units": {str(rule): units[rule].timed_units if units else None for rule in ContestRule},
        "codes": [_code(account, code) for code in account.named],
    }


def _code(account: VisitAccount, code: str) -> dict[str, Any]:
    found, units = account.seconds.codes.get(code), account.units
    return {
        "code": code,
        "minutes": {str(rule): whole_minutes(found.by_rule[rule]) if found else 0 for rule in ContestRule},
        "units": {str(rule): units[rule].units.get(code, 0) if units else None for rule in ContestRule},
        "billed_units": account.billed.get(code),
    }


def rule_dict(rule: FindingRule, source: str) -> dict[str, Any]:
    """Return a finding rule in our words, with the document it rests on."""
    name, _, place = source.partition(" ")
    known = sources().get(name)
    document = {"id": known.id, "at": place, "title": known.title, "url": known.url} if known is not None else None
    told = known.paraphrase if known is not None else ""
    return {"id": rule.id, "meaning": rule.meaning, "remedy": rule.remedy, "source": document, "paraphrase": told}


def _spans(frame: pd.DataFrame, who: str, names: tuple[str, ...]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    columns = [frame[name].tolist() for name in ("date", who, *names)]
    for date, key, *values in zip(*columns, strict=True):
        found[date, key].append(_plain(dict(zip(names, values, strict=True))))
    return found


def _plain(record: Mapping[Any, Any]) -> dict[str, Any]:
    """Turn clocks into text and missing values into null."""
    return {
        str(name): value.isoformat() if isinstance(value, pd.Timestamp) else None if pd.isna(value) else value
        for name, value in record.items()
    }
