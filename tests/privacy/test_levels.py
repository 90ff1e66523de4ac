from __future__ import annotations

import pytest

from timeline.policies import load_policy
from timeline.privacy.levels import Level, is_code, is_payer, known_setting


def test_only_the_first_level_shows_sites() -> None:
    assert [level.hides_sites for level in Level] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "found"), [("97110", True), ("G0283", True), ("0552T", True), ("LOPEZ", False), ("9711", False)]
)
def test_a_code_is_told_from_a_word_of_five_letters(text: str, found: bool) -> None:
    assert is_code(text) is found


def test_a_payer_is_the_name_of_a_policy() -> None:
    assert is_payer("medicare", load_policy)
    assert not is_payer("Lopez Family Plan", load_policy)


@pytest.mark.parametrize(
    ("stated", "left"), [("", ""), ("Private practice", "private_practice"), ("Dr Lopez's hall", "other")]
)
def test_a_setting_in_the_clinic_s_own_words_is_left_out(stated: str, left: str) -> None:
    assert known_setting(stated) == left
