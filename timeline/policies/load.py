"""Read payer policies: shipped ones by name, a clinic's own from a TOML file.

Everything wrong with a file and its tables is reported at once, each fault with its path or row. Nothing is
guessed: an unknown key, an unknown rule, overlapping or undeclared missing periods, a value without a source, a
source nobody knows and a row of a table that cannot be read are all faults.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from timeline.errors import Fault, PolicyError, UnknownPayerError
from timeline.policies.checked import checked_faults, table_files
from timeline.policies.entries import history, period_faults, provenance_faults, read_entries
from timeline.policies.inheritance import inherited, inherited_gaps
from timeline.policies.model import RULE_CLASSES, Dated, Gap, Policy, Source
from timeline.policies.ncci import ceilings, pairs
from timeline.policies.relative_values import read_values
from timeline.policies.rules import CeilingsRule, EditsRule, Method, RelativeValuesRule, UnitRule
from timeline.policies.shipped import SHIPPED, sources
from timeline.toml import read_toml, structured

#: TOML files beside the policies that are none.
NOT_POLICIES = frozenset({"adjustments", "audit", "denials", "oversight", "sources"})


@dataclass(frozen=True, slots=True)
class _Head:
    payer: str
    title: str = ""
    extends: str | None = None
    verified_through: date | None = None
    source: list[Source] = field(default_factory=list)
    gap: list[Gap] = field(default_factory=list)


def policy_names() -> tuple[str, ...]:
    """List the shipped policies, sorted."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml") if path.stem not in NOT_POLICIES))


@cache
def load_policy(name: str) -> Policy:
    """Load a shipped policy.

    Raises
    ------
    UnknownPayerError: no shipped policy has that name; the message lists the known ones.
    """
    if name not in policy_names():
        problem = f"no policy has that name; known: {', '.join(policy_names())}"
        repair = "Use one of these, map the insurer's name in the clinic file, or use a policy file of your own."
        raise UnknownPayerError([Fault("policies", None, "payer", name, problem, repair)])
    return load_policy_file(SHIPPED / f"{name}.toml")


def load_policy_file(path: str | Path) -> Policy:
    """Load a policy from a TOML file, with the tables it names.

    Raises
    ------
    PolicyError: every fault of the file and of its tables.
    """
    file = Path(path)
    document = read_toml(file, PolicyError)
    faults: list[Fault] = []
    head = structured(
        {key: value for key, value in document.table.items() if key != "rule"}, _Head, "", file=file.name, faults=faults
    )
    entries = read_entries(document.table.get("rule", []), "rule", RULE_CLASSES, file=file.name, faults=faults)
    entries = {path: _with_tables(entry, file, path, faults) for path, entry in entries.items()}
    described = {source.id for source in head.source} if head else set()
    faults += provenance_faults(entries, file.name, known=described)
    for where, entry in entries.items():
        if isinstance(entry.value, UnitRule):
            _check_units(entry.value, where, file.name, faults)
        elif isinstance(entry.value, EditsRule | CeilingsRule):
            faults += checked_faults(entry.value, where, file.name, known=described | sources().keys())
    gaps: list[Gap] = []
    if head is not None:
        gaps = _known_gaps(head, file.name, faults)
        parent = _parent(head, file, faults)
        if parent is not None:
            entries, gaps = (
                {**inherited(parent, entries, gaps), **entries},
                gaps + inherited_gaps(parent, entries, gaps),
            )
        _check_periods(list(entries.values()), gaps, file.name, faults)
    if faults or head is None:
        raise PolicyError(faults)
    return Policy(
        payer=head.payer,
        title=head.title,
        origin=file.name,
        verified_through=head.verified_through,
        history=history(entries.values(), tuple(RULE_CLASSES)),
        gaps=tuple(gaps),
        sha256=document.sha256,
        tables=_own_tables(entries.values()),
    )


