"""Which modifiers of a claim line the record decides, as named by the policies' rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from timeline.policies.load import load_policy, policy_names
from timeline.policies.model import Rules
from timeline.policies.rules import AssistantRule, EditsRule, PlanOfCareRule

_Rule = AssistantRule | PlanOfCareRule | EditsRule
#: What every modifier of a service apart is compared as.
_APART = "apart"
#: What every modifier of telehealth is compared as.
_TELEHEALTH = "telehealth"


@dataclass(frozen=True, slots=True)
class DecidedModifiers:
    """The modifiers the record decides; every other one on a claim is left to the biller.

    Parameters
    ----------
    plan_of_care
        Modifier -> discipline whose plan of care it names.
    assistants
        Modifiers of services an assistant furnished.
    apart
        Modifiers that show two services were apart; they are one and the same.
    telehealth
        Modifiers of telehealth, where the payer has a rule on it; they too are one and the same.
    """

    plan_of_care: Mapping[str, str]
    assistants: frozenset[str]
    apart: frozenset[str]
    telehealth: frozenset[str] = frozenset()

    def comparable(self, modifiers: Iterable[str]) -> frozenset[str]:
        """Keep what the record decides; modifiers for a separate service count as one, those of telehealth too.

        >>> sorted(decided_modifiers().comparable(["GP", "XU", "KX"])), sorted(decided_modifiers().comparable(["59"]))
        (['GP', 'apart'], ['apart'])
        """
        found = set()
        for one in modifiers:
            if one in self.apart:
                found.add(_APART)
            elif one in self.telehealth:
                found.add(_TELEHEALTH)
            elif one in self.plan_of_care or one in self.assistants:
                found.add(one)
        return frozenset(found)

    def shows_apart(self, modifiers: Iterable[str]) -> bool:
        """Whether some modifiers say that a service was apart from another."""
        return not self.apart.isdisjoint(modifiers)

    def marked(self, content: Mapping[frozenset[str], int], *, apart: bool) -> dict[frozenset[str], int]:
        """Write the modifier of a service apart onto all lines of a code, or onto none: modifiers -> units.

        >>> rules = decided_modifiers()
        >>> found = rules.marked({frozenset({"GP"}): 1, frozenset({"GP", "apart"}): 1}, apart=False)
        >>> [(sorted(modifiers), units) for modifiers, units in found.items()]
        [(['GP'], 2)]
        """
        found: dict[frozenset[str], int] = {}
        for modifiers, units in content.items():
            key = modifiers | {_APART} if apart else modifiers - {_APART}
            found[key] = found.get(key, 0) + units
        return found


@lru_cache(maxsize=256)
def decided_modifiers(rules: Rules | None = None) -> DecidedModifiers:
    """Collect the modifiers of every shipped policy on any date, and those of the rules that count a visit.

    A claim may carry what another payer or an earlier year asks for: that is a difference to show. Only modifiers of
    telehealth are left to the biller where the visit's payer has no rule on them.
    """
    plan_of_care: dict[str, str] = {}
    assistants: set[str] = set()
    apart: set[str] = set()
    for rule in _rules(rules):
        if isinstance(rule, PlanOfCareRule):
            plan_of_care |= {modifier: discipline for discipline, modifier in rule.modifiers.items()}
        elif isinstance(rule, AssistantRule):
            assistants.update(rule.modifiers.values())
        else:
            apart.update({rule.modifier, *rule.also})
    telehealth = rules.telehealth if rules is not None else None
    remote = frozenset({telehealth.video, telehealth.audio} - {""} if telehealth is not None else ())
    return DecidedModifiers(MappingProxyType(plan_of_care), frozenset(assistants), frozenset(apart), remote)


def _rules(own: Rules | None) -> Iterator[_Rule]:
    for name in policy_names():
        for history in load_policy(name).history.values():
            yield from (entry.value for entry in history if isinstance(entry.value, _Rule))
    if own is not None:
        yield from filter(None, (own.plan_of_care, own.assistant, own.edits))
