"""The first pages of a printed audit: everything on one page, then each site; and which days are worth paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from timeline.clock import whole_minutes
from timeline.views.marks import cut
from timeline.views.overview import Claimed, Overview, Site
from timeline.views.titles import TITLES
from timeline.vocabulary import Severity
from timeline.words import counted, short_date, weekday

if TYPE_CHECKING:
    from timeline.audit import Finding
    from timeline.result import Analysis
    from timeline.views.people import People

#: How many characters a line has room for, so that a summary is one page however long its names are.
NAME, SITE, SITES, LINE = 40, 70, 100, 125
#: How many lines each list of a summary has at most, so that it stays on its page.
MOST = 7
#: How many days are printed whole, and findings of each: more than a reader takes in, and a bound for memory.
DAYS, FINDINGS = 10, 40
#: Decisions after which nothing is left to do about a finding.
SETTLED = ("corrected", "dismissed")
_ORDER = list(Severity)


class Summaries:
    """The summaries of an analysis.

    Parameters
    ----------
    decided
        The last decision on each finding, by its id.
    """

    def __init__(self, result: Analysis, people: People, decided: dict[str, str]) -> None:
        self._result, self._people, self._decided = result, people, decided
        self._overview = Overview(result)

    def pages(self) -> list[dict[str, Any]]:
        """Return the page on everything, and with several sites one on each."""
        sites = [site for site in self._overview.sites if site.visits]
        whole = self._page("", None)
        return [whole, *(self._page(site.clinic, site) for site in sites)] if len(sites) > 1 else [whole]

    def worst_days(self) -> list[str]:
        """Return the dates to print whole, in order: the worst by units over, minutes claimed twice and errors."""
        ranked = self._days("")
        return sorted(date for date, *_ in ranked[:DAYS])

    def matters(self, finding: Finding) -> bool:
        """Whether a finding is worth paper: an error about which something is left to do."""
        return finding.severity == Severity.ERROR and self._decided.get(finding.id) not in SETTLED

    def _page(self, clinic: str, site: Site | None) -> dict[str, Any]:
        findings = [each for each in self._result.finding_list if site is None or each.clinic == clinic]
        claimed = site.claimed if site else self._overview.claimed
        return {
            "title": cut(clinic, SITE) if site else "All sites" if len(self._overview.sites) > 1 else "",
            "tiles": self._tiles(claimed, site, findings),
            "days": [
                (f"{weekday(date)[:3]} {short_date(date)}", f"{over:+}" if over else "", minutes(twice), str(errors))
                for date, over, twice, errors in self._days(clinic if site else "")[:MOST]
            ],
            "claimed": claimed is not None,
            "unvalued": _unvalued(claimed),
            "therapists": self._therapists(clinic if site else "")[:MOST],
            "rules": self._rules(findings)[:MOST],
            "more": max(0, len({each.rule.id for each in findings}) - MOST),
        }

    def _tiles(self, claimed: Claimed | None, site: Site | None, findings: Sequence[Finding]) -> list[tuple[str, str]]:
        totals = self._result.totals
        twice = site.twice if site else sum(span.seconds for span in self._overview.twice)
        lost = site.not_credited if site else int(totals["patient_minutes_not_credited"] * 60)
        units = [("Timed units supported", f"{totals['timed_units']:,}")] if site is None and claimed is None else []
        if claimed is not None:
            units = [
                ("Units billed", f"{claimed.billed:,}"),
                ("Units supported", f"{claimed.supported:,}"),
                (f"Units over{money(claimed.over_cents)}", f"+{claimed.over:,}"),
                (f"Units under{money(claimed.under_cents)}", f"\u2212{claimed.under:,}"),
            ]
        left = sum(each.id not in self._decided for each in findings)
        return [
            ("Visits", f"{site.visits if site else totals['visits']:,}"),
            *units,
            ("Provider minutes claimed twice", minutes(twice)),
            ("Patient minutes not credited", minutes(lost)),
            (f"Findings, {left:,} to decide", f"{len(findings):,}"),
        ]

    def _days(self, clinic: str) -> list[tuple[str, int, int, int]]:
        """List dates with units over, seconds claimed twice and errors, the worst first; of one site, or of all."""
        over, twice, errors = Counter[str](), Counter[str](), Counter[str]()
        for each in self._overview.differences:
            if clinic in ("", each.clinic):
                over[each.key[0]] += max(0, each.billed - each.supported)
        for span in self._overview.twice:
            if not clinic or clinic in span.clinics:
                twice[span.date] += span.seconds
        for finding in self._result.finding_list:
            if clinic in ("", finding.clinic) and finding.severity == Severity.ERROR:
                errors[finding.date] += 1
        dates = set(over) | set(twice) | set(errors)
        listed = [(date, over[date], twice[date], errors[date]) for date in dates]
        return sorted((day for day in listed if any(day[1:])), key=lambda day: (-day[1], -day[2], -day[3], day[0]))

    def _therapists(self, clinic: str) -> list[tuple[str, str, str]]:
        twice, named = Counter[str](), Counter[str]()
        for span in self._overview.twice:
            if not clinic or clinic in span.clinics:
                twice[span.provider] += span.seconds
        for finding in self._result.finding_list:
            if clinic in ("", finding.clinic) and finding.severity == Severity.ERROR:
                named.update(finding.providers)
        worst = sorted({*twice, *named}, key=lambda provider: (-twice[provider], -named[provider], provider))
        return [(cut(self._people.provider(each), NAME), minutes(twice[each]), str(named[each])) for each in worst]

    def _rules(self, findings: Sequence[Finding]) -> list[tuple[str, str, str, str, str]]:
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for each in findings:
            by_rule[each.rule.id].append(each)
        worst = sorted(by_rule.values(), key=lambda own: (min(_ORDER.index(each.severity) for each in own), -len(own)))
        return [
            (
                str(min((each.severity for each in own), key=_ORDER.index)),
                (title := TITLES[own[0].rule.id]),
                cut(own[0].rule.meaning, LINE - len(title)),
                str(len(own)),
                _left(own, self._decided),
            )
            for own in worst
        ]


def _unvalued(claimed: Claimed | None) -> str:
    """Say how many differences have no value although others have; empty for none."""
    if claimed is None or not claimed.unvalued or (claimed.over_cents, claimed.under_cents) == (None, None):
        return ""
    return counted(claimed.unvalued, "difference")


def _left(findings: Sequence[Finding], decided: Collection[str]) -> str:
    return str(sum(each.id not in decided for each in findings))


def minutes(seconds: int) -> str:
    """Write seconds as whole minutes.

    >>> minutes(61 * 60 + 59)
    '61'
    """
    return f"{whole_minutes(seconds):,}"


def money(cents: int | None) -> str:
    """Write cents behind a label; nothing where nothing has a fee.

    >>> money(2170725), money(None)
    (', $21,707.25', '')
    """
    return "" if cents is None else f", ${cents // 100:,}.{cents % 100:02}"
