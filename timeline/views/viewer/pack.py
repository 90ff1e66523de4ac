"""A payload made smaller for a file: what many rows, visits or findings share is stored once."""

from __future__ import annotations

import json
from typing import Any

from timeline.views.viewer.schema import Payload

#: What is said again and again: the part of a day, and the field. A list is shared item by item.
SHARED = (("rows", "counts"), ("visits", "because"), ("visits", "codes"), ("findings", "remedy"))


def packed(payload: Payload) -> dict[str, Any]:
    """Put the repeated parts of a payload into one list, `shared`, with their places in it where they stood.

    Returns
    -------
    A payload with the further keys `shared` and `packed`, by which the page puts everything back; the payload
    given stays as it is.

    Examples
    --------
    >>> day = {"rows": [{"counts": "on site"}, {"counts": "on site"}], "visits": [], "findings": []}
    >>> small = packed({"days": [day]})
    >>> small["days"][0]["rows"], small["shared"]
    ([{'counts': 0}, {'counts': 0}], ['on site'])
    """
    places: dict[str, int] = {}

    def place(value: Any) -> int:
        return places.setdefault(json.dumps(value), len(places))

    def small(each: dict[str, Any], name: str) -> dict[str, Any]:
        value = each.get(name)
        if value is None:
            return each
        return each | {name: [place(item) for item in value] if isinstance(value, list) else place(value)}

    days: list[dict[str, Any]] = [{**day} for day in payload["days"]]
    for part, name in SHARED:
        for day in days:
            day[part] = [small(each, name) for each in day[part]]
    return {**payload} | {"days": days, "shared": [json.loads(value) for value in places], "packed": SHARED}
