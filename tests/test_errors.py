import pickle
from dataclasses import replace

import pytest

from timeline.errors import EmptyScheduleError, Fault, MissingExtraError, ScheduleError, block_to_paste, same_faults


@pytest.mark.parametrize("sign", ["\x1b[2J", "\n", "\r", "\u202e", "\udcff", "\x00"])
def test_a_fault_is_one_line_that_commands_no_terminal(sign: str) -> None:
    told = str(ScheduleError([Fault(f"a{sign}b.csv", 2, f"k{sign}", f"v{sign}", f"unknown {sign}", f"mend {sign}")]))
    assert told.count("\n") == 1
    assert all(line.isprintable() for line in told.splitlines())
    told.encode("utf-8")


def test_a_row_of_a_frame_is_named_by_its_position() -> None:
    fault = Fault("claims", 3, "units", "", "is missing", "Fill it in.", place="position 1")
    assert str(fault) == "claims:3 (position 1) units: is missing. Fill it in."


def test_a_fault_of_no_file_begins_with_what_is_wrong() -> None:
    assert str(Fault("", None, "", "", "no file is named", "Name one.")) == "no file is named. Name one."
    assert str(Fault("", None, "port 80", "", "is taken", "Choose another.")) == "port 80: is taken. Choose another."


def test_faults_that_say_the_same_are_one_line_with_their_rows() -> None:
    faults = [Fault("day.csv", row, "role", "", "is missing", "Fill it in.") for row in (2, 3, 7)]
    told = str(ScheduleError([*faults, Fault("day.csv", 4, "end", "", "is missing", "Fill it in.")]))
    assert told.splitlines() == [
        "4 faults",
        "  day.csv:2 role: is missing. Fill it in. (3 rows: 2, 3, 7)",
        "  day.csv:4 end: is missing. Fill it in.",
    ]


def test_faults_of_different_cells_stay_apart_though_neither_is_shown() -> None:
    faults = [Fault("day.csv", row, "role", "", "unknown", "Mend.", alike=f"role {row}") for row in (2, 3)]
    assert len(same_faults(faults)) == 2


def test_what_mends_faults_is_one_table_of_a_mapping_file_each() -> None:
    pastes = [
        ("values.role", '"COTA" = "OTA"'),
        ("values.status", '"Done" = "kept"'),
        ("values.role", '"TECH" = "AIDE"'),
    ]
    faults = [Fault("day.csv", 2, "", "", "", "", paste=paste) for paste in (*pastes, ("", ""))]
    assert block_to_paste(faults) == (
        '[values.role]\n"COTA" = "OTA"\n"TECH" = "AIDE"\n\n[values.status]\n"Done" = "kept"'
    )


def test_a_schedule_without_rows_is_one_sentence() -> None:
    fault = Fault("day.csv", None, "", "", "has no row below its header", "Correct it.")
    assert str(EmptyScheduleError([fault])) == "day.csv: has no row below its header. Correct it."


@pytest.mark.parametrize(
    "error",
    [
        ScheduleError([Fault("day.csv", 2, "role", "", "is wrong", "Mend it.")]),
        MissingExtraError("PDF", "pdf"),
        MissingExtraError("A batch", "batch", "numba, which is installed and does not load (no LLVM)"),
    ],
)
def test_an_error_crosses_to_another_process_as_it_is(error: ScheduleError | MissingExtraError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)
    assert (type(again), str(again)) == (type(error), str(error))


def test_a_question_about_a_whole_column_is_asked_once() -> None:
    asked = [Fault("day.csv", row, "start", f"3/{row}/2026", "day or month first?", "State it.") for row in (4, 5)]
    (same,) = same_faults(asked)
    assert (same.first.value, same.rows) == ("3/4/2026", (4, 5))
    assert str(replace(asked[0], value="")) == "day.csv:4 start: day or month first? State it."
