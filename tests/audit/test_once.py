from __future__ import annotations

import copy

from tests.schedules_of import analysed
from timeline.audit.once import once
from timeline.record import Record


def test_what_is_made_of_a_record_is_made_once_and_stays_behind_when_it_is_copied() -> None:
    asked = []

    @once
    def made(record: Record) -> list[str]:
        asked.append(record)
        return list(record.dates)

    record = analysed("9:00-9:30 P1 PT1 97110").record
    assert made(record) is made(record)
    assert made(copy.copy(record)) == made(record)
    assert len(asked) == 2
