"""What a chart of one date shows, before anything is drawn: bars, contested spans and interruptions, with their texts.

Every text given from here is HTML-escaped: a chart reads its texts as HTML.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from timeline.clock import duration
from timeline.contracts import records
from timeline.views.order import in_order_of_coming, natural
from timeline.views.palette import LOOKS, Drawn
from timeline.views.runs import Claims, Cut, Others, Run
from timeline.views.walls import wall, written_span
from timeline.vocabulary import (
    BUSY_ACTIVITIES,
    PAUSING_ACTIVITIES,
    TELEHEALTH_PLACES,
    Activity,
    Evidence,
    Kind,
    Mode,
    Role,
)
from timeline.words import enumerated

if TYPE_CHECKING:
    import pandas as pd

    from timeline.views.by_date import ByDate

By = Literal["provider", "patient"]
Told = tuple[str, ...]
NOBODY = "Nobody in attendance"
#: Row labels are cut here; every bar's hover text has the whole name.
LABEL_LENGTH = 22
_ROLES = {str(role): place for place, role in enumerate(Role)}
_UNTREATED = "no treatment time that a claim can carry"


@dataclass(frozen=True, slots=True)
class Bar:
    """One recorded row.

    `start` is the naive wall clock in milliseconds, `length` milliseconds of that clock, and `room` those from
    the start to the first edge of a contested span: where a name may be written.
    """

    interval_id: str
    drawn: Drawn
    row: int
    start: int
    length: int
    names: Told
    told: Told
    thin: bool
    room: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """A span on the bar at position `bar`: contested, or an interruption."""

    bar: int
    start: int
    length: int
    told: Told


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything one chart shows; `labels` names the rows from top to bottom."""

    labels: tuple[str, ...]
    bars: tuple[Bar, ...]
    contests: tuple[Overlay, ...]
    interruptions: tuple[Overlay, ...]


def safe(text: str) -> str:
    """Escape a text for a chart, which reads HTML and, where a page loads MathJax, formulas between dollar signs.

    >>> safe("Bo <b>Co</b> & $x$")
    'Bo &lt;b&gt;Co&lt;/b&gt; &amp; &#36;x&#36;'
    """
    return escape(" ".join(text.split()), quote=False).replace("$", "&#36;")


