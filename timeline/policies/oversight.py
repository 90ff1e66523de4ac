"""The oversight an assistant's services need: by payer, setting, state and date of service.

Payers' levels stand in `oversight.toml`, state law in `oversight_states.csv`, states only as far as a
source was read. Where both ask for something the stricter holds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from timeline.errors import Fault, PolicyError
from timeline.policies.load import SHIPPED, parsed, sources
from timeline.policies.model import Citation, Dated
from timeline.policies.structure import CONVERTER, structured, word
from timeline.policies.thresholds import provenance_faults


class Level(StrEnum):
    """How near the therapist must be while an assistant treats; the order is from loosest to strictest."""

    #: Overall direction; presence is not required.
    GENERAL = "general"
    #: On site, not necessarily in the same room (a state's word).
    ONSITE = "onsite"
    #: In the office suite and at once available (Medicare's word).
    DIRECT = "direct"

    @property
    def needs_presence(self) -> bool:
        """Whether a therapist must be on site."""
        return self is not Level.GENERAL


_STRICTNESS = {level: place for place, level in enumerate(Level)}
CONVERTER.register_structure_hook(Level, word)


@dataclass(frozen=True, slots=True)
class PayerLevel:
    """The level some payers ask for in some settings, from `start` up to, not including, `until`."""

    payers: tuple[str, ...]
    settings: tuple[str, ...]
    level: Level
    start: date
    until: date | None = None
    sources: tuple[Citation, ...] = ()
    verified: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateRule:
    """What a state's law says; None and empty where no source was read.

    Parameters
    ----------
    assistants, aides, together
        How many of them one therapist may supervise at one time; `together` counts both.
    except_settings
        Settings in which the limits do not hold.
    payers
        Families of policies it holds for; empty: all.
    start, until
        None where the source does not say.
    """

    state: str
    level: Level | None
    assistants: int | None
    aides: int | None
    together: int | None
    except_settings: tuple[str, ...]
    payers: tuple[str, ...]
    start: date | None
    until: date | None
    source: Citation
    verified: bool
    note: str

    def governs(self, on: date) -> bool:
        """Whether services of that date fall under it, as far as the source says."""
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Required:
    """The level in force for one service, and where it says so; `by` is the payer's policy or the state."""

    level: Level
    by: str
    source: Citation
    verified: bool
    setting_assumed: bool


@dataclass(frozen=True, slots=True)
class Oversight:
    """Everything known about oversight.

    Parameters
    ----------
    assumed_setting
        The setting of a clinic that states none.
    setting_of_payer
        Policies that name a setting by themselves.
    """

    title: str
    verified_through: date
    assumed_setting: str
    setting_of_payer: Mapping[str, str]
    levels: tuple[PayerLevel, ...]
    states: tuple[StateRule, ...]

    def required(self, payer: str, *, setting: str, state: str, on: date) -> Required | None:
        """Give the strictest level in force for an assistant's service; None where nobody says.

        Parameters
        ----------
        payer
            Name of the policy.
        setting, state
            As the clinic file states them; empty where it does not.
        """
        own = self.setting_of_payer.get(payer, "")
        placed = own or plain_word(setting) or self.assumed_setting
        assumed = not own and not setting
        found = [
            Required(entry.level, payer, entry.sources[0], entry.verified, assumed)
            for entry in self.levels
            if _is_of(payer, entry.payers) and placed in entry.settings and _governs(entry, on)
        ]
        found += [
            Required(rule.level, rule.state, rule.source, rule.verified, False)
            for rule in self.rules_of(state, on)
            if rule.level is not None and (not rule.payers or _is_of(payer, rule.payers))
        ]
        return max(found, key=lambda required: _STRICTNESS[required.level], default=None)

    def rules_of(self, state: str, on: date) -> list[StateRule]:
        """List what is known of a state's law on a date."""
        return [rule for rule in self.states if rule.state == state.strip().upper() and rule.governs(on)]


def plain_word(text: str) -> str:
    """Write a setting as the data does.

    >>> plain_word("Private practice")
    'private_practice'
    """
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def _is_of(payer: str, families: Sequence[str]) -> bool:
    """Whether a policy is one of these, or of their family: `medicare-hospital` is of `medicare`."""
    return payer in families or payer.split("-")[0] in families


def _governs(entry: PayerLevel, on: date) -> bool:
    return entry.start <= on and (entry.until is None or on < entry.until)


@dataclass(frozen=True, slots=True)
class _File:
    title: str
    verified_through: date
    assumed_setting: str
    setting_of_payer: dict[str, str] = field(default_factory=dict)
    level: list[PayerLevel] = field(default_factory=list)


