"""Claim lines as a payer sees them: each with the visit it is for, and what else is on the claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from timeline.claimed import ClaimedLine
from timeline.policies import Rules
from timeline.policies.modifiers import DecidedModifiers, decided_modifiers
from timeline.record import Record
from timeline.units import VisitUnits
from timeline.units.plan import Plan, plan_for
from timeline.visits import VisitAccount, VisitKey


@dataclass(frozen=True, slots=True)
class SentLine:
    """One line of a claim.

    Parameters
    ----------
    key
        Its visit; no discipline where nothing is recorded for the patient's date.
    place
        Its place among the lines of the visit, from 0: by code, modifiers and units, whatever the order of the list.
    """

    key: VisitKey
    place: int
    line: ClaimedLine

    @property
    def code(self) -> str:
        """The code as sent."""
        return self.line.code

    @property
    def units(self) -> int:
        """The units claimed."""
        return self.line.units

    @property
    def modifiers(self) -> tuple[str, ...] | None:
        """The modifiers in the order in which they were sent; None where they are unknown."""
        return None if self.line.sent is None else tuple(self.line.sent.split())


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of a claim line, to be looked up among the consequences.

    Parameters
    ----------
    rule, when
        Id of the finding or remark behind it, or `line.…`, and the case.
    units
        How many units of the line it is about.
    facts
        What the words of a consequence may name.
    remedy, source
        Those of the finding or the remark; empty where the consequence has its own.
    """

    rule: str
    when: str
    units: int
    facts: Mapping[str, str] = field(default_factory=dict)
    remedy: str = ""
    source: str = ""


#: What is known of lines, one thing after another.
KnownOf = Iterator[tuple[SentLine, Known]]


@dataclass(frozen=True, slots=True, eq=False)
class SentVisit:
    """What was claimed of a visit that a policy counts, with the rules in force and what the record supports."""

    account: VisitAccount
    rules: Rules
    plan: Plan
    supported: VisitUnits
    lines: Sequence[SentLine]

    @property
    def decided(self) -> DecidedModifiers:
        """Which modifiers the record decides."""
        return decided_modifiers(self.rules)

    def of(self, code: str) -> list[SentLine]:
        """List the lines of a code that claim units."""
        return [line for line in self.lines if line.code == code and line.units]

    @property
    def codes(self) -> list[str]:
        """The codes of which units are claimed, sorted."""
        return sorted({line.code for line in self.lines if line.units})

    def names(self, code: str) -> set[str]:
        """Return the recorded codes that are billed as a code, and the code itself."""
        return {code} | {name for name, billed in self.supported.billed_as.items() if billed == code}


def visit_sent(account: VisitAccount, lines: Sequence[SentLine]) -> SentVisit | None:
    """Put a visit beside its lines; None where no policy counts it."""
    if account.units is None or account.rules is None:
        return None
    plan = plan_for(account.rules, account.key[2], date.fromisoformat(account.key[0]))
    return SentVisit(account, account.rules, plan, account.units[account.contest], lines)


def lines_of_visits(record: Record) -> dict[VisitKey, list[SentLine]]:
    """List what is or would be claimed of each visit: as sent, as the rows say, else what the record supports."""
    claims, found = record.claims, dict[VisitKey, list[SentLine]]()
    for key, account in record.accounts.items():
        lines: Iterable[ClaimedLine] = claims.lines.get(key, ())
        if not lines and not claims.complete and account.units is not None:
            supported = account.units[account.contest].lines
            lines = [ClaimedLine(line.code, line.units, " ".join(line.modifiers)) for line in supported]
        found[key] = in_order(key, lines)
    return found


def lines_without_visit(record: Record) -> Iterator[SentLine]:
    """List the claimed lines of dates on which nothing is recorded for the patient."""
    for (day, patient), lines in sorted(record.claims.without_visit.items()):
        yield from in_order((day, patient, ""), lines)


def in_order(key: VisitKey, lines: Iterable[ClaimedLine]) -> list[SentLine]:
    """Put the lines of a visit in order, whatever the order of the list, and number them."""
    ordered = sorted(lines, key=lambda line: (line.code, line.sent or "", line.units))
    return [SentLine(key, place, line) for place, line in enumerate(ordered)]


def together(visits: Iterable[SentVisit]) -> Iterator[list[SentVisit]]:
    """Group the visits of a patient and date that the same rules count."""
    found: dict[tuple[str, str, int], list[SentVisit]] = defaultdict(list)
    for visit in visits:
        found[visit.account.key[0], visit.account.key[1], id(visit.rules)].append(visit)
    yield from found.values()
