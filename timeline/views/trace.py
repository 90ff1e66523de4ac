"""An analysis in the Trace Event Format, which Perfetto and other viewers of long timelines open.

Every provider and every patient is a process. Its threads hold complete events (`ph` X), whose times are exact:
`ts` and `dur` in microseconds, `ts` on the clinic's line (see `timeline.clock`). A provider has what it was doing, a
patient the states of its visits, one thread for each discipline; below are the rows as recorded and the bookings, in as
many threads as overlap, for events of one thread must nest. People are their ids; names and notes are not in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from timeline.analysis.given import Result, facts_of
from timeline.clock import exact_minutes, to_wall
from timeline.contracts import records
from timeline.record import Record
from timeline.version import __version__
from timeline.views.lanes import pack_lanes
from timeline.vocabulary import Evidence, Kind

_MICROSECONDS = 1_000_000
Event = dict[str, Any]


class _Slice(NamedTuple):
    """A span of one person: which process and thread it belongs to, and what it says."""

    person: tuple[str, str]
    thread: str
    start: int
    seconds: int
    name: str
    category: str
    told: dict[str, Any]


def trace_json(result: Result) -> str:
    """Return an analysis as one JSON document of trace events; the same bytes, rules and version give the same text.

    Parameters
    ----------
    result
        An analysis; of a narrowed one, the part that is shown.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    """
    record = facts_of(result, "trace_json")
    document = {
        "traceEvents": [*_events(record)],
        "displayTimeUnit": "ms",
        "otherData": {"version": __version__, "contest": str(record.contest)},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _events(record: Record) -> Iterator[Event]:
    """List every event: each process with its name and place, its threads, and their spans in order."""
    tracks: dict[tuple[str, str], dict[str, list[_Slice]]] = defaultdict(lambda: defaultdict(list))
    for each in (*_doing(record), *_states(record), *_rows(record)):
        tracks[each.person][each.thread].append(each)
    for pid, (kind, key) in enumerate(sorted(tracks, key=lambda person: (person[0] == "patient", person[1])), start=1):
        yield _named("process_name", pid, 0, name=f"{kind} {key}")
        yield _named("process_sort_index", pid, 0, sort_index=pid)
        tid = 0
        for thread, slices in tracks[kind, key].items():
            for lane in _lanes(slices):
                tid += 1
                yield _named("thread_name", pid, tid, name=thread)
                yield _named("thread_sort_index", pid, tid, sort_index=tid)
                yield from (_complete(each, pid, tid, record) for each in lane)


def _named(what: str, pid: int, tid: int, **told: object) -> Event:
    return {"ph": "M", "name": what, "pid": pid, "tid": tid, "ts": 0, "args": told}


def _complete(each: _Slice, pid: int, tid: int, record: Record) -> Event:
    walls = {
        "start": to_wall(each.start, record.zone).isoformat(),
        "end": to_wall(each.start + each.seconds, record.zone).isoformat(),
    }
    told = {name: value for name, value in each.told.items() if value != ""}
    return {
        "ph": "X",
        "name": each.name,
        "cat": each.category,
        "pid": pid,
        "tid": tid,
        "ts": each.start * _MICROSECONDS,
        "dur": each.seconds * _MICROSECONDS,
        "args": told | walls | {"minutes": exact_minutes(each.seconds)},
    }


def _lanes(slices: Iterable[_Slice]) -> list[list[_Slice]]:
    """Divide spans into as many lanes as overlap; each lane in order."""
    listed = sorted(slices, key=lambda each: (each.start, -each.seconds, each.name, str(each.told)))
    start = np.array([each.start for each in listed], dtype=np.int64)
    lane, lanes = pack_lanes(start, start + np.array([each.seconds for each in listed], dtype=np.int64))
    found: list[list[_Slice]] = [[] for _ in range(lanes)]
    for each, place in zip(listed, lane.tolist(), strict=True):
        found[place].append(each)
    return found


def _doing(record: Record) -> Iterator[_Slice]:
    columns = ("provider", "evidence", "start_second", "seconds", "doing", "engaged_with", "demands")
    for provider, evidence, start, seconds, doing, engaged, demands in records(record.attendance.engagements, columns):
        thread = "doing" if evidence == Evidence.DOCUMENTED else "doing, as booked"
        told = {"evidence": evidence, "engaged_with": engaged, "demands": demands}
        yield _Slice(("provider", provider), thread, start, seconds, doing, "engagement", told)


def _states(record: Record) -> Iterator[_Slice]:
    code_of = dict(zip(record.whole.rows.id, record.whole.rows.code, strict=True))
    columns = ("patient", "discipline", "evidence", "start_second", "seconds", "state", "interval_id", "provider")
    for patient, discipline, evidence, start, seconds, state, interval, provider in records(
        record.attendance.attendance, columns
    ):
        told = {
            "evidence": evidence,
            "discipline": discipline,
            "code": code_of.get(interval, ""),
            "provider": provider,
            "interval_id": interval,
        }
        yield _Slice(("patient", patient), f"{discipline} visit", start, seconds, state, "attendance", told)


#: How rows of each kind are called on their thread.
_THREADS = {Kind.SERVICE: "recorded", Kind.APPOINTMENT: "booked", Kind.SHIFT: "shift", Kind.AWAY: "away"}


def _rows(record: Record) -> Iterator[_Slice]:
    """List each row with its provider and with its patient."""
    rows = record.rows
    for row, interval in enumerate(rows.id):
        kind = rows.kind[row]
        told = {
            "code": rows.code[row],
            "activity": rows.activity[row],
            "patient": rows.patient[row],
            "provider": rows.provider[row],
            "clinic": rows.clinic[row],
            "interval_id": interval,
        }
        for person in (("provider", rows.provider[row]), ("patient", rows.patient[row])):
            if person[1]:
                name = rows.code[row] or (rows.activity[row] if kind == Kind.SERVICE else kind)
                seconds = rows.end[row] - rows.start[row]
                yield _Slice(person, _THREADS[Kind(kind)], rows.start[row], seconds, name, kind, told)
