from __future__ import annotations

import timeline as tl
from timeline import contracts
from timeline.audit import FINDING_RULES, FindingRule
from timeline.policies import sources
from timeline.reference.findings import finding_list


def test_every_finding_rule_is_a_row_sorted_by_id() -> None:
    listed = tl.findings()
    assert list(listed.columns) == contracts.FINDING_RULES.names
    assert listed["id"].tolist() == sorted(FINDING_RULES)
    assert (listed["meaning"] != "").all()
    assert (listed["remedy"] != "").all()


def test_rows_and_the_document_of_the_command_line_say_the_same() -> None:
    rows = tl.findings().to_dict("records")
    for row, told in zip(rows, finding_list(), strict=True):
        source = told["source"] or {"id": "", "at": "", "title": "", "url": ""}
        assert (row["source"], row["at"], row["title"], row["url"]) == tuple(source.values())


def test_a_source_comes_with_its_place_and_title() -> None:
    rule = FindingRule("own.rule", "It means this.", "Do that.", "cms-ncci-manual ch. 11 §P.2")
    (finding,) = finding_list([rule])
    assert finding["source"]["at"] == "ch. 11 §P.2"
    assert finding["source"]["title"] == sources()["cms-ncci-manual"].title


def test_a_fact_about_the_record_needs_no_source() -> None:
    (finding,) = finding_list([FindingRule("own.rule", "It means this.", "Do that.")])
    assert finding["source"] is None
