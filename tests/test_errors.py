import pytest

from timeline.errors import Fault, ScheduleError


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
