"""What is known about codes, gathered as JSON: the guide, the code table, Medicare's pairs, ceilings and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from timeline.code_table import Code, code_table
from timeline.code_table.guide import Guide, Statement, code_guide
from timeline.policies import Rules, load_policy, sources
from timeline.policies.checked import checked_for, unchecked
from timeline.policies.ncci import WITH_MODIFIER, Pair, ceilings, pairs
from timeline.policies.relative_values import STATUSES, Values, mppr_preview, rank, read_values
from timeline.policies.rules import CeilingsRule, EditsRule
from timeline.units.chains import add_ons
from timeline.units.counting import midpoint_threshold
from timeline.units.plan import plan_for
from timeline.vocabulary import EITHER, OFF_FLOOR, Mode

#: Whose tables are shown: setting -> policy.
SETTINGS = {"practitioner": "medicare", "outpatient_hospital": "medicare-hospital"}
#: How a code must be attended, in a word or two.
ATTENDED = {
    Mode.ONE_ON_ONE: "one-on-one",
    Mode.GROUP: "group",
    Mode.SUPERVISED: "supervised",
    EITHER: "one-on-one or group",
    OFF_FLOOR: "off the floor",
}
#: What an adjudication indicator says of a ceiling.
ADJUDICATION = {
    1: "each claim line by itself",
    2: "for the date, absolute",
    3: "for the date; records may justify more",
}


def details_dict(codes: Sequence[Code], on: date | None) -> dict[str, Any]:
    """Gather what is known about codes on a date of service; None: the last date the rules were checked for."""
    day = on if on is not None else last_checked()
    rules = {setting: load_policy(policy).on(day) for setting, policy in SETTINGS.items()}
    medicare = rules["practitioner"]
    values = read_values(medicare.relative_values.table) if medicare.relative_values else {}
    ranked = rank((code.code for code in codes if code.code in values), values)
    document: dict[str, Any] = {
        "on": day.isoformat(),
        "on_default": on is None,
        "relative_values": str(day.year),
        "codes": [_code_dict(code, day, rules, values, ranked) for code in codes],
    }
    if len(codes) > 1:
        document["among"] = _among({code.code for code in codes}, day, rules)
        document["preview"] = _preview(ranked, values, medicare, day)
    document["sources"] = _sources(document)
    return document


def last_checked() -> date:
    """Return the last date of service the rules of every setting were checked for."""
    return min(load_policy(name).verified_through or date.max for name in SETTINGS.values())


def _checked(code: str, day: date, rules: Mapping[str, Rules]) -> dict[str, dict[str, Any]]:
    """Say for which dates each table was compared for a code: setting -> table -> dates, and whether on a day."""
    return {
        setting: {name: _dates(rule, code, day) for name, rule in (("pairs", held.edits), ("ceilings", held.ceilings))}
        for setting, held in rules.items()
    }


def _dates(rule: EditsRule | CeilingsRule | None, code: str, day: date) -> dict[str, Any] | None:
    found = checked_for(rule, code) if rule is not None else None
    if found is None:
        return None
    return {"start": found.start.isoformat(), "through": found.through.isoformat(), "covers": found.covers(day)}


def _code_dict(
    code: Code, day: date, rules: Mapping[str, Rules], values: Values, ranked: Sequence[str]
) -> dict[str, Any]:
    guide = code_guide()[code.code]
    return {
        "code": code.code,
        "short_name": code.short_name,
        "family": code.family,
        "discipline": code.typical_discipline,
        "purpose": _statement(guide.purpose),
        "timed": code.timed,
        "pool": code.pool,
        "unit_minutes": code.unit_minutes,
        "chain": _chain(code),
        "counting": _counting(code, guide),
        "attended": ATTENDED[code.mode],
        "attendance": [_statement(statement) for statement in guide.attendance],
        "medicare": _medicare(code, guide, day, rules["practitioner"]),
        "relative_value": _value(code.code, day, values, ranked, rules["practitioner"]),
        "pairs": _pairs_of(code.code, day, rules),
        "ceilings": _ceilings(code.code, day, rules),
        "checked": _checked(code.code, day, rules),
        "note": [_statement(statement) for statement in guide.note],
        "effective_from": code.effective_from.isoformat() if code.effective_from else None,
        "effective_to": code.effective_to.isoformat() if code.effective_to else None,
        "in_use": code.is_in_use(day),
        "dates_verified": bool(guide.dates),
        "remarks": code.notes,
        "source": code.source,
        "verified": code.verified,
    }


def _medicare(code: Code, guide: Guide, day: date, rules: Rules) -> dict[str, Any]:
    """Describe what Medicare does with a code; only its policy's wording and sourced dates were verified."""
    remark = next(iter(plan_for(rules, "", day).of(code.code).remarks), None)
    stated = rules.coverage is not None and code.code in rules.coverage.codes
    return {
        "status": code.medicare_status,
        "says": f"{remark.text}. {remark.remedy}" if remark else "Payable.",
        "verified": stated if code.is_in_use(day) else bool(guide.dates),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    places = [{"id": place.id, "at": place.at} for place in statement.sources]
    return {"says": statement.says, "verified": statement.verified, "sources": places}


def _chain(code: Code) -> dict[str, str] | None:
    return next(
        ({"first": first, "further": further} for first, further in add_ons().items() if code.code in (first, further)),
        None,
    )


def _counting(code: Code, guide: Guide) -> dict[str, Any]:
    if guide.units is not None:
        return _statement(guide.units)
    return {"says": _time_base(code), "verified": code.verified, "sources": []}


def _time_base(code: Code) -> str:
    length = code.unit_minutes or 0
    if code.mode == OFF_FLOOR:
        return "Not counted from attendance."
    if code.pool == "cms15":
        return (
            f"Timed in units of {length} minutes, in the pool: a payer that adds up the timed minutes of a visit "
            "counts these with the other codes of the pool; any other payer counts them alone."
        )
    if code.pool == "own":
        least = midpoint_threshold(length)
        return (
            f"Timed by itself in units of {length} minutes, the first from {least} minutes on; it is never added to "
            "another code."
        )
    if code.pool == "chain":
        return _chain_words(code)
    if code.mode == Mode.GROUP:
        return "Untimed: one unit for each member of the group, whatever the time."
    return "Untimed: one unit per date, whatever the time."


def _chain_words(code: Code) -> str:
    chain = _chain(code) or {}
    first, further = (code_table()[chain[place]] for place in ("first", "further"))
    start, step = first.unit_minutes or 0, further.unit_minutes or 0
    return (
        f"Timed as a chain: the minutes of {first.code} and {further.code} are added up; the first {start} make one "
        f"unit of {first.code} (from {midpoint_threshold(start)} minutes on), each further {step} one of "
        f"{further.code}."
    )


def _value(code: str, day: date, values: Values, ranked: Sequence[str], rules: Rules) -> dict[str, Any] | None:
    value = values.get(code)
    if value is None:
        return None
    return {
        "label": str(day.year),
        "work": str(value.work),
        "practice_expense": str(value.practice_expense),
        "malpractice": str(value.malpractice),
        "total": str(value.total),
        "multiple_procedure": value.multiple_procedure,
        "status": value.status,
        "status_says": STATUSES.get(value.status, "a status not described here"),
        "rank": ranked.index(code) + 1 if len(ranked) > 1 else None,
        "of": len(ranked),
        "verified": "relative_values" not in rules.unverified,
        "sources": _places(rules, "relative_values"),
    }


def _preview(ranked: Sequence[str], values: Values, rules: Rules, day: date) -> dict[str, Any]:
    rule = rules.reduction
    return {
        "label": str(day.year),
        "practice_expense_share": str(rule.practice_expense_share) if rule else None,
        "units": [row._asdict() for row in mppr_preview(dict.fromkeys(ranked, 1), values, rule)],
        "sources": _places(rules, "reduction"),
    }


def _places(rules: Rules, name: str) -> list[dict[str, str]]:
    return [{"id": place.id, "at": place.at} for place in rules.sources.get(name, ())]


def _in_force(day: date, rules: Mapping[str, Rules]) -> dict[str, dict[tuple[str, str], Pair]]:
    """Return the pairs in force on a date: setting -> both codes -> pair."""
    found: dict[str, dict[tuple[str, str], Pair]] = {}
    for setting, held in rules.items():
        table = pairs(held.edits.tables, held.edits.column) if held.edits else {}
        found[setting] = {
            (one, two): governing[0]
            for one, partners in table.items()
            for two, rows in partners.items()
            if (governing := [pair for pair in rows if pair.governs(day)])
        }
    return found


def _pairs_of(code: str, day: date, rules: Mapping[str, Rules]) -> list[dict[str, Any]]:
    """List the pairs of a code, those it is column one of before the others."""
    listed = [pair for pair in _pair_dicts(day, rules) if code in (pair["column_one"], pair["column_two"])]
    return sorted(listed, key=lambda pair: pair["column_one"] != code)


def _among(codes: set[str], day: date, rules: Mapping[str, Rules]) -> list[dict[str, Any]]:
    return [pair for pair in _pair_dicts(day, rules) if {pair["column_one"], pair["column_two"]} <= codes]


def _pair_dicts(day: date, rules: Mapping[str, Rules]) -> list[dict[str, Any]]:
    found = _in_force(day, rules)
    keys = sorted({key for by_code in found.values() for key in by_code})
    return [
        _pair_dict(key, {setting: by_code.get(key) for setting, by_code in found.items()}, day, rules) for key in keys
    ]


def _pair_dict(
    key: tuple[str, str], held: Mapping[str, Pair | None], day: date, rules: Mapping[str, Rules]
) -> dict[str, Any]:
    modifier = rules["practitioner"].edits.modifier if rules["practitioner"].edits else ""
    pair: dict[str, Any] = {"column_one": key[0], "column_two": key[1]}
    for setting, row in held.items():
        allowed = row is not None and row.indicator == WITH_MODIFIER
        pair[setting] = {"indicator": row.indicator, "modifier": modifier if allowed else None} if row else None
    pair["not_checked"] = [
        setting for setting, row in held.items() if not _is_checked(key, row, day, rules[setting].edits)
    ]
    pair["separate_site"] = any(row.separate_site for row in held.values() if row)
    return pair


def _is_checked(codes: tuple[str, str], pair: Pair | None, day: date, rule: EditsRule | None) -> bool:
    """Whether a pair, or that there is none, was compared with the published table for services on a day."""
    return rule is not None and not unchecked(rule, codes, day) and not (pair is not None and pair.is_assumed(day))


def _ceilings(code: str, day: date, rules: Mapping[str, Rules]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for setting, held in rules.items():
        table = ceilings(held.ceilings.table, held.ceilings.column, day) if held.ceilings else {}
        ceiling = table.get(code)
        found[setting] = ceiling and {
            "units": ceiling.units,
            "adjudication": ceiling.adjudication,
            "adjudication_says": ADJUDICATION.get(ceiling.adjudication, "an indicator not described here"),
        }
    return found


def _sources(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Describe every source the document cites, and those of Medicare's tables, sorted by id."""
    cited = set(_cited(document["codes"])) | set(_cited([document.get("preview", {})]))
    for policy in SETTINGS.values():
        held = load_policy(policy).on(date.fromisoformat(document["on"]))
        cited.update(citation.id for name in ("edits", "ceilings") for citation in held.sources.get(name, ()))
        tables = (rule for rule in (held.edits, held.ceilings) if rule is not None)
        cited.update(one.source for rule in tables for one in rule.checked if one.source)
    known = sources()
    return [
        {"id": name, "title": known[name].title, "url": known[name].url, "paraphrase": known[name].paraphrase}
        for name in sorted(cited)
    ]


def _cited(parts: Iterable[Any]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, Mapping):
            yield from (place["id"] for place in part.get("sources", ()))
            yield from _cited(part.values())
        elif isinstance(part, list):
            yield from _cited(part)
