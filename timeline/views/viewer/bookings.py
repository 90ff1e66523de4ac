"""What became of a date's bookings, as the chart draws them: a bracket with the visit it was for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from timeline.clock import to_wall
from timeline.vocabulary import Booked

if TYPE_CHECKING:
    from timeline.views.by_date import ByDate
    from timeline.views.viewer.instants import Place
    from timeline.views.viewer.schema import BookingTold


def bookings_told(days: ByDate, date: str, places: Mapping[str, Place]) -> list[BookingTold]:
    """List the bookings of a date with what became of them, in the order of `PLANNED`; walk-ins have none.

    Times are seconds of the wall clock since midnight.
    """
    zone, midnight = days.result.record.zone, datetime.fromisoformat(date)

    def shown(second: int) -> int:
        return round((to_wall(second, zone) - midnight).total_seconds())

    return [
        {
            "row": places[case.id].number if case.id in places else None,
            "patient": case.patient,
            "provider": case.provider,
            "state": str(case.state),
            "start": shown(case.booked[0]),
            "end": shown(case.booked[1]),
            "came": [shown(second) for second in case.actual] if case.actual and case.state == Booked.SEEN else [],
            "rows": [places[service].number for service in case.services if service in places],
        }
        for case in days.cases(date)
        if case.booked is not None
    ]
