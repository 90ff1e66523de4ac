"""`timeline findings`: every finding the audit can make."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import format_option

if TYPE_CHECKING:
    from timeline.audit import FindingRule


@click.command("findings")
@format_option("table", "json")
def command(kind: str) -> None:
    """List every pattern the audit looks for: what it means, how to mend it, where the rule behind it stands."""
    from timeline.audit import FINDING_RULES

    document = findings_list(FINDING_RULES.values())
    click.echo(json.dumps(document, indent=1, ensure_ascii=False) if kind == "json" else findings_text(document))


def findings_list(rules: Iterable[FindingRule]) -> list[dict[str, Any]]:
    """Give finding rules as JSON, sorted by id; `source` is None for facts about the record itself."""
    listed = sorted(rules, key=lambda rule: rule.id)
    return [{"id": r.id, "meaning": r.meaning, "remedy": r.remedy, "source": _source(r.source)} for r in listed]


def _source(text: str) -> dict[str, str] | None:
    from timeline.policies import sources

    if not text:
        return None
    name, _, at = text.partition(" ")
    source = sources()[name]
    return {"id": name, "at": at, "title": source.title, "url": source.url}


def findings_text(document: list[dict[str, Any]]) -> str:
    """Show finding rules as a table, and the sources under it."""
    from timeline.cli.render import Page

    page = Page()
    rows = [[r["id"], r["meaning"], r["remedy"], _place(r["source"])] for r in document]
    page.table("Findings", ["Rule", "What it means", "How to mend it", "Source"], rows)
    page.line("A finding without a source is a fact about the record itself.")
    page.line()
    page.line("Sources", "bold")
    cited = {r["source"]["id"]: r["source"] for r in document if r["source"]}
    for name in sorted(cited):
        page.line(f"  {name}: {cited[name]['title']}")
        page.line(f"    {cited[name]['url']}")
    return page.text


def _place(source: dict[str, str] | None) -> str:
    return f"{source['id']} {source['at']}".strip() if source else "–"
