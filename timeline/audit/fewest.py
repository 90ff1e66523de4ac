"""The fewest minutes in which claimed units can have been furnished, and the units beyond those that are supported."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Numbers, columns, different, provider_room
from timeline.audit.once import once
from timeline.audit.piles import piles
from timeline.audit.treated import treated
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.record import Record
from timeline.units.counting import POOLED, threshold_of


class Needs(NamedTuple):
    """The fewest seconds that claimed timed units take.

    Parameters
    ----------
    visit
        Of each visit: 0 of bookings, and where no policy counts.
    owner, provider, part
        Of each visit and provider of its timed rows, the seconds that colleagues' rows cannot hold; `owner` is the
        place of the visit, `provider` the number in `Columns`.
    day, of_day
        Of each date and provider, by number as `date * providers + provider`, sorted: the sum of these parts.
    """

    visit: Numbers
    owner: Numbers
    provider: Numbers
    part: Numbers
    day: Numbers
    of_day: Numbers


@once
def needed(record: Record) -> Needs:
    """Add up the fewest seconds the claimed timed units take; a provider's part is what no colleague recorded."""
    arrays, of, known = record.visit_arrays, columns(record), code_table()
    took = _fewest_seconds(record)
    timed = np.array([code in known and known[code].timed for code in of.codes], bool)
    row, owner = arrays.row, arrays.row_visit
    own = np.flatnonzero(of.attended[row] & timed[of.code[row]] & (took[owner] > 0))
    row, owner = row[own], owner[own]
    room = provider_room(record)
    pairs = different(owner * room + of.provider[row])
    seconds = (of.end - of.start)[row]
    furnished = sums(np.searchsorted(pairs, owner * room + of.provider[row]), seconds, len(pairs))
    visit, provider = pairs // room, pairs % room
    total = sums(owner, seconds, len(took))
    part = np.maximum(0, took[visit] - (total[visit] - furnished))
    at = of.date[arrays.first_row[visit]] * room + provider
    days = different(at)
    return Needs(took, visit, provider, part, days, sums(np.searchsorted(days, at), part, len(days)))


@once
def _claimed(record: Record) -> tuple[Numbers, Numbers]:
    """Add up the claimed units of the 15-minute pool by visit and code: the visits and the units of each."""
    sides, known = record.comparison.sides, code_table()
    pooled = np.array([code in known and known[code].pool == "cms15" for code in sides.codes], bool)
    own = np.flatnonzero(pooled[sides.claimed_code])
    keys = sides.claimed_visit[own] * len(sides.codes) + sides.claimed_code[own]
    listed = different(keys)
    units = sums(np.searchsorted(listed, keys), sides.claimed_units[own], len(listed))
    return listed // max(1, len(sides.codes)), units


def _fewest_seconds(record: Record) -> Numbers:
    """Count the fewest seconds in which each visit's claimed timed units can have been furnished."""
    rules, (visit, units) = treated(record), _claimed(record)
    total, many = sums(visit, units, len(record.visit_arrays)), len(record.visit_arrays)
    each = sums(visit, np.where(units > 0, rules.least(visit, units), 0), many)
    every = np.arange(many)
    whole = np.where(total > 0, rules.least(every, total), 0)
    found: Numbers = np.where(rules.counted, np.where(rules.together, whole, each), 0) * MINUTE
    return found


@once
def over_claimed(record: Record) -> Numbers:
    """Count the claimed timed units of each visit that the record does not support."""
    visit, units = _claimed(record)
    total = sums(visit, units, len(record.visit_arrays))
    found: Numbers = np.maximum(0, total - piles(record, record.contest).now)
    return found


def over_claimed_of(record: Record, visit: Numbers, provider: Numbers) -> Numbers:
    """Count the same for one provider: no more units than its own part of what the claim takes can hold."""
    needs, arrays = needed(record), record.visit_arrays
    room = provider_room(record)
    keys, asked = needs.owner * room + needs.provider, visit * room + provider
    place = np.minimum(np.searchsorted(keys, asked), max(0, len(keys) - 1))
    own = np.where(keys[place] == asked, needs.part[place], 0) if len(keys) else asked * 0
    each = [
        rules.units.unit_minutes if rules.units.method in POOLED else threshold_of(rules.units)
        for rules in arrays.listed_rules
    ]
    length = np.array([*each, 1], np.int64)[arrays.rules[visit]] * MINUTE
    found: Numbers = np.where(own > 0, np.minimum(over_claimed(record)[visit], own // length + 1), 0)
    return found
