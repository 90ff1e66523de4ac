"""Policies, codes and counts as pages a compliance officer can read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from timeline.cli.render import Page
from timeline.policies.page import gaps, paragraphs

if TYPE_CHECKING:
    from timeline.policies import Policy

_WIDTH = 100


def policies_text(policies: Sequence[Policy]) -> str:
    """List policies."""
    page = Page()
    rows = [[p.payer, p.title, str(p.verified_through or "–"), _unverified(p)] for p in policies]
    page.table("Policies", ["Name", "What it is", "Checked through", "Rules not verified"], rows)
    return page.text


def _unverified(policy: Policy) -> str:
    count = sum(not entry.verified for entries in policy.history.values() for entry in entries)
    return f"{count} of {sum(map(len, policy.history.values()))}"


def policy_dict(policy: Policy, on: date | None) -> dict[str, Any]:
    """Give a policy's page as JSON."""
    return {
        "payer": policy.payer,
        "title": policy.title,
        "on": on.isoformat() if on else None,
        "verified_through": policy.verified_through.isoformat() if policy.verified_through else None,
        "rules": [paragraph.to_dict() for paragraph in paragraphs(policy, on)],
        "without_value": list(gaps(policy, on)),
    }


def policy_text(document: dict[str, Any]) -> str:
    """Show a policy's page: every rule with its period, its sources, and a mark where it is not verified."""
    when = f"in force for services of {document['on']}" if document["on"] else "through time"
    lines = [
        f"{document['title']} ({document['payer']})",
        f"Rules {when}; checked through {document['verified_through'] or 'no stated date'}",
    ]
    cited: dict[str, dict[str, str]] = {}
    for rule in document["rules"]:
        mark = "" if rule["verified"] else "  [NOT VERIFIED]"
        lines += ["", f"{rule['title']}, {rule['period']}{mark}", *_wrapped(rule["text"])]
        lines += _wrapped(f"Note: {rule['note']}") if rule["note"] else []
        lines += [f"  Source: {s['id']} {s['at']}" for s in rule["sources"]]
        cited.update({s["id"]: s for s in rule["sources"]})
    if document["without_value"]:
        lines += ["", "Without a value", *(line for told in document["without_value"] for line in _wrapped(told))]
    lines += ["", "Sources"]
    for source in cited.values():
        lines += [f"  {source['id']}: {source['title']}", f"    {source['url']}"]
        lines += _wrapped(source["paraphrase"], indent="    ")
    return "\n".join(lines)


def _wrapped(text: str, *, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def units_text(document: dict[str, Any]) -> str:
    """Show a count of units: codes, lines, alternatives, why."""
    page = Page()
    totals = f"{document['timed_minutes']} timed minutes · {document['timed_units']} timed units"
    page.line(f"{document['payer']} · {document['on']} · {totals}", "bold")
    rows = [[c["code"], str(c["minutes"]), str(c["assistant_minutes"]), str(c["units"])] for c in document["codes"]]
    page.table("Codes", ["Code", "Minutes", "Assistant", "Units"], rows, right=("Minutes", "Assistant", "Units"))
    page.line("On the claim: " + (_lines(document["lines"]) or "nothing"))
    for lines in document["alternative_lines"][1:]:
        page.line("        or: " + _lines(lines))
    if document["findings"]:
        page.line()
        for finding in document["findings"]:
            page.line(
                f"{finding['severity']}: {finding['message']}", "yellow" if finding["severity"] != "note" else "dim"
            )
    page.line()
    page.line("Why", "bold")
    for reason in document["because"]:
        page.line(f"  {reason}")
    return page.text


def _lines(lines: Iterable[dict[str, Any]]) -> str:
    return "; ".join(" ".join((f"{line['code']} x{line['units']}", *line["modifiers"])) for line in lines)


def comparison_text(document: dict[str, Any]) -> str:
    """Show units under several policies: totals, and the codes that differ."""
    page = Page()
    names = document["payers"]
    page.table("Units in all", names, [[str(document["total_units"][name]) for name in names]], right=names)
    rows = [
        [
            c["date"],
            c["patient"],
            c["discipline"],
            c["code"] or "–",
            str(c["minutes"]),
            *("?" if c["units"][n] is None else str(c["units"][n]) for n in names),
        ]
        for c in document["differences"]
    ]
    if rows:
        page.table(
            "Where they differ", ["Date", "Patient", "For", "Code", "Minutes", *names], rows, right=("Minutes", *names)
        )
    else:
        page.line("No code differs.")
    return page.text


def selftest_text(results: Sequence[dict[str, Any]]) -> str:
    """Show worked examples: whether each holds, what it rests on, where it stands."""
    page = Page()
    rows = [
        ["differs" if r["differences"] else "holds", r["kind"].replace("_", " "), r["id"], r["gist"], r["source"]]
        for r in results
    ]
    page.table("Worked examples", ["Result", "Rests on", "Case", "What it says", "Source"], rows)
    failed = [r for r in results if r["differences"]]
    page.line(f"{len(results) - len(failed)} of {len(results)} hold", "bold")
    for result in failed:
        page.line(f"{result['id']}: {'; '.join(result['differences'])}", "red")
    return page.text
