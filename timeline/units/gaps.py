"""Rules that a visit asks for and that have no value on its date: a rule that was asked for always speaks."""

from __future__ import annotations

from datetime import date

from timeline.policies.model import Rules
from timeline.units.model import Remark
from timeline.units.plan import unverified

#: Rules that every visit asks for, and those it asks for where an assistant took part. The threshold speaks itself.
_OF_EVERY_VISIT = ("coverage", "plan_of_care", "edits", "ceilings", "caps")
_OF_ASSISTANTS = ("assistant", "two_units")


def unanswered(rules: Rules, on: date, *, assisted: bool) -> list[Remark]:
    """Remark on every rule that a visit asks for and for which the policy declares that it has no value.

    Parameters
    ----------
    assisted
        Whether an assistant took part.
    """
    asked = (*_OF_EVERY_VISIT, *(_OF_ASSISTANTS if assisted else ()))
    return [
        unverified(
            f"{rules.payer}: the rule {name} has no value on {on} and decided nothing. {rules.gaps[name]}".strip(),
            "Ask the payer what held on that date, or state it in a policy file.",
        )
        for name in asked
        if name in rules.gaps
    ]
