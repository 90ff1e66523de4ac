"""Files whose rows are starts and completions, each with one clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from timeline.proposal.contents import Profile
from timeline.proposal.draft import Tree
from timeline.proposal.layout import Layout
from timeline.proposal.spoken import Discretion, meaning

_FEW = 12
#: Share of keys with one start and one completion that makes a key.
_PAIRED = 0.9


@dataclass(frozen=True)
class Transitions:
    """What `[transitions]` says; `only_ends` where the rows are completions, and nothing says when they began."""

    table: Tree
    columns: tuple[Profile, ...]
    only_ends: bool = False


def find_transitions(layout: Layout) -> Transitions | None:
    """Recognize a log with a row for each start and each completion, and what ties the two."""
    moment = _moment(layout.columns)
    event = next((each for each in layout.columns if _is_event(each)), None)
    if moment is None or event is None:
        return None
    words = {kind: [word for word in event.counts if meaning("event", word) == kind] for kind in ("start", "end")}
    if not words["start"]:
        return Transitions({}, moment, only_ends=True) if words["end"] else None
    key = _key(layout, event, moment, words)
    if not words["end"] or key is None:
        return None
    people = [each for each in layout.columns if each.about & {"patient", "provider", "name", "note"}]
    discretion = Discretion(people)
    unknown = [word for word in event.counts if not meaning("event", word)]
    ignore = [word for word in unknown if discretion.may_show(event, word)]
    headers = [each.header for each in moment]
    table: Tree = {
        "key": [each.header for each in key],
        "moment": headers[0] if len(headers) == 1 else headers,
        "event": event.header,
        "start": sorted(words["start"]),
        "end": sorted(words["end"]),
    }
    return Transitions(table | ({"ignore": sorted(ignore)} if ignore else {}), moment)


def _moment(columns: Sequence[Profile]) -> tuple[Profile, ...] | None:
    """Return the only clock of a row."""
    clocks = [each for each in columns if each.clock and "elsewhere" not in each.about]
    moments = [each for each in clocks if each.clock == "moment"]
    if len(moments) == 1 and not moments[0].about & {"start", "end"}:
        return (moments[0],)
    days = [each for each in clocks if each.clock == "day"]
    times = [each for each in clocks if each.clock == "time"]
    if not moments and len(days) == len(times) == 1 and not times[0].about & {"start", "end"}:
        return (days[0], times[0])
    return None


def _is_event(column: Profile) -> bool:
    if not column.about & {"event", "type", "status"} or not 0 < column.distinct <= _FEW:
        return False
    known = [word for word in column.counts if meaning("event", word)]
    transition = bool(column.words & {"transition", "lifecycle", "registration", "event", "action"})
    both = {meaning("event", word) for word in known} == {"start", "end"}
    return both or (transition and len(known) == column.distinct)


def _key(
    layout: Layout, event: Profile, moment: Sequence[Profile], words: dict[str, list[str]]
) -> tuple[Profile, ...] | None:
    """Find the columns in which a start and its completion agree, and no other row does."""
    free = [each for each in layout.columns if each is not event and each not in moment and each.counts]
    events = layout.cells(event)
    cells = {each.place: layout.cells(each) for each in free}
    ranked = sorted(free, key=lambda each: ("id" not in each.about, -each.distinct, each.place))
    for size in (1, 2, 3):
        for key in combinations(ranked[:8], size):
            if _ties(list(zip(*(cells[each.place] for each in key), strict=True)), events, words):
                return key
    return None


def _ties(keys: Sequence[tuple[str, ...]], events: Sequence[str], words: dict[str, list[str]]) -> bool:
    tied: list[Counter[tuple[str, ...]]] = [
        Counter(key for key, word in zip(keys, events, strict=True) if word in words[side]) for side in ("start", "end")
    ]
    started, ended = tied
    if not started or max(started.values()) > 1 or max(ended.values(), default=0) > 1:
        return False
    return len(started.keys() & ended.keys()) >= _PAIRED * max(len(started), len(ended))
