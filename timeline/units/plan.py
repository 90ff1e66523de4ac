"""One payer's rules prepared for the visits of a date: settled once, used for every visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from timeline.policies.model import Rules
from timeline.policies.ncci import Ceiling, Pairs, ceilings, pairs
from timeline.units.assistants import AssistantTest, assistant_test
from timeline.units.counting import POOLED, threshold_of
from timeline.units.model import Remark
from timeline.units.treatments import Treatment, Treatments
from timeline.vocabulary import Severity


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One payer's rules prepared for one plan of care (`discipline`) and one date.

    Parameters
    ----------
    length, threshold
        Minutes of a unit of the pool, and of the remainder that earns one more.
    pooled
        Whether the pool is counted as one pile.
    standing
        Remarks for every visit of the date: the policy is unverified, or not verified through that date.
    """

    rules: Rules
    discipline: str
    on: date
    length: int
    threshold: int
    pooled: bool
    test: AssistantTest | None
    pairs: Pairs
    ceilings: Mapping[str, Ceiling]
    treatments: Treatments
    standing: tuple[Remark, ...]
    #: Modifiers of an assistant's services and of the plan of care; empty where there is none.
    modifiers: tuple[str, str]

    def of(self, code: str) -> Treatment:
        """Return what the rules do with a code."""
        return self.treatments[code]


@lru_cache(maxsize=4096)
def plan_for(rules: Rules, discipline: str, on: date) -> Plan:
    """Prepare rules for a plan of care and a date of service; an empty discipline checks none."""
    edits, limits = rules.edits, rules.ceilings
    # A plan is kept for a word and for the member of `Discipline` equal to it: it says the word, whoever asked first.
    discipline = str(discipline)
    return Plan(
        rules=rules,
        discipline=discipline,
        on=on,
        length=rules.units.unit_minutes,
        threshold=threshold_of(rules.units),
        pooled=rules.units.method in POOLED,
        test=assistant_test(rules),
        pairs=pairs(edits.tables, edits.column) if edits else {},
        ceilings=ceilings(limits.table, limits.column, on) if limits else {},
        treatments=Treatments(rules, discipline, on),
        standing=_standing(rules, on),
        modifiers=(modifier_of_assistant(rules, discipline), modifier_of_plan(rules, discipline)),
    )


def modifier_of_assistant(rules: Rules, discipline: str) -> str:
    """Return the assistant modifier of a discipline; empty where none is required."""
    rule = rules.assistant
    return rule.modifiers.get(discipline, "") if rule is not None and rule.required else ""


def modifier_of_plan(rules: Rules, discipline: str) -> str:
    """Return the plan-of-care modifier of a discipline; empty where the payer has none."""
    return rules.plan_of_care.modifiers.get(discipline, "") if rules.plan_of_care is not None else ""


def _standing(rules: Rules, on: date) -> tuple[Remark, ...]:
    found = []
    if rules.verified_through is not None and on > rules.verified_through:
        text = f"{rules.payer} was verified for services through {rules.verified_through}"
        found.append(unverified(text, "Check the rules in force on the date of service."))
    if "units" in rules.unverified:
        found.append(unverified_rule("units", rules))
    return tuple(found)


def unverified_rule(name: str, rules: Rules) -> Remark:
    """Remark that a rule that was used rests on something weaker than a source that was read."""
    text = f"{rules.payer}: the rule {name} is unverified. {rules.unverified[name]}"
    return unverified(text, "Check the value against the contract or the manual.")


def unverified(text: str, remedy: str) -> Remark:
    """Remark that something that was used was not checked."""
    return Remark("policy.unverified", Severity.NOTE, text, remedy)
