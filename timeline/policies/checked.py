"""Up to which date, and for which codes, a policy's tables of pairs and ceilings were compared with published ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from timeline.errors import Fault
from timeline.policies.model import Policy
from timeline.policies.rules import CeilingsRule, Checked, EditsRule, RelativeValuesRule

#: Name of a rule -> what its table holds.
HOLDS = MappingProxyType({"edits": "code pairs", "ceilings": "daily ceilings"})
#: How a table is replaced by the one CMS publishes.
IMPORT = MappingProxyType(
    {
        "edits": "timeline import-ncci PTP_FILE --column {column} -o pairs.csv",
        "ceilings": "timeline import-ncci MUE_FILE --column {column} -o ceilings.csv",
    }
)


@lru_cache(maxsize=256)
def _by_code(entries: tuple[Checked, ...]) -> Mapping[str, Checked]:
    """Code -> the entry that names it; under the empty name, the one for all other codes."""
    return MappingProxyType({code: entry for entry in entries for code in entry.codes or ("",)})


def checked_for(rule: EditsRule | CeilingsRule, code: str) -> Checked | None:
    """Return the dates for which a table was compared for a code; None where it never was."""
    by_code = _by_code(rule.checked)
    return by_code.get(code, by_code.get(""))


def unchecked(rule: EditsRule | CeilingsRule, codes: Collection[str], on: date) -> tuple[str, ...]:
    """Name those of some codes for which a table was not compared on a date, sorted."""
    return tuple(sorted(code for code in set(codes) if not ((found := checked_for(rule, code)) and found.covers(on))))


def checked_dates(rule: EditsRule | CeilingsRule, codes: Collection[str]) -> str:
    """Write for which dates of service a table was compared for some codes, the earliest end first.

    Codes of the same dates stand together: "20560: 2024-07-01 to 2024-09-30; 97110, 97112: 1996-01-01 to 2026-12-31".
    """
    together: dict[tuple[date, str], list[str]] = {}
    for code in sorted(set(codes)):
        found = checked_for(rule, code)
        told = (found.through, f"{found.start} to {found.through}") if found else (date.min, "no date")
        together.setdefault(told, []).append(code)
    return "; ".join(f"{', '.join(named)}: {dates}" for (_, dates), named in sorted(together.items()))


def file_names(rule: EditsRule | CeilingsRule) -> str:
    """Name the files of a table, without their folders."""
    return ", ".join(Path(file).name for file in table_files(rule))


def table_files(rule: object) -> tuple[str, ...]:
    """Return the files a rule takes its values from."""
    if isinstance(rule, EditsRule):
        return rule.tables
    return (rule.table,) if isinstance(rule, CeilingsRule | RelativeValuesRule) else ()


def import_command(name: str, rule: EditsRule | CeilingsRule) -> str:
    """Return the command that makes a current table for a rule."""
    return IMPORT[name].format(column=rule.column)


class Table(NamedTuple):
    """A table of a policy: the rule's name, and the first date through which all of it was compared; None for none."""

    name: str
    rule: EditsRule | CeilingsRule
    through: date | None


def tables_of(policy: Policy, on: date | None = None) -> Iterator[Table]:
    """List the tables a policy uses for services on a date; without one, those it uses last."""
    for name in HOLDS:
        held = [entry for entry in policy.history.get(name, ()) if on is None or entry.governs(on)]
        for entry in held[-1:]:
            yield Table(name, entry.value, min((one.through for one in entry.value.checked), default=None))


def weakest_table(policy: Policy, on: date | None = None) -> Table | None:
    """Return the table that ends a policy's verified dates first; None where no table ends them before the rules."""
    horizon = policy.verified_through or date.max
    weak = [table for table in tables_of(policy, on) if table.through is None or table.through < horizon]
    return min(weak, key=lambda table: table.through or date.min, default=None)


def verified_through(policy: Policy, on: date | None = None) -> date | None:
    """Return the last date of service for which every rule and all of every table was checked; None for none."""
    weakest = weakest_table(policy, on)
    return weakest.through if weakest is not None else policy.verified_through


def dated_by(policy: Policy) -> str:
    """Write a policy's last verified date, and the table that sets it where one does; empty where there is none.

    >>> from timeline.policies.load import load_policy
    >>> dated_by(load_policy("medicare")), dated_by(load_policy("cpt-midpoint"))
    ('2024-09-30 (code pairs)', '2026-12-31')
    """
    weakest, through = weakest_table(policy), verified_through(policy)
    return f"{through or 'no date'} ({HOLDS[weakest.name]})" if weakest else str(through or "")


def checked_faults(
    rule: EditsRule | CeilingsRule, path: str, file: str, *, known: Collection[str] = ()
) -> Iterator[Fault]:
    """Find entries that end before they start, cite an unknown source, or name a code that another one names.

    Parameters
    ----------
    path
        Where the rule is in the file.
    known
        Ids of the documents that are described.
    """
    seen: set[str] = set()
    for place, entry in enumerate(rule.checked):
        where = f"{path}.value.checked[{place}]"
        if entry.through < entry.start:
            repair = "`through` is the last date that was compared."
            yield Fault(file, None, f"{where}.through", str(entry.through), "is before start", repair)
        if entry.source and entry.source not in known:
            repair = "Describe it in a [[source]] table."
            yield Fault(file, None, f"{where}.source", entry.source, "unknown source", repair)
        named = entry.codes or ("",)
        for code in named:
            if code in seen:
                problem = "is named more than once" if code else "a second entry for every other code"
                yield Fault(file, None, f"{where}.codes", code, problem, "Name each code in one entry.")
            seen.add(code)
