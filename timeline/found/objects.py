"""Findings that a check made one by one, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from timeline.attendance.numbered import Ints, Texts, texts
from timeline.finding import Finding
from timeline.found.columns import DISCIPLINES_OF, PLACE_OF, Found, FoundWords
from timeline.found.lists import Lists


def found_in(
    findings: Sequence[Finding], words: FoundWords | None = None, index: Mapping[str, int] | None = None
) -> Found:
    """Turn findings into columns.

    Parameters
    ----------
    words
        Those that what they are put together with has; what these lack is added. Default: their own alone.
    index
        Place of each row id in these words; default: rows are numbered as they are met.
    """
    if words is None or index is None:
        index = {row: place for place, row in enumerate(dict.fromkeys(chain.from_iterable(_rows(findings))))}
        nobody = texts([""])
        words = FoundWords(nobody, nobody, nobody, nobody, texts(list(index)))
    dates, date = _numbered(words.dates, [(each.date,) for each in findings])
    clinics, clinic = _numbered(words.clinics, [(each.clinic,) for each in findings])
    patients, patient = _numbered(words.patients, [each.patients for each in findings])
    providers, provider = _numbered(words.providers, [each.providers for each in findings])
    rules = {rule: number for number, rule in enumerate(dict.fromkeys(each.rule for each in findings))}
    bits = {named: bit for bit, named in enumerate(DISCIPLINES_OF)}
    return Found(
        rules=tuple(rules),
        rule=_ints([rules[each.rule] for each in findings]),
        severity=_ints([PLACE_OF[each.severity] for each in findings]),
        date=date.items,
        clinic=clinic.items,
        patients=patient,
        providers=provider,
        rows=Lists.of([[index[row] for row in listed] for listed in _rows(findings)]),
        disciplines=_ints([bits[each.disciplines] for each in findings]),
        start=_ints([each.start for each in findings]),
        end=_ints([each.end for each in findings]),
        seconds=_ints([each.seconds for each in findings]),
        units_at_risk=_ints([each.units_at_risk for each in findings]),
        about=texts([each.about for each in findings]),
        own_remedy=texts([each.own_remedy for each in findings]),
        own_source=texts([each.own_source for each in findings]),
        messages=lambda places: [findings[place].message for place in places.tolist()],
        words=FoundWords(dates, clinics, patients, providers, words.intervals),
    )


def _rows(findings: Sequence[Finding]) -> Iterable[Sequence[str]]:
    return (each.intervals for each in findings)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _numbered(words: Texts, listed: Sequence[Sequence[str]]) -> tuple[Texts, Lists]:
    """Return the places of words among known ones, to which those are added that they lack."""
    used, known = set(chain.from_iterable(listed)), set(words.tolist())
    if not used <= known:
        words = texts(sorted(used | known))
    place = {word: number for number, word in enumerate(words.tolist())}
    return words, Lists.of([[place[word] for word in each] for each in listed])
