from __future__ import annotations

from dataclasses import replace
from datetime import date

from timeline.policies import load_policy
from timeline.policies.modifiers import decided_modifiers
from timeline.policies.rules import AssistantRule

ON = date(2026, 3, 2)


def test_the_record_decides_what_the_rules_of_the_shipped_policies_name() -> None:
    found = decided_modifiers()
    assert found.plan_of_care == {"GP": "PT", "GO": "OT", "GN": "SLP"}
    assert found.assistants == {"CQ", "CO"}
    assert found.apart == {"59", "XE", "XP", "XS", "XU"}


def test_the_yearly_threshold_is_attested_not_decided() -> None:
    assert decided_modifiers().comparable(["KX", "96", "GP"]) == {"GP"}


def test_a_clinic_s_own_policy_adds_its_modifiers_for_its_visits() -> None:
    own = replace(load_policy("medicare").on(ON), assistant=AssistantRule(required=True, modifiers={"PT": "U1"}))
    assert decided_modifiers(own).comparable(["U1"]) == {"U1"}
    assert decided_modifiers().comparable(["U1"]) == frozenset()


def test_a_modifier_of_telehealth_is_decided_only_where_the_payer_has_a_rule_on_it() -> None:
    medicare = decided_modifiers(load_policy("medicare").on(ON))
    assert medicare.comparable(["95"]) == medicare.comparable(["93"]) == {"telehealth"}
    assert decided_modifiers().comparable(["95"]) == frozenset()
    assert decided_modifiers(load_policy("cpt-midpoint").on(ON)).comparable(["95"]) == frozenset()
