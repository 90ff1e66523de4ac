"""What could be changed while visits are only booked: the options of the forecast, as the page previews them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timeline.analysis.forecast import forecast
from timeline.clock import whole_minutes
from timeline.vocabulary import Evidence
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.views.viewer.schema import Day, OptionTold

#: With more contests of bookings than this, their options are the business of `timeline forecast` alone.
MOST = 60
_CONTESTED = "overlap.contested"


def add_options(result: Analysis, days: Sequence[Day]) -> None:
    """Write to each contest of bookings the changes of one booking that would clear it, the smallest first."""
    booked = any(account.evidence == Evidence.SCHEDULED for account in result.record.accounts.values())
    contests = sum(finding.rule.id == _CONTESTED for finding in result.finding_list)
    if not booked or not 0 < contests <= MOST:
        return
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for option in forecast(result).options.to_dict("records"):
        found[option["contest"]].append({str(name): value for name, value in option.items()})
    for day in days:
        numbers = {row["id"]: number for number, row in enumerate(day["rows"])}
        for finding in day["findings"]:
            listed = [_told(each, day["date"], numbers) for each in found.get(finding["id"], ())]
            if listed:
                finding["options"] = listed


def _told(option: Mapping[str, Any], date: str, numbers: Mapping[str, int]) -> OptionTold:
    midnight = datetime.fromisoformat(date)
    start, end = (option[name].to_pydatetime() for name in ("start", "end"))
    minutes = [whole_minutes(int(option[f"contested_seconds_{when}"])) for when in ("before", "after")]
    units = [int(option[f"units_at_risk_{when}"]) for when in ("before", "after")]
    return {
        "row": numbers[option["interval_id"]],
        "provider": option["to_provider"],
        "at": round((start - midnight).total_seconds()),
        "length": round((end - start).total_seconds()),
        "change": _change(option, f"{start:%H:%M}–{end:%H:%M}"),
        "effect": f"contested minutes of the day {minutes[0]} → {minutes[1]}, units at risk {units[0]} → {units[1]}",
    }


def _change(option: Mapping[str, Any], when: str) -> str:
    if option["kind"] == "hand_over":
        return f"hand over to {option['to_provider']} ({option['to_role']}), {when}"
    minutes = int(option["shift_minutes"])
    return f"{counted(abs(minutes), 'minute')} {'later' if minutes > 0 else 'earlier'}, {when}"
