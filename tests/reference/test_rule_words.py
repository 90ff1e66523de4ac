from datetime import date

import pytest

from timeline.policies import load_policy, policy_names
from timeline.policies.model import RULE_CLASSES
from timeline.policies.rules import TelehealthRule
from timeline.reference.rule_words import _WORDS, TITLES, gaps, paragraphs


def test_every_rule_has_a_heading() -> None:
    assert list(TITLES) == list(RULE_CLASSES)


@pytest.mark.parametrize("name", policy_names())
def test_every_entry_of_every_policy_can_be_said(name: str) -> None:
    policy = load_policy(name)
    said = list(paragraphs(policy))
    assert len(said) == sum(map(len, policy.history.values()))
    assert all(paragraph.text.endswith(".") for paragraph in said)


def test_on_a_date_each_rule_is_said_once() -> None:
    said = [paragraph.rule for paragraph in paragraphs(load_policy("medicare"), date(2024, 3, 1))]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("medicare", "8 to 22 minutes make one unit"),
        ("cpt-midpoint", "more than half of its 15 minutes"),
        ("full-unit", "only full 15 minutes"),
        ("nearest-quarter", "nearest whole unit of 15"),
    ],
)
def test_each_way_of_counting_is_said_in_words(name: str, told: str) -> None:
    (units,) = [p for p in paragraphs(load_policy(name), date(2024, 3, 1)) if p.rule == "units"]
    assert told in units.text


def test_a_declared_gap_is_said_with_its_reason() -> None:
    (told,) = gaps(load_policy("medicare"), date(2027, 3, 1))
    assert told == "Yearly threshold: no value from 2027-01-01 on. No amount was found for 2027."


def test_telehealth_is_said_with_its_places_codes_and_modifiers_and_its_gaps() -> None:
    (rule,) = [p for p in paragraphs(load_policy("medicare"), date(2026, 3, 2)) if p.rule == "telehealth"]
    assert all(part in rule.text for part in ("02 or 10", "97530", "carry 95", "93 on the claim", "earns nothing"))
    assert not rule.verified
    assert "CMS's list of telehealth services" in rule.note
    (gap,) = [told for told in gaps(load_policy("medicare"), date(2028, 1, 3)) if told.startswith("Telehealth")]
    assert "through 2027" in gap


def test_a_rule_on_telehealth_without_other_modifiers_says_only_its_own() -> None:
    text = _WORDS[TelehealthRule](TelehealthRule(("97110",), ("10",), "95"))
    assert "Their lines carry 95, also where" in text
