"""What a page holds, opened as the browser opens it."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from typing import Any


def inflated(packed: str) -> str:
    """Open a text of a page."""
    return gzip.decompress(b64decode(packed)).decode()


def unpacked(sent: Any) -> Any:
    """Put a payload together again from what was sent: its days, and what they share."""
    head = json.loads(inflated(sent["head"]))
    shared, packed = head.pop("shared"), head.pop("packed")
    days = [json.loads(inflated(day)) for day in sent["days"]]
    for part, name in packed:
        for each in (each for day in days for each in day[part]):
            if name in each:
                at = each[name]
                each[name] = [shared[i] for i in at] if isinstance(at, list) else shared[at]
    assert head["days"] == [{name: day[name] for name in ("date", "title", "clinics")} for day in days]
    return head | {"days": days}


def data_of(page: str) -> Any:
    """Give the payload of a page as a file."""
    (sent,) = re.findall(r'<script type="application/json" id="payload">(.*?)</script>', page)
    return unpacked(json.loads(sent))
