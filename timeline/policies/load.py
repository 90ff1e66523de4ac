"""Read payer policies: shipped ones by name, a clinic's own from a TOML file.

Everything wrong with a file is reported at once, each fault with its path. Nothing is guessed: an
unknown key, an unknown rule, overlapping or undeclared missing periods, a value without a source and a
source nobody knows are all faults.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from timeline.errors import Fault, PolicyError, UnknownPayerError
from timeline.policies.model import RULES, Citation, Dated, Gap, Policy, Source
from timeline.policies.ncci import adjudication_column
from timeline.policies.rules import CeilingsRule, EditsRule, Method, UnitRule
from timeline.policies.structure import structured

#: Where the shipped policies and their tables are.
SHIPPED = Path(str(files("timeline").joinpath("policies")))
#: TOML files beside the policies that are none.
NOT_POLICIES = frozenset({"audit", "oversight", "sources"})


@dataclass(frozen=True, slots=True)
class _Head:
    payer: str
    title: str = ""
    extends: str | None = None
    verified_through: date | None = None
    source: list[Source] = field(default_factory=list)
    gap: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    value: dict[str, Any]
    start: date
    until: date | None = None
    sources: list[Citation] = field(default_factory=list)
    verified: bool = True
    note: str = ""


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
        known = ", ".join(policy_names())
        raise UnknownPayerError(
            [
                Fault(
                    "policies",
                    None,
                    "payer",
                    name,
                    f"no policy has that name; known: {known}",
                    "Use one of these, map the insurer's name in the clinic file, or give a policy file.",
                )
            ]
        )
    return load_policy_file(SHIPPED / f"{name}.toml")


def load_policy_file(path: str | Path) -> Policy:
    """Load a policy from a TOML file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    file = Path(path)
    faults: list[Fault] = []
    raw = parsed(file)
    head = structured({k: v for k, v in raw.items() if k != "rule"}, _Head, "$", file=file.name, faults=faults)
    entries = _entries(raw.get("rule", []), file, faults)
    _check_entries(entries, file, faults)
    if head is not None:
        _check_head(entries, head, file, faults)
        parent = _parent(head, file, faults)
        gaps = head.gap
        if parent is not None:
            gaps = gaps + [gap for old in parent.gaps for gap in _outside(old, [*entries.values(), *head.gap])]
            entries = {**_inherited(parent, entries, head.gap), **entries}
        _check_periods(list(entries.values()), gaps, file.name, faults)
    if faults or head is None:
        raise PolicyError(faults)
    return Policy(
        payer=head.payer,
        title=head.title,
        origin=file.name,
        verified_through=head.verified_through,
        history=_history(entries.values()),
        gaps=tuple(gaps),
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
    )


@cache
def sources() -> Mapping[str, Source]:
    """Load the documents the shipped policies and worked cases rest on, keyed by id."""
    faults: list[Fault] = []
    file = SHIPPED / "sources.toml"
    listed = [
        structured(raw, Source, f"$.source[{i}]", file=file.name, faults=faults)
        for i, raw in enumerate(parsed(file).get("source", []))
    ]
    if faults:
        raise PolicyError(faults)
    return MappingProxyType({source.id: source for source in listed if source is not None})


