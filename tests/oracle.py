"""The meaning of the minutes, read instant by instant in plain Python.

Independent of the product on purpose: it imports nothing from it. It is slow and literal; the section
numbers in the comments are those of the page that defines the meaning. An instant is one tick [t, t + tick).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

DAY = 86_400
HOUR = 3_600
RULES = ("exclusive", "nested", "documented")
THERAPISTS = ("PT", "OT", "SLP")
ASSISTANTS = ("PTA", "OTA", "SLPA")
DISCIPLINES = ("PT", "OT", "SLP")
DISCIPLINE_OF_ROLE = {"PT": "PT", "PTA": "PT", "OT": "OT", "OTA": "OT", "SLP": "SLP", "SLPA": "SLP"}
UNSKILLED_ACTIVITIES = ("rest", "setup", "waiting", "documentation_away")
PAUSES = ("rest", "waiting")
BUSY_ACTIVITIES = ("setup", "documentation_away")
STATES = ("one_on_one", "group", "other_discipline", "contested", "supervised", "unskilled", "waiting", "away")
BUSY = ("busy", "")

Codes = Mapping[str, tuple[str, str]]
Engagement = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Row:
    """One kept row after the defaults of section 1; two identical rows are two rows."""

    id: str
    start: int
    end: int
    patient: str
    provider: str
    role: str
    code: str
    given_mode: str
    activity: str
    kind: str
    group: str
    payer: str
    clinic: str
    discipline: str
    place: str
    quantity: int
    code_mode: str  # the mode of its code in the code table ("either" too), "" for no code or an unknown one

    @property
    def date(self) -> int:
        """A row belongs to the date of its start."""
        return self.start // DAY

    @property
    def with_patient(self) -> bool:
        """Service rows and bookings are spans with a patient; shift and away rows are not."""
        return self.kind in ("service", "appointment")

    @property
    def mode(self) -> str:
        """Section 2, rules 1 to 4."""
        if self.activity in UNSKILLED_ACTIVITIES or self.code_mode == "off_floor":
            return "unskilled"
        if self.given_mode:
            return self.given_mode
        if self.code_mode == "either":  # attended, but not exclusive by definition
            return "group" if self.group else "one_on_one"
        if self.code_mode:
            return self.code_mode
        return "one_on_one" if self.provider else "unskilled"

    @property
    def attended(self) -> bool:
        """A one_on_one or group row is attended if its provider is a therapist or an assistant."""
        return self.with_patient and self.mode in ("one_on_one", "group") and self.role in THERAPISTS + ASSISTANTS

    @property
    def busy(self) -> bool:
        """A provider's away rows, and its setup and documentation_away rows whatever the role."""
        if self.with_patient:
            return self.provider != "" and self.activity in BUSY_ACTIVITIES
        return self.kind == "away"

    def is_open(self, instant: int) -> bool:
        """Spans are half-open."""
        return self.start <= instant < self.end


def read(raw: Mapping[str, Any], codes: Codes) -> Row:
    """Section 1: apply the defaults."""
    return Row(
        id=raw["id"],
        start=raw["start"],
        end=raw["end"],
        patient=raw["patient"],
        provider=raw["provider"],
        role=raw["role"] if raw["provider"] else "",
        code=raw["code"],
        given_mode=raw["mode"],
        activity=raw["activity"] or "intervention",
        kind=raw["kind"] or "service",
        group=raw["group"],
        payer=raw["payer"] or "medicare",
        clinic=raw["clinic"] or "clinic",
        discipline=raw["discipline"],
        place=raw["place"],
        quantity=raw["quantity"] or 0,
        code_mode=codes[raw["code"]][0] if raw["code"] in codes else "",
    )


def own_discipline(row: Row) -> str:
    """Its own value; else from the role of its provider; else none."""
    return row.discipline or DISCIPLINE_OF_ROLE.get(row.role, "")


def with_disciplines(rows: Sequence[Row]) -> list[Row]:
    """Section 1: give each analysed row of a date its discipline."""
    resolved = []
    for row in rows:
        # Else that of the patient's earliest-starting analysed row that has one (equal starts: PT, OT, SLP); else PT.
        others = [
            (other.start, DISCIPLINES.index(own_discipline(other)))
            for other in rows
            if other.patient == row.patient and own_discipline(other)
        ]
        fallback = DISCIPLINES[min(others)[1]] if others else "PT"
        resolved.append(replace(row, discipline=own_discipline(row) or fallback))
    return resolved


