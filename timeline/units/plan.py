"""What a payer's rules do with each code on a date: settled once, used for every visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from timeline.code_table import Code, code_table
from timeline.policies.model import Rules
from timeline.policies.ncci import Ceiling, Pairs, ceilings, pairs
from timeline.units.assistants import AssistantTest, assistant_test
from timeline.units.counting import POOLED, midpoint_threshold, threshold_of
from timeline.units.model import Remark
from timeline.vocabulary import OFF_FLOOR, Mode, Severity

REPLACED = "use_instead:"


class Way(Enum):
    """How a code's minutes become units."""

    POOL = "in the pool of timed codes"
    OWN = "by its own length"
    CHAIN = "with its chain"
    ONCE = "one unit, whatever the time"
    NOTHING = "no units"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the rules do with one code.

    Parameters
    ----------
    billed
        The code on the line.
    length, threshold
        Minutes of a unit, and of the remainder that earns one more; 0 for untimed codes.
    in_pool
        Whether its minutes are timed minutes of the 15-minute pool, also where nothing is paid.
    apart_by_time
        Whether non-overlapping records show that it was a separate service: timed and group codes.
    by_therapist
        Whether an assistant may not furnish it.
    """

    code: str
    billed: str
    way: Way
    length: int
    threshold: int
    in_pool: bool
    apart_by_time: bool
    by_therapist: bool
    remark: Remark | None = None


class Treatments(dict[str, Treatment]):
    """Code -> what the rules do with it, settled when first asked for."""

    __slots__ = ("_on", "_rules")

    def __init__(self, rules: Rules, on: date | None) -> None:
        super().__init__()
        self._rules = rules
        self._on = on

    def __missing__(self, code: str) -> Treatment:
        found = self[code] = _treatment(code, self._rules, self._on)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One payer's rules prepared for one date; `on` None leaves every date out.

    Parameters
    ----------
    length, threshold
        Minutes of a unit of the pool, and of the remainder that earns one more.
    pooled
        Whether the pool is counted as one pile.
    standing
        Remarks for every visit of the date: the policy is unverified, or not verified through that date.
    """

    rules: Rules
    on: date | None
    length: int
    threshold: int
    pooled: bool
    test: AssistantTest | None
    pairs: Pairs
    ceilings: Mapping[str, Ceiling]
    treatments: Treatments
    standing: tuple[Remark, ...]

    def of(self, code: str) -> Treatment:
        """Return what the rules do with a code."""
        return self.treatments[code]


@lru_cache(maxsize=4096)
def plan_for(rules: Rules, on: date | None) -> Plan:
    """Prepare rules for a date of service."""
    edits, limits = rules.edits, rules.ceilings
    return Plan(
        rules=rules,
        on=on,
        length=rules.units.unit_minutes,
        threshold=threshold_of(rules.units),
        pooled=rules.units.method in POOLED,
        test=assistant_test(rules),
        pairs=pairs(edits.tables, edits.column) if edits else {},
        ceilings=ceilings(limits.table, limits.column, on) if limits else {},
        treatments=Treatments(rules, on),
        standing=_standing(rules, on),
    )


def _standing(rules: Rules, on: date | None) -> tuple[Remark, ...]:
    found = []
    if on is not None and rules.verified_through is not None and on > rules.verified_through:
        text = f"{rules.payer} was verified for services through {rules.verified_through}"
        found.append(unverified(text, "Check the rules in force on the date of service."))
    if "units" in rules.unverified:
        found.append(unverified_rule("units", rules))
    return tuple(found)


def unverified_rule(name: str, rules: Rules) -> Remark:
    """Remark that a rule that was used rests on something weaker than a source that was read."""
    text = f"{rules.payer}: the rule {name} is unverified. {rules.unverified[name]}"
    return unverified(text, "Check the value against the contract or the manual.")


def unverified(text: str, remedy: str) -> Remark:
    """Remark that something that was used was not checked."""
    return Remark("policy.unverified", Severity.NOTE, text, remedy)


def _treatment(name: str, rules: Rules, on: date | None) -> Treatment:
    code = code_table().get(name)
    if code is None:
        return _nothing(name, None, _unknown(name))
    if on is not None and not code.is_in_use(on):
        return _nothing(name, code, _retired(code, on))
    if code.mode == OFF_FLOOR:
        return _nothing(name, code, _off_floor(code))
    status = _status(code, rules)
    finding = rules.coverage.unpaid.get(status) if rules.coverage else None
    if finding is not None:
        return _nothing(name, code, _unpaid(code, status, finding, rules))
    return _paid(code, status, rules)


