"""The words for what is at risk in a finding."""

from __future__ import annotations

from timeline.words import counted


def at_risk(count: int) -> str:
    """Put the units at risk into words.

    >>> at_risk(0), at_risk(1)
    ('no timed unit depends on these minutes', '1 unit depends on these minutes')
    """
    if not count:
        return "no timed unit depends on these minutes"
    return f"{counted(count, 'unit')} {'depends' if count == 1 else 'depend'} on these minutes"


def would_add(count: int) -> str:
    """Put into words what counting time that earns nothing would add.

    >>> would_add(0), would_add(1)
    ('would add no timed unit', 'would add 1 unit')
    """
    return f"would add {counted(count, 'unit')}" if count else "would add no timed unit"
