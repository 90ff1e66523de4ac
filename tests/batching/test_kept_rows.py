from __future__ import annotations

import pickle

import numpy as np

from tests.schedules_of import analysed
from timeline.audit.parts import rows_shown


def test_rows_that_were_kept_are_shown_as_the_record_shows_them() -> None:
    record = analysed(
        "9:00-9:30 P1 PT1 97110", "9:00-9:40 P3 PT3 97530 next clinic=annex payer=tricare", "8:00-17:00 PT1 shift"
    ).record
    kept = pickle.loads(pickle.dumps(rows_shown(record)))  # noqa: S301 (our own)
    for rows in ([2, 0, 1], [1], []):
        assert list(kept.taken(np.array(rows, np.int64))) == list(record.all_shown(rows))
