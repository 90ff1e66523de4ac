"""Tables of pairs and ceilings used for codes and dates that nobody compared with the published ones.

A pair that was added or changed since would be missed without a word, so this is said once for everything that was
counted together, whether or not a pair was found (claims §3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.policies.checked import HOLDS, checked_dates, file_names, import_command, unchecked
from timeline.policies.model import Rules
from timeline.policies.ncci import Pair, pairs
from timeline.policies.rules import CeilingsRule, EditsRule
from timeline.units.edits import pairs_among
from timeline.units.model import Remark, VisitUnits
from timeline.units.plan import plan_for
from timeline.units.treatments import Way
from timeline.vocabulary import Severity


@dataclass(slots=True)
class _Use:
    """What one table was used for beyond what it was compared with."""

    payer: str
    name: str
    rule: EditsRule | CeilingsRule
    source: str
    codes: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str, str]] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)

    def add(self, on: date, codes: Iterable[str], assumed: Iterable[Pair]) -> None:
        self.dates.add(on)
        self.codes.update(codes)
        self.pairs.update((pair.column_one, pair.column_two, pair.indicator) for pair in assumed)

    @property
    def text(self) -> str:
        first, last = min(self.dates), max(self.dates)
        when = f"on {first}" if first == last else f"from {first} to {last}"
        told = [f"it is checked only for {checked_dates(self.rule, self.codes)}"] if self.codes else []
        told += [
            f"that {one} with {two} still has indicator {held} is assumed" for one, two, held in sorted(self.pairs)
        ]
        table = f"{self.payer}'s table of {HOLDS[self.name]} ({file_names(self.rule)})"
        return f"{table} was used for services {when}; {'; '.join(told)}"


class Beyond(NamedTuple):
    """A table used beyond its check: whose and which, on which date, for which codes, with pairs only assumed."""

    payer: str
    name: str
    rule: EditsRule | CeilingsRule
    source: str
    on: date
    codes: tuple[str, ...]
    assumed: tuple[Pair, ...]


def uses_beyond(visit: VisitUnits) -> tuple[Beyond, ...]:
    """List the tables used for a visit beyond what they were compared with."""
    return _dated(visit.rules, visit.on, _beyond(visit))


def _dated(rules: Rules, on: date, found: Iterable[_Beyond]) -> tuple[Beyond, ...]:
    return tuple(
        [
            Beyond(rules.payer, name, rule, rules.source(name), on, codes, assumed)
            for name, rule, codes, assumed in found
        ]
    )


def used_beyond(rules: Rules, discipline: str, on: date, codes: Iterable[str]) -> tuple[Beyond, ...]:
    """List the same for every visit with these recorded codes: each has a whole minute, or units, and is no chain's."""
    return _dated(rules, on, _beyond_of(rules, on, _in_play(rules, discipline, on, codes)))


def together(used: Iterable[Beyond]) -> tuple[Beyond, ...]:
    """Join what each table was used for: its codes and pairs on the first date, and the last date."""
    uses: dict[tuple[object, ...], list[Beyond]] = {}
    for one in used:
        uses.setdefault((one.payer, one.name, id(one.rule), one.source), []).append(one)
    joined: list[Beyond] = []
    for listed in uses.values():
        codes = tuple(sorted({code for one in listed for code in one.codes}))
        assumed = tuple(dict.fromkeys(pair for one in listed for pair in one.assumed))
        first, last = (choose(one.on for one in listed) for choose in (min, max))
        joined.append(listed[0]._replace(on=first, codes=codes, assumed=assumed))
        if last != first:
            joined.append(listed[0]._replace(on=last, codes=(), assumed=()))
    return tuple(joined)


def snapshot_remark(visits: Iterable[VisitUnits]) -> Remark | None:
    """Remark, once for all visits, which tables were used beyond the codes and dates they were compared for."""
    return remark_on(used for visit in visits for used in uses_beyond(visit))


def remark_on(used: Iterable[Beyond]) -> Remark | None:
    """Remark, once for everything, which tables were used beyond the codes and dates they were compared for.

    Every table of every payer is named, with its file, what it was compared for, and how to make a current one.
    """
    uses: dict[tuple[object, ...], _Use] = {}
    alike: dict[int, tuple[object, ...]] = {}
    for one in used:
        key = (one.payer, one.name, *_once(alike, one.rule))
        if key not in uses:
            uses[key] = _Use(one.payer, one.name, one.rule, one.source)
        uses[key].add(one.on, one.codes, one.assumed)
    if not uses:
        return None
    listed = sorted(uses.values(), key=lambda use: (use.payer, list(HOLDS).index(use.name), min(use.dates)))
    commands = list(dict.fromkeys(f"`{import_command(use.name, use.rule)}`" for use in listed))
    return Remark(
        "edit.snapshot",
        Severity.NOTE,
        ". ".join([*(use.text for use in listed), f"To become current: {' and '.join(commands)}"]),
        "Download the table CMS published for the quarter of service, import it, and name it in a policy file with the "
        "dates it is checked for; `timeline import-ncci --help` shows one.",
        tuple(sorted({code for use in listed for code in use.codes})),
        listed[0].source,
    )


def _once(told: dict[int, tuple[object, ...]], rule: EditsRule | CeilingsRule) -> tuple[object, ...]:
    if id(rule) not in told:
        told[id(rule)] = _told(rule)
    return told[id(rule)]


def _told(rule: EditsRule | CeilingsRule) -> tuple[object, ...]:
    """Return what a rule says of its table: two copies of one rule say the same."""
    checked = tuple((each.start, each.through, each.codes, each.source, each.at) for each in rule.checked)
    return file_names(rule), rule.column, checked


#: A table used beyond its check: the rule's name and value, the codes, and pairs only assumed to hold.
_Beyond = tuple[str, EditsRule | CeilingsRule, tuple[str, ...], tuple[Pair, ...]]


def _beyond(visit: VisitUnits) -> tuple[_Beyond, ...]:
    """List the tables a visit uses beyond their check, for payable codes with a whole minute and those of its lines."""
    in_play = _in_play(visit.rules, visit.discipline, visit.on, [t.code for t in visit.times if t.seconds >= MINUTE])
    return _beyond_of(visit.rules, visit.on, in_play.union([line.code for line in visit.lines]))


def _in_play(rules: Rules, discipline: str, on: date, codes: Iterable[str]) -> frozenset[str]:
    """Return as what some recorded codes are billed; those that are not payable are left out."""
    treatments = plan_for(rules, discipline, on).treatments
    return frozenset([treatments[code].billed for code in codes if treatments[code].way is not Way.NOTHING])


@lru_cache(maxsize=4096)
def _beyond_of(rules: Rules, on: date, codes: frozenset[str]) -> tuple[_Beyond, ...]:
    found: list[_Beyond] = []
    if rules.edits is not None and len(codes) > 1:
        open_codes = unchecked(rules.edits, codes, on)
        held = pairs_among(codes, pairs(rules.edits.tables, rules.edits.column), on)
        assumed = tuple(pair for pair in held if pair.is_assumed(on))
        if open_codes or assumed:
            found.append(("edits", rules.edits, open_codes, assumed))
    if rules.ceilings is not None and (open_codes := unchecked(rules.ceilings, codes, on)):
        found.append(("ceilings", rules.ceilings, open_codes, ()))
    return tuple(found)
