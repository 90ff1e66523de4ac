"""`timeline units`: the unit engine alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from timeline.cli.options import PATH, date_type
from timeline.cli.output import Output, shows


@click.command("units")
@click.argument("counts", nargs=-1, required=True, metavar="CODE=MIN[:ROLE]…")
@click.option("--on", required=True, type=date_type, metavar="DATE", help="Date of service.")
@click.option("--payer", default="medicare", show_default=True, help="Policy to count by.")
@click.option("--policy", type=PATH, metavar="FILE.toml", help="A clinic's own policy file.")
@click.option(
    "--apart",
    multiple=True,
    metavar="A,B",
    help="State that two codes were furnished in separate intervals; repeatable.",
)
@click.option(
    "--year-to-date",
    metavar="AMOUNT",
    help="Dollars already used of the year's threshold: 2400.00, or by pool PT_SLP=2400.00,OT=310.50.",
)
@click.option("--allowed", type=PATH, metavar="FILE.csv", help="What the payer allows for a unit: code, amount.")
@shows("table", "json")
def command(
    counts: tuple[str, ...],
    on: datetime,
    payer: str,
    policy: Path | None,
    apart: tuple[str, ...],
    year_to_date: str | None,
    allowed: Path | None,
    output: Output,
) -> None:
    """Count units of whole minutes by code, for one patient's visit.

    Roles: PT (default), PTA, OT, OTA, SLP, …, and PT+PTA for minutes furnished together. Repeat a code to mix roles:
    timeline units 97110=15:PT 97110=8:PTA --on 2026-03-02. A code counted by area takes its quantity after an @:
    97597=20 97598=10:PT@3.
    """
    from timeline.cli.pages import units_text
    from timeline.policies import load_policy_file
    from timeline.units import count_units

    minutes, quantities = read_counts(counts)
    document = count_units(
        minutes,
        quantities=quantities,
        apart=read_pairs(apart),
        payer=payer,
        policy=load_policy_file(policy) if policy is not None else None,
        on=on.date(),
        year_to_date=_used(year_to_date),
        allowed=allowed,
    ).to_dict()
    output.show(lambda: units_text(document), lambda: document)


def read_counts(counts: tuple[str, ...]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Read `CODE=MIN[:ROLE][@QUANTITY]` arguments: minutes by code and role, quantities by code; both add up."""
    minutes: dict[str, dict[str, int]] = {}
    quantities: dict[str, int] = {}
    wrong = []
    for text in counts:
        stated, at, quantity = text.partition("@")
        name, equals, rest = stated.partition("=")
        number, _, role = rest.partition(":")
        code = name.strip().upper()
        if not (code and equals and _is_whole(number) and (not at or _is_whole(quantity))):
            wrong.append(text)
            continue
        by_role = minutes.setdefault(code, {})
        who = role.strip().upper() or "PT"
        by_role[who] = by_role.get(who, 0) + int(number)
        if at:
            quantities[code] = quantities.get(code, 0) + int(quantity)
    if wrong:
        raise click.UsageError(
            f"cannot read {', '.join(map(repr, wrong))}. Write CODE=MINUTES or CODE=MINUTES:ROLE, for example "
            "97110=15:PTA; a quantity follows an @, for example 97598=10:PT@3."
        )
    return minutes, quantities


def _is_whole(text: str) -> bool:
    return text.strip().isascii() and text.strip().isdigit()


def read_pairs(stated: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Read `A,B` arguments: two different codes each."""
    pairs = [tuple(code.strip().upper() for code in text.split(",")) for text in stated]
    wrong = [text for text, pair in zip(stated, pairs, strict=True) if len(set(pair)) != 2 or len(pair) != 2]
    if wrong:
        raise click.UsageError(f"--apart: cannot read {', '.join(map(repr, wrong))}. Write two codes: 97150,97110.")
    return pairs


def _used(text: str | None) -> str | dict[str, str] | None:
    """Read `AMOUNT` or `POOL=AMOUNT,…`; what the parts mean is checked where they are used."""
    if text is None or "=" not in text:
        return text
    stated = [part.partition("=") for part in text.split(",")]
    pools = [pool.strip() for pool, _, _ in stated]
    if len(set(pools)) < len(pools):
        raise click.UsageError("--year-to-date: a pool is named twice. Write PT_SLP=2400.00,OT=310.50.")
    return {pool: amount for pool, (_, _, amount) in zip(pools, stated, strict=True)}
