from dataclasses import replace
from datetime import date

import pytest

from timeline.policies import load_policy, policy_names
from timeline.policies.model import RULE_CLASSES, Dated
from timeline.policies.rules import StaffRule, TelehealthRule
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
    told = list(gaps(load_policy("medicare"), date(2027, 3, 1)))
    assert told[0] == "Yearly threshold: no value from 2027-01-01 on. No amount was found for 2027."
    assert [text.partition(":")[0] for text in told[1:]] == ["Relative values", "Conversion factor"]


def test_what_is_paid_is_said_with_its_amounts() -> None:
    said = {paragraph.rule: paragraph.text for paragraph in paragraphs(load_policy("medicare"), date(2026, 3, 1))}
    assert said["targeted_review"].startswith("Beyond 3,000 USD in the calendar year")
    assert said["relative_values"] == "The relative values of each code are those of the table rvu_2026.csv."
    assert "33.4009 USD; 33.5675 USD for qualifying participants" in said["conversion_factor"]
    assert "50 % of the practice expense is paid" in said["reduction"]
    assert said["programme_share"] == "The payer pays 80 % of the allowed amount; the patient owes the rest."
    assert "85 % for a line with the assistant modifier" in said["assistant_share"]
    assert said["sequestration"] == "2 % of what the payer would pay is withheld."
    before = {paragraph.rule: paragraph.text for paragraph in paragraphs(load_policy("medicare"), date(2021, 3, 1))}
    assert before["assistant_share"] == "Services of assistants are paid like those of therapists."


def test_a_payer_that_covers_everybody_says_so() -> None:
    entry = Dated(name="staff", start=date(2020, 1, 1), value=StaffRule(()), verified=False, note="Ask the payer.")
    policy = replace(load_policy("cpt-midpoint"), history={"staff": (entry,)})
    (paragraph,) = paragraphs(policy)
    assert paragraph.text == "The time of every therapist and assistant counts."


def test_telehealth_is_said_with_its_places_codes_and_modifiers_and_its_gaps() -> None:
    (rule,) = [p for p in paragraphs(load_policy("medicare"), date(2026, 3, 2)) if p.rule == "telehealth"]
    assert all(part in rule.text for part in ("02 or 10", "97530", "carries 95", "93 for voice", "No other code"))
    assert not rule.verified
    assert "CMS's list of telehealth services" in rule.note
    (gap,) = [told for told in gaps(load_policy("medicare"), date(2028, 1, 3)) if told.startswith("Telehealth")]
    assert "through 2027" in gap


def test_a_rule_on_telehealth_without_other_modifiers_says_only_its_own() -> None:
    text = _WORDS[TelehealthRule](TelehealthRule(("10",), ("97110",), "95"))
    assert "The line carries 95, also where" in text
