"""How findings say things: people in a sentence, units, what is at risk."""

from __future__ import annotations

from collections.abc import Iterable

#: A sentence names as many people; of more it names the first and counts the others.
_NAMED, _FIRST = 8, 6


def people(names: Iterable[str]) -> str:
    """List people in a sentence; of a crowd the first few.

    >>> people(["P1"]), people(["P1", "P2"]), people(["P1", "P2", "P3"])
    ('P1', 'P1 and P2', 'P1, P2 and P3')
    >>> people(f"P{number}" for number in range(1, 21))
    'P1, P2, P3, P4, P5, P6 and 14 others'
    """
    listed = list(names)
    if len(listed) > _NAMED:
        listed = [*listed[:_FIRST], f"{len(listed) - _FIRST} others"]
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1] if listed else ""]))


def units(count: int) -> str:
    """Say a number of units.

    >>> units(1), units(2)
    ('1 unit', '2 units')
    """
    return f"{count} unit" if count == 1 else f"{count} units"


def at_risk(count: int) -> str:
    """Say what is at risk.

    >>> at_risk(0), at_risk(1)
    ('no timed unit depends on these minutes', '1 unit depends on these minutes')
    """
    if not count:
        return "no timed unit depends on these minutes"
    return f"{units(count)} {'depends' if count == 1 else 'depend'} on these minutes"


def would_add(count: int) -> str:
    """Say what counting time that earns nothing would add.

    >>> would_add(0), would_add(1)
    ('would add no timed unit', 'would add 1 unit')
    """
    return f"would add {units(count)}" if count else "would add no timed unit"
