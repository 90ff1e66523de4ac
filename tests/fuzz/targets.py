"""What is fuzzed: a good file of each kind, and what must hold of every file made of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests import standards
from tests.sheets.test_fuzz import check, good_files
from timeline.errors import FaultyInputError
from timeline.schedules import ColumnMapping, read_claims, read_remittance, read_schedule
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood

#: Stands where a file has a name: no message may show it.
MARKER = standards.MARKER
_SECONDS = 2

_SCHEDULE = f"""start,end,patient,provider,role,code,status,kind,note
2026-03-02 09:00,2026-03-02 09:30,{MARKER} 1,S1,PT,97110-GP,kept,service,{MARKER}
2026-03-02 9:15 AM,12:00 AM,{MARKER} 2,S1,PTA,97140,Cancelled,service,"a, b"
03/13/2026 10:00,10:45,{MARKER} 3,S2,PT,,kept,appointment,
"""
_FOREIGN = f"""Client,Staff,Job,Day,From,Until,Mins,State,Kind,Version
{MARKER} 1,S1,PT,2026-03-02,09:00,09:45,30,Done,start,1
{MARKER} 2,S1,PT,2026-03-02,09:15,09:45,"0,5",x,complete,2
Total,,,,,,75,,,
"""
_MAPPING = r"""[file]
header_row = 1
leave_out = ["totals", "repeated header"]
fill_down = ["Staff"]
[columns]
start = { date = "Day", time = "From" }
end = { after = "start", length = "Mins", unit = "minutes" }
patient = { column = "Client", pattern = '^(.+?) (\d+)$', part = 1, prefix = "W-" }
provider = ["Staff", "Job"]
role = "Job"
status = "State"
[format]
date = "%Y-%m-%d"
time_zone = "America/New_York"
fractions = "drop"
past_midnight = "next day"
[blank]
words = ["NA"]
[values.status]
Done = "kept"
x = "cancelled"
[defaults]
role = "PT"
[latest]
key = ["Client"]
by = "Version"
[[leave_out]]
all = [{ column = "State", when = "matches", pattern = "c.*" }, { column = "Kind", when = "filled" }]
why = "cancelled"
[[spans]]
kind = "service"
start = ["Day", "From"]
optional = true
"""
_ZONE = '[format]\ntime_zone = "America/New_York"\n[defaults]\nrole = "PT"\n'
_CALENDAR = '[columns]\npatient = "summary"\n' + _ZONE


@dataclass(frozen=True)
class Target:
    """A kind of input: a good one, and the reading of any."""

    good: bytes
    read: Callable[[bytes], None]


def _every_row_is_somewhere(content: bytes) -> None:
    schedule = read_schedule(MemoryFile("day.csv", content), on_fault="skip")
    sources = {called.partition("#")[0] for called in schedule.intervals["interval_id"]}
    skipped = {called.partition("#")[0] for called in schedule.skipped["interval_id"]}
    rows = sum(each.rows for each in schedule.inputs)
    assert len(sources | skipped) == rows, "a row is lost"
    assert not sources & skipped, "a row is read and left out"
    _is_discreet(" ".join([*schedule.faults[["column", "value", "problem", "repair"]].agg(" ".join, axis=1)]))


def _mapping(content: bytes) -> None:
    mapping = understood(parse_toml("map.toml", content), ColumnMapping)
    read_schedule(MemoryFile("day.csv", _FOREIGN.encode()), mapping=mapping)


def _is_discreet(told: str) -> None:
    assert MARKER not in told, "a message shows a name"


def _within_bounds(read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Read within the time, and refuse in sentences that name nobody."""

    def checked(content: bytes) -> None:
        began = time.process_time()
        try:
            read(content)
        except FaultyInputError as error:
            _is_discreet(f"{error} {error.to_dict()}")
        assert time.process_time() - began < _SECONDS, "reading takes too long"

    return checked


def _schedule_of(standard: str) -> Callable[[MemoryFile], object]:
    mapping = understood(parse_toml("map.toml", standard.encode()), ColumnMapping)
    return lambda file: read_schedule(file, mapping=mapping)


def _named(name: str, read: Callable[[MemoryFile], object]) -> Callable[[bytes], None]:
    return _within_bounds(lambda content: read(MemoryFile(name, content)))


def targets() -> Mapping[str, Target]:
    """Return what is fuzzed, by name."""
    booked = [
        standards.booked(2, "RRULE:FREQ=DAILY;COUNT=5", f"SUMMARY:{MARKER}", "ATTENDEE;CN=A:mailto:a@example.org")
    ]
    booked.append(standards.booked(3, "STATUS:CANCELLED", "EXDATE:20260303T090000"))
    visits = [standards.appointment("Patient/P1", "Practitioner/PT1"), standards.procedure()]
    visits.append(standards.encounter(("Practitioner/PT1", standards.period("09:00", "09:30"))))
    sent = [*standards.subscriber(), *standards.claim("C1", "20260302 97110:GP 2", "20260303 97140:GP:59 1")]
    paid = standards.paid_claim("C1", "P1", "20260302 97110:GP 50 40 CO-45:10")
    own = {
        "schedule": Target(_SCHEDULE.encode(), _within_bounds(_every_row_is_somewhere)),
        "mapping": Target(_MAPPING.encode(), _within_bounds(_mapping)),
        "calendar": Target(standards.calendar(*booked), _named("day.ics", _schedule_of(_CALENDAR))),
        "fhir": Target(standards.bundle(*visits), _named("day.json", _schedule_of(_ZONE))),
        "837": Target(standards.interchange("837", *sent), _named("claims.837", read_claims)),
        "835": Target(standards.interchange("835", *paid), _named("paid.835", read_remittance)),
    }
    return own | {kind: Target(content, check) for kind, content in good_files().items()}
