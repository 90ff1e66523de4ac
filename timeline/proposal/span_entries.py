"""Which pairs of clocks a mapping states, and as what: one span a row, or what was planned beside what took place."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.proposal.contents import Profile
from timeline.proposal.draft import Draft, Tree, toml_value
from timeline.proposal.pairs import Clocks, Pair, other_units


def state_pairs(draft: Draft, clocks: Clocks) -> list[Profile]:
    """State the spans: the pair there is, what was planned beside what took place, or the plainest of several."""
    pairs = clocks.pairs
    planned = [pair for pair in pairs if pair.planned]
    actual = [pair for pair in pairs if not pair.planned]
    if len(actual) > 1 and not planned and actual[0].stem == frozenset() and actual[1].actual:
        planned, actual = [actual[0]], actual[1:]
    numbered = _numbered(actual)
    if planned and actual:
        chosen = [(planned[0], "appointment"), (actual[0], "service")]
    elif numbered:
        chosen = [(pair, "service") for pair in numbered]
    else:
        chosen = [(pairs[0], "")]
    if len(chosen) == 1:
        draft.tree["columns"] |= pairs[0].entries()
    else:
        for place, (pair, kind) in enumerate(chosen):
            draft.add("spans", _span(pair, kind, optional=bool(place) or bool(numbered)))
    taken = [pair for pair, _ in chosen]
    _ask_pairs(draft, pairs, taken, several=len(chosen) > 1 and not numbered)
    for pair in taken:
        _ask_unit(draft, pair, taken)
    return [column for pair in taken for column in _clock_columns(pair)]


def _numbered(pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs that differ in nothing but a number: several spans of one kind in a row."""
    alike = [pair for pair in pairs if pair.stem and all(any(map(str.isdigit, word)) for word in pair.stem)]
    plain_one = [pair for pair in pairs if not pair.stem]
    return [*plain_one, *alike] if len(alike) > 1 or (alike and plain_one) else []


def _span(pair: Pair, kind: str, *, optional: bool) -> Tree:
    span: Tree = {"kind": kind, **pair.entries()}
    return span | {"optional": True} if optional else span


def _ask_pairs(draft: Draft, pairs: Sequence[Pair], taken: Sequence[Pair], *, several: bool) -> None:
    if len(pairs) < 2 or (len(taken) == len(pairs) and not several):
        return
    choices: list[Tree] = []
    if several:
        at: tuple[str, ...] = ("spans", "0")
        choices.append({"spans": draft.tree["spans"]})
        booked = draft.tree["spans"][0]
        choices += [
            {"spans": [booked, _span(pair, "service", optional=True)]}
            for pair in pairs
            if pair not in taken and not pair.planned
        ]
        choices += [{"spans": [_span(pair, "service", optional=False)]} for pair in pairs if not pair.planned]
        why = "Which clocks are the visit? The first pair is read as what was planned, the second as what took place."
    else:
        at = ("columns", "start")
        choices = [{"columns": pair.entries()} for pair in sorted(pairs, key=lambda pair: pair not in taken)]
        why = "Which clocks are the visit? There is more than one start with an end."
    draft.ask("pair", why, choices, at)


def _ask_unit(draft: Draft, pair: Pair, taken: Sequence[Pair]) -> None:
    if pair.unit_known or pair.length is None:
        return
    why = f"In which unit is {pair.length.header}?"
    if len(taken) == 1:
        choices: list[Tree] = [{"columns": {"end": other.end.value}} for other in other_units(pair)]
        draft.ask("unit", why, choices, ("columns", "end"))
        return
    spans = draft.tree["spans"]
    place = taken.index(pair)
    choices = [
        {"spans": [span | ({"end": other.end.value} if number == place else {}) for number, span in enumerate(spans)]}
        for other in other_units(pair)
    ]
    lines = [f"end = {toml_value(other.end.value)}" for other in other_units(pair)[1:]]
    draft.ask("unit", why, choices, ("spans", str(place)), lines)


def _clock_columns(pair: Pair) -> list[Profile]:
    columns = [*pair.start.columns, *(() if pair.length else pair.end.columns)]
    return [*columns, *([pair.date] if pair.date else [])]