def parsed(file: Path) -> dict[str, Any]:
    """Parse a TOML file.

    Raises
    ------
    PolicyError: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "not UTF-8 text"
        fault = Fault(file.name, None, "", "", f"cannot be read: {reason}", "Check path and encoding.")
        raise PolicyError([fault]) from problem
    except tomllib.TOMLDecodeError as problem:
        raise PolicyError([Fault(file.name, None, "", "", f"not TOML: {problem}", "Correct that line.")]) from problem


def _entries(listed: Any, file: Path, faults: list[Fault]) -> dict[str, Dated]:
    """Structure every [[rule]]; the keys are the paths, for later messages."""
    entries: dict[str, Dated] = {}
    if not isinstance(listed, list):
        faults.append(Fault(file.name, None, "$.rule", "", "expected [[rule]] entries", "Write [[rule]] above each."))
        return entries
    for i, raw in enumerate(listed):
        path = f"$.rule[{i}]"
        head = structured(raw, _Entry, path, file=file.name, faults=faults)
        name = raw.get("name") if isinstance(raw, dict) else None
        value = raw.get("value") if isinstance(raw, dict) else None
        if isinstance(name, str) and name not in RULES:
            known = ", ".join(RULES)
            faults.append(Fault(file.name, None, f"{path}.name", name, "unknown rule", f"Use one of {known}."))
        elif isinstance(name, str) and isinstance(value, dict):
            ruled = structured(value, RULES[name], f"{path}.value", file=file.name, faults=faults)
            if head is not None and ruled is not None:
                ruled = _with_tables(ruled, file, f"{path}.value", faults)
                entries[path] = Dated(
                    name, ruled, head.start, head.until, tuple(head.sources), head.verified, head.note
                )
    return entries


def _with_tables(value: Any, file: Path, path: str, faults: list[Fault]) -> Any:
    """Replace table names by full paths, and check that the tables have the columns a rule reads."""
    if isinstance(value, EditsRule):
        needs: tuple[str, ...] = ("column_one", "column_two", value.column, "start", "until")
        tables = [_table(name, needs, file, f"{path}.tables[{i}]", faults) for i, name in enumerate(value.tables)]
        return replace(value, tables=tuple(tables))
    if isinstance(value, CeilingsRule):
        needs = ("code", value.column, adjudication_column(value.column))
        return replace(value, table=_table(value.table, needs, file, f"{path}.table", faults))
    return value


def _table(name: str, needs: Sequence[str], file: Path, path: str, faults: list[Fault]) -> str:
    """Find a table beside the policy file or among the shipped ones."""
    found = next((folder / name for folder in (file.parent, SHIPPED) if (folder / name).is_file()), None)
    if found is None:
        faults.append(Fault(file.name, None, path, name, "no such table", "Put it beside the policy file."))
        return name
    with found.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines), [])
    missing = [column for column in needs if column not in header]
    if missing:
        known = ", ".join(header)
        problem = f"the table has no column {', '.join(missing)}; it has {known}"
        faults.append(Fault(file.name, None, path, name, problem, "Name a column of the table."))
    return str(found)


def _check_head(entries: Mapping[str, Dated], head: _Head, file: Path, faults: list[Fault]) -> None:
    """Every source that is cited is described, every gap belongs to a rule."""
    known = {source.id for source in head.source} | set(sources())
    for path, entry in entries.items():
        for i, citation in enumerate(entry.sources):
            if citation.id not in known:
                where, repair = f"{path}.sources[{i}].id", "Describe it in a [[source]] table."
                faults.append(Fault(file.name, None, where, citation.id, "unknown source", repair))
    for i, gap in enumerate(head.gap):
        if gap.name not in RULES:
            where, repair = f"$.gap[{i}].name", f"Use one of {', '.join(RULES)}."
            faults.append(Fault(file.name, None, where, gap.name, "unknown rule", repair))


def _check_entries(entries: Mapping[str, Dated], file: Path, faults: list[Fault]) -> None:
    """Every value rests on something, ends after it starts, and makes sense."""

    def fault(where: str, value: str, problem: str, repair: str) -> None:
        faults.append(Fault(file.name, None, where, value, problem, repair))

    for path, entry in entries.items():
        if entry.verified and not entry.sources:
            fault(f"{path}.sources", "", "a verified value needs a source", "Cite one, or say verified = false.")
        if not entry.verified and not entry.note:
            fault(f"{path}.note", "", "an unverified value needs a note", "Say what it rests on.")
        if entry.until is not None and entry.until <= entry.start:
            fault(f"{path}.until", entry.until.isoformat(), "ends before it starts", "`until` is exclusive.")
        if isinstance(entry.value, UnitRule):
            _check_units(entry.value, path, fault)


def _check_units(rule: UnitRule, path: str, fault: Callable[[str, str, str, str], None]) -> None:
    if rule.unit_minutes < 1:
        fault(f"{path}.value.unit_minutes", str(rule.unit_minutes), "a unit lasts a minute or more", "Correct it.")
    if rule.method is Method.TOTAL_MINUTES:
        if rule.threshold is None or not 1 <= rule.threshold <= rule.unit_minutes:
            where, found = f"{path}.value.threshold", str(rule.threshold or "")
            fault(where, found, "total_minutes needs a threshold from 1 to unit_minutes", "State it.")
    elif rule.threshold is not None:
        where = f"{path}.value.threshold"
        fault(where, str(rule.threshold), f"{rule.method} takes no threshold", "Leave it out.")


def _parent(head: _Head, file: Path, faults: list[Fault]) -> Policy | None:
    if head.extends is None:
        return None
    if head.extends not in policy_names() or head.extends == file.stem:
        known = ", ".join(policy_names())
        faults.append(Fault(file.name, None, "$.extends", head.extends, "no such policy", f"Use one of {known}."))
        return None
    return load_policy(head.extends)


def _inherited(parent: Policy, entries: Mapping[str, Dated], gaps: Sequence[Gap]) -> dict[str, Dated]:
    """Keep of the parent what the child does not say otherwise."""
    own: list[Dated | Gap] = [*entries.values(), *gaps]
    kept = [piece for old in parent.history.values() for entry in old for piece in _outside(entry, own)]
    return {f"{parent.origin}[{i}]": entry for i, entry in enumerate(kept)}


def _outside(old: Any, own: Iterable[Dated | Gap]) -> list[Any]:
    """Cut the periods of `own` with the same name out of an entry or gap of the parent."""
    pieces = [old]
    for new in own:
        if new.name != old.name:
            continue
        pieces = [piece for rest in pieces for piece in _cut(rest, new)]
    return pieces


def _cut(old: Any, new: Dated | Gap) -> list[Any]:
    before = replace(old, until=min(old.until or date.max, new.start)) if old.start < new.start else None
    after = None
    if new.until is not None and (old.until is None or new.until < old.until):
        after = replace(old, start=max(old.start, new.until))
    return [piece for piece in (before, after) if piece is not None]


def _check_periods(entries: Sequence[Dated], gaps: Sequence[Gap], file: str, faults: list[Fault]) -> None:
    """Periods of one rule, gaps included, never overlap and leave nothing out between them."""
    if not any(entry.name == "units" for entry in entries):
        faults.append(Fault(file, None, "$.rule", "", "no units rule", "Say how minutes become units."))
    for name in RULES:
        periods: list[Dated | Gap] = [e for e in entries if e.name == name]
        periods += [gap for gap in gaps if gap.name == name]
        periods.sort(key=lambda period: period.start)
        for one, two in pairwise(periods):
            if one.until is None or two.start < one.until:
                problem, repair = f"two entries hold on {two.start}", "Give the earlier one `until`."
            elif one.until < two.start:
                problem = f"nothing holds from {one.until} up to {two.start}"
                repair = "Fill it, or declare it in a [[gap]]."
            else:
                continue
            faults.append(Fault(file, None, name, "", problem, repair))


def _history(entries: Iterable[Dated]) -> Mapping[str, tuple[Dated, ...]]:
    listed = sorted(entries, key=lambda entry: entry.start)
    history = {name: tuple(e for e in listed if e.name == name) for name in RULES}
    return MappingProxyType({name: periods for name, periods in history.items() if periods})
