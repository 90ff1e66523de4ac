"""Results as tables for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from timeline.cli.period import MOST_OF_A_DATE, WORST, more_line, overview_tables
from timeline.cli.terminal import KEEP, Page, whole_minutes_cell
from timeline.cli.withheld import withheld_rows
from timeline.clock import clock
from timeline.errors import SHOWN, Fault, block_to_paste, same_faults
from timeline.finding import severities
from timeline.vocabulary import Severity, State
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.analysis.instant import Instant
    from timeline.audit import Finding
    from timeline.result import Analysis
    from timeline.schedules import Schedule
    from timeline.visits import VisitAccount

_COLOUR = {Severity.ERROR: "bold red", Severity.REVIEW: "yellow", Severity.NOTE: "dim"}
_SEVERITIES = "error: correct before claiming · review: someone must decide · note: for information"
_SNAPSHOT = "edit.snapshot"
_BECOME_CURRENT = (
    "Code pairs or ceilings were used beyond the codes and dates they are checked for (edit.snapshot); `timeline "
    "rules` shows how far that is. To become current: `timeline import-ncci --help`."
)
#: Below this width a page has more tables with fewer columns.
_NARROW = 100
#: How many columns a line names; the rest are counted.
_LISTED = 30


def analysis_text(analysis: Analysis, *, plain: bool = False, everything: bool = True) -> str:
    """Show an analysis: what was read, every visit, the findings worth an action.

    Several dates are shown by site, date and provider with the worst findings, unless `everything` is asked for.
    """
    page = Page(plain=plain)
    _summary(page, analysis)
    if everything or len(analysis.record.dates) < 2:
        _visit_tables(page, list(analysis.record.accounts.values()))
        _provider_table(page, analysis)
        finding_tables(page, analysis.finding_list, most=None if everything else MOST_OF_A_DATE)
    else:
        overview_tables(page, analysis.record, analysis.finding_list)
        _by_rule(page, analysis.finding_list)
        finding_tables(page, analysis.finding_list, most=WORST)
    if any(finding.rule.id == _SNAPSHOT for finding in analysis.finding_list):
        page.line(_BECOME_CURRENT, "dim")
    return page.text


def _summary(page: Page, analysis: Analysis) -> None:
    schedule = analysis.schedule
    files = ", ".join(item.file for item in schedule.inputs)
    days = analysis.record.dates
    period = "no date" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]} ({len(days)} dates)"
    page.line(f"{files} · {period}", "bold")
    page.line(f"contest rule: {analysis.contest} ({analysis.contest.meaning})")
    sums = analysis.totals
    page.line(
        f"{counted(sums['visits'], 'visit')} · {int(sums['one_on_one'])} one-on-one minutes · "
        f"{int(sums['group'])} group · {int(sums['supervised'])} supervised · {int(sums['unskilled'])} unskilled"
    )
    page.line(claimed_twice(sums))
    if analysis.record.fees:
        page.line(_money(analysis))
    if len(schedule.skipped):
        reasons = Counter(schedule.skipped["why"].tolist())
        told = ", ".join(f"{count} {why.replace('_', '-')}" for why, count in sorted(reasons.items()))
        page.line(f"{counted(len(schedule.skipped), 'row')} left out: {told}")
    _notes(page, schedule)


def claimed_twice(told: Mapping[str, Any]) -> str:
    """Show how long providers were claimed twice, and how many patient minutes are not credited for it."""
    twice, lost = (int(told[name]) for name in ("provider_minutes_claimed_twice", "patient_minutes_not_credited"))
    return f"provider minutes claimed twice: {twice} · patient minutes not credited: {lost}"


def _money(analysis: Analysis) -> str:
    """Show, at the clinic's own fees, what contested minutes and claims beyond the record are worth."""
    exposure = analysis.visits["exposure_cents"]
    over = analysis.reconciliation["amount_cents"]
    unknown = int(exposure.isna().sum() + over.isna().sum())
    told = (
        f"{exposure.sum() / 100:,.2f} on contested minutes, {over[over > 0].sum() / 100:,.2f} claimed beyond the record"
    )
    return f"at the clinic's own fees: {told}" + (f" ({unknown} without a fee)" if unknown else "")


