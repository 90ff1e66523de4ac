"""What a finding is, and what a finding rule is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from timeline.vocabulary import Severity


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
        The honest way to mend it.
    source
        Where the rule behind it stands: a source id and the place in it; empty for facts about the record itself.
    """

    id: str
    meaning: str
    remedy: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer should see.

    Parameters
    ----------
    start, end
        Clock span, seconds on the clinic's line.
    seconds
        The time concerned; less than the span where it comes in pieces.
    units_at_risk
        Timed units of the visits concerned with and without these seconds.
    intervals
        Ids of the source rows that show it.
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

    @property
    def identity(self) -> str:
        """Hash rule, date, people and clock span: stable when unrelated rows or row numbers change."""
        people = "\x1e".join(("\x1f".join(self.patients), "\x1f".join(self.providers)))
        text = "\x1d".join((self.rule.id, self.date, people, str(self.start), str(self.end)))
        return hashlib.sha256(text.encode()).hexdigest()[:12]
