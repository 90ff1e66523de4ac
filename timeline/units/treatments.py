"""What a code is (claims §2): what a payer's rules do with it under a plan of care, on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from timeline.code_table import Code, code_table
from timeline.policies.model import Rules
from timeline.units.chains import primaries
from timeline.units.counting import midpoint_threshold, own_threshold, threshold_of
from timeline.units.model import Remark
from timeline.vocabulary import OFF_FLOOR, Discipline, Mode, Severity

REPLACED = "use_instead:"
#: Family of the codes that only a therapist may furnish, under every payer (cms-benefit-15 §220.3.C, §230.1.C).
EVALUATION = "evaluation"


class Way(Enum):
    """How a code's minutes become units."""

    POOL = "in the pool of timed codes"
    OWN = "by its own length"
    CHAIN = "with its chain"
    AREA = "by area or number"
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
    supervised
        Whether it needs nobody's constant attendance, so that it may run beside anything.
    apart_by_time
        Whether recorded times can prove that it was a separate service: timed procedures and group codes.
    by_therapist
        Whether an assistant may not furnish it: evaluations, under every payer.
    primary
        The code without which this one earns nothing, where it is an add-on.
    remarks
        What a reviewer should know wherever the code is recorded.
    """

    code: str
    billed: str
    way: Way
    length: int
    threshold: int
    in_pool: bool
    supervised: bool = False
    apart_by_time: bool = False
    by_therapist: bool = False
    primary: str = ""
    remarks: tuple[Remark, ...] = ()


class Treatments(dict[str, Treatment]):
    """Code -> what the rules do with it under one plan of care, settled when first asked for."""

    __slots__ = ("_discipline", "_on", "_rules")

    def __init__(self, rules: Rules, discipline: str, on: date) -> None:
        super().__init__()
        self._rules = rules
        self._discipline = discipline
        self._on = on

    def __missing__(self, code: str) -> Treatment:
        found = self[code] = _treatment(code, self._rules, self._discipline, self._on)
        return found


def _treatment(name: str, rules: Rules, discipline: str, on: date) -> Treatment:
    code = code_table().get(name)
    if code is None:
        return _nothing(name, None, _unknown(name))
    if not code.is_in_use(on):
        return _nothing(name, code, _retired(code, on))
    if code.mode == OFF_FLOOR:
        return _nothing(name, code, _off_floor(code))
    status = _status(code, rules)
    finding = rules.coverage.unpaid.get(status) if rules.coverage else None
    if finding is not None:
        return _nothing(name, code, _unpaid(code, status, finding, rules))
    if code.family == EVALUATION and _is_of_another_discipline(code, discipline):
        return _nothing(name, code, _other_discipline(code, discipline, earns=False))
    return _paid(code, status, rules, discipline)


def _paid(code: Code, status: str, rules: Rules, discipline: str) -> Treatment:
    billed, remarks = code.code, []
    if status.startswith(REPLACED):
        billed = status.removeprefix(REPLACED)
        remarks.append(_replaced(code, billed, rules))
    elif rules.coverage is not None and status in rules.coverage.payer_decides:
        remarks.append(_payer_decides(code, status))
    if _is_of_another_discipline(code, discipline):
        remarks.append(_other_discipline(code, discipline, earns=True))
    way, length, threshold = _way(code, rules)
    primary = primaries().get(code.code, "")
    return Treatment(
        code=code.code,
        billed=billed,
        way=way,
        length=length,
        threshold=threshold,
        in_pool=code.pool == "cms15",
        supervised=code.mode == Mode.SUPERVISED,
        apart_by_time=code.timed or code.mode == Mode.GROUP,
        by_therapist=code.family == EVALUATION,
        primary="" if primary == code.code else primary,
        remarks=tuple(remarks),
    )


def _way(code: Code, rules: Rules) -> tuple[Way, int, int]:
    """Return how a code's minutes become units, the length of a unit, and the remainder that earns one more."""
    if code.pool == "cms15":
        return Way.POOL, rules.units.unit_minutes, threshold_of(rules.units)
    if code.pool == "area":
        return Way.AREA, 0, 0
    if code.unit_minutes and code.pool == "own":
        return Way.OWN, code.unit_minutes, own_threshold(rules.units, code.unit_minutes)
    if code.unit_minutes and code.pool == "chain":
        return Way.CHAIN, code.unit_minutes, midpoint_threshold(code.unit_minutes)
    return Way.ONCE, 0, 0


def _nothing(name: str, code: Code | None, remark: Remark) -> Treatment:
    in_pool = code is not None and code.pool == "cms15"
    return Treatment(name, name, Way.NOTHING, 0, 0, in_pool, remarks=(remark,))


def _is_of_another_discipline(code: Code, discipline: str) -> bool:
    """Whether a code names one discipline (`typical_discipline`), and that is not the visit's."""
    return bool(discipline) and code.typical_discipline in list(Discipline) and code.typical_discipline != discipline


def _other_discipline(code: Code, discipline: str, *, earns: bool) -> Remark:
    whose, what = code.typical_discipline, "an evaluation" if code.family == EVALUATION else "a code"
    effect = "its units stand, but somebody must check the code" if earns else "it earns no unit"
    return Remark(
        "code.discipline",
        Severity.REVIEW if earns else Severity.ERROR,
        f"{code.code} is {what} of {whose}, recorded under a plan of care of {discipline}{_hedge(code)}: {effect}",
        f"Use the code for {discipline}, or correct who furnished it."
        if not earns
        else f"Check that the plan of care of {discipline} covers it.",
        (code.code,),
        "cms-claims-5 §20.1" if code.family == EVALUATION else code.cited,
    )


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
