"""What was claimed on each date, next to what its minutes support, visit by visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from timeline.views.overview import Difference, Overview

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.views.viewer.schema import ClaimedCode, Day


def add_claims(result: Analysis, days: Sequence[Day]) -> None:
    """Write to each date the codes that were claimed or should have been, in the order of `reconciliation`."""
    by_date: dict[str, list[Difference]] = defaultdict(list)
    for each in Overview(result).differences:
        by_date[each.key[0]].append(each)
    for day in days:
        day["claims"] = list(_told(by_date[day["date"]], day))


def _told(differences: Iterable[Difference], day: Day) -> Iterable[ClaimedCode]:
    visits = {(visit["patient"], visit["discipline"]): number for number, visit in enumerate(day["visits"])}
    for each in differences:
        yield {"visit": visits.get(each.key[1:]), "billed": each.billed, "supported": each.supported}