def cut(text: str, length: int = LABEL_LENGTH) -> str:
    """Shorten a text to `length` characters.

    >>> cut("Someone with a rather long name")
    'Someone with a rather…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def marks(days: ByDate, by: By, date: str) -> Marks:
    """Collect what the chart of one date shows."""
    return _Collector(days, by, date).marks()


class _Collector:
    """One date of an analysis seen by provider or by patient."""

    def __init__(self, days: ByDate, by: By, date: str) -> None:
        self.days, self.by, self.date = days, by, date
        self.contest = str(days.result.contest)
        self.patients, self.providers = days.people.patients, days.people.providers
        self.roles = days.people.roles
        self.counted = _counted(days.table("code_spans", date), self.contest)

    def marks(self) -> Marks:
        recorded = self._recorded()
        keys = self._order(recorded)
        row = {key: number for number, key in enumerate(keys)}
        bars = [self._bar(each, row[each[self.by]]) for each in recorded]
        place = {bar.interval_id: number for number, bar in enumerate(bars)}
        contests = tuple(self._contests(place, bars))
        for each in contests:
            bars[each.bar] = _with_room(bars[each.bar], each)
        return Marks(
            labels=tuple(safe(cut(self._label(key))) for key in keys),
            bars=tuple(bars),
            contests=contests,
            interruptions=tuple(self._interruptions(place)),
        )

    def _recorded(self) -> list[dict[str, Any]]:
        """List the rows of the date that the view shows, each with its nature and evidence."""
        rows, own = self.days.result.record.rows, self.days.rows(self.date)
        columns = ["interval_id", "start", "end", "start_second", "end_second", *_WORDS]
        records = _records(self.days.intervals.iloc[list(own)][columns])
        for i, record in zip(own, records, strict=True):
            record |= {"nature": rows.nature[i], "evidence": rows.evidence[i]}
        return records if self.by == "provider" else [each for each in records if each["patient"]]

    def _order(self, recorded: Sequence[dict[str, Any]]) -> list[str]:
        """Order the rows: providers by role and id, nobody last; patients as they come."""
        if self.by == "provider":
            found = {each["provider"] for each in recorded}
            return sorted(found, key=lambda key: (not key, _ROLES.get(self.roles.get(key, ""), 0), natural(key)))
        return in_order_of_coming((each["patient"], each["kind"], each["start_second"]) for each in recorded)

    def _label(self, key: str) -> str:
        if self.by == "patient":
            return self.patients.get(key, key)
        return self.providers.get(key, key) if key else NOBODY

    def _bar(self, each: dict[str, Any], row: int) -> Bar:
        start, length = wall(each["start"], each["end"], each["end_second"] - each["start_second"])
        drawn = _drawn(each)
        return Bar(
            interval_id=each["interval_id"],
            drawn=drawn,
            row=row,
            start=start,
            length=length,
            names=self._names_on(each),
            told=(*self._who(each), self._when(each), *self._what(each, drawn), safe(each["interval_id"])),
            thin=drawn is Drawn.BOOKING and each["evidence"] != Evidence.SCHEDULED,
            room=length,
        )

    def _names_on(self, each: dict[str, Any]) -> Told:
        """Return the possible labels of a bar, best first: whoever the row of the chart does not already name."""
        if each["kind"] == Kind.AWAY:
            return ("away",)
        key, names = (each["patient"], self.patients) if self.by == "provider" else (each["provider"], self.providers)
        return tuple(safe(text) for text in dict.fromkeys((names.get(key, key), key)) if text)

    def _who(self, each: dict[str, Any]) -> Told:
        patient, provider = self._patient(each["patient"]), self._provider(each["provider"])
        if each["kind"] == Kind.APPOINTMENT:
            return patient, f"booked with {provider}" if provider else "booked, no provider named"
        if each["kind"] in (Kind.SHIFT, Kind.AWAY):
            return provider, "on shift" if each["kind"] == Kind.SHIFT else "away from patients"
        return patient, f"with {provider}" if provider else NOBODY.lower()

    def _patient(self, key: str) -> str:
        name = self.patients.get(key, key)
        return safe(f"{name} ({key})" if name != key else key)

    def _provider(self, key: str) -> str:
        name, role = self.providers.get(key, key), self.roles.get(key, "")
        known = ", ".join(part for part in (key if name != key else "", role) if part)
        return safe(f"{name} ({known})" if known else name)

    def _when(self, each: Any) -> str:
        return written_span(each["start"], each["end"], each["end_second"] - each["start_second"])

    def _what(self, each: dict[str, Any], drawn: Drawn) -> Told:
        """Describe the row and what part of it counts."""
        if each["kind"] in (Kind.SHIFT, Kind.AWAY):
            return safe(f"site: {each['clinic']}"), "on site" if drawn is Drawn.SHIFT else "occupied without a patient"
        label = LOOKS[drawn].label.lower()
        activity = "" if each["activity"] == Activity.INTERVENTION else each["activity"].replace("_", " ")
        code = each["code"] or ("no code" if each["kind"] == Kind.SERVICE else "")
        remote = "telehealth" if each["place"] in TELEHEALTH_PLACES else ""
        return safe(" · ".join(part for part in (code, label, activity, remote) if part)), safe(
            self._counts(each, drawn)
        )

    def _counts(self, each: dict[str, Any], drawn: Drawn) -> str:
        if drawn is Drawn.BOOKING:
            if each["interval_id"] in self.days.not_seen:
                return "no kept service on that day"
            return (
                ("a plan; what happened is recorded separately")
                if not each["evidence"]
                else "a plan; nothing recorded yet"
            )
        if each["nature"].unattended_claim:
            return f"recorded as {_spoken(each['nature'].mode)}, but no therapist or assistant attends"
        found = self.counted.get(each["interval_id"], {})
        said = [
            f"{duration(found['earned'])} count for {each['code']}" if found.get("earned") else "",
            f"{duration(found['uncoded'])} with the patient, but no code" if found.get("uncoded") else "",
            f"{duration(found['unearned'])} do not earn for {each['code']}" if found.get("unearned") else "",
        ]
        nothing = "no minutes of this row count" if each["nature"].attended else _UNTREATED
        return "; ".join(part for part in said if part) or nothing

    def _contests(self, place: dict[str, int], bars: Sequence[Bar]) -> Iterator[Overlay]:
        """Join the contested spans of every bar: the spans in which its provider is claimed twice."""
        table = self.days.table("demands", self.date)
        claims = Claims(table, self.days.table("engagements", self.date))
        columns = ("evidence", "provider", "engagement_kind", "engagement", "engaged")
        asked = list(records(table, columns))
        for run in Cut(table).runs(claims.contested):
            if run.interval_id in place:
                evidence, provider, kind, label, _ = asked[run.rows[0]]
                others = claims.others((evidence, provider), (kind, label), run.start_second, run.seconds)
                told = self._contest(run, others, [asked[row][4] for row in run.rows])
                start, length = wall(run.start, run.end, run.seconds)
                bar = place[run.interval_id]
                yield Overlay(bar, start, length, (*bars[bar].told[:2], *told))

    def _contest(self, run: Run, others: Others, engaged: Sequence[bool]) -> Told:
        kept = "counts here" if all(engaged) else "partly counts here" if any(engaged) else "does not count here"
        return (
            f"contested {written_span(run.start, run.end, run.seconds)}",
            f"also claimed by {enumerated(others.first, self._engagement, count=others.count)}",
            f"{kept} (contest rule: {self.contest})",
            safe(run.interval_id),
        )

    def _engagement(self, key: tuple[str, str]) -> str:
        kind, label = key
        if kind == "patient":
            return self._patient(label)
        return "a group session" if kind == "group" else "time away, setup or notes"

    def _interruptions(self, place: dict[str, int]) -> Iterator[Overlay]:
        table = self.days.table("interruptions", self.date)
        told = list(records(table, ("patient", "provider", "code", "reason", "by")))
        for run in Cut(table).few():
            patient, provider, code, _, _ = told[run.rows[0]]
            start, length = wall(run.start, run.end, run.seconds)
            words = (
                self._patient(patient),
                f"with {self._provider(provider)}",
                f"interrupted {written_span(run.start, run.end, run.seconds)}",
                safe(code or "no code"),
                enumerated(list(dict.fromkeys(told[row][3:] for row in run.rows)), self._why),
                safe(run.interval_id),
            )
            yield Overlay(place[run.interval_id], start, length, words)

    def _why(self, cause: tuple[str, str]) -> str:
        reason, by = cause
        if reason == "contest":
            return f"turned to {self._patient(by)}" if by else "claimed elsewhere: nobody is credited"
        if reason == "busy":
            return "busy without a patient"
        return f"reason: {_spoken(reason)}"


_WORDS = ("patient", "provider", "role", "code", "activity", "kind", "clinic", "place")


def _drawn(each: dict[str, Any]) -> Drawn:
    """Decide how a recorded row is drawn: by its effective mode, or by activity where that says more."""
    of_kind = {Kind.SHIFT: Drawn.SHIFT, Kind.APPOINTMENT: Drawn.BOOKING, Kind.AWAY: Drawn.BUSY}
    if each["kind"] in of_kind:
        return of_kind[each["kind"]]
    if each["activity"] in BUSY_ACTIVITIES:
        return Drawn.BUSY
    if each["activity"] in PAUSING_ACTIVITIES:
        return Drawn.REST
    return Drawn.UNSKILLED if each["nature"].unattended_claim else Drawn(each["nature"].mode)


def _with_room(bar: Bar, contest: Overlay) -> Bar:
    before = contest.start - bar.start
    return replace(bar, room=min(bar.room, before or contest.length))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in records(frame, names)]


def _counted(spans: pd.DataFrame, contest: str) -> dict[str, dict[str, int]]:
    """Add up the seconds of every row that count under a contest rule, by what they count as."""
    spans = spans[spans[contest]]
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for interval, what, seconds in zip(spans["interval_id"], spans["counts_as"], spans["seconds"], strict=True):
        counted[interval][what] += int(seconds)
    return counted


def _spoken(word: str) -> str:
    """Write a mode or an activity in plain words."""
    return "one-on-one" if word == Mode.ONE_ON_ONE else word.replace("_", " ")