def _visit_tables(page: Page, accounts: Sequence[VisitAccount]) -> None:
    if not accounts:
        return
    several = len({account.key[0] for account in accounts}) > 1
    payers = sorted({account.payer for account in accounts})
    names = ["Date"] * several + ["Patient", "For"] + ["Payer"] * (len(payers) > 1)
    who = {account.key: _who(account, several=several, payer=len(payers) > 1) for account in accounts}
    states = [s for s in _VISIT_STATES if any(account.seconds.states[s] for account in accounts)]
    header = [*names, *(_VISIT_STATES[state] for state in states), "Timed", "Units"]
    rows = [[*who[account.key], *_visit_numbers(account, states)] for account in accounts]
    claims = [[*who[account.key], _claim(account)] for account in accounts]
    numbers = header[len(names) :]
    title = "Visits (minutes)" + (f" · payer {payers[0]}" if len(payers) == 1 else "")
    if page.width >= _NARROW:
        wide = [[*row, claim] for row, (*_, claim) in zip(rows, claims, strict=True)]
        page.table(title, [*header, "On the claim"], wide, right=numbers)
    else:
        page.table(title, header, rows, right=numbers)
        page.table("On the claim", [*names, "Code×units and modifiers"], claims)
    withheld, asks = withheld_rows(accounts, who)
    if withheld:
        page.table("Kept off the claim by pairs of codes", [*names, "Withheld", "If somebody can show it"], withheld)
    for ask in asks:
        page.line(ask, "dim")


_VISIT_STATES = {
    State.ONE_ON_ONE: "1:1",
    State.GROUP: "Group",
    State.CONTESTED: "Not credited",
    State.SUPERVISED: "Supervised",
}


def _who(account: VisitAccount, *, several: bool, payer: bool) -> list[str]:
    date, patient, discipline = account.key
    return [date] * several + [patient, discipline] + [account.payer] * payer


def _visit_numbers(account: VisitAccount, states: Iterable[State]) -> list[str]:
    timed = str(account.units[account.contest].timed_minutes) if account.units else "–"
    units = "open" if account.timed_units is None else str(account.timed_units)
    return [*(whole_minutes_cell(account.seconds.states[state]) for state in states), timed, units]


def _claim(account: VisitAccount) -> str:
    if account.refusal:
        return "left open: no policy counts it"
    if account.units is None:
        return "a booking: the most it can support"
    chosen = account.units[account.contest]
    lines = [KEEP.join((f"{line.code}×{line.units}", *line.modifiers)) for line in chosen.lines] or ["nothing"]
    more = len(chosen.alternatives) - 1
    if more > 0:
        lines.append(KEEP.join(f"(or {counted(more, 'other choice')})".split()))
    return f"{KEEP} ".join(lines)


def _provider_table(page: Page, analysis: Analysis) -> None:
    providers = analysis.record.providers
    if providers.empty:
        return
    several = providers["date"].nunique() > 1
    spent = {
        f"{name}_seconds": shown
        for name, shown in _PROVIDER_COLUMNS.items()
        if name in ("one_on_one", "idle") or providers[f"{name}_seconds"].any()
    }
    rows = [
        [record["date"]] * several
        + [record["provider"], record["role"], record["presence"]]
        + [whole_minutes_cell(record[name]) for name in spent]
        for record in providers.to_dict("records")
    ]
    header = ["Date"] * several + ["Provider", "Role", "Present", *spent.values()]
    page.table("Providers (minutes as recorded)", header, rows, right=spent.values())


_PROVIDER_COLUMNS = {
    "one_on_one": "1:1",
    "group": "Group",
    "contested": "Claimed twice",
    "busy": "Busy",
    "idle": "Idle",
    "outside_shift": "Outside shift",
}


