"""One visit's claim, set beside the nearest claim that the record supports (claims §3, comparing with a claim)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from timeline.claimed import Claimed, ClaimedLine
from timeline.policies import Rules
from timeline.policies.modifiers import DecidedModifiers, decided_modifiers
from timeline.reconcile.compared import Compared, as_sent
from timeline.units import Edit, Line, VisitTimes, VisitUnits, count_date
from timeline.units.edits import pairs_among
from timeline.units.model import Conditional, Spans
from timeline.units.plan import plan_for
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, Discipline

#: Units and modifiers of the lines of one code, as far as they are compared.
_Content = Mapping[frozenset[str], int]
_NOTHING: _Content = {}


class Recorded(Protocol):
    """What is asked of a visit that is compared; names as in `VisitAccount`."""

    @property
    def key(self) -> VisitKey:
        """Date, patient and discipline."""

    @property
    def named(self) -> Collection[str]:
        """The codes on its rows."""

    @property
    def contest(self) -> ContestRule:
        """The contest rule in force."""

    @property
    def spans(self) -> Spans:
        """The recorded spans of each code."""

    @property
    def beside(self) -> Mapping[ContestRule, Sequence[VisitTimes]]:
        """The visits that are counted together with it, under each contest rule."""


class Beside(NamedTuple):
    """The patient's other visits of the date, where the payer looks for pairs on the whole date."""

    edits: Sequence[Edit] = ()
    #: Codes with a supported line.
    supported: frozenset[str] = frozenset()
    claimed: Sequence[ClaimedLine] = ()
    #: Codes recorded, and of them those that a pair took off.
    recorded: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


def beside_of(
    account: VisitAccount, rules: Rules, accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed
) -> Beside:
    """Return the patient's other visits of the date, where the payer looks for pairs in these too."""
    if rules.edits is None or not rules.edits.whole_date:
        return Beside()
    keys = [(*account.key[:2], str(one)) for one in Discipline if one != account.key[2]]
    others = [accounts[key] for key in keys if key in accounts and accounts[key].rules is rules]
    counted = [other.units[other.contest] for other in others if other.units is not None]
    return Beside(
        [edit for units in counted for edit in units.edits],
        frozenset(line.code for units in counted for line in units.lines),
        [line for other in others for line in claimed.lines.get(other.key, ())],
        frozenset(time.code for units in counted for time in units.times),
        frozenset(code for units in counted for code in units.removed),
    )


def compare_visit(
    visit: Recorded, counted: VisitUnits, lines: Sequence[ClaimedLine], beside: Beside
) -> Iterator[Compared]:
    """Compare the claimed lines of one visit with the nearest claim that its count supports, by code."""
    sent, decided = by_code(lines), decided_modifiers(counted.rules)
    compared = _Sent(lines, decided, beside)
    ways = _ways(visit, counted, compared)
    way = ways[0] if len(ways) == 1 else min(ways, key=compared.distance)
    supported, billed = compared.beside(way)
    for code in sorted({*billed, *supported}):
        ours, theirs = supported.get(code, _NOTHING), billed.get(code, _NOTHING)
        known = all(line.sent is not None for line in sent.get(code, ()))
        agree = ours == theirs and _attested(way.lines, lines, code, counted.rules)
        result = result_of(_total(ours), _total(theirs), agree=agree or not known)
        if result == "over" and code in counted.billed_as:
            result = "wrong_code"
        elif not ours and code not in visit.named:
            result = "not_recorded"
        yield Compared(
            visit.key,
            code,
            _total(ours),
            _total(theirs),
            tuple((line.units, line.modifiers) for line in way.lines if line.code == code),
            as_sent(sent.get(code, ())),
            result,
        )
    yield from _in_place(visit.key, counted, way)


