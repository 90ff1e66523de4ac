"""What a reviewer should know about the yearly threshold of a visit (claims §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from timeline.policies.amounts import Amount, dollars, in_cents
from timeline.policies.model import Rules
from timeline.policies.rules import TargetedReviewRule, ThresholdRule
from timeline.units.model import Line, Remark, VisitUnits
from timeline.units.plan import unverified_rule
from timeline.vocabulary import Pool, Severity

CROSSED, REVIEW, UNKNOWN = "threshold.crossed", "threshold.review", "threshold.unknown"


def limit_of(rule: ThresholdRule | TargetedReviewRule | None, pool: Pool) -> int:
    """Return the amount of a pool, in cents; 0 without a rule."""
    return 0 if rule is None else in_cents(rule.ot if pool is Pool.OT else rule.pt_and_slp)


@lru_cache(maxsize=256)
def limits_of(rules: Rules, pool: Pool) -> tuple[int | None, int | None]:
    """Return the threshold of a pool, and the amount for targeted review, in cents; None without the rule."""
    both = (rules.threshold, rules.targeted_review)
    threshold, review = (None if rule is None else limit_of(rule, pool) for rule in both)
    return threshold, review


def looks_at_whole_date(rules: Rules) -> bool:
    """Whether the payer sees the patient's whole date at once, as for a hospital; else line by line."""
    return rules.edits is not None and rules.edits.whole_date


def crossed(visit: VisitUnits, pool: Pool, line: Line, before: int, after: int) -> Remark:
    """Remark that the year's amount is passed: on a line, or before the date."""
    rule = visit.rules.threshold
    limit = limit_of(rule, pool)
    modifier = "" if rule is None else rule.modifier
    which = "every line of these disciplines on the date" if looks_at_whole_date(visit.rules) else "that line"
    if before > limit or after == before:
        told = f"was {dollars(before)} USD before this date, and the threshold is {dollars(limit)} USD: "
        told += f"the lines carry {modifier}"
    else:
        told = (
            f"passes the threshold of {dollars(limit)} USD with {line.code} ({dollars(before)} USD before this date, "
        )
        told += f"{dollars(after)} USD after it): {which} and later ones of the year carry {modifier}"
    return Remark(
        CROSSED,
        Severity.REVIEW,
        f"the allowed amount of {visit.on.year} for {pool.words} {told}",
        f"Add {modifier} only if the record shows that the treatment is medically necessary.",
        (line.code,),
        visit.rules.source("threshold", str(visit.on.year)),
    )


def reviewed(visit: VisitUnits, pool: Pool, after: int) -> Remark:
    """Remark that the year's amount is above that from which claims may be chosen for review."""
    limit = limit_of(visit.rules.targeted_review, pool)
    return Remark(
        REVIEW,
        Severity.REVIEW,
        f"the allowed amount of {visit.on.year} for {pool.words} is {dollars(after)} USD, above {dollars(limit)} USD: "
        "claims may be chosen for targeted medical review",
        "Have the plan of care, the progress reports and the notes ready.",
        (),
        visit.rules.source("targeted_review"),
    )


def unknown(visit: VisitUnits, pool: Pool, stated: bool, amounts: Sequence[Amount]) -> tuple[Remark, ...]:
    """Remark on everything the threshold of a pool would need and nobody has stated."""
    missing = [
        (line.code, amount.why) for line, amount in zip(visit.lines, amounts, strict=True) if amount.cents is None
    ]
    return unknown_of(visit.rules, visit.on.year, pool, stated, tuple(missing))


@lru_cache(maxsize=4096)
def unknown_of(
    rules: Rules, year: int, pool: Pool, stated: bool, missing: tuple[tuple[str, str], ...]
) -> tuple[Remark, ...]:
    """Remark on everything that lines of a year lack: `missing` are codes without an amount, each with the reason."""
    return tuple(_unknown(*told, rules) for told in _missing(rules, year, pool, stated, missing))


def _missing(
    rules: Rules, year: int, pool: Pool, stated: bool, missing: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if rules.threshold is None:
        yield (
            f"no threshold for {pool.words} is known for {year}, so no line attests necessity. "
            f"{rules.gaps['threshold']}",
            "Add the amount of that year in a policy file, or compare the year's amount by hand.",
            (),
        )
        return
    if not stated:
        yield (
            f"the amount used for {pool.words} earlier in {year} is not stated, so it is counted from 0",
            "State it with --year-to-date.",
            (),
        )
    if missing:
        reasons = dict.fromkeys(why for _, why in missing)
        yield (
            f"the allowed amounts of {pool.words} are not all known in {year}, and what is not known is not added to "
            f"the year's amount: {'; '.join(reasons)}",
            "State them with --allowed.",
            tuple(dict.fromkeys(code for code, _ in missing)),
        )
    if "targeted_review" in rules.gaps:
        yield (
            f"no amount for targeted medical review of {pool.words} is known for {year}. "
            f"{rules.gaps['targeted_review']}",
            "Look the amount up in the payer's announcement for that year.",
            (),
        )


def not_asked(rules: Rules) -> Remark:
    """Remark that a payer without a yearly threshold was given an amount."""
    told = f"{rules.payer} has no yearly threshold, so the amount already used decides nothing"
    return Remark(UNKNOWN, Severity.NOTE, told, "Leave it out, or count by the policy of the payer that has one.")


def included(visit: VisitUnits, pool: Pool, cents: int, as_of: str) -> Remark:
    """Remark that the stated amount includes the date and is above the threshold: which line passed it is unknown."""
    return _unknown(
        f"the amount stated for {pool.words} through {as_of} ({dollars(cents)} USD) is above the threshold and "
        "includes this date, so which line passed it is not known",
        "State the amount as of the day before the first date of the schedule.",
        (),
        visit.rules,
    )


def _unknown(text: str, remedy: str, codes: tuple[str, ...], rules: Rules) -> Remark:
    return Remark(UNKNOWN, Severity.NOTE, text, remedy, codes, rules.source("threshold"))


def weak(visit: VisitUnits, amounts: Sequence[Amount]) -> list[Remark]:
    """Remark on unverified rules that a line's modifier rests on."""
    used = ["threshold"]
    if any(amount.cents for amount in amounts):
        used += ["relative_values", "conversion_factor", "reduction"]
    return [unverified_rule(name, visit.rules) for name in used if name in visit.rules.unverified]
