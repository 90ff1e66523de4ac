"""Which units an assistant furnished: the arithmetic of the CQ and CO modifiers (claims §5).

Full units first: those the therapist filled carry no modifier, those the assistant filled do. What is
left is tested unit by unit. Time together is the therapist's. Shares are compared as whole seconds.
"""

from __future__ import annotations

from typing import NamedTuple

from timeline.clock import MINUTE
from timeline.policies.model import Rules


class AssistantTest(NamedTuple):
    """The numbers of a payer's test; 0 where it has no such clause.

    Parameters
    ----------
    part, whole
        The share above which the modifier is due, as a fraction.
    therapist_minutes
        Therapist's minutes that spare the last unit the modifier.
    """

    part: int
    whole: int
    therapist_minutes: int


def assistant_test(rules: Rules) -> AssistantTest | None:
    """Return the test in force; None where no modifier is required."""
    assistant = rules.assistant
    if assistant is None or not assistant.required or assistant.share_over is None:
        return None
    part, whole = assistant.share_over.as_integer_ratio()
    return AssistantTest(part, whole, assistant.therapist_minutes or 0)


def exceeds_share(therapist_seconds: int, assistant_seconds: int, test: AssistantTest) -> bool:
    """Whether the assistant's own part is more than the share: exactly the share is not.

    >>> exceeds_share(900, 100, AssistantTest(1, 10, 0)), exceeds_share(899, 101, AssistantTest(1, 10, 0))
    (False, True)
    """
    return test.whole * assistant_seconds > test.part * (therapist_seconds + assistant_seconds)


def unmarked_units(
    units: int, therapist_seconds: int, assistant_seconds: int, *, length: int, test: AssistantTest
) -> int:
    """Count the units of one timed code that carry no assistant modifier.

    Parameters
    ----------
    units
        Units of the code.
    length
        Minutes of one unit.

    Examples
    --------
    Thirteen minutes of the therapist and 23 of the assistant, two units: one with, one without.

    >>> unmarked_units(2, 13 * 60, 23 * 60, length=15, test=AssistantTest(1, 10, 8))
    1
    """
    therapist = therapist_seconds // MINUTE
    assistant = (therapist_seconds + assistant_seconds) // MINUTE - therapist
    unmarked = min(units, therapist // length)
    marked = min(units - unmarked, assistant // length)
    therapist_rest = therapist_seconds - unmarked * length * MINUTE
    assistant_rest = assistant_seconds - marked * length * MINUTE  # below 0 where two parts of a minute made its last
    return unmarked + _spared(units - unmarked - marked, therapist_rest, assistant_rest, test)


def _spared(left: int, therapist: int, assistant: int, test: AssistantTest) -> int:
    """Count which of the last units, at most two, need no modifier; seconds that are left."""
    if not test.therapist_minutes:  # the share alone decides, of all that is left
        return 0 if exceeds_share(therapist, assistant, test) else left
    spared = 0
    for _ in range(left):
        enough = therapist >= test.therapist_minutes * MINUTE
        spared += enough or not exceeds_share(therapist, assistant, test)
        therapist = 0  # less than a unit of it was left, and went into this one: the next is the assistant's alone
    return spared
