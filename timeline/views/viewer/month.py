"""What the page's Month view shows: totals, sites, therapists, and the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from timeline.views.overview import Claimed, Overview, Site
from timeline.views.viewer.month_schema import Cell, ClaimTold, Month, SiteTold, TherapistTold, WorkTold
from timeline.views.viewer.schema import Day
from timeline.vocabulary import Evidence
from timeline.words import MONTHS, counted, plural_of, short_date

if TYPE_CHECKING:
    from timeline.audit import Finding
    from timeline.result import Analysis

#: By date and who: seconds claimed twice, units claimed over.
Sums = dict[tuple[str, str], list[int]]


def month_told(result: Analysis, dates: Sequence[str]) -> Month | None:
    """Add several dates up; None for one date, which is its own summary.

    Cells hold what the tables hold: a span claimed at two sites stands in both, a visit claimed over at each therapist
    who attended it; what is empty is left out.
    """
    if len(dates) < 2:
        return None
    overview = Overview(result)
    by_site, by_therapist = _sums(overview)
    therapists = _therapists(overview, by_therapist)
    totals = result.totals
    claim = overview.claimed
    return {
        "title": _title(dates),
        "told": _told(result, dates, overview.sites),
        "visits": sum(account.evidence == Evidence.DOCUMENTED for account in result.record.accounts.values()),
        "claimed_visits": len({each.key for each in overview.differences if each.billed}),
        "booked": _booked(result, dates),
        "claim": _claim(claim),
        "timed_units": totals["timed_units"],
        "exposure_units": totals["exposure_units"],
        "twice": sum(span.seconds for span in overview.twice),
        "not_credited": sum(site.not_credited for site in overview.sites),
        "sites": [_site(site) for site in overview.sites],
        "therapists": therapists,
        "by_site": _cells(by_site, dates, [site.clinic for site in overview.sites]),
        "by_therapist": _cells(by_therapist, dates, [each["provider"] for each in therapists]),
        "by_date": _cells(_by_date(overview), dates, [""]),
    }


def work_told(findings: Sequence[Finding], days: Sequence[Day]) -> list[WorkTold]:
    """List every finding of the page, by date and in the order of its day."""
    by_id = {each.id: each for each in findings}
    return [
        {
            "id": told["id"],
            "rule": told["rule"],
            "severity": told["severity"],
            "cause": by_id[told["id"]].cause,
            "day": day,
            "number": number,
            "clinic": by_id[told["id"]].clinic,
            "when": told["when"],
            "patients": told["patients"],
            "providers": told["providers"],
            "seconds": told["seconds"],
            "units_at_risk": told["units_at_risk"],
            "message": told["message"],
            "remedy": told["remedy"],
        }
        for day, shown in enumerate(days)
        for number, told in enumerate(shown["findings"])
    ]


def _title(dates: Sequence[str]) -> str:
    """Name a range of dates: a month where all of them lie in it, for what stands under its name is its own.

    >>> _title(["2026-03-02", "2026-03-31"]), _title(["2026-03-30", "2026-04-02"])
    ('March 2026', '30 Mar to 2 Apr 2026')
    """
    first, last = dates[0], dates[-1]
    if first[:7] == last[:7]:
        return f"{MONTHS[int(first[5:7]) - 1]} {first[:4]}"
    year = "" if first[:4] == last[:4] else f" {first[:4]}"
    return f"{short_date(first)}{year} to {short_date(last)} {last[:4]}"


def _told(result: Analysis, dates: Sequence[str], sites: Sequence[Site]) -> str:
    visits, places = len(result.record.accounts), len([site for site in sites if site.visits])
    return f"{counted(places, 'site')} · {visits:,} {plural_of(visits, 'visit')} · {counted(len(dates), 'day')}"


def _sums(overview: Overview) -> tuple[Sums, Sums]:
    by_site: Sums = defaultdict(lambda: [0, 0])
    by_therapist: Sums = defaultdict(lambda: [0, 0])
    for span in overview.twice:
        by_therapist[span.date, span.provider][0] += span.seconds
        for clinic in span.clinics:
            by_site[span.date, clinic][0] += span.seconds
    for each in overview.differences:
        over = max(0, each.billed - each.supported)
        by_site[each.key[0], each.clinic][1] += over
        for provider in overview.attending.get(each.key, ()):
            by_therapist[each.key[0], provider][1] += over
    return by_site, by_therapist


def _by_date(overview: Overview) -> Sums:
    found: Sums = defaultdict(lambda: [0, 0])
    for span in overview.twice:
        found[span.date, ""][0] += span.seconds
    for each in overview.differences:
        found[each.key[0], ""][1] += max(0, each.billed - each.supported)
    return found


def _therapists(overview: Overview, sums: Sums) -> list[TherapistTold]:
    """List who is claimed twice or whose visits were claimed over, the worst first."""
    rows = overview.result.record.rows
    clinics: dict[str, set[str]] = defaultdict(set)
    for provider, clinic in zip(rows.provider, rows.clinic, strict=True):
        clinics[provider].add(clinic)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (_, provider), (twice, over) in sums.items():
        found[provider][0] += twice
        found[provider][1] += over
    return [
        {"provider": provider, "clinics": sorted(clinics[provider] - {""}), "twice": twice, "over": over}
        for provider, (twice, over) in sorted(found.items(), key=lambda each: (-each[1][0], -each[1][1], each[0]))
        if twice or over
    ]


def _cells(sums: Sums, dates: Sequence[str], who: Iterable[str]) -> list[Cell]:
    days, places = ({name: number for number, name in enumerate(names)} for names in (dates, who))
    return sorted(
        (days[date], places[name], twice, over)
        for (date, name), (twice, over) in sums.items()
        if date in days and name in places and (twice or over)
    )


def _booked(result: Analysis, dates: Sequence[str]) -> list[int]:
    """Give the numbers of the dates on which visits are only booked, at every site."""
    booked, recorded = set[str](), set[str]()
    for key, account in result.record.accounts.items():
        (booked if account.is_scheduled else recorded).add(key[0])
    return [number for number, date in enumerate(dates) if date in booked - recorded]


def _claim(claim: Claimed | None) -> ClaimTold | None:
    return None if claim is None else cast("ClaimTold", asdict(claim))


def _site(site: Site) -> SiteTold:
    return {
        "clinic": site.clinic,
        "visits": site.visits,
        "claim": _claim(site.claimed),
        "twice": site.twice,
        "not_credited": site.not_credited,
    }
