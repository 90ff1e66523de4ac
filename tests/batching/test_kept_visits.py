from __future__ import annotations

import pickle

from tests.schedules_of import analysed
from timeline.audit.patterns import seen, visits_of
from timeline.batching.kept_visits import kept_visits

DAYS = (
    "9:00-9:30 P1 PT1 97110",
    "9:10-9:20 P2 PT2 97140 clinic=annex",
    "10:00-10:30 P2 PT1 97110 clinic=annex",
    "9:00-9:40 P3 PT3 97530 next clinic=annex",
    "9:40-9:50 P3 PT3 97110 next clinic=annex",
)


def test_visits_that_were_kept_are_those_of_the_record_with_their_rows() -> None:
    record = analysed(*DAYS).record
    kept = pickle.loads(pickle.dumps(kept_visits(record, seen(record))))  # noqa: S301 (our own)
    for leads, clinics in (({"PT1"}, set()), (set(), {"annex"}), ({"PT3"}, {"clinic"}), (set(), set())):
        assert list(kept.of(leads, clinics)) == list(visits_of(record, leads, clinics))
    assert len(list(kept.of((), {"annex", "clinic"}))) == 3


def test_of_a_record_without_visits_nothing_is_kept() -> None:
    record = analysed("9:00-9:30 P1 PT1 appointment").record
    assert list(kept_visits(record, seen(record)).of({"PT1"}, {"clinic"})) == []
