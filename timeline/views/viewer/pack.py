"""A payload as it is sent: what many rows, visits or findings share stored once, and every date compressed by itself.

The browser's own `DecompressionStream` opens it: the head when the page starts, a date when somebody looks at it.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import Any

from timeline.views.viewer.schema import Packed, Payload

#: What is said again and again: the part of a day, and the field. A list is shared item by item.
SHARED = (("rows", "counts"), ("visits", "because"), ("visits", "codes"), ("findings", "remedy"))
#: Small enough for a month of several sites, and three times as fast as the smallest.
_LEVEL = 6


def packed(payload: Payload) -> Packed:
    """Compress a payload: its head, and each of its days.

    The head is the payload with `days` cut to what a list of dates shows, and with the further keys `shared` and
    `packed`, by which the page puts the repeated parts back; the payload given stays as it is.

    Examples
    --------
    >>> from base64 import b64decode
    >>> told = {"date": "2026-03-02", "title": "Monday", "clinics": ["Annex"]}
    >>> day = {**told, "rows": [{"counts": "on site"}] * 2, "visits": [], "findings": []}
    >>> small = packed({"days": [day]})
    >>> json.loads(gzip.decompress(b64decode(small["days"][0])))["rows"]
    [{'counts': 0}, {'counts': 0}]
    >>> json.loads(gzip.decompress(b64decode(small["head"])))["shared"]
    ['on site']
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
    heads = [{name: day[name] for name in ("date", "title", "clinics")} for day in days]
    shared = {"shared": [json.loads(value) for value in places], "packed": SHARED}
    return {"head": compressed({**payload} | {"days": heads} | shared), "days": [compressed(day) for day in days]}


def compressed(value: Any) -> str:
    """Write a value as JSON, compressed, in letters that are safe in a page; the same value gives the same text."""
    text = value if isinstance(value, str) else _json(value)
    # A lone surrogate, which no file can hold, becomes a question mark as it does everywhere else on the way out.
    return b64encode(gzip.compress(text.encode(errors="replace"), _LEVEL, mtime=0)).decode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