def _in_place(key: VisitKey, counted: VisitUnits, way: _Way) -> Iterator[Compared]:
    """List codes of which nothing is claimed, and which the record supports: perhaps only in place of one of a pair."""
    might = counted.conditional.lines if counted.conditional is not None else ()
    beside = {line.code for line in (*counted.lines, *might)}
    claimed = tuple(sorted({line.code for line in way.lines} - beside))
    for code in sorted({counted.billed_as.get(code, code) for code in way.without}):
        lines = tuple((line.units, line.modifiers) for line in counted.lines if line.code == code)
        if lines:
            yield Compared(key, code, sum(units for units, _ in lines), 0, lines, (), "missing", claimed)


def _attested(ours: Sequence[Line], theirs: Sequence[ClaimedLine], code: str, rules: Rules) -> bool:
    """Whether every line that must attest the yearly threshold does; one that attests it without need may."""
    rule = rules.threshold
    if rule is None or not any(rule.modifier in line.modifiers for line in ours):
        return True
    assistants = decided_modifiers(rules).assistants
    owed: dict[bool, int] = defaultdict(int)
    for sign, lines in ((1, ours), (-1, theirs)):
        for line in lines:
            if line.code == code and rule.modifier in (line.modifiers or ()):
                owed[not assistants.isdisjoint(line.modifiers or ())] += sign * line.units
    return all(units <= 0 for units in owed.values())


def result_of(supported: int, billed: int, *, agree: bool) -> str:
    """Say what the units of either side come to."""
    if billed > supported:
        return "over"
    if billed < supported:
        return "under" if billed else "missing"
    return "agrees" if agree else "wrong_modifiers"


class _Way(NamedTuple):
    """One claim the record supports, or could: its lines, and what is known of the pairs in it."""

    lines: Sequence[Line]
    edits: Sequence[Edit]
    #: Codes it is counted without, as if they had not been recorded.
    without: frozenset[str] = frozenset()


def _ways(visit: Recorded, counted: VisitUnits, sent: _Sent) -> list[_Way]:
    """List every claim the record supports: the permitted ones, then those that somebody would have to show.

    Of the latter, the one with every pair, and the one with the pairs that the claim says were apart. Then the same of
    what is recorded without the codes of a pair that the claim leaves out: these take no other code off.
    """
    might, said = counted.conditional, sent.said_apart(counted)
    ways = [*_permitted(counted), *_permitted(might)]
    if might is not None and said:
        ways += _permitted(_counted_as(visit, counted, said))
    left_out = sent.left_out(counted)
    if left_out:
        alone = _counted_as(visit, counted, said, without=left_out)
        ways += [*_permitted(alone, left_out), *_permitted(alone.conditional, left_out)]
    return ways


def _permitted(counted: VisitUnits | Conditional | None, without: frozenset[str] = frozenset()) -> list[_Way]:
    """List the permitted claims of one count, the default first."""
    if counted is None:
        return []
    return [_Way(lines, counted.edits, without) for lines in counted.alternative_lines or (counted.lines,)]


def _counted_as(
    visit: Recorded, counted: VisitUnits, shown: Sequence[Sequence[str]], *, without: Collection[str] = ()
) -> VisitUnits:
    """Count a visit as if some pairs could be shown to have been apart, and some codes had not been recorded."""
    visits = [VisitTimes(counted.discipline, counted.times, visit.spans), *visit.beside.get(visit.contest, ())]
    kept = [replace(each, times=[time for time in each.times if time.code not in without]) for each in visits]
    return count_date(kept, counted.rules, on=counted.on, shown=shown)[0]


