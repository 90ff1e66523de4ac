"""Every finding the audit can make: what it means, how to correct it, and the source of the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.audit import FINDING_RULES, FindingRule
from timeline.policies import sources

_NO_SOURCE = {"id": "", "at": "", "title": "", "url": ""}


def findings() -> pd.DataFrame:
    """List every pattern the audit looks for.

    Returns
    -------
    `FINDING_RULES`, sorted by id.
    """
    rows = [(rule, rule["source"] or _NO_SOURCE) for rule in finding_list()]
    return contracts.conform(
        contracts.FINDING_RULES, [rule | source | {"id": rule["id"], "source": source["id"]} for rule, source in rows]
    )


def finding_list(rules: Iterable[FindingRule] | None = None) -> list[dict[str, Any]]:
    """List finding rules as plain records, sorted by id; default: all of them.

    `source` has id, place, title and url of the document a rule rests on; None for facts about the record itself.
    """
    listed = sorted(FINDING_RULES.values() if rules is None else rules, key=lambda rule: rule.id)
    return [{"id": r.id, "meaning": r.meaning, "remedy": r.remedy, "source": _source(r.source)} for r in listed]


def _source(text: str) -> dict[str, str] | None:
    if not text:
        return None
    name, _, at = text.partition(" ")
    source = sources()[name]
    return {"id": name, "at": at, "title": source.title, "url": source.url}
