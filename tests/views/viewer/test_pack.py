from __future__ import annotations

import json

import pytest

from timeline import Analysis, analyze
from timeline.samples.generate import sample
from timeline.views.report import report_html
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import page_payload


def test_what_is_packed_can_be_put_back(tuesday: Analysis) -> None:
    payload = page_payload(tuesday)
    small = json.loads(json.dumps(packed(payload)))
    shared = small.pop("shared")
    for part, name in small.pop("packed"):
        for each in small["days"][0][part]:
            if name in each:
                at = each[name]
                each[name] = [shared[i] for i in at] if isinstance(at, list) else shared[at]
    assert small == json.loads(json.dumps(payload))


def test_packing_leaves_the_payload_as_it_is(tuesday: Analysis) -> None:
    payload = page_payload(tuesday)
    before = json.dumps(payload)
    packed(payload)
    assert json.dumps(payload) == before


@pytest.mark.slow
def test_the_page_of_an_ordinary_week_stays_small() -> None:
    week = analyze(sample(days=5))
    assert len(report_html(week).encode()) < 6_100_000
