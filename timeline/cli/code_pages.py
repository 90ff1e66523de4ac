"""Codes as pages a clinician can read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from timeline.cli.terminal import Page
from timeline.words import counted

_WIDTH = 100
#: Kept on one line while text is wrapped.
_KEPT = "\u00a0"
_MARK = f" [NOT{_KEPT}VERIFIED]"
_MARK_DATE = f" [NOT{_KEPT}VERIFIED for this date]"
_SETTINGS = {"practitioner": "Practitioner", "outpatient_hospital": "Outpatient hospital"}


def list_text(document: Sequence[dict[str, Any]]) -> str:
    """Show the code table."""
    page = Page()
    rows = [
        [
            code["code"],
            code["short_name"],
            _words(code["family"]),
            "timed" if code["timed"] else "untimed",
            code["attended"],
            str(code["unit_minutes"] or "–"),
            "yes" if code["verified"] else "NOT VERIFIED",
        ]
        for code in document
    ]
    header = ["Code", "Short name", "Family", "Time", "Attended", "Unit min", "Verified"]
    page.table("Codes", header, rows, right=["Unit min"])
    page.line(
        "Verified: a source was read for family, time and attendance. `timeline codes CODE` shows more about one code."
    )
    return page.text


def details_text(document: dict[str, Any]) -> str:
    """Show what is known about codes: one page each, then their pairs, then the sources."""
    page = Page()
    page.line(_when(document))
    page.line(
        "NOT VERIFIED: from memory, or not read in a source for this date. Compare it with the code book and CMS's "
        "files of the year before you rely on it."
    )
    for code in document["codes"]:
        _code(page, code, document)
    if "among" in document:
        _together(page, document)
    _heading(page, "Sources")
    for source in document["sources"]:
        page.line(f"  {source['id']}: {source['title']}")
        page.link(source["url"])
        _wrapped(page, source["paraphrase"], indent="    ")
    return re.sub(r"\n{3,}", "\n\n", page.text)


def _when(document: dict[str, Any]) -> str:
    told = f"Medicare's pairs and ceilings for services on {document['on']}"
    return told + (", the last date its rules were checked for" if document["on_default"] else "")


def _code(page: Page, code: dict[str, Any], document: dict[str, Any]) -> None:
    page.line()
    page.line(f"{code['code']}  {code['short_name']} ({_words(code['family'])}, {code['discipline']})", "bold")
    _part(page, "What it is for, in our words", [code["purpose"]])
    _part(page, "How its units are counted", [code["counting"]])
    _part(page, f"How it must be attended: {code['attended']}", code["attendance"])
    _part(page, "What the treatment note must show", code["note"], bullet="- ")
    _medicare(page, code, document)
    _dates(page, code)


def _part(page: Page, title: str, statements: Sequence[dict[str, Any]], *, bullet: str = "") -> None:
    _heading(page, title)
    for statement in statements:
        _wrapped(page, bullet + statement["says"] + ("" if statement["verified"] else _MARK), hanging=len(bullet))
        places = "; ".join(f"{place['id']} {place['at']}" for place in statement["sources"])
        if places:
            _wrapped(page, f"Source: {places}", indent="  " + " " * len(bullet))


def _medicare(page: Page, code: dict[str, Any], document: dict[str, Any]) -> None:
    status = code["medicare"]
    _heading(page, "Medicare")
    _wrapped(page, status["says"] + ("" if status["verified"] else _MARK))
    for setting, name in _SETTINGS.items():
        told = _ceiling(code["ceilings"][setting])
        _wrapped(page, f"Daily ceiling, {name.lower()}: {told}; {_compared(code['checked'][setting]['ceilings'])}")
    _wrapped(page, _value(code["relative_value"], document["relative_values"]))
    for setting, name in _SETTINGS.items():
        _wrapped(page, f"Pairs, {name.lower()}: {_compared(code['checked'][setting]['pairs'])}")
    if code["pairs"]:
        _pairs(page, f"Pairs of {code['code']}: column two is not paid together with column one", code["pairs"])
    else:
        _wrapped(page, "Pairs: none in the shipped tables.")


def _ceiling(ceiling: dict[str, Any] | None) -> str:
    if ceiling is None:
        return "none in the shipped table"
    return f"{counted(ceiling['units'], 'unit')} (indicator {ceiling['adjudication']}: {ceiling['adjudication_says']})"


def _compared(dates: dict[str, Any] | None) -> str:
    """Write for which dates a table was compared with the published one."""
    if dates is None:
        return f"never compared with the published table{_MARK}"
    told = f"compared with the published table for {dates['start']} to {dates['through']}"
    return told if dates["covers"] else f"{told}{_MARK_DATE}"


def _value(value: dict[str, Any] | None, label: str) -> str:
    if value is None:
        return f"Relative value {label}: none on board"
    parts = f"work {value['work']} + practice expense {value['practice_expense']} + malpractice {value['malpractice']}"
    told = f"Relative value {label}: {value['total']} ({parts}); status {value['status']}: {value['status_says']}"
    return told if value["rank"] is None else f"{told}; rank {value['rank']} of {value['of']} by practice expense"


def _pairs(page: Page, title: str, listed: Sequence[dict[str, Any]]) -> None:
    rows = [
        [
            pair["column_one"],
            pair["column_two"],
            *(_indicator(pair[setting]) + " *" * (setting in pair["not_checked"]) for setting in _SETTINGS),
            "a different site or wound" if pair["separate_site"] else "",
        ]
        for pair in listed
    ]
    page.table(title, ["Column one", "Column two", *_SETTINGS.values(), "Needs"], rows)
    if any(pair["not_checked"] for pair in listed):
        page.line("* not compared with the published table for this date; `timeline import-ncci` reads the current one")


def _indicator(held: dict[str, Any] | None) -> str:
    if held is None:
        return "–"
    return f"{held['indicator']}: " + (f"with modifier {held['modifier']}" if held["modifier"] else "never")


def _dates(page: Page, code: dict[str, Any]) -> None:
    _heading(page, "Code table")
    since, last = code["effective_from"], code["effective_to"]
    period = f"from {since or 'an unknown date'}" + (f" to {last}" if last else "")
    _wrapped(page, f"In use {period}." + ("" if code["dates_verified"] else _MARK))
    if code["remarks"]:
        _wrapped(page, f"Remarks: {code['remarks']}")
    _wrapped(page, f"Source: {code['source']}")


def _together(page: Page, document: dict[str, Any]) -> None:
    page.line()
    page.line("The codes named, together", "bold")
    if document["among"]:
        _pairs(page, "Pairs among them", document["among"])
    else:
        page.line("  No pairs among them in the shipped tables.")
    preview = document["preview"]
    if len(preview["units"]) > 1 and preview["practice_expense_share"] is not None:
        share = f"{Decimal(preview['practice_expense_share']):.0%}"
        told = "; ".join(f"{row['code']} {_paid(row, share)}" for row in preview["units"])
        _wrapped(page, f"Practice expense {preview['label']}, one unit of each on a date: {told}.")
        _wrapped(page, "For information only: values never break a tie or suggest a code.")
        _wrapped(page, "Source: " + "; ".join(f"{place['id']} {place['at']}" for place in preview["sources"]))


def _paid(row: dict[str, Any], share: str) -> str:
    if row["full"]:
        return "whole"
    return f"at {share}" if row["reduced"] else "not paid"


def _heading(page: Page, title: str) -> None:
    page.line()
    page.line(title, "bold")


def _wrapped(page: Page, text: str, *, indent: str = "  ", hanging: int = 0) -> None:
    wrapper = textwrap.TextWrapper(
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in wrapper.wrap(text):
        page.line(line.replace(_KEPT, " "))


def _words(name: str) -> str:
    return name.replace("_", " ")