@cache
def oversight() -> Oversight:
    """Load the shipped rules of oversight."""
    return load_oversight(SHIPPED / "oversight.toml", SHIPPED / "oversight_states.csv")


def load_oversight(levels: Path, states: Path) -> Oversight:
    """Load rules of oversight: payers' levels from TOML, state law from CSV.

    Raises
    ------
    PolicyError: every fault of both files.
    """
    faults: list[Fault] = []
    found = structured(parsed(levels), _File, "$", file=levels.name, faults=faults)
    if found is not None:
        faults.extend(_level_faults(found.level, levels.name))
    rules = list(_state_rules(states, faults))
    if faults or found is None:
        raise PolicyError(faults)
    return Oversight(
        found.title,
        found.verified_through,
        found.assumed_setting,
        found.setting_of_payer,
        tuple(found.level),
        tuple(rules),
    )


def _level_faults(entries: Sequence[PayerLevel], file: str) -> Iterator[Fault]:
    for i, entry in enumerate(entries):
        dated = Dated("level", entry.level, entry.start, entry.until, entry.sources, entry.verified, entry.note)
        yield from provenance_faults(dated, f"$.level[{i}]", file)
        if not entry.sources:
            yield Fault(file, None, f"$.level[{i}].sources", "", "names no source", "Cite one.")
    for (i, one), (j, two) in combinations(enumerate(entries), 2):
        shared = {*one.payers} & {*two.payers} and {*one.settings} & {*two.settings}
        if shared and _meet((one.start, one.until), (two.start, two.until)):
            problem = f"holds on the same days as $.level[{i}]"
            yield Fault(file, None, f"$.level[{j}]", "", problem, "Give the earlier one `until`.")


def _meet(one: tuple[date | None, date | None], two: tuple[date | None, date | None]) -> bool:
    """Whether two periods share a day; an open side reaches without end."""
    starts = [period[0] or date.min for period in (one, two)]
    ends = [period[1] or date.max for period in (one, two)]
    return max(starts) < min(ends)


_COLUMNS = (
    "state",
    "level",
    "assistants",
    "aides",
    "together",
    "except_settings",
    "payers",
    "start",
    "until",
    "source",
    "at",
    "verified",
    "note",
)


def _state_rules(path: Path, faults: list[Fault]) -> Iterator[StateRule]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            needed = ", ".join(_COLUMNS)
            faults.append(Fault(path.name, 1, "", "", "has other columns than it needs", f"The header is {needed}."))
            return
        seen: list[StateRule] = []
        for number, record in enumerate(reader, start=2):
            rule = _state_rule(record, path.name, number, faults)
            if rule is None:
                continue
            if any(_contradict(rule, other) for other in seen):
                faults.append(Fault(path.name, number, "state", rule.state, "stands twice for one day", "Date both."))
            seen.append(rule)
            yield rule


def _contradict(one: StateRule, two: StateRule) -> bool:
    return (one.state, one.payers) == (two.state, two.payers) and _meet((one.start, one.until), (two.start, two.until))


def _state_rule(record: Mapping[str, Any], file: str, number: int, faults: list[Fault]) -> StateRule | None:
    """Read one line; every cell that cannot be read is a fault."""
    before = len(faults)

    def read(column: str, make: Any, expected: str) -> Any:
        text = record[column]
        if not text:
            return None
        try:
            return make(text)
        except ValueError:
            faults.append(Fault(file, number, column, text, f"is not {expected}", "Correct the cell."))
            return None

    counts = {name: read(name, _count, "a whole number above 0") for name in ("assistants", "aides", "together")}
    rule = StateRule(
        state=record["state"],
        level=read("level", Level, f"one of {', '.join(Level)}"),
        **counts,
        except_settings=tuple(record["except_settings"].split()),
        payers=tuple(record["payers"].split()),
        start=read("start", date.fromisoformat, "a date"),
        until=read("until", date.fromisoformat, "a date"),
        source=Citation(record["source"], record["at"]),
        verified=record["verified"] == "Y",
        note=record["note"] or "",
    )
    if not (len(rule.state) == 2 and rule.state.isalpha() and rule.state.isupper()):
        faults.append(Fault(file, number, "state", rule.state, "is not a state's two letters", "Correct the cell."))
    if record["verified"] not in ("Y", "N"):
        faults.append(Fault(file, number, "verified", record["verified"], "is neither Y nor N", "Correct the cell."))
    if rule.source.id not in sources():
        faults.append(Fault(file, number, "source", rule.source.id, "unknown source", "Describe it in sources.toml."))
    return rule if len(faults) == before else None


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count
