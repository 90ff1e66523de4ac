"""Plans at the server: which result can be planned, how plans may be asked for, and the work for another process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timeline.result import Analysis
from timeline.web.uploads import RefusedUpload
from timeline.web.worker import tell

#: Called in another process, so that it must be picklable.
PlansOf = Callable[..., Mapping[str, Any]]
#: The most minutes that may be asked for.
_MOST_MOVE = 240


def bookings_of(analysis: Analysis) -> bytes | None:
    """Return an analysis as another process takes it; None where nothing is only booked, or only a part is shown."""
    record = analysis.record
    plannable = record.whole is record and any(each.is_scheduled for each in record.accounts.values())
    return pickle.dumps(analysis) if plannable else None


def asked_in(sent: Mapping[str, Any], inputs: Sequence[str]) -> dict[str, Any]:
    """Read how plans are asked for: the most minutes a booking moves, and the patients whose bookings stay.

    Parameters
    ----------
    inputs
        The hashes of the files that would be planned; a page that shows others, since its session imported them in
        another window, is not given plans of these.

    Raises
    ------
    RefusedUpload: `move` is no number of minutes up to four hours, `keep` no list of ids, or `of` other files.
    """
    if sent.get("of", list(inputs)) != list(inputs):
        raise RefusedUpload(409, "Another schedule was imported meanwhile. Reload the page.")
    move, keep = sent.get("move", 30), sent.get("keep", [])
    if type(move) is not int or not 0 <= move <= _MOST_MOVE:
        raise RefusedUpload(422, f"move: it must be a whole number of minutes from 0 to {_MOST_MOVE}.")
    if not isinstance(keep, list) or not all(isinstance(each, str) for each in keep):
        raise RefusedUpload(422, "keep: it must be a list of patients.")
    return {"move": move, "keep": keep}


def planned(plans_of: PlansOf, bookings: bytes, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Search for plans for the bookings of `bookings_of`."""
    tell("Searching for plans")
    return plans_of(pickle.loads(bookings), **asked)  # noqa: S301 (this server's own)