def suspension_of(row: Row, by: Row) -> str:
    """Section 2, suspension: name what `by`, being open, suspends the attended `row` for; "" if it does not."""
    # Remote codes never suspend anything, whatever their mode or activity.
    if by.code_mode == "off_floor" or not by.with_patient or by.patient != row.patient:
        return ""
    # Rest and waiting, or the mode given as unskilled and none of the four activities: whoever the provider.
    if by.activity in PAUSES:
        return by.activity
    if by.given_mode == "unskilled" and by.activity not in UNSKILLED_ACTIVITIES:
        return "unskilled"
    # Setup and documentation_away: the rows of its own provider only.
    if by.activity in BUSY_ACTIVITIES and by.provider == row.provider:
        return by.activity
    return ""


def suspensions(row: Row, open_rows: Iterable[Row]) -> list[str]:
    """All the reasons for which an attended row is treated as not open."""
    return [name for by in open_rows if (name := suspension_of(row, by))]


def earns(row: Row, *, in_group_time: bool) -> bool:
    """Section 2: whether a row earns for its code: only in the way the code is defined."""
    if row.code_mode == "either":  # by one-on-one or group time, a group of one included
        return row.mode in ("one_on_one", "group")
    if row.mode == "group":
        return row.code_mode == "group" and in_group_time
    if row.mode == "one_on_one":  # a supervised code earns by one-on-one time too
        return row.code_mode in ("one_on_one", "supervised")
    return row.mode == row.code_mode == "supervised"


def engagement_of(row: Row) -> Engagement:
    """Section 3: what an attended or busy row binds its provider to."""
    if row.busy:
        return BUSY
    if row.mode == "one_on_one":
        return ("patient", row.patient)
    return ("group", row.group) if row.group else ("own group", f"{row.provider}:{row.code}")


def label(engagement: Engagement) -> Engagement:
    """How results name an engagement."""
    return ("group", engagement[1]) if engagement[0] == "own group" else engagement


def contact_run(engagement: Engagement, provider: str, binding: Iterable[Row], instant: int) -> tuple[int, int]:
    """The maximal span around the instant in which the provider has an open row of it, suspended or not."""
    spans = [(row.start, row.end) for row in binding if row.provider == provider and engagement_of(row) == engagement]
    first, last = instant, instant + 1
    while earlier := [start for start, end in spans if start < first <= end]:
        first = min(earlier)
    while later := [end for start, end in spans if start <= last < end]:
        last = max(later)
    return first, last


def resolve(runs: Mapping[Engagement, tuple[int, int]], rule: str) -> frozenset[Engagement]:
    """Section 3: decide whom a provider with these engagements (and their contact runs) is engaged with."""
    if len(runs) < 2 or rule == "documented":
        return frozenset(runs)
    if rule == "exclusive":
        return frozenset()
    # Nested: the one whose run starts later and ends earlier than the run of every other.
    return frozenset(
        mine
        for mine, (start, end) in runs.items()
        if all(runs[other][0] < start and end < runs[other][1] for other in runs if other != mine)
    )


def order(row: Row) -> tuple[Any, ...]:
    """The order of section 3 from "coded before uncoded" on; the id only names one of interchangeable rows."""
    return (
        row.code_mode == "",  # coded before uncoded; an unknown code ranks as uncoded
        -row.start,  # the one that started last
        row.end,  # the one that ends first
        DISCIPLINES.index(row.discipline),
        row.code,
        row.mode,
        row.activity,
        row.role,
        row.provider,
        row.clinic,
        row.group,
        row.payer,
        row.place,
        row.quantity,
        row.id,
    )


