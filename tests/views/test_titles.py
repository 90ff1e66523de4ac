from __future__ import annotations

from timeline.audit import FINDING_RULES
from timeline.views.titles import TITLES


def test_every_finding_has_a_name_of_its_own_in_a_few_words() -> None:
    assert TITLES.keys() == FINDING_RULES.keys()
    assert len(set(TITLES.values())) == len(TITLES)
    assert max(map(len, TITLES.values())) <= 32
    assert not any("." in title or "_" in title for title in TITLES.values())
