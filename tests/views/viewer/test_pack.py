from __future__ import annotations

import json

import pytest

from tests.pages import inflated, unpacked
from timeline import Analysis, analyze
from timeline.samples.generate import sample
from timeline.views.report import report_html
from timeline.views.viewer.pack import compressed, packed
from timeline.views.viewer.payload import page_payload


def test_what_is_packed_can_be_put_back(tuesday: Analysis) -> None:
    payload = page_payload(tuesday)
    assert unpacked(json.loads(json.dumps(packed(payload)))) == json.loads(json.dumps(payload))


def test_the_same_payload_is_packed_to_the_same_bytes(tuesday: Analysis) -> None:
    assert packed(page_payload(tuesday)) == packed(page_payload(tuesday))


def test_a_text_that_no_file_can_hold_is_packed_all_the_same() -> None:
    assert inflated(compressed({"note": "\ud800"})) == '{"note":"?"}'


def test_packing_leaves_the_payload_as_it_is(tuesday: Analysis) -> None:
    payload = page_payload(tuesday)
    before = json.dumps(payload)
    packed(payload)
    assert json.dumps(payload) == before


@pytest.mark.slow
def test_the_page_of_an_ordinary_week_stays_small() -> None:
    week = analyze(sample(days=5))
    assert len(report_html(week).encode()) < 2_600_000