def _with_tables(entry: Dated, file: Path, path: str, faults: list[Fault]) -> Dated:
    """Replace table names with full paths, and read the tables: a row that cannot be read is a fault of the policy."""
    value = entry.value
    if isinstance(value, EditsRule):
        tables = tuple(
            _found(name, file, f"{path}.value.tables[{place}]", faults) for place, name in enumerate(value.tables)
        )
        found = tuple(filter(None, tables))
        _read(lambda: pairs(found, value.column), faults)
        return replace(entry, value=replace(value, tables=tables))
    if isinstance(value, CeilingsRule):
        table = _found(value.table, file, f"{path}.value.table", faults)
        if table:
            _read(lambda: ceilings(table, value.column), faults)
        return replace(entry, value=replace(value, table=table))
    if isinstance(value, RelativeValuesRule):
        table = _found(value.table, file, f"{path}.value.table", faults)
        if table:
            _read(lambda: read_values(table), faults)
        return replace(entry, value=replace(value, table=table))
    return entry


def _found(name: str, file: Path, path: str, faults: list[Fault]) -> str:
    """Find a table next to the policy file or among the shipped ones; empty where there is none."""
    try:
        found = next((folder / name for folder in (file.parent, SHIPPED) if (folder / name).is_file()), None)
    except ValueError:  # a name that no file can have
        found = None
    if found is None:
        faults.append(Fault(file.name, None, path, name, "no such table", "Put it next to the policy file."))
        return ""
    return str(found)


def _own_tables(entries: Iterable[Dated]) -> dict[str, str]:
    """Hash the tables that are not shipped: the clinic may import others under the same names."""
    named = {file for entry in entries for file in table_files(entry.value)}
    own = sorted(Path(file) for file in named if not Path(file).is_relative_to(SHIPPED))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in own}


def _read(read: Callable[[], Any], faults: list[Fault]) -> None:
    try:
        read()
    except PolicyError as wrong:
        faults += wrong.fault_list


def _check_units(rule: UnitRule, path: str, file: str, faults: list[Fault]) -> None:
    where = f"{path}.value.threshold"
    if rule.unit_minutes < 1:
        problem, place = "a unit must last a minute or more", f"{path}.value.unit_minutes"
        faults.append(Fault(file, None, place, str(rule.unit_minutes), problem, "Correct it."))
    if rule.method is Method.TOTAL_MINUTES:
        if rule.threshold is None or not 1 <= rule.threshold <= rule.unit_minutes:
            problem = "total_minutes needs a threshold from 1 to unit_minutes"
            faults.append(Fault(file, None, where, str(rule.threshold or ""), problem, "State it."))
    elif rule.threshold is not None:
        faults.append(
            Fault(file, None, where, str(rule.threshold), f"{rule.method} takes no threshold", "Leave it out.")
        )


def _known_gaps(head: _Head, file: str, faults: list[Fault]) -> list[Gap]:
    """Return the gaps a file declares; each belongs to a rule."""
    for place, gap in enumerate(head.gap):
        if gap.name not in RULE_CLASSES:
            where, repair = f"gap[{place}].name", f"Use one of {', '.join(RULE_CLASSES)}."
            faults.append(Fault(file, None, where, gap.name, "unknown rule", repair))
    return head.gap


def _parent(head: _Head, file: Path, faults: list[Fault]) -> Policy | None:
    if head.extends is None:
        return None
    if head.extends not in policy_names() or head.extends == file.stem:
        known = ", ".join(policy_names())
        faults.append(Fault(file.name, None, "extends", head.extends, "no such policy", f"Use one of {known}."))
        return None
    return load_policy(head.extends)


def _check_periods(entries: Sequence[Dated], gaps: Sequence[Gap], file: str, faults: list[Fault]) -> None:
    if not any(entry.name == "units" for entry in entries):
        faults.append(Fault(file, None, "rule", "", "no units rule", "State how minutes become units."))
    known = [gap for gap in gaps if gap.name in RULE_CLASSES]
    faults += period_faults([*entries, *known], file, holes="Fill it, or declare it in a [[gap]].")
