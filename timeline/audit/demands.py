"""Who claims a provider, as arrays: the rows of `DEMANDS`, told by numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.attendance.engagement import BUSY, GROUP, PATIENT
from timeline.audit.columns import Mask, Numbers, columns, groups
from timeline.audit.once import once
from timeline.record import Record
from timeline.vocabulary import Evidence


class Demands(NamedTuple):
    """The demands of a record; every array has an entry for every one, in their order.

    Parameters
    ----------
    row
        Of the source.
    documented, engaged
        Whether it documents a service; whether it engages the provider under the rule in force.
    busy, alone, grouped
        Of which kind its engagement is: being away, a patient, or a group.
    named
        Whether it is for a patient.
    day
        A number for each date and provider, of bookings and of services.
    engagement
        A number for each kind and label.
    labels
        The label of each number.
    start, end
        Seconds on the clinic's line.
    """

    row: Numbers
    documented: Mask
    engaged: Mask
    busy: Mask
    alone: Mask
    grouped: Mask
    named: Mask
    day: Numbers
    engagement: Numbers
    labels: list[str]
    start: Numbers
    end: Numbers

    def only(self, kept: Mask | Numbers) -> Demands:
        """Keep some of them."""
        return self._replace(**{name: getattr(self, name)[kept] for name in self._fields if name != "labels"})


@once
def demands(record: Record) -> Demands:
    """Turn the demands of a record into arrays."""
    table, of = record.attendance.numbers("demands"), columns(record)
    row, label = table.row(), table["engagement"]
    busy, alone, grouped = (table.where("engagement_kind", kind) for kind in (BUSY.kind, PATIENT, GROUP))
    engagement = groups([label, busy.astype(np.int64), grouped.astype(np.int64)])
    _, first = np.unique(engagement, return_index=True)
    return Demands(
        row=row,
        documented=table.where("evidence", Evidence.DOCUMENTED),
        engaged=table["engaged"],
        busy=busy,
        alone=alone,
        grouped=grouped,
        named=~table.where("patient", ""),
        day=groups([of.date[row], of.provider[row]]),
        engagement=engagement,
        labels=table.words("engagement")[label[first]].tolist(),
        start=table["start"],
        end=table["end"],
    )
