"""The oversight an assistant's services need: by payer, setting, state and date of service.

Payers' levels stand in `oversight.toml`, state law in `oversight_states.csv`. Where both ask for something the
stricter holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from timeline.errors import Fault, PolicyError
from timeline.jurisdictions import jurisdiction
from timeline.policies.entries import provenance_faults
from timeline.policies.model import Citation, Sourced
from timeline.policies.shipped import SHIPPED
from timeline.policies.states import Level, StateRule, read_states
from timeline.toml import read_toml, structured

_STRICTNESS = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerLevel(Sourced):
    """The level some payers ask for in some settings."""

    payers: tuple[str, ...]
    settings: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Required:
    """The level in force for one service, and its source; `by` is the payer's policy or the state."""

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
        """Return the strictest level in force for an assistant's service; None where none is known.

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
            if _is_of(payer, entry.payers) and placed in entry.settings and entry.governs(on)
        ]
        found += [
            Required(rule.level, rule.state, rule.source, rule.verified, False)
            for rule in self.rules_of(state, on)
            if rule.level and rule.source and (not rule.payers or _is_of(payer, rule.payers))
        ]
        return max(found, key=lambda required: _STRICTNESS[required.level], default=None)

    def rules_of(self, state: str, on: date) -> list[StateRule]:
        """List what is known of a state's law on a date; a state is given by name or postal abbreviation."""
        code = jurisdiction(state)
        return [rule for rule in self.states if rule.state == code and rule.governs(on)]


def plain_word(text: str) -> str:
    """Write a setting as the data does.

    >>> plain_word("Private practice")
    'private_practice'
    """
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def _is_of(payer: str, families: Sequence[str]) -> bool:
    """Whether a policy is one of these, or of their family: `medicare-hospital` is of `medicare`."""
    return payer in families or payer.split("-")[0] in families


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
    document = read_toml(levels, PolicyError)
    faults: list[Fault] = []
    found = structured(document.table, _File, "", file=levels.name, faults=faults)
    if found is not None:
        faults += _level_faults(found.level, levels.name)
    rules = read_states(states, faults)
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
    placed = {f"level[{place}]": entry for place, entry in enumerate(entries)}
    yield from provenance_faults(placed, file)
    for path, entry in placed.items():
        if not entry.sources:
            yield Fault(file, None, f"{path}.sources", "", "has no source", "Cite one.")
    for (first, one), (later, two) in combinations(placed.items(), 2):
        shared = {*one.payers} & {*two.payers} and {*one.settings} & {*two.settings}
        if shared and one.overlaps(two):
            problem = f"is in force on the same days as {first}"
            yield Fault(file, None, later, "", problem, "End the earlier one with `until`.")
