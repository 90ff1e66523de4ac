"""What a claim shows a payer by itself: codes, modifiers, pairs, ceilings and limits of the lines as sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from timeline.analysis.sent_lines import Known, KnownOf, SentLine, SentVisit
from timeline.policies.ncci import NEVER, Pair
from timeline.policies.rules import Cap, Measure
from timeline.units import CodeTime, Edit, EditState, VisitTimes
from timeline.units.caps import capped, excesses
from timeline.units.earned import Recorded, recorded
from timeline.units.edits import pairs_among
from timeline.units.treatments import Way
from timeline.words import counted, plural_of, series

#: Adjudication indicator of a ceiling that holds for each line by itself (units of a date otherwise).
_EACH_LINE = 1
#: Cases in which the second code of a pair is not paid.
_DENIED = ("never", "unmarked", "together")


def seen(visits: Sequence[SentVisit]) -> KnownOf:
    """Yield what the claim of a patient and date shows; the visits are counted by the same rules."""
    for visit in visits:
        for line in visit.lines:
            yield from ((line, known) for known in (*_code(line, visit), *_modifiers(line, visit)))
        yield from _add_ons(visit)
    edits, ceilings = visits[0].rules.edits, visits[0].rules.ceilings
    for scope in [visits] if edits is not None and edits.whole_date else [[visit] for visit in visits]:
        yield from _pairs(scope)
    for scope in [visits] if ceilings is not None and ceilings.whole_date else [[visit] for visit in visits]:
        yield from _ceilings(scope)
    yield from _limits(visits)


def _code(line: SentLine, visit: SentVisit) -> Iterator[Known]:
    """Say what the payer's rules know of a code whoever claims it."""
    treatment = visit.plan.of(line.code)
    for remark in treatment.remarks:
        facts = {"text": remark.text}
        yield Known(remark.rule, str(remark.severity), line.units, facts, remark.remedy, remark.source)
    marked = [modifier for modifier in line.modifiers or () if modifier in visit.decided.assistants]
    if treatment.by_therapist and marked:
        yield Known("claim.assistant_evaluation", "marked", line.units, {"found": series(marked)})


def _modifiers(line: SentLine, visit: SentVisit) -> Iterator[Known]:
    """Say what is wrong with the modifiers of a line that names a plan of care or an assistant."""
    plans, assistant = visit.rules.plan_of_care, visit.rules.assistant
    if plans is None:
        return
    wanted = plans.modifiers.get(visit.account.key[2], "")
    if line.modifiers is None:
        if wanted:
            yield Known("line.modifiers", "not_stated", line.units, {"wanted": wanted})
        return
    found = [modifier for modifier in line.modifiers if modifier in visit.decided.plan_of_care]
    facts = {"wanted": wanted, "found": series(found)}
    if wanted and found != [wanted]:
        case = "missing" if not found else "several" if len(found) > 1 else "other"
        yield Known("line.plan_of_care", case, line.units, facts, source=visit.rules.source("plan_of_care"))
    marks = assistant.modifiers.items() if assistant is not None and assistant.required else ()
    for discipline, modifier in marks:
        needed = plans.modifiers.get(discipline, "")
        if modifier in line.modifiers and needed not in found:
            facts = {"wanted": needed, "found": modifier}
            yield Known("line.assistant", "unpaired", line.units, facts, source=visit.rules.source("assistant"))


def _add_ons(visit: SentVisit) -> KnownOf:
    """Find add-ons whose primary is not on the claim."""
    codes = visit.codes
    for code in codes:
        primary = visit.plan.of(code).primary
        if primary and primary not in codes:
            for line in visit.of(code):
                yield line, Known("code.add_on", "", line.units, {"other": primary})


def _pairs(visits: Sequence[SentVisit]) -> KnownOf:
    """Apply the pairs in force to the codes as sent: those without exception first, each once, in order."""
    plan, out = visits[0].plan, set[str]()
    for pair in sorted(pairs_among(_valid(visits), plan.pairs, plan.on), key=_first):
        if not out.isdisjoint((pair.column_one, pair.column_two)):
            continue
        case = _case(pair, visits)
        if case in _DENIED:
            out.add(pair.column_two)
        if case:
            facts = {"other": pair.column_one, "modifier": _modifier(visits)}
            for line in (line for visit in visits for line in visit.of(pair.column_two)):
                yield line, Known("edit.ncci", case, line.units, facts, source=plan.rules.source("edits"))


