"""What a payer does with a claim line once something is known of it, by date of service.

The consequences stand in `denials.toml`: each names what is known of a line (the id of a finding or of a remark, and
which case of it), what the payer does, why, and the source; what no source states is marked. Code decides what is
known of a line; what follows from it is data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from timeline.errors import Fault, PolicyError
from timeline.policies.entries import provenance_faults
from timeline.policies.model import Sourced
from timeline.policies.shipped import SHIPPED
from timeline.toml import read_toml, understood
from timeline.vocabulary import Outcome

#: What the words of a consequence may name in braces.
FACTS = frozenset(
    {"code", "codes", "discipline", "found", "limit", "modifier", "other", "payer", "text", "units", "wanted"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence(Sourced):
    """What a payer does with a line of which something is known.

    Parameters
    ----------
    rule
        Id of the finding or remark, or of what the claim itself shows (`line.…`).
    when
        Which case of it; a severity for findings and remarks. Empty: every case that has no entry of its own.
    whole_line
        Whether all units of the line are concerned; else those that it is known of.
    explains
        Whether it says why the record does not support units that were claimed, and concerns those only.
    at_risk
        Whether it explains only where units depend on the minutes of the finding.
    settles
        Whether nothing else the record says is asked of such a line.
    why, remedy
        Sentences; names in braces are of `FACTS`. An empty remedy is the finding's or the remark's own.
    """

    rule: str
    outcome: Outcome
    why: str
    when: str = ""
    remedy: str = ""
    whole_line: bool = True
    explains: bool = False
    at_risk: bool = False
    settles: bool = False


@dataclass(frozen=True)
class Consequences:
    """Every consequence, in the order of the file: of equal outcomes the earlier one is told.

    Parameters
    ----------
    payers
        Policies whose payers the sources speak of; of others it is only assumed.
    """

    title: str
    verified_through: date
    payers: tuple[str, ...]
    consequence: tuple[Consequence, ...] = field(default=())

    @cached_property
    def cases(self) -> Mapping[tuple[str, str], Sequence[Consequence]]:
        """The entries of each case, by rule and case."""
        found: dict[tuple[str, str], list[Consequence]] = {}
        for entry in self.consequence:
            found.setdefault((entry.rule, entry.when), []).append(entry)
        return MappingProxyType(found)

    @cached_property
    def places(self) -> Mapping[Consequence, int]:
        """Where each entry stands in the file."""
        return MappingProxyType({entry: place for place, entry in enumerate(self.consequence)})

    @cached_property
    def earliest(self) -> date:
        """The first date for which consequences are stated; before it, those of that date are assumed."""
        return min(entry.start for entry in self.consequence)

    def on(self, rule: str, when: str, on: date) -> Consequence | None:
        """Return the consequence of a case in force on a date; None where nothing follows."""
        on = max(on, self.earliest)
        listed = [entry for case in ((rule, when), (rule, "")) for entry in self.cases.get(case, ())]
        return next((entry for entry in listed if entry.governs(on)), None)

    def is_checked_for(self, entry: Consequence, payer: str, on: date) -> bool:
        """Whether a source states the consequence, for this payer and date."""
        return entry.verified and payer in self.payers and entry.governs(on) and on <= self.verified_through


@cache
def consequences() -> Consequences:
    """Load the shipped consequences."""
    return load_consequences(SHIPPED / "denials.toml")


def load_consequences(path: Path) -> Consequences:
    """Load consequences from a TOML file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    found = understood(read_toml(path, PolicyError), Consequences, PolicyError)
    entries = {f"consequence[{place}]": entry for place, entry in enumerate(found.consequence)}
    faults = [*provenance_faults(entries, path.name), *_word_faults(entries, path.name)]
    faults += _period_faults(found, path.name)
    if faults:
        raise PolicyError(faults)
    return found


def _word_faults(entries: Mapping[str, Consequence], file: str) -> Iterator[Fault]:
    for path, entry in entries.items():
        for column in ("why", "remedy"):
            names = {name for _, name, _, _ in Formatter().parse(getattr(entry, column)) if name is not None}
            for name in sorted(names - FACTS):
                repair = f"Use one of {', '.join(sorted(FACTS))}."
                yield Fault(file, None, f"{path}.{column}", name, "is not known of a line", repair)


def _period_faults(found: Consequences, file: str) -> Iterator[Fault]:
    for (rule, when), entries in found.cases.items():
        for one, two in combinations(entries, 2):
            if one.overlaps(two):
                problem, repair = f"two entries for {rule} {when}".rstrip(), "End one with `until`."
                yield Fault(file, None, "consequence", str(two.start), problem, repair)
