"""Why these units: every step in words, with its numbers and its source, in the order of claims §1."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.policies.checked import checked_dates, file_names
from timeline.policies.rules import TwoUnitsRule
from timeline.units.allocation import share_out
from timeline.units.counting import units_for
from timeline.units.earned import pool_of, recorded
from timeline.units.model import CodeTime, Reason, VisitTimes, VisitUnits
from timeline.units.plan import Plan, modifier_of_assistant, plan_for
from timeline.units.treatments import Way
from timeline.words import counted


def reasons(visit: VisitUnits) -> tuple[Reason, ...]:
    """Return every reason, in the order of the engine's steps."""
    plan = plan_for(visit.rules, visit.discipline, visit.on)
    pool = pool_of(recorded(VisitTimes(visit.discipline, visit.times), plan).without(visit.removed))
    told = [Reason(r.rule, r.text, r.codes, {}, r.source) for r in visit.remarks if r.rule != "units.choice"]
    pairs = [reason for reason in told if reason.step == "edit.ncci"]
    steps = [*pairs, *_pool(visit, pool, plan), *_others(visit, plan), *_assistants(visit, plan)]
    steps += [reason for reason in told if reason.step != "edit.ncci"]
    return (*steps, *_tables(visit))


def _pool(visit: VisitUnits, pool: list[CodeTime], plan: Plan) -> Iterator[Reason]:
    if not pool:
        return
    source = visit.rules.source("units")
    length, threshold = plan.length, plan.threshold
    if not plan.pooled:
        for time in pool:
            rest = time.minutes % length
            yield Reason(
                "code",
                f"{time.code}: {time.minutes} minutes are {time.minutes // length} times {length} with {rest} left "
                f"over; {rest} {'reaches' if rest >= threshold else 'does not reach'} {threshold}",
                (time.code,),
                {"minutes": time.minutes, "remainder": rest, "threshold": threshold},
                source,
            )
        return
    total = sum(time.minutes for time in pool)
    rest, units = total % length, units_for(total, length, threshold)
    yield Reason(
        "total",
        f"{' + '.join(f'{time.minutes} ({time.code})' for time in pool)} = {total} timed minutes: {total // length} "
        f"times {length} with {rest} left over; {rest} {'reaches' if rest >= threshold else 'does not reach'} "
        f"{threshold}, so {counted(units, 'unit')}",
        tuple(time.code for time in pool),
        {"minutes": total, "remainder": rest, "threshold": threshold, "units": units},
        source,
    )
    full = {time.code: time.minutes // length for time in pool}
    yield Reason(
        "full",
        f"a unit for every full {length} minutes: " + ", ".join(f"{code} {n}" for code, n in sorted(full.items())),
        tuple(sorted(full)),
        full,
        source,
    )
    left = units - sum(full.values())
    if left:
        yield from _remainders(pool, left, plan, source)


def _remainders(pool: list[CodeTime], left: int, plan: Plan, source: str) -> Iterator[Reason]:
    rests = {time.code: time.minutes % plan.length for time in pool}
    order = sorted(pool, key=lambda time: -rests[time.code])
    yield Reason(
        "remainder",
        f"{counted(left, 'unit')} left, for the codes with the most minutes beyond full units: "
        + ", ".join(f"{time.code} {rests[time.code]}" for time in order),
        tuple(time.code for time in order),
        dict(rests),
        source,
    )
    _, tied, winners = share_out([time.minutes for time in pool], plan.length, plan.threshold)
    if tied:
        codes = tuple(pool[position].code for position in tied)
        yield Reason(
            "tie",
            f"{', '.join(codes)} are equal: {winners} of {len(codes)} get one and the clinician chooses; by default "
            f"{', '.join(codes[:winners])} (more minutes, then the lower code)",
            codes,
            {"tied": len(codes), "winners": winners},
            source,
        )


def _others(visit: VisitUnits, plan: Plan) -> Iterator[Reason]:
    for time in visit.times:
        treatment = plan.of(time.code)
        units = counted(visit.units[time.code], "unit")
        if treatment.way is Way.ONCE:
            text = f"{time.code}: untimed, {units} for {time.minutes} minutes"
        elif treatment.way is Way.AREA:
            text = f"{time.code}: counted by area or number, {units}"
        elif treatment.way is Way.OWN:
            text = (
                f"{time.code}: {units} for {time.minutes} minutes in lengths of "
                f"{treatment.length}, each earned from {treatment.threshold} minutes on"
            )
        elif treatment.way is Way.CHAIN:
            text = f"{time.code}: {units} of its chain, from the minutes of both codes together"
        else:
            continue
        yield Reason("code", text, (time.code,), {"minutes": time.minutes, "units": visit.units[time.code]})


def _assistants(visit: VisitUnits, plan: Plan) -> Iterator[Reason]:
    test = plan.test
    if test is None:
        return
    modifier = modifier_of_assistant(visit.rules, visit.discipline)
    billed = [(line.code, line.units, line.modifiers) for line in visit.lines]
    for time in visit.times:
        units = visit.units[time.code]
        if not time.assistant_seconds or not units:
            continue
        therapist = time.seconds - time.assistant_seconds
        data: dict[str, int | str] = {
            "therapist_seconds": therapist,
            "assistant_seconds": time.assistant_seconds,
            "therapist_minutes": time.minutes - time.assistant_minutes,
            "assistant_minutes": time.assistant_minutes,
        }
        text = f"{time.code}: therapist {data['therapist_minutes']}, assistant {data['assistant_minutes']} minutes"
        treatment = plan.of(time.code)
        if treatment.way is Way.POOL:
            length = treatment.length
            own = min(units, int(data["therapist_minutes"]) // length)
            full = min(units - own, time.assistant_minutes // length)
            left = units - own - full
            text += f"; full units {own} and {full}, {left} left"
            if left:
                rests = (int(data["therapist_minutes"]) - own * length, time.assistant_minutes - full * length)
                text += f" with {rests[0]} and {rests[1]} minutes"
                if left > 1 and _is_two_unit_case(*rests, visit.rules.two_units):
                    text += ": one with the modifier and one without"
        elif treatment.by_therapist:
            text += "; an evaluation never carries the modifier"
        elif treatment.way is Way.CHAIN:
            text += "; tested on the minutes of its chain that earned it"
        else:
            share = f"{test.whole} x {time.assistant_seconds} s against {test.part} x {time.seconds} s"
            text += f"; share of its own time: {share}"
        if modifier:
            marked = sum(n for code, n, carried in billed if code == treatment.billed and modifier in carried)
            text += f"; {counted(marked, 'unit') if marked else 'no unit'} with {modifier}"
        yield Reason("assistant", text, (time.code,), data, visit.rules.source("assistant"))


def _is_two_unit_case(therapist: int, assistant: int, case: TwoUnitsRule | None) -> bool:
    """Whether two last units are the published case of one with the modifier and one without; minutes left of each."""
    return (
        case is not None
        and case.each_from <= min(therapist, assistant)
        and max(therapist, assistant) <= case.each_to
        and case.together_from <= therapist + assistant <= case.together_to
    )


def _tables(visit: VisitUnits) -> Iterator[Reason]:
    rule = visit.rules.edits
    counted = [visit.billed_as.get(code, code) for code, count in visit.units.items() if count]
    if rule is not None and len(counted) > 1:
        yield Reason(
            "edits",
            f"pairs of codes looked up in {file_names(rule)}, checked for {checked_dates(rule, counted)}",
            (),
            {"column": rule.column},
            visit.rules.source("edits"),
        )