class Moment:
    """Sections 3 and 4: what holds at an instant for the rows of one date and evidence."""

    def __init__(self, instant: int, open_rows: Sequence[Row], rows: Sequence[Row]) -> None:
        self.open = frozenset(open_rows)
        self.suspended = {
            row: min(names) for row in open_rows if row.attended and (names := suspensions(row, open_rows))
        }
        self.live = [row for row in open_rows if row.attended and row not in self.suspended]
        self.claiming = self.live + [row for row in open_rows if row.busy]
        self.runs: dict[str, dict[Engagement, tuple[int, int]]] = {}
        binding = [row for row in rows if row.attended or row.busy]
        for row in self.claiming:
            engagement = engagement_of(row)
            runs = self.runs.setdefault(row.provider, {})
            runs[engagement] = contact_run(engagement, row.provider, binding, instant)
        self.engaged = {rule: {who: resolve(runs, rule) for who, runs in self.runs.items()} for rule in RULES}
        self.credited = {rule: self._credit(rule) for rule in RULES}

    def engagements(self, provider: str) -> Collection[Engagement]:
        """The engagements of a provider, before any contest rule."""
        return self.runs.get(provider, {})

    def engaged_with(self, provider: str, rule: str) -> frozenset[Engagement]:
        """The engagements the contest rule leaves the provider with."""
        return self.engaged[rule].get(provider, frozenset())

    def is_group_time(self, engagement: Engagement) -> bool:
        """Two or more patients have open attended rows of that group, whoever the provider."""
        return len({row.patient for row in self.live if row.mode == "group" and engagement_of(row) == engagement}) >= 2

    def in_group_time(self, row: Row) -> bool:
        """Whether a row is group time at this instant."""
        return row.mode == "group" and self.is_group_time(engagement_of(row))

    def earns(self, row: Row) -> bool:
        """Whether a row earns for its code at this instant."""
        return earns(row, in_group_time=self.in_group_time(row))

    def _counting(self, rule: str) -> list[Row]:
        counting = []
        for provider, engagements in self.engaged[rule].items():
            for engagement in engagements:
                mine = [row for row in self.live if row.provider == provider and engagement_of(row) == engagement]
                if engagement[0] == "patient":
                    # Being engaged with a patient, one row counts.
                    counting.append(min(mine, key=lambda row: (not self.earns(row), *order(row))))
                else:
                    # Being engaged with a group, all rows of that provider open in it count; busy has none.
                    counting += mine
        return counting

    def _credit(self, rule: str) -> dict[str, Row]:
        # Section 4: if several counting rows concern one patient at an instant, one is credited.
        counting = self._counting(rule)
        return {
            patient: min((row for row in counting if row.patient == patient), key=self._precedence)
            for patient in {row.patient for row in counting}
        }

    def _precedence(self, row: Row) -> tuple[Any, ...]:
        return (
            row.role not in THERAPISTS,  # therapist before assistant
            not self.earns(row),  # one that earns at this instant before any other
            self.in_group_time(row),  # one-on-one before group; outside group time it ranks as one-on-one
            *order(row),
        )


def walk(rows: Sequence[Row], tick: int) -> dict[int, Moment]:
    """Read every instant between the first start and the last end."""
    moments: dict[int, Moment] = {}
    known: dict[tuple[Row, ...], Moment] = {}  # the same rows open, the same runs: the same moment
    for instant in instants(rows, tick):
        open_rows = tuple(row for row in rows if row.is_open(instant))
        if open_rows not in known:
            known[open_rows] = Moment(instant, open_rows, rows)
        moments[instant] = known[open_rows]
    return moments


def instants(rows: Sequence[Row], tick: int) -> range:
    """The instants from the first start to the last end of some rows."""
    return range(min(row.start for row in rows), max(row.end for row in rows), tick)


def seconds_of(rows: Sequence[Row], moments: Mapping[int, Moment], tick: int) -> dict[Moment, int]:
    """How long each moment lasts from the first start to the last end of some rows."""
    return {moment: tick * n for moment, n in Counter(moments[t] for t in instants(rows, tick)).items()}


def maximal_runs(values: Iterable[tuple[int, Any]]) -> list[tuple[Any, int, int]]:
    """Join consecutive instants of equal value: (value, first instant, last instant)."""
    runs: list[tuple[Any, int, int]] = []
    for instant, value in values:
        if runs and runs[-1][0] == value:
            runs[-1] = (value, runs[-1][1], instant)
        else:
            runs.append((value, instant, instant))
    return runs


def credited_row(visit: Sequence[Row], moment: Moment, rule: str) -> Row | None:
    """The row of the visit that is credited, if any."""
    credited = moment.credited[rule].get(visit[0].patient)
    return credited if credited in visit else None


def state_at(visit: Sequence[Row], moment: Moment, rule: str) -> str:
    """Section 4: the first state that applies to a visit at an instant."""
    open_rows = [row for row in visit if row in moment.open]
    if credited := credited_row(visit, moment, rule):
        return "group" if moment.in_group_time(credited) else "one_on_one"
    if visit[0].patient in moment.credited[rule]:
        return "other_discipline"
    if any(row in moment.live for row in open_rows):
        return "contested"
    if any(row.mode == "supervised" for row in open_rows):
        return "supervised"
    # What is left is an unskilled row, an unattended claim or a suspended attended row.
    return "unskilled" if open_rows else "waiting"


