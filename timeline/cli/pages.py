"""Policies, findings, tables and counts as pages a compliance officer can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from timeline.cli.terminal import Page
from timeline.policies import Policy, load_policy, policy_names
from timeline.policies.checked import HOLDS, file_names, verified_through, weakest_table
from timeline.policies.oversight import oversight
from timeline.reference.oversight import by_standing
from timeline.words import counted


def policies_text() -> str:
    """List the shipped policies."""
    page = Page()
    listed = [load_policy(name) for name in policy_names()]
    rows = [[p.payer, p.title, str(verified_through(p) or "–"), _weakest(p), _unverified(p)] for p in listed]
    page.table("Policies", ["Name", "What it is", "Checked through", "Because of", "Rules not verified"], rows)
    page.line("Because of: the table that was compared with the published one for fewer dates than the rules were.")
    page.line(
        "Not verified: no source that says so was read, or only one at second hand. `timeline rules NAME` says what "
        "each such value rests on and what to do; check the examples of payers against your own contract."
    )
    page.line()
    page.line("States: limits on the assistants and aides one therapist may oversee", "bold")
    for standing, states in by_standing(oversight().states).items():
        page.line(f"  {standing.words} ({len(states)}): {', '.join(states)}")
    page.line("`timeline rules oversight` shows what is known of each; look up the rest before relying on any number.")
    page.line("To become current: `timeline import-ncci --help`.")
    return page.text


def _weakest(policy: Policy) -> str:
    table = weakest_table(policy)
    return f"{HOLDS[table.name]} ({file_names(table.rule)})" if table else ""


def _unverified(policy: Policy) -> str:
    count = sum(not entry.verified for entries in policy.history.values() for entry in entries)
    return f"{count} of {sum(map(len, policy.history.values()))}"


def findings_text(document: Sequence[dict[str, Any]]) -> str:
    """Show finding rules as a table, and the sources under it."""
    page = Page()
    rows = [[r["id"], r["meaning"], r["remedy"], _place(r["source"])] for r in document]
    page.table("Findings", ["Rule", "What it means", "How to correct it", "Source"], rows)
    page.line("A finding without a source is a fact about the record itself.")
    page.line()
    page.line("Sources", "bold")
    cited = {r["source"]["id"]: r["source"] for r in document if r["source"]}
    for name in sorted(cited):
        page.line(f"  {name}: {cited[name]['title']}")
        page.link(cited[name]["url"])
    return page.text


def _place(source: dict[str, str] | None) -> str:
    return f"{source['id']} {source['at']}".strip() if source else "–"


def tables_text(listed: Sequence[dict[str, Any]]) -> str:
    """List the tables: what a row of each is, and its key."""
    page = Page()
    rows = [[table["table"], table["row"], ", ".join(table["key"])] for table in listed]
    page.table("Tables", ["Table", "One row is", "Key"], rows)
    page.line()
    page.line("`timeline tables NAME` shows what each column of one means.")
    return page.text


def table_text(table: dict[str, Any]) -> str:
    """Show one table: what a row is, and every column with type, unit and meaning."""
    page = Page()
    page.line(f"{table['table']}: {table['row']}", "bold")
    page.line(f"key: {', '.join(table['key'])}")
    rows = [[c["column"], c["type"], c["unit"] or "–", c["meaning"]] for c in table["columns"]]
    page.table("", ["Column", "Type", "Unit", "Meaning"], rows)
    return page.text


def units_text(document: dict[str, Any]) -> str:
    """Show a count of units: codes, lines, alternatives, why."""
    page = Page()
    totals = f"{counted(document['timed_minutes'], 'timed minute')} · {counted(document['timed_units'], 'timed unit')}"
    page.line(f"{document['payer']} · {document['on']} · {totals}", "bold")
    rows = [[c["code"], str(c["minutes"]), str(c["assistant_minutes"]), str(c["units"])] for c in document["codes"]]
    page.table("Codes", ["Code", "Minutes", "Assistant", "Units"], rows, right=("Minutes", "Assistant", "Units"))
    page.line("On the claim: " + (_lines(document["lines"]) or "nothing"))
    for lines in document["alternative_lines"][1:]:
        page.line("        or: " + _lines(lines))
    if document["conditional"]:
        page.line("If somebody can show it: " + _lines(document["conditional"]["lines"]))
        for ask in document["conditional"]["asks"]:
            page.line(f"  {ask}")
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
    return "; ".join(" ".join((f"{line['code']}×{line['units']}", *line["modifiers"])) for line in lines)


def comparison_text(document: dict[str, Any]) -> str:
    """Show units under several policies: totals, and the codes that differ."""
    page = Page()
    names = document["payers"]
    page.table("Total units", names, [[str(document["total_units"][name]) for name in names]], right=names)
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
        page.line("No codes differ.")
    return page.text


def selftest_text(results: Sequence[dict[str, Any]]) -> str:
    """Show worked examples: whether each holds, what it rests on, and its source."""
    page = Page()
    rows = [
        ["differs" if r["differences"] else "holds", r["kind"].replace("_", " "), r["id"], r["gist"], r["source"]]
        for r in results
    ]
    page.table("Worked examples", ["Result", "Evidence", "Case", "Meaning", "Source"], rows)
    failed = [r for r in results if r["differences"]]
    page.line(f"{len(results) - len(failed)} of {len(results)} hold", "bold")
    for result in failed:
        page.line(f"{result['id']}: {'; '.join(result['differences'])}", "red")
    return page.text