def _paid(code: Code, status: str, rules: Rules) -> Treatment:
    billed, remark = code.code, None
    coverage, evaluation = rules.coverage, rules.evaluation
    if status.startswith(REPLACED):
        billed = status.removeprefix(REPLACED)
        remark = _replaced(code, billed, rules)
    elif coverage is not None and status in coverage.payer_decides:
        remark = _payer_decides(code, status)
    way, length, threshold = Way.ONCE, 0, 0
    if code.pool == "cms15":
        way, length, threshold = Way.POOL, rules.units.unit_minutes, threshold_of(rules.units)
    elif code.pool in ("own", "chain") and code.unit_minutes:
        way = Way.OWN if code.pool == "own" else Way.CHAIN
        length, threshold = code.unit_minutes, midpoint_threshold(code.unit_minutes)
    return Treatment(
        code=code.code,
        billed=billed,
        way=way,
        length=length,
        threshold=threshold,
        in_pool=code.pool == "cms15",
        apart_by_time=code.timed or code.mode == Mode.GROUP,
        by_therapist=evaluation is not None and not evaluation.assistants and code.family in evaluation.families,
        remark=remark,
    )


def _nothing(name: str, code: Code | None, remark: Remark) -> Treatment:
    in_pool = code is not None and code.pool == "cms15"
    return Treatment(name, name, Way.NOTHING, 0, 0, in_pool, apart_by_time=False, by_therapist=False, remark=remark)


def _status(code: Code, rules: Rules) -> str:
    coverage = rules.coverage
    if coverage is None:
        return "payable"
    return coverage.codes.get(code.code) or (code.medicare_status if coverage.code_table else "payable")


def _hedge(code: Code) -> str:
    return "" if code.verified else " (not verified against a published source: check with the payer)"


def _unknown(name: str) -> Remark:
    return Remark(
        "code.unknown",
        Severity.REVIEW,
        f"{name} is not in the code table: its minutes earn no units, and its digits are not used to guess",
        "Correct the code, or record the time under the code it belongs to.",
        (name,),
    )


def _retired(code: Code, on: date) -> Remark:
    since, last = code.effective_from, code.effective_to
    when = f"only from {since}" if since is not None and on < since else f"only until {last}"
    return Remark(
        "code.retired",
        Severity.ERROR,
        f"{code.code} was valid {when}{_hedge(code)}; services on {on} earn no units under it",
        "Use the code that was in force on the date of service.",
        (code.code,),
        code.cited,
    )


def _off_floor(code: Code) -> Remark:
    return Remark(
        "code.off_floor",
        Severity.NOTE,
        f"{code.code} is furnished away from the clinic floor: it earns no units from attendance",
        "Count it from its own records.",
        (code.code,),
        code.cited,
    )


def _unpaid(code: Code, status: str, finding: str, rules: Rules) -> Remark:
    words = {"bundled": "paid as part of other services", "home_health_only": "for home health claims only"}
    stated = rules.coverage is not None and code.code in rules.coverage.codes
    return Remark(
        finding,
        Severity.NOTE if status == "bundled" else Severity.REVIEW,
        f"{code.code} is {words.get(status, 'not paid')} under {rules.payer}"
        f"{'' if stated else _hedge(code)}: it earns no units",
        "Leave it off the claim; keep it in the record.",
        (code.code,),
        rules.source("coverage", code.code) if stated else code.cited,
    )


def _replaced(code: Code, billed: str, rules: Rules) -> Remark:
    return Remark(
        "code.replaced",
        Severity.NOTE,
        f"{rules.payer} takes {billed} in place of {code.code}",
        f"Claim {billed}.",
        (code.code, billed),
        rules.source("coverage", code.code),
    )


def _payer_decides(code: Code, status: str) -> Remark:
    return Remark(
        "code.payer_decides",
        Severity.NOTE,
        f"{code.code} is {status.replace('_', ' ')}{_hedge(code)}: units and price are set by the contractor",
        "Ask the contractor how to report its time.",
        (code.code,),
        code.cited,
    )
