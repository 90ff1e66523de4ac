"""`timeline units`: the unit engine alone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from timeline.cli.options import PATH, date_type
from timeline.cli.output import Output, shows


@click.command("units")
@click.argument("counts", nargs=-1, required=True, metavar="CODE=MIN[:ROLE]…")
@click.option("--on", required=True, type=date_type, metavar="DATE", help="Date of service.")
@click.option("--payer", default="medicare", show_default=True, help="Policy to count by.")
@click.option("--policy", type=PATH, metavar="FILE.toml", help="A clinic's own policy file.")
@click.option("--year-to-date", metavar="AMOUNT", help="Amount of the yearly threshold already used.")
@shows("table", "json")
def command(
    counts: tuple[str, ...],
    on: datetime,
    payer: str,
    policy: Path | None,
    year_to_date: str | None,
    output: Output,
) -> None:
    """Count units of whole minutes by code, for one patient's visit.

    Roles: PT (default), PTA, OT, OTA, SLP, …, and PT+PTA for minutes furnished together. Repeat a code to mix roles:
    timeline units 97110=15:PT 97110=8:PTA --on 2026-03-02
    """
    from timeline.cli.pages import units_text
    from timeline.policies import load_policy_file
    from timeline.units import count_units

    document = count_units(
        read_counts(counts),
        payer=payer,
        policy=load_policy_file(policy) if policy is not None else None,
        on=on.date(),
        year_to_date=_amount(year_to_date),
    ).to_dict()
    output.show(lambda: units_text(document), lambda: document)


def read_counts(counts: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Read `CODE=MIN[:ROLE]` arguments; minutes of one code and role add up."""
    minutes: dict[str, dict[str, int]] = {}
    wrong = []
    for text in counts:
        code, equals, rest = text.partition("=")
        number, _, role = rest.partition(":")
        if not (code.strip() and equals and number.strip().isascii() and number.strip().isdigit()):
            wrong.append(text)
            continue
        by_role = minutes.setdefault(code.strip().upper(), {})
        name = role.strip().upper() or "PT"
        by_role[name] = by_role.get(name, 0) + int(number)
    if wrong:
        raise click.UsageError(
            f"cannot read {', '.join(map(repr, wrong))}. Write CODE=MINUTES or CODE=MINUTES:ROLE, for example "
            "97110=15:PTA."
        )
    return minutes


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise click.UsageError("--year-to-date: not an amount. Write it as 1234.50.")
    return amount
