from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies.ncci import pairs
from timeline.policies.quarterly import import_ncci

PUBLISHED = """Some notice about the use of codes
Column 1/Column 2 Edits
Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale
\t\tprior to 1996\tDate\tDate\t0=not allowed
\t\t\t\t*=no data\t1=allowed
97140\t97124\t \t20200101\t*\t0\tMisuse of column two code
97530\t97116\t \t20200101\t20200930\t1\tMisuse of column two code
97597\t97022\t*\t19960101\t*\t1\tStandards of practice
0001A\t0001B\t \t20210101\t*\t9\tNot applicable
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    file = tmp_path / "published.txt"
    file.write_text(PUBLISHED)
    return file


def test_a_published_table_becomes_dated_pairs(published: Path) -> None:
    table = import_ncci(published)
    assert list(table.columns) == ["column_one", "column_two", "practitioner", "start", "until", "separate_site"]
    assert table.iloc[1].tolist() == ["97530", "97116", "1", "2020-01-01", "2020-10-01", ""]
    assert table["separate_site"].tolist() == ["", "", "Y", ""]


def test_pairs_of_codes_of_interest_alone_may_be_kept(published: Path) -> None:
    assert len(import_ncci(published, codes={"97140", "97124", "97530"})) == 1


def test_what_was_imported_can_be_used_by_a_policy(published: Path, tmp_path: Path) -> None:
    saved = tmp_path / "pairs.csv"
    import_ncci(published, column="outpatient_hospital").to_csv(saved, index=False)
    table = pairs((str(saved),), "outpatient_hospital")
    assert table["97530"]["97116"][0].until.isoformat() == "2020-10-01"
    assert table["97597"]["97022"][0].separate_site
    assert "0001A" not in table


def test_a_file_without_pairs_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("nothing here\n")
    with pytest.raises(PolicyError, match="no pairs of codes found"):
        import_ncci(empty)
    with pytest.raises(PolicyError, match="cannot be read"):
        import_ncci(tmp_path / "missing.txt")


def test_rows_that_cannot_be_read_are_reported_together_with_their_lines(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("97140\t97124\t\t2020\t*\t0\tx\n97140\t97124\t\t20200101\t*\t7\tx\n")
    with pytest.raises(PolicyError) as caught:
        import_ncci(bad)
    assert [(fault.row, fault.column) for fault in caught.value.fault_list] == [(1, "effective date"), (2, "modifier")]


def test_a_deletion_date_without_a_day_after_it_is_an_open_end(tmp_path: Path) -> None:
    file = tmp_path / "open.txt"
    file.write_text("97110\t97112\t\t20200101\t99991231\t1\n")
    assert import_ncci(file)["until"].tolist() == [""]


def test_a_cell_beyond_all_measure_is_read_or_a_fault_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("97110\t97112\t\t20200101\t*\t1\t" + "x" * 200_000 + "\n")
    assert len(import_ncci(file)) == 1
