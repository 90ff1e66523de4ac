from __future__ import annotations

from timeline.proposal.preview import is_long, pseudonym, row_of, sampled


def test_people_are_numbered_as_they_are_met() -> None:
    people: dict[str, dict[str, str]] = {"P": {}, "S": {}}
    met = [pseudonym(people, "P", who) for who in ("Quasimodo", "Frollo", "", "Quasimodo")]
    assert met == ["P1", "P2", "", "P1"]


def test_the_row_is_the_one_a_span_begins_in() -> None:
    assert [row_of(own) for own in ("a.csv:9", "a.xlsx[Visits]:9", "a.csv:9#2", "a.csv:4+9")] == [9, 9, 9, 4]
    assert row_of("own id") == ""


def test_rows_that_are_not_looked_at_stay_as_blank_rows() -> None:
    records = [[f"2026-03-{1 + number // 400:02}"] for number in range(1000)]
    part = sampled(records, [0])
    assert len(part) == 1000
    assert [number for number, record in enumerate(part) if record and number >= 300] == [300, 400, 800]


def test_only_long_files_are_read_in_part() -> None:
    assert is_long([[]] * 5000)
    assert not is_long([[]] * 100)