class _Sent:
    """A visit's claimed lines, to be set beside what the record supports."""

    def __init__(self, lines: Sequence[ClaimedLine], decided: DecidedModifiers, beside: Beside) -> None:
        self._decided, self._beside = decided, beside
        self._contents = _contents(lines, decided)
        self._own = {line.code for line in lines if line.units and decided.shows_apart(line.modifiers or ())}
        others = [line for line in beside.claimed if line.units]
        self._apart = self._own | {line.code for line in others if decided.shows_apart(line.modifiers or ())}
        self._claimed = {*self._contents, *(line.code for line in others)}

    def said_apart(self, counted: VisitUnits) -> list[tuple[str, str]]:
        """Return the pairs, of codes claimed and recorded, that the claim says were apart on a line of either."""
        recorded = {counted.billed_as.get(time.code, time.code) for time in counted.times}
        others = {code for edit in self._beside.edits for code in (edit.column_one, edit.column_two)}
        return [(one, two) for one in self._apart for two in self._claimed | recorded | others]

    def left_out(self, counted: VisitUnits) -> frozenset[str]:
        """Return recorded codes that nobody claims and that take no claimed code off the claim therefore.

        Codes that a pair took off, where another such code is claimed; and codes in a pair with a claimed code that a
        pair took off and that nobody could show to have been apart.
        """
        billed, might = counted.billed_as, counted.conditional
        removed = counted.removed | self._beside.removed
        if not removed:
            return frozenset()
        claimed = {billed.get(code, code) for code in removed} & self._claimed
        if not claimed:
            return frozenset()
        never = claimed - {line.code for line in (might.lines if might is not None else ())}
        recorded = {time.code for time in counted.times} | self._beside.recorded
        unclaimed = {code for code in recorded if billed.get(code, code) not in self._claimed}
        plan = plan_for(counted.rules, counted.discipline, counted.on)
        among = {billed.get(code, code) for code in unclaimed} | never
        pairs = [{pair.column_one, pair.column_two} for pair in pairs_among(among, plan.pairs, plan.on)]
        beside = {code for pair in pairs if pair & never for code in pair}
        return frozenset(code for code in unclaimed if code in removed or billed.get(code, code) in beside)

    def distance(self, way: _Way) -> tuple[int, int]:
        """Measure how far a supported claim is: in units, then in codes whose lines differ.

        The nearest is compared, of equals the first: a clinician's choice between equals is not a mistake.
        """
        ours, theirs = self.beside(way)
        pairs = [(ours.get(code, _NOTHING), theirs.get(code, _NOTHING)) for code in {*ours, *theirs}]
        return sum(abs(_total(one) - _total(two)) for one, two in pairs), sum(one != two for one, two in pairs)

    def beside(self, way: _Way) -> tuple[dict[str, _Content], dict[str, _Content]]:
        """Return what the record supports and what was claimed, by code and compared modifiers.

        Of a pair, the modifier that shows it apart may stand on the lines of either code: it is compared as if it
        stood on those of the second. Where the claim leaves the first out, the second needs none.
        """
        if not (way.edits or self._beside.edits or self._own):
            return _contents(way.lines, self._decided), self._contents
        present = {line.code for line in way.lines} | self._beside.supported
        pairs = [
            edit
            for edit in dict.fromkeys((*way.edits, *self._beside.edits))
            if {edit.column_one, edit.column_two} <= present
        ]
        asked = [edit for edit in pairs if {edit.column_one, edit.column_two} <= self._claimed]
        shown = {edit.column_two for edit in asked if {edit.column_one, edit.column_two} & self._apart}
        of_pairs = {code for edit in pairs for code in (edit.column_one, edit.column_two)}
        alone = of_pairs - {edit.column_two for edit in asked}
        marked = shown | (self._own - of_pairs)
        theirs: dict[str, _Content] = {
            code: self._decided.marked(own, apart=code in marked) for code, own in self._contents.items()
        }
        ours: dict[str, _Content] = {
            code: self._decided.marked(own, apart=False) if code in alone else own
            for code, own in _contents(way.lines, self._decided).items()
        }
        return ours, theirs


def _contents(lines: Iterable[Line | ClaimedLine], decided: DecidedModifiers) -> dict[str, _Content]:
    """Sum the units per code and compared modifiers; a line without units is left out."""
    summed: dict[str, dict[frozenset[str], int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if line.units:
            summed[line.code][decided.comparable(line.modifiers or ())] += line.units
    return dict(summed)


def by_code(lines: Iterable[ClaimedLine]) -> dict[str, list[ClaimedLine]]:
    """Sort claimed lines by their code."""
    found: dict[str, list[ClaimedLine]] = defaultdict(list)
    for line in lines:
        found[line.code].append(line)
    return dict(found)


def _total(content: _Content) -> int:
    return sum(content.values())
