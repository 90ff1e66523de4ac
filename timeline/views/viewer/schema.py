"""The page's data by name and type: Python writes it, the page's scripts read it.

The scripts' own declarations are generated from these classes, so that a key renamed on one side is an error on both.
Times are seconds since the date's midnight; what is on the chart is in seconds of the wall clock.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from timeline.views.viewer.month_schema import Month, Trends, WorkTold
from timeline.views.viewer.plan_schema import PlansTold

#: `[from second, what the wall clock shows beyond]`
Shift = list[int]
#: `[start, end, doing, demands, engaged_with, patients, rows]`
ProviderSpan = tuple[int, int, str, list[str], list[str], list[str], list[int]]
#: `[start, end, state, provider, credited_row, co_attending, rows]`
PatientSpan = tuple[int, int, str, str, int | None, list[str], list[int]]


class Input(TypedDict):
    """A file that was read."""

    file: str
    sha256: str
    rows: int


class Look(TypedDict):
    """How a mark of the chart looks."""

    key: str
    label: str
    colour: str
    pattern: str
    text: str
    line: str
    line_width: float


class PolicyTold(TypedDict):
    """A policy that counts visits."""

    title: str
    verified_through: str


class RuleTold(TypedDict):
    """A rule that has a finding."""

    title: str
    meaning: str


class SourceTold(TypedDict):
    """A document that a rule or a unit rests on."""

    title: str
    publisher: str
    url: str
    published: str
    paraphrase: str


class Row(TypedDict):
    """A recorded row; what it does not have is left out.

    `site` is the number of its clinic among the day's, on a day with several.
    """

    id: str
    patient: NotRequired[str]
    provider: NotRequired[str]
    code: NotRequired[str]
    kind: str
    group: NotRequired[str]
    payer: NotRequired[str]
    note: NotRequired[str]
    site: NotRequired[int]
    drawn: str
    thin: NotRequired[bool]
    start: int
    end: int
    at: int
    length: int
    when: str
    what: str
    counts: str


class View(TypedDict):
    """Who has a row in one view of the chart, and by number in whose each recorded row is; null in nobody's."""

    keys: list[str]
    bars: list[int | None]


class Views(TypedDict):
    """The two views of the chart."""

    provider: View
    patient: View


class OverlayTold(TypedDict):
    """A mark on a bar: a contested span or an interruption."""

    row: int
    at: int
    length: int
    told: list[str]


class BookingTold(TypedDict):
    """A booking and what became of it; times are those of the wall clock.

    `row` is its number if it is drawn, `came` the start and end of the visit it was for, `rows` that visit's rows.
    """

    row: int | None
    patient: str
    provider: str
    state: str
    start: int
    end: int
    came: list[int]
    rows: list[int]


class ProviderInstants(TypedDict):
    """What a provider is doing, span by span."""

    provider: str
    evidence: str
    spans: list[ProviderSpan]


class PatientInstants(TypedDict):
    """What is true of a visit, span by span."""

    patient: str
    discipline: str
    evidence: str
    spans: list[PatientSpan]


class ByRule(TypedDict):
    """A count under each contest rule; null where units stay open."""

    exclusive: int | None
    nested: int | None
    documented: int | None


class CodeTold(TypedDict):
    """A code of a visit."""

    code: str
    name: str
    timed: bool
    minutes: int
    assistant_minutes: int
    units: int | None
    billed_units: int | None
    billed_as: str
    minutes_exclusive: int
    minutes_nested: int
    minutes_documented: int
    units_exclusive: int | None
    units_nested: int | None
    units_documented: int | None


class Reason(TypedDict):
    """A step on the way to the units."""

    text: str
    source: str


class SpanTold(TypedDict):
    """A span of a visit that counts, or does not."""

    code: str
    when: str
    minutes: str
    row: int | None
    counts: bool
    why: str


class ClaimLine(TypedDict):
    """A claim line that a payer would not simply pay: as sent, what the payer does and why, and what to do."""

    line: str
    outcome: str
    units: int
    why: str
    remedy: str


class Visit(TypedDict):
    """A visit; `findings` are ids, `rows` numbers of recorded rows.

    `payer_does` is the worst that would become of its claim lines; empty where nothing is claimed.
    """

    patient: str
    discipline: str
    clinic: str
    payer: str
    evidence: str
    start: int
    end: int
    when: str
    providers: list[str]
    rows: list[int]
    seconds: dict[str, int]
    minutes: dict[str, float]
    by_provider: dict[str, dict[str, int]]
    timed_minutes: int | None
    treatment_minutes: int
    uncoded_minutes: int
    unearned_minutes: int
    units: int | None
    units_by_rule: ByRule
    exposure: int
    exposure_by_provider: dict[str, int]
    codes: list[CodeTold]
    lines: list[str]
    other_lines: list[list[str]]
    conditional_lines: list[str]
    asks: list[str]
    alternatives: list[str]
    because: list[Reason]
    payer_does: str
    claim_lines: list[ClaimLine]
    spans: list[SpanTold]
    findings: list[str]


class OptionTold(TypedDict):
    """A change of one booking that would clear a contest: where it would stand on the wall clock, and what follows."""

    row: int
    provider: str
    at: int
    length: int
    change: str
    effect: str


class FindingTold(TypedDict):
    """A finding; `rows` and `visits` are numbers of the day's rows and visits."""

    id: str
    rule: str
    severity: str
    patients: list[str]
    providers: list[str]
    payers: list[str]
    start: int
    end: int
    when: str
    seconds: int
    minutes: float
    lasts: str
    units_at_risk: int
    message: str
    remedy: str
    source: str
    rows: list[int]
    visits: list[int]
    options: NotRequired[list[OptionTold]]


class ClaimedCode(TypedDict):
    """Units of a code claimed and supported; `visit` is None where the schedule has no visit for the claim."""

    visit: int | None
    billed: int
    supported: int


class Day(TypedDict):
    """A date."""

    date: str
    title: str
    clinics: list[str]
    evidence: list[str]
    shifts: list[Shift]
    start: int
    end: int
    rows: list[Row]
    views: Views
    contests: list[OverlayTold]
    interruptions: list[OverlayTold]
    bookings: list[BookingTold]
    provider_instants: list[ProviderInstants]
    patient_instants: list[PatientInstants]
    visits: list[Visit]
    findings: list[FindingTold]
    claims: list[ClaimedCode]


class DecisionTold(TypedDict):
    """A decision of a log, as a page as a file shows it."""

    n: int
    time: str
    initials: str
    finding: str
    decision: str
    reason: str


class Decided(TypedDict):
    """A log of decisions: how many records, the hash of the last, and those on the page's findings."""

    count: int
    head: str
    decisions: list[DecisionTold]


class DayHead(TypedDict):
    """A date in a list of dates."""

    date: str
    title: str
    clinics: list[str]


class Packed(TypedDict):
    """A payload as it is sent: the head, and each day, compressed."""

    head: str
    days: list[str]


class Payload(TypedDict):
    """Everything the page shows."""

    decided: NotRequired[Decided]
    plans: NotRequired[PlansTold]

    version: str
    privacy: str
    contest: str
    contest_rules: dict[str, str]
    inputs: list[Input]
    skipped: int
    patients: dict[str, str]
    providers: dict[str, str]
    roles: dict[str, str]
    nobody: str
    looks: list[Look]
    config: dict[str, Any]
    policies: dict[str, PolicyTold]
    evidence: dict[str, str]
    codes: list[str]
    rules: dict[str, RuleTold]
    sources: dict[str, SourceTold]
    month: Month | None
    work: list[WorkTold]
    days: list[Day]
    trends: Trends | None
