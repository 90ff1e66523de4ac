"""Limits of units a payer sets for a visit."""

from __future__ import annotations

from collections.abc import Mapping

from timeline.policies.rules import Cap, CapScope, OnExcess
from timeline.units.model import CodeTime, Remark
from timeline.units.plan import Plan, Way
from timeline.vocabulary import Severity


def apply_caps(units: dict[str, int], times: Mapping[str, CodeTime], plan: Plan) -> tuple[dict[str, int], list[Remark]]:
    """Take away, or only report, the units above each limit.

    Units above a denying limit go from the codes with the fewest minutes first, so that what was done
    longest stays on the claim; of equals the lower code stays, as in every other tie.
    """
    remarks: list[Remark] = []
    for cap in plan.rules.caps.limits if plan.rules.caps else ():
        for codes in _counted(cap, units, plan):
            total = sum(units[code] for code in codes)
            if total <= cap.max_units:
                continue
            remarks.append(_over(cap, total, codes, plan))
            if cap.on_excess is OnExcess.DENY:
                units = _reduced(units, codes, total - cap.max_units, times)
    return units, remarks


def _counted(cap: Cap, units: Mapping[str, int], plan: Plan) -> list[list[str]]:
    """Return the codes whose units a cap counts together."""
    codes = [code for code, count in sorted(units.items()) if count and (not cap.codes or code in cap.codes)]
    if cap.scope is CapScope.CODE:
        return [[code] for code in codes]
    if cap.scope is CapScope.TIMED:
        codes = [code for code in codes if plan.of(code).way is not Way.ONCE]
    return [codes]


def _reduced(units: dict[str, int], codes: list[str], excess: int, times: Mapping[str, CodeTime]) -> dict[str, int]:
    units = dict(units)
    kept_longest = sorted(codes, key=lambda code: (-times[code].minutes if code in times else 0, code))
    for code in reversed(kept_longest):
        taken = min(units[code], excess)
        units[code] -= taken
        excess -= taken
    return units


def _over(cap: Cap, total: int, codes: list[str], plan: Plan) -> Remark:
    denied = cap.on_excess is OnExcess.DENY
    return Remark(
        "units.cap",
        Severity.REVIEW,
        f"{total} units exceed the limit of {cap.max_units} a visit "
        f"({cap.scope}){'; the rest is not paid' if denied else ''}",
        "Check the contract, and whether the payer authorizes more.",
        tuple(codes),
        plan.rules.source("caps"),
    )