def state_seconds(visit: Sequence[Row], moments: Mapping[int, Moment], rule: str, tick: int) -> dict[str, int]:
    """Seconds of each state over the visit's span."""
    seconds = dict.fromkeys(STATES, 0)
    states = {moment: state_at(visit, moment, rule) for moment in seconds_of(visit, moments, tick)}
    for state, start, end in maximal_runs((t, states[moments[t]]) for t in instants(visit, tick)):
        length = end - start + tick
        # A run of waiting of 60 minutes or more is away.
        seconds["away" if state == "waiting" and length >= HOUR else state] += length
    return seconds


def counted_for(visit: Sequence[Row], moment: Moment, rule: str) -> dict[str, Row]:
    """Section 5: the codes for which an instant of a visit counts, each with the row that decides role and activity."""
    counted: dict[str, Row] = {}
    # For rows of a supervised code in supervised mode the union of their spans; an assistant's row decides first.
    supervised = [row for row in visit if row in moment.open and row.mode == row.code_mode == "supervised"]
    for code in {row.code for row in supervised}:
        same = [row for row in supervised if row.code == code]
        counted[code] = min(same, key=lambda row: (row.role not in ASSISTANTS, *order(row)))
    # One-on-one or group seconds credited to rows that earn for the code: the credited row decides.
    credited = credited_row(visit, moment, rule)
    if credited and moment.earns(credited):
        counted[credited.code] = credited
    return counted


def visit_account(
    visit: Sequence[Row], moments: Mapping[int, Moment], contest: str, tick: int, evidence: str
) -> dict[str, Any]:
    """Everything reported of a visit."""
    codes: dict[str, dict[str, Any]] = {
        row.code: {**dict.fromkeys(RULES, 0), "assistant": 0, "activities": {}} for row in visit if row.code
    }
    credited_seconds = dict.fromkeys(RULES, 0)
    uncoded = unearned = treatment = 0
    for moment, seconds in seconds_of(visit, moments, tick).items():
        for rule in RULES:
            for code in counted_for(visit, moment, rule):
                codes[code][rule] += seconds
            if credited_row(visit, moment, rule):
                credited_seconds[rule] += seconds
        counted = counted_for(visit, moment, contest)
        for code, row in counted.items():
            if row.role in ASSISTANTS:
                codes[code]["assistant"] += seconds
            activities = codes[code]["activities"]
            activities[row.activity] = activities.get(row.activity, 0) + seconds
        credited = credited_row(visit, moment, contest)
        if credited and not credited.code:
            uncoded += seconds
        elif credited and not moment.earns(credited):
            unearned += seconds
        # The union of credited and supervised seconds; a supervised row that earns nothing is no treatment.
        if credited or counted:
            treatment += seconds
    return {
        "evidence": evidence,
        "states": state_seconds(visit, moments, contest, tick),
        "codes": codes,
        "uncoded": uncoded,
        "unearned": unearned,
        "treatment": treatment,
        "credited": credited_seconds,
    }


def lapse(row: Row, moment: Moment, rule: str) -> tuple[str | None, str] | None:
    """(by, reason) while the provider is not engaged with an attended row, None while it is."""
    mine = engagement_of(row)
    engaged = moment.engaged_with(row.provider, rule)
    if row not in moment.suspended and mine in engaged:
        return None
    # By: null for nobody, for the row's own group, and where there are several.
    by = None
    if len(engaged) == 1 and mine not in engaged:
        (other,) = engaged
        by = "busy" if other == BUSY else other[1]
    # Reason: the suspending activity, else busy where the provider is engaged with busy, else contest.
    reason = moment.suspended.get(row) or ("busy" if BUSY in engaged else "contest")
    return by, reason


Lapse = tuple[str, int, int, "str | None", str]


def lapses(row: Row, moments: Mapping[int, Moment], rule: str, tick: int) -> tuple[list[Lapse], list[Lapse]]:
    """Section 5: the interruptions and the displacements of an attended row."""
    known = {moment: lapse(row, moment, rule) for moment in seconds_of([row], moments, tick)}
    values = [(t, known[moments[t]]) for t in instants([row], tick)]
    engaged = [t for t, value in values if value is None]
    interruptions: list[Lapse] = []
    displacements: list[Lapse] = []
    for value, first, last in maximal_runs(values):
        if value is not None:
            between = bool(engaged) and engaged[0] < first and last < engaged[-1]
            (interruptions if between else displacements).append((row.id, first, last + tick, *value))
    return interruptions, displacements


def doing(provider: str, moment: Moment) -> str:
    """What a provider is doing, before any contest rule."""
    engagements = list(moment.engagements(provider))
    if not engagements:
        return "idle"
    if len(engagements) >= 2:
        return "contested"
    if engagements[0] == BUSY:
        return "busy"
    # One engagement: a patient, or a group of one.
    return "group" if moment.is_group_time(engagements[0]) else "one_on_one"


