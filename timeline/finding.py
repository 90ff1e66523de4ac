"""What a finding is, and what a finding rule is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from timeline.vocabulary import Severity
from timeline.words import counted


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A pattern the audit looks for.

    Parameters
    ----------
    id
        Stable name, `family.pattern`.
    meaning
        What it means in the clinic, without jargon.
    remedy
        The honest way to correct it.
    source
        The source of the rule behind it: a source id and the place in it; empty for facts about the record itself.
    """

    id: str
    meaning: str
    remedy: str
    source: str = ""


@dataclass(frozen=True, repr=False, slots=True)
class Finding:
    """Something a reviewer should see.

    Parameters
    ----------
    start, end
        Clock span, seconds on the clinic's line.
    seconds
        The time concerned; less than the span where it comes in pieces, more where it adds up several patients.
    units_at_risk
        Timed units of the visits concerned with and without these seconds.
    intervals
        Ids of the source rows that show it.
    clinic
        Where: the clinic of its earliest row; empty for findings on a policy.
    disciplines
        Of the visits its rows belong to, sorted.
    about
        What distinguishes it from others of the same rule, people and clock span: codes, the payer; mostly empty.
    own_remedy, own_source
        Said in place of the rule's, where this one finding has something better.
    id
        Its identity, with a number behind it where two findings of one audit share one; given by the audit.
    cause
        The id of the finding that this one follows from, or its own: findings that say one fact share it.
    """

    rule: FindingRule
    severity: Severity
    date: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    start: int
    end: int
    seconds: int
    units_at_risk: int
    message: str
    intervals: tuple[str, ...]
    clinic: str = ""
    disciplines: tuple[str, ...] = ()
    about: str = ""
    own_remedy: str = ""
    own_source: str = ""
    id: str = ""
    cause: str = ""

    def __repr__(self) -> str:
        return f"Finding({self.rule.id}, {self.severity}, {self.date})"

    def named(self, own: str, cause: str) -> Finding:
        """Return the finding with its id, and that of its cause."""
        return Finding(
            self.rule,
            self.severity,
            self.date,
            self.patients,
            self.providers,
            self.start,
            self.end,
            self.seconds,
            self.units_at_risk,
            self.message,
            self.intervals,
            self.clinic,
            self.disciplines,
            self.about,
            self.own_remedy,
            self.own_source,
            own,
            cause,
        )

    @property
    def remedy(self) -> str:
        """The honest way to correct it."""
        return self.own_remedy or self.rule.remedy

    @property
    def source(self) -> str:
        """The source of the rule behind it."""
        return self.own_source or self.rule.source

    @property
    def identity(self) -> str:
        """Hash rule, date, people and clock span: stable when unrelated rows or row numbers change.

        A finding about nobody, on a policy, has no clock span of its own.
        """
        parts = [self.rule.id, self.date, "\x1e".join(("\x1f".join(self.patients), "\x1f".join(self.providers)))]
        if self.patients or self.providers:
            parts += (str(self.start), str(self.end))
        if self.about:
            parts.append(self.about)
        return hashlib.sha256("\x1d".join(parts).encode()).hexdigest()[:12]


def severities(findings: Iterable[Finding]) -> str:
    """Count findings by severity, in words, as a reader would: `1 error, 2 notes`, or `none`."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[severity], str(severity)) for severity in Severity if counts[severity]) or "none"