def _by_rule(page: Page, findings: Sequence[Finding]) -> None:
    """Count the findings of each rule."""
    counts = Counter(finding.rule.id for finding in findings)
    rows = [[rule, str(count)] for rule, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    if rows:
        page.table("By rule", ["Rule", "Findings"], rows, right=["Findings"])


def finding_tables(page: Page, findings: Sequence[Finding], *, notes: bool = False, most: int | None = None) -> None:
    """Add the findings, most severe first, and what to do about each kind; notes only where asked for.

    Of more than `most` the first are listed, and how to see the others is said.
    """
    listed = [finding for finding in findings if notes or finding.severity != Severity.NOTE]
    shown = listed[:most]
    page.line()
    elsewhere = "" if len(listed) == len(findings) else " (the notes: --format json)"
    page.line(f"Findings: {severities(findings)}{elsewhere}", "bold")
    if not shown:
        return
    page.line(_SEVERITIES, "dim")
    wide = page.width >= _NARROW
    rows: list[list[str | Text]] = [
        [
            Text(str(f.severity), style=_COLOUR[f.severity]),
            *([f.rule.id, f.message] if wide else [f"{f.message} [{f.rule.id}]"]),
        ]
        for f in shown
    ]
    page.table("", ["Severity", *(["Rule"] if wide else []), "What happened"], rows)
    remedies = list(dict.fromkeys((f.rule.id, f.remedy) for f in shown))
    page.table("", ["Rule", "What to do"], remedies)
    if len(listed) > len(shown):
        page.line(more_line(len(listed) - len(shown)), "bold")


def instant_text(instant: Instant) -> str:
    """Show who is with whom at one instant."""
    page = Page()
    page.line(f"{instant.wall:%Y-%m-%d} {clock(instant.wall)}", "bold")
    if not instant.providers and not instant.patients:
        page.line("No one is recorded at this time.")
        return page.text
    providers = [
        [
            now.provider,
            now.role,
            now.doing.replace("_", "-"),
            ", ".join(now.engaged_with) or "–",
            ", ".join(now.patients) or "–",
        ]
        for now in instant.providers
    ]
    page.table("Providers", ["Provider", "Role", "Doing", "Engaged with", "Recorded with"], providers)
    file = _only_file(interval for now in instant.patients for interval in now.intervals)
    patients = [
        [
            now.patient,
            now.discipline,
            now.state.replace("_", "-"),
            now.provider or "–",
            now.code or "–",
            ", ".join(now.co_attending) or "–",
            ", ".join(interval.removeprefix(f"{file}:") for interval in now.intervals),
        ]
        for now in instant.patients
    ]
    rows = f"Rows of {file}" if file else "Open rows"
    page.table("Patients", ["Patient", "For", "State", "Credited to", "Code", "Also attending", rows], patients)
    return page.text


def _only_file(intervals: Iterable[str]) -> str:
    """Name the one file that all rows come from; empty where there are several, or the rows have ids of their own."""
    files = {interval.rpartition(":")[0] for interval in intervals}
    return files.pop() if len(files) == 1 else ""


def faults_text(faults: Sequence[Fault]) -> str:
    """Show what cannot be read, and how to repair it."""
    page = Page()
    listed = same_faults(faults)
    rows = [
        [
            same.first.file,
            same.told_rows or ("" if same.first.row is None else str(same.first.row)),
            same.first.column,
            repr(same.first.value) if same.first.value else "",
            same.first.problem,
            same.first.repair,
        ]
        for same in listed[:SHOWN]
    ]
    page.table(
        counted(len(faults), "fault"), ["File", "Row", "Column", "Found", "Problem", "Repair"], rows, right=["Row"]
    )
    if len(listed) > SHOWN:
        page.line(f"… and {len(listed) - SHOWN} more")
    block = block_to_paste(same.first for same in listed[:SHOWN])
    if block:
        page.line()
        page.line("In the mapping file:", "bold")
        page.line(block)
    if len(listed) < len(faults):
        page.line()
        page.line("Every fault by itself, as a file: --faults FILE.csv", "dim")
    return page.text


def _notes(page: Page, schedule: Schedule) -> None:
    """Say which columns were not used, and in which way something was read that could be read in another."""
    if schedule.unused_columns:
        told = ", ".join(schedule.unused_columns[:_LISTED])
        more = len(schedule.unused_columns) - _LISTED
        page.line(f"columns not used: {told}{f' and {more} more' if more > 0 else ''}")
    for note in schedule.notes:
        page.line(note)


def checked_text(schedule: Schedule) -> str:
    """Show that files can be read, and what was left out."""
    page = Page()
    for item in schedule.inputs:
        page.line(f"{item.file}: {counted(item.rows, 'row')}, sha256 {item.sha256[:16]}…")
    left_out = counted(len(schedule.skipped), "row")
    page.line(f"{counted(len(schedule.interval_table), 'interval')} can be analyzed, {left_out} left out")
    if len(schedule.skipped):
        page.table("Left out", ["Row", "Why"], schedule.skipped.to_numpy().tolist())
    _notes(page, schedule)
    return page.text
