from __future__ import annotations

import json

from tests.cli.conftest import Run
from timeline.policies import sources
from timeline.reference.findings import finding_list


def test_the_json_is_the_reference(run: Run) -> None:
    assert json.loads(run("findings", "--format", "json").out) == finding_list()


def test_the_page_shows_rules_and_titles_of_sources(run: Run) -> None:
    shown = run("findings").out
    assert "overlap.contested" in shown
    assert sources()["cms-claims-5"].title in shown


def test_csv_is_one_table(run: Run) -> None:
    header, *rows = run("findings", "--format", "csv").out.splitlines()
    assert header == "id,meaning,remedy,source,at,title,url"
    assert len(rows) == len(finding_list())
