"""`timeline audit`: every finding of a period, grouped by rule, with what depends on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import (
    PATH,
    analysis_of,
    analysis_options,
    fail_option,
    files_argument,
    pseudonymise_option,
    pseudonymised,
    status_of,
)
from timeline.cli.output import TABLES, Output, shows
from timeline.cli.period import all_option
from timeline.vocabulary import Severity
from timeline.words import counted, plural_of

if TYPE_CHECKING:
    from timeline.analysis.audited import Audited, By
    from timeline.cli.terminal import Page

#: What evidence packs are called: rule and finding id.
_PACKS = ("*.*-*.json", "*.*-*.html")


@click.command("audit")
@files_argument
@analysis_options
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only findings of this rule; repeat for more.")
@click.option(
    "--severity",
    type=click.Choice([str(severity) for severity in Severity]),
    help="Only findings at least this severe.",
)
@click.option("--by", type=click.Choice(["clinic"]), help="Also count visits, exposure and rules for each site.")
@click.option(
    "--evidence", type=PATH, metavar="DIR", help="Write evidence packs to a folder: a page and JSON for each finding."
)
@all_option
@pseudonymise_option
@fail_option
@shows("table", "json", *TABLES, folder=True)
def command(
    files: tuple[Path, ...],
    rules: tuple[str, ...],
    severity: str | None,
    by: By | None,
    evidence: Path | None,
    key: Path | None,
    level: str | None,
    fail_on: str | None,
    output: Output,
    *,
    everything: bool,
    **options: Any,
) -> int:
    """Audit one or more schedule files: what a reviewer would find, by rule, then one by one.

    Of several dates the worst are shown and the first findings, of one date the first 1,000 findings, unless --all,
    --rule or --severity asks for more. The table lists notes only with --severity note or --rule. --fail-on applies to
    the findings chosen. csv writes a folder (-o DIR), one file per table.
    """
    from timeline.analysis.audited import select

    analysis = pseudonymised(analysis_of(files, options), key, level)
    audited = select(analysis, rules=rules, severity=severity, by=by)
    notes = bool(rules) or severity == Severity.NOTE
    everything = everything or bool(rules) or severity is not None
    output.show(
        lambda: audit_text(audited, notes=notes, plain=output.plain, everything=everything),
        audited.to_dict,
        audited.tables,
    )
    if evidence is not None:
        _write_evidence(audited, evidence, overwrite=output.overwrite)
    return status_of(audited, fail_on)


def _write_evidence(audited: Audited, folder: Path, *, overwrite: bool) -> None:
    """Write the packs, `RULE-ID.json` for programs and `RULE-ID.html` for people, `index.html`, `manifest.json`."""
    from timeline.analysis.evidence import EvidencePacks
    from timeline.analysis.repeat import index
    from timeline.exports import json_text, write_texts
    from timeline.result import Analysis
    from timeline.views.evidence import EvidencePages

    packs, pages = EvidencePacks(audited.record), EvidencePages(Analysis(audited.record.whole))
    texts: dict[str, str] = {}
    files: dict[str, str] = {}
    for item in audited.finding_list:
        name, pack = f"{item.rule.id}-{item.id}", packs.pack(item)
        texts[f"{name}.json"] = json_text(pack) + "\n"
        files[item.id] = f"{name}.html"
        texts[files[item.id]] = pages.page(item, pack)
    texts["index.html"] = pages.index(audited.finding_list, files)
    whole = Analysis(audited.record.whole)
    texts["manifest.json"] = json_text(index(whole.manifest, whole.to_json(), texts)) + "\n"
    write_texts(texts, folder, overwrite=overwrite, alone=_PACKS)
    click.echo(f"wrote {len(audited.finding_list)} evidence packs to {folder}", err=True)


def audit_text(audited: Audited, *, notes: bool = False, plain: bool = False, everything: bool = True) -> str:
    """Show an audit: the period, what depends on contested time, the rules that were raised, then the findings."""
    from timeline.cli.period import MOST_OF_A_DATE, WORST, overview_tables
    from timeline.cli.render import claimed_twice, finding_tables
    from timeline.cli.terminal import Page

    page = Page(plain=plain)
    page.line(_summary(audited), "bold")
    page.line(claimed_twice(audited.totals))
    page.line(_exposure(audited))
    if not audited.finding_list:
        page.line("No findings.")
        return page.text
    _rules(page, "By rule", audited)
    for line in _FIGURES:
        page.line(line, "dim")
    for clinic, part in audited.by_clinic.items() if audited.by else ():
        page.line()
        page.line(f"{clinic} · {counted(len(part.record.accounts), 'visit')}", "bold")
        page.line(claimed_twice(part.totals))
        page.line(_exposure(part))
        _rules(page, "", part)
    short = not everything and len(audited.dates) > 1
    if short:
        overview_tables(page, audited.record, audited.finding_list)
    most = None if everything else WORST if short else MOST_OF_A_DATE
    finding_tables(page, audited.finding_list, notes=notes, most=most)
    return page.text


_FIGURES = (
    "Units at risk: units that depend on each finding, added up; findings that share minutes count a unit again.",
    "Exposed units: timed units of the visits concerned if every contested minute counted, minus those if none did.",
)


def _rules(page: Page, title: str, audited: Audited) -> None:
    rows = [_rule_row(record) for record in audited.rules.to_dict("records")]
    numbers = ("Findings", "Errors", "Reviews", "Notes", "Minutes", "Units at risk", "Exposed units")
    if rows:
        page.table(title, ["Rule", *numbers], rows, right=numbers)


def _summary(audited: Audited) -> str:
    record, dates = audited.record, audited.dates
    files = ", ".join(item.file for item in record.schedule.inputs)
    period = "no date" if not dates else dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"{files} · {period} · {counted(len(record.accounts), 'visit')} · contest rule: {record.contest}"


def _exposure(audited: Audited) -> str:
    units, seconds = audited.exposure.units, audited.exposure.seconds
    if not seconds.most:
        return "Exposure: none; no patient minute depends on contested time."
    least, most = seconds.least // 60, seconds.most // 60
    told = f"Exposure: {_range(least, most)} patient {plural_of(most, 'minute')} and "
    told += f"{_range(units.least, units.most)} timed {plural_of(units.most, 'unit')} depend on contested time"
    if (least, units.least) == (most, units.most):
        return f"{told}."
    return f"{told} (the lower figure counts a contact inside a longer one, the higher counts no contested minute)."


def _rule_row(record: dict[Any, Any]) -> list[str]:
    counts = [str(record[name]) for name in ("findings", "errors", "reviews", "notes")]
    exposed = _range(record["exposure_units_least"], record["exposure_units_most"], "–")
    return [record["rule"], *counts, str(record["seconds"] // 60), str(record["units_at_risk"]), exposed]


def _range(least: int, most: int, to: str = " to ") -> str:
    return str(least) if least == most else f"{least}{to}{most}"