def provider_account(
    provider: str, occupied: Sequence[Row], shifts: Sequence[Row], moments: Mapping[int, Moment], tick: int
) -> dict[str, Any]:
    """Section 5: the account over the union of shift, busy and attended rows (no shifts: first start to last end)."""
    seconds: Counter[str] = Counter()
    everything = [*occupied, *shifts]
    for moment, lasting in seconds_of(everything, moments, tick).items():
        if not shifts or not moment.open.isdisjoint(everything):
            seconds[doing(provider, moment)] += lasting
        if shifts and moment.open.isdisjoint(shifts) and not moment.open.isdisjoint(occupied):
            seconds["outside_shift"] += lasting
    return {
        "presence": "shift" if shifts else "inferred",
        **{name: seconds[name] for name in ("one_on_one", "group", "contested", "busy", "idle", "outside_shift")},
    }


def analyze_date(date: int, rows: Sequence[Row], contest: str, tick: int, result: dict[str, Any]) -> None:
    """Decide everything of one date; add it to the result."""
    service = [row for row in rows if row.kind == "service"]
    bookings = [row for row in rows if row.kind == "appointment"]
    shifts = [row for row in rows if row.kind == "shift"]
    aways = [row for row in rows if row.kind == "away"]
    # Bookings of a clinic with any kept service row are the plan, and those of a patient with one, at any clinic.
    busy_clinics = {row.clinic for row in service}
    seen = {row.patient for row in service}
    plan = [row for row in bookings if row.clinic in busy_clinics or row.patient in seen]
    result["not_seen"] += [row.id for row in plan if row.patient not in seen]
    scheduled = [row for row in bookings if row not in plan]

    analysed = {"documented": with_disciplines(service), "scheduled": with_disciplines(scheduled)}
    own = {
        evidence: {row.provider for row in of_evidence if row.attended or row.busy}
        for evidence, of_evidence in analysed.items()
    }
    only_present = {row.provider for row in shifts + aways} - own["documented"] - own["scheduled"]
    accounts = {evidence: set(providers) for evidence, providers in own.items()}
    accounts["documented" if service or not scheduled else "scheduled"] |= only_present

    for evidence, of_evidence in analysed.items():
        if not of_evidence and not accounts[evidence]:
            continue
        # Away rows make a provider busy for both; shifts say only when somebody is on site.
        moments = walk([*of_evidence, *aways, *shifts], tick)
        visits: dict[tuple[int, str, str], list[Row]] = {}
        for row in of_evidence:
            visits.setdefault((date, row.patient, row.discipline), []).append(row)
        for key, visit in visits.items():
            result["visits"][key] = visit_account(visit, moments, contest, tick, evidence)
        for row in of_evidence:
            if row.attended:
                interruptions, displacements = lapses(row, moments, contest, tick)
                result["interruptions"] += interruptions
                result["displacements"] += displacements
        for provider in accounts[evidence]:
            mine = [r for r in [*of_evidence, *aways] if r.provider == provider and (r.attended or r.busy)]
            on_site = [row for row in shifts if row.provider == provider]
            account = provider_account(provider, mine, on_site, moments, tick)
            result["providers"][date, evidence, provider] = account
        for instant, moment in moments.items():
            for patient, row in moment.credited[contest].items():
                result["credited"][date, patient, instant] = row.id
            for provider in accounts[evidence]:
                if engaged := moment.engaged_with(provider, contest):
                    result["engaged"][date, evidence, provider, instant] = frozenset(map(label, engaged))


def analyze(
    rows: Sequence[Mapping[str, Any]], codes: Codes, *, contest: str = "nested", tick: int = 1
) -> dict[str, Any]:
    """Analyse rows (seconds since midnight of day 0) by walking every instant; all durations in seconds."""
    # Cancelled and no-show rows are filtered, never analysed.
    kept = [read(raw, codes) for raw in rows if (raw["status"] or "kept") == "kept"]
    result: dict[str, Any] = {
        "visits": {},
        "interruptions": [],
        "displacements": [],
        "providers": {},
        "not_seen": [],
        "credited": {},
        "engaged": {},
    }
    for date in sorted({row.date for row in kept}):
        analyze_date(date, [row for row in kept if row.date == date], contest, tick, result)
    for name in ("interruptions", "displacements"):
        result[name].sort(key=lambda found: found[:3])
    result["not_seen"].sort()
    return result
