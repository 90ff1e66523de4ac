import zipfile
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies.ncci import ceilings, pairs
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


def problems(folder: Path, text: str, name: str = "q.txt", column: str = "practitioner") -> list[str]:
    """Give what is wrong with a file, as `row column value: problem` lines."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        import_ncci(file, column=column)
    assert all(fault.repair.endswith(".") for fault in caught.value.fault_list)
    return [f"{fault.row} {fault.column} {fault.value}: {fault.problem}" for fault in caught.value.fault_list]


HEADED = (
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\n\t\tprior to 1996\tDate\tDate\t0=not allowed\n"
)
GOOD = "97140\t97124\t*\t19960101\t99991231\t0\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("9714\t97124\t\t20200101\t*\t1", "3 column 1 9714: not a code"),
        ("97140\tmassage\t\t20200101\t*\t1", "3 column 2 massage: not a code"),
        ("97140\t97124", "3  97140 97124: not a pair of codes"),
        ("97140\t\t\t\t\t", "3 column 2 : not a code"),
        ("97140", "3  97140: not a pair of codes"),
        ("97140\t97124\t20200101\t*\t1\tx", "3 prior to 1996 20200101: not a mark"),
        ("97140\t97124\t\t01/01/2020\t*\t1", "3 effective date 01/01/2020: not a date"),
        ("97140\t97124\t\t20200101\t2020\t1", "3 deletion date 2020: not a date"),
        ("97140\t97124\t\t20200101\t20191231\t1", "3 deletion date 20191231: is before the effective date"),
        ("97140\t97124\t\t20200101\t*\t2", "3 modifier 2: unknown indicator"),
        ("97140\t97124\t\t20200101\t*\t", "3 modifier : unknown indicator"),
    ],
)
def test_a_bad_row_after_the_heading_is_a_fault_and_never_no_edit(tmp_path: Path, row: str, fault: str) -> None:
    """C6: a bad row is a fault; it stands first here, where a preamble might hide it."""
    assert fault in problems(tmp_path, HEADED + row + "\n" + "97110\t97112\t*\t19960101\t*\t0\n")


def test_a_pair_twice_for_one_date_is_a_fault_in_one_file_and_across_files(tmp_path: Path) -> None:
    twice = "97140\t97124\t\t20200101\t*\t1\n"
    assert problems(tmp_path, HEADED + GOOD + twice) == [
        "4 effective date 20200101: this pair has another row for some of these dates"
    ]
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(HEADED + GOOD, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"b\.txt:3 effective date: this pair has another row"):
        import_ncci([tmp_path / "a.txt", tmp_path / "b.txt"])


def test_periods_of_a_pair_that_follow_one_another_and_rows_that_are_no_edits_are_kept(tmp_path: Path) -> None:
    rows = [
        "97162\t97161\t\t20170101\t20191231\t0",
        "97162\t97161\t\t20201001\t99991231\t0",
        "97162\t97140\t\t20201001\t20201001\t9",
        "97162\t97140\t\t20201001\t20200101\t9",
    ]
    file = tmp_path / "q.txt"
    file.write_text(HEADED + "\n".join(rows), encoding="utf-8")
    table = import_ncci(file)
    assert table[["start", "until"]].to_numpy().tolist()[:2] == [["2017-01-01", "2020-01-01"], ["2020-10-01", ""]]
    saved = tmp_path / "pairs.csv"
    table.iloc[:3].to_csv(saved, index=False)
    (two,) = pairs((str(saved),), "practitioner")["97162"].values()
    assert [pair.governs(day) for pair in two for day in (date(2019, 12, 31), date(2020, 10, 1))] == [
        True,
        False,
        False,
        True,
    ]


def test_notes_and_empty_lines_around_the_table_are_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "q.txt"
    file.write_text("A notice\n\n" + HEADED + GOOD + "\n\t\t\nEnd of the table\n", encoding="utf-8")
    assert len(import_ncci(file)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_any_encoding_a_spreadsheet_writes_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "q.txt"
    file.write_bytes((HEADED + GOOD + "97110\t97112\t\t20200101\t*\t1\tdéjà vu\n").encode(encoding))
    assert import_ncci(file)["column_one"].tolist() == ["97140", "97110"]


def test_commas_may_separate_the_cells(tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    text = (HEADED + GOOD).replace("\t", ",") + '\n97110,97112,,20200101,*,1,"Misuse, of column two"\n'
    file.write_text(text, encoding="utf-8")
    assert import_ncci(file)["column_two"].tolist() == ["97124", "97112"]


def test_an_archive_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "q.txt", "w") as archive:
        archive.writestr("inside.txt", HEADED + GOOD)
    with pytest.raises(PolicyError, match=r"q\.txt: is an archive\. Unpack it"):
        import_ncci(tmp_path / "q.txt")


def test_a_cell_too_long_for_a_csv_is_a_fault_of_its_row(tmp_path: Path) -> None:
    text = HEADED.replace("\t", ",") + "97110,97112,,20200101,*,1," + "x" * 200_000 + "\n"
    (told,) = problems(tmp_path, text, "q.csv")
    assert told.startswith("3  : is no row of a table")


MUE = "HCPCS/CPT Code\tPractitioner Services MUE Values\tMUE Adjudication Indicator\tMUE Rationale\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("9711\t6\t3 Date of Service Edit: Clinical", "2 code 9711: not a code"),
        ("97110\tsix\t3 Date of Service Edit: Clinical", "2 MUE value six: not a whole number of units"),
        ("97110\t\t3 Date of Service Edit: Clinical", "2 MUE value : not a whole number of units"),
        ("97110\t6\t4 Date of Service Edit", "2 MUE adjudication indicator 4 Date of Service Edit: unknown indicator"),
        ("97110\t6\t31", "2 MUE adjudication indicator 31: unknown indicator"),
        ("97110\t6\t", "2 MUE adjudication indicator : unknown indicator"),
        ("97110\t6", "2  97110 6: not a ceiling"),
        ("97112\t4\t3", "3 code 97112: has another ceiling"),
    ],
)
def test_a_bad_ceiling_is_a_fault(tmp_path: Path, row: str, fault: str) -> None:
    assert problems(tmp_path, MUE + row + "\n97112\t4\t3 Date of Service Edit: Clinical\n") == [fault]


def test_ceilings_of_codes_of_interest_alone_may_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "mue.txt"
    file.write_text(MUE + "97110\t6\t3 Date\nJ0001\t12000\t1 Line Edit\nG0283\t1\t2\n", encoding="utf-8")
    assert import_ncci(file, codes={"97110", "G0283"})["code"].tolist() == ["97110", "G0283"]
    saved = tmp_path / "ceilings.csv"
    import_ncci(file).to_csv(saved, index=False)
    found = ceilings(str(saved), "practitioner")
    assert {code: (row.units, row.adjudication) for code, row in found.items()} == {
        "97110": (6, 3),
        "J0001": (12000, 1),
        "G0283": (1, 2),
    }


def test_every_fault_of_every_file_comes_at_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(HEADED + "97140\t97124\tx\t2020\t2021\t7\n", encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        import_ncci([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "none.txt"])
    assert [fault.file for fault in caught.value.fault_list] == ["a.txt"] * 4 + ["b.txt"] * 4 + ["none.txt"]
