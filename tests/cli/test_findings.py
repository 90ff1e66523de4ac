import json
from typing import Any

import pytest
from click.testing import CliRunner

from timeline.audit import FINDING_RULES, FindingRule
from timeline.cli import timeline
from timeline.cli.findings import findings_list
from timeline.policies import sources


def listed() -> list[dict[str, Any]]:
    result = CliRunner().invoke(timeline, ["findings", "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_every_finding_rule_is_listed_once_sorted_by_id() -> None:
    assert [finding["id"] for finding in listed()] == sorted(FINDING_RULES)


def test_each_finding_says_what_it_means_and_how_to_mend_it() -> None:
    told = [finding["id"] for finding in listed() if finding["meaning"] and finding["remedy"]]
    assert told == sorted(FINDING_RULES)


def test_a_source_comes_with_its_place_and_title() -> None:
    rule = FindingRule("own.rule", "It means this.", "Do that.", "cms-ncci-manual ch. 11 §P.2")
    (finding,) = findings_list([rule])
    assert finding["source"]["at"] == "ch. 11 §P.2"
    assert finding["source"]["title"] == sources()["cms-ncci-manual"].title


def test_a_fact_about_the_record_needs_no_source() -> None:
    (finding,) = findings_list([FindingRule("own.rule", "It means this.", "Do that.")])
    assert finding["source"] is None


def test_the_page_shows_rules_and_titles_of_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    result = CliRunner().invoke(timeline, ["findings"], catch_exceptions=False)
    assert "overlap.contested" in result.stdout
    assert sources()["cms-claims-5"].title in result.stdout
