"""Minutes of one pile into units (claims §4): integers in, integers out.

Every method is a length and a threshold: full lengths count, and a remainder that reaches the threshold
counts once more. The same functions serve whole minutes and exact seconds.
"""

from __future__ import annotations

from timeline.policies.rules import Method, UnitRule

#: Methods that put the minutes of all timed codes of a visit together.
POOLED = frozenset({Method.TOTAL_MINUTES})


def units_for(time: int, length: int, threshold: int) -> int:
    """Count the units that one pile of time earns; all three in the same unit of time.

    >>> [units_for(minutes, 15, 8) for minutes in (7, 8, 22, 23, 121, 127, 128)]
    [0, 1, 1, 2, 8, 8, 9]
    """
    whole = time // length
    return whole + 1 if time - whole * length >= threshold else whole


def midpoint_threshold(length: int) -> int:
    """Return the smallest remainder that passes the midpoint of a unit.

    >>> midpoint_threshold(15), midpoint_threshold(60), midpoint_threshold(30)
    (8, 31, 16)
    """
    return length // 2 + 1


def threshold_of(rule: UnitRule, scale: int = 1) -> int:
    """Return the smallest remainder that earns a unit, in minutes, or in seconds with `scale` 60.

    >>> threshold_of(UnitRule(Method.MIDPOINT, 15)), threshold_of(UnitRule(Method.MIDPOINT, 15), 60)
    (8, 451)
    >>> threshold_of(UnitRule(Method.FULL_UNITS, 15)), threshold_of(UnitRule(Method.NEAREST, 30))
    (15, 15)
    """
    length = rule.unit_minutes * scale
    if rule.method is Method.TOTAL_MINUTES:
        return length if rule.threshold is None else rule.threshold * scale
    if rule.method is Method.MIDPOINT:
        return midpoint_threshold(length)
    if rule.method is Method.NEAREST:
        return (length + 1) // 2
    return length


def own_threshold(rule: UnitRule, length: int) -> int:
    """Return the smallest remainder that earns a unit of a code of another length, by the payer's method.

    Where all timed minutes make the units together, such a code stands outside: the midpoint of its length counts.

    >>> own_threshold(UnitRule(Method.TOTAL_MINUTES, 15, 8), 60), own_threshold(UnitRule(Method.FULL_UNITS, 15), 60)
    (31, 60)
    >>> own_threshold(UnitRule(Method.NEAREST, 15), 60)
    30
    """
    if rule.method is Method.FULL_UNITS:
        return length
    return (length + 1) // 2 if rule.method is Method.NEAREST else midpoint_threshold(length)