def _valid(visits: Sequence[SentVisit]) -> set[str]:
    """Return the codes of a claim that the payer takes; what becomes of the others follows from the code alone."""
    codes = {(code, visit.plan.of(code)) for visit in visits for code in visit.codes}
    return {code for code, treatment in codes if treatment.way is not Way.NOTHING and treatment.billed == code}


def _first(pair: Pair) -> tuple[bool, str, str]:
    return pair.indicator != NEVER, pair.column_one, pair.column_two


def _modifier(visits: Sequence[SentVisit]) -> str:
    edits = visits[0].rules.edits
    return "" if edits is None else edits.modifier


def _case(pair: Pair, visits: Sequence[SentVisit]) -> str:
    """Say how a pair stands on a claim; empty where nothing is to be said of it."""
    if pair.indicator == NEVER:
        return "never"
    both = [line for visit in visits for code in (pair.column_one, pair.column_two) for line in visit.of(code)]
    decided = visits[0].decided
    marked = any(line.modifiers is None or decided.shows_apart(line.modifiers) for line in both)
    edit = next((edit for visit in visits for edit in visit.supported.edits if _is_about(edit, pair)), None)
    if edit is None or edit.state is EditState.PROVED:
        return "" if marked else "unmarked"
    if edit.state is EditState.CONFIRM or _may_be_shown(pair, visits):
        return "confirm" if marked else "unmarked"
    return "blocked" if marked else "together"


def _is_about(edit: Edit, pair: Pair) -> bool:
    return (edit.column_one, edit.column_two) == (pair.column_one, pair.column_two)


def _may_be_shown(pair: Pair, visits: Sequence[SentVisit]) -> bool:
    """Whether nothing is recorded about the times of two codes, so that somebody might show that they were apart."""
    might = [line.code for visit in visits for line in (visit.supported.conditional or visit.supported).lines]
    return {pair.column_one, pair.column_two} <= set(might)


def _ceilings(visits: Sequence[SentVisit]) -> KnownOf:
    """Compare the units of each code with its ceiling: each line by itself, or all of them together."""
    plan = visits[0].plan
    for code in sorted(_valid(visits)):
        ceiling = plan.ceilings.get(code)
        if ceiling is None:
            continue
        lines = [line for visit in visits for line in visit.of(code)]
        sets = [[line] for line in lines] if ceiling.adjudication == _EACH_LINE else [lines]
        for listed in sets:
            units = sum(line.units for line in listed)
            if units > ceiling.units:
                facts = {"limit": str(ceiling.units), "units": counted(units, "unit")}
                source = plan.rules.source("ceilings")
                known = Known("edit.mue", str(ceiling.adjudication), units, facts, source=source)
                yield from ((line, known) for line in listed)


def _limits(visits: Sequence[SentVisit]) -> KnownOf:
    """Compare the claim with the payer's limits; what is beyond goes from the code with the fewest minutes."""
    rules = visits[0].rules
    if rules.caps is None:
        return
    sent = [_as_recorded(visit) for visit in visits]
    claim = {
        (index, code): sum(line.units for line in visit.of(code))
        for index, visit in enumerate(visits)
        for code in visit.codes
    }
    kept = next(capped(claim, sent, rules.caps.limits))
    for excess in excesses(claim, sent, rules.caps.limits):
        cap = excess.cap
        facts = {"limit": _said(cap.most, cap), "found": _said(excess.measured, cap)}
        for index, code in excess.weights:
            left = kept[index, code]
            for line in visits[index].of(code):
                stays = min(line.units, left)
                left -= stays
                if stays < line.units:
                    yield line, Known("units.cap", "", line.units - stays, facts, source=rules.source("caps"))


def _as_recorded(visit: SentVisit) -> Recorded:
    """Put what was recorded of a visit under the codes it was claimed by."""
    seconds = {code: _seconds(code, visit) for code in visit.codes}
    return recorded(VisitTimes("", [CodeTime(code, spent) for code, spent in seconds.items()]), visit.plan)


def _seconds(code: str, visit: SentVisit) -> int:
    names: Collection[str] = visit.names(code)
    return sum(time.seconds for time in visit.supported.times if time.code in names)


def _said(measured: Decimal, cap: Cap) -> str:
    noun = {Measure.UNITS: "unit", Measure.MINUTES: "minute", Measure.RELATIVE_VALUE: "relative value"}[cap.measure]
    return f"{measured:f} {plural_of(2 if measured != 1 else 1, noun)}"
