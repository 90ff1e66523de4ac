import pytest

from tests.schedules.mapped import left_out
from timeline.errors import ScheduleError
from timeline.schedules import read_mapping

DAY = '[columns]\nprovider = ""\nstatus = ""\n'
CONTENT = "patient,start,end,flag,status\n" + "".join(
    f"P{n},2026-03-02 9:00,9:30,{flag},odd\n" for n, flag in enumerate(("x", "", "Off-site", "TRUE"), start=1)
)


def rule(when, rest=""):
    return f'{DAY}[[leave_out]]\ncolumn = "flag"\nwhen = "{when}"\n{rest}\nwhy = "not ours"\n'


@pytest.mark.parametrize(
    ("when", "rest", "rows"),
    [
        ("filled", "", [2, 4, 5]),
        ("empty", "", [3]),
        ("is", 'values = ["X", "true"]', [2, 5]),
        ("is not", 'values = ["X", "true"]', [3, 4]),
        ("matches", "pattern = 'off.*'", [4]),
        ("matches", "pattern = 'off'", []),
        ("matches not", "pattern = 'off.*'", [2, 3, 5]),
    ],
)
def test_rows_are_left_out_by_what_a_cell_is(mapped, when, rest, rows):
    found = left_out(mapped(CONTENT, rule(when, rest)))
    assert found == {f"day.csv:{row}": "not ours" for row in rows}


def test_all_conditions_must_be_met(mapped):
    all_ = '{ column = "flag", when = "filled" }, { column = "patient", when = "is", values = ["p4"] }'
    mapping = f'{DAY}[[leave_out]]\nall = [{all_}]\nwhy = "both"\n'
    assert left_out(mapped(CONTENT, mapping)) == {"day.csv:5": "both"}


def test_the_first_rule_that_is_met_gives_the_reason(mapped):
    mapping = rule("filled") + rule("is", 'values = ["x"]').removeprefix(DAY).replace("not ours", "second")
    assert left_out(mapped(CONTENT, mapping))["day.csv:2"] == "not ours"


def test_a_reason_that_is_a_status_counts_as_that_status(mapped):
    mapping = rule("is", 'values = ["x"]').replace("not ours", "No-Show")
    assert left_out(mapped(CONTENT, mapping)) == {"day.csv:2": "no_show"}


def test_rules_see_the_cells_of_the_file_and_no_spelling_or_default(mapped):
    mapping = '[columns]\nprovider = ""\n[values.status]\nodd = "kept"\n[defaults]\nstatus = "kept"\n'
    mapping += '[[leave_out]]\ncolumn = "status"\nwhen = "is"\nvalues = ["kept"]\nwhy = "x"\n'
    assert left_out(mapped(CONTENT, mapping)) == {}


def test_a_column_that_is_not_there_is_a_fault(mapped):
    with pytest.raises(ScheduleError, match="no column"):
        mapped(CONTENT, rule("filled").replace('"flag"', '"flog"'))


@pytest.mark.parametrize(
    "text",
    [
        'column = "a"\nwhen = "filled"',
        'column = "a"\nwhen = "soon"\nwhy = "x"',
        'when = "filled"\nwhy = "x"',
        'column = "a"\nwhen = "is"\nwhy = "x"',
        'column = "a"\nwhen = "filled"\nvalues = ["a"]\nwhy = "x"',
        'column = "a"\nwhen = "matches"\npattern = "("\nwhy = "x"',
        'column = "a"\nwhen = "filled"\nwhy = "x"\nsince = "y"',
        'all = []\nwhy = "x"',
        'all = [{ column = "a", when = "filled" }]\ncolumn = "a"\nwhy = "x"',
    ],
)
def test_a_rule_that_cannot_work_is_a_fault(write, text):
    with pytest.raises(ScheduleError):
        read_mapping(write(f"[[leave_out]]\n{text}\n", "map.toml"))
