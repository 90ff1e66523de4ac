import pytest

from tests.schedules.mapped import PLANNED, TWO, faults, left_out, spans
from timeline.errors import ScheduleError
from timeline.schedules import read_mapping

MAYBE = TWO + "optional = true\n"
HEADER = "patient,planned from,planned until,from,until,status\n"


def test_a_row_that_holds_two_spans_gives_both_under_ids_of_their_own(mapped):
    found = mapped(HEADER + f"P1,{PLANNED},2026-03-02 9:05,2026-03-02 9:35,\n", MAYBE)
    assert list(spans(found)) == ["day.csv:2#1", "day.csv:2#2"]
    assert found.intervals["kind"].tolist() == ["appointment", "service"]


def test_an_optional_span_may_be_absent(mapped):
    found = mapped(HEADER + f"P1,{PLANNED},,,\n", MAYBE)
    assert (list(spans(found)), faults(found), left_out(found)) == (["day.csv:2#1"], {}, {})


def test_an_optional_span_with_one_of_its_cells_is_a_fault_that_takes_the_whole_row(mapped):
    found = mapped(HEADER + f"P1,{PLANNED},2026-03-02 9:05,,\n", MAYBE)
    assert (spans(found), set(faults(found)), set(left_out(found))) == ({}, {2}, {"day.csv:2"})


def test_a_row_whose_spans_are_all_absent_is_left_out(mapped):
    mapping = MAYBE.replace('kind = "appointment"', 'kind = "appointment"\noptional = true')
    assert left_out(mapped(HEADER + "P1,,,,,\n", mapping)) == {"day.csv:2": "no span"}


def test_a_cell_that_another_span_uses_does_not_make_an_optional_span_present(mapped):
    mapping = MAYBE.replace('start = "from"', 'start = "planned from"')
    assert list(spans(mapped(HEADER + f"P1,{PLANNED},,,\n", mapping))) == ["day.csv:2#1"]


def test_the_defaults_of_a_span_beat_those_of_the_mapping_column_by_column(mapped):
    mapping = MAYBE.replace('provider = ""', '[defaults]\nprovider = "S1"\nrole = "PT"\n')
    mapping = mapping.replace("optional = true", 'optional = true\ndefaults = { provider = "S2" }')
    found = mapped(HEADER + f"P1,{PLANNED},{PLANNED},\n", mapping)
    assert found.intervals["provider"].tolist() == ["S1", "S2"]
    assert found.intervals["role"].tolist() == ["PT", "PT"]


def test_a_kind_that_a_span_fixes_is_no_spelling_of_theirs(mapped):
    mapping = MAYBE + '[values.kind]\nappointment = "service"\n'
    found = mapped(HEADER + f"P1,{PLANNED},,,\n", mapping)
    assert found.intervals["kind"].tolist() == ["appointment"]


@pytest.mark.parametrize("other", ["", f"P2,2026-03-02 11:00,2026-03-02 11:30,{PLANNED},\n"])
def test_a_kind_that_is_spelled_blank_stays_so_whatever_span_another_row_has(mapped, other):
    mapping = MAYBE.replace('kind = "service"\n', "").replace(
        'kind = "appointment"', 'kind = "appointment"\noptional = true'
    )
    mapping = mapping.replace('provider = ""', 'provider = ""\nkind = "status"\n[defaults]\nkind = "appointment"')
    found = mapped(HEADER + f"P1,,,{PLANNED},seen\n" + other, mapping + '[values.kind]\nseen = ""\n')
    assert found.intervals["kind"].tolist() == ["service", *["appointment"] * (2 if other else 0)]


DAY = '[columns]\nprovider = ""\n'
ROWS = "patient,start,end,status\n"


def test_an_unknown_status_is_a_fault_only_where_no_rule_leaves_the_row_out(mapped):
    rule = '[[leave_out]]\ncolumn = "status"\nwhen = "is"\nvalues = ["moved"]\nwhy = "moved"\n'
    row = "P1,2026-03-02 9:00,9:30,Moved\n"
    assert set(faults(mapped(ROWS + row, DAY))) == {2}
    assert left_out(mapped(ROWS + row, DAY + rule)) == {"day.csv:2": "moved"}


def test_nothing_is_wrong_with_a_cancelled_row(mapped):
    found = mapped(ROWS + ",soon,,cancelled\n", DAY)
    assert (faults(found), left_out(found)) == ({}, {"day.csv:2": "cancelled"})


def test_a_cancelled_row_does_not_decide_the_order_of_dates(mapped):
    rows = "P1,13/02/2026 9:00,9:30,cancelled\nP1,03/02/2026 9:00,9:30,\n"
    assert set(faults(mapped(ROWS + rows, DAY))) == {3}


def test_a_role_of_nobody_is_filled_by_no_default(mapped):
    mapping = '[values.role]\nnone = ""\n[values.provider]\nnobody = ""\n[defaults]\nrole = "PT"\nprovider = "S9"\n'
    content = "patient,start,end,provider,role\nP1,2026-03-02 9:00,9:30,{},{}\n"
    assert set(faults(mapped(content.format("S1", "None"), mapping))) == {2}
    found = mapped(content.format("nobody", "PT"), mapping)
    assert found.intervals[["provider", "role"]].to_numpy().tolist() == [["", ""]]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('[blank]\nwords = ["NA"]\n[values.provider]\nna = ""\n', "values.provider.na"),
        ('[transitions]\nkey = ["a"]\nmoment = "b"\nevent = "c"\nstart = ["d"]\nend = ["D"]\n', "transitions"),
        ('[file]\nsheet = "a"\nsheets = ["b"]\n', "file"),
        ("[[spans]]\noptional = 1\n", "spans[0].optional"),
        ('[[spans]]\nkind = "walk"\n', "spans[0]"),
    ],
)
def test_contradictions_and_wrong_types_are_faults_of_the_mapping(write, text, column):
    with pytest.raises(ScheduleError) as caught:
        read_mapping(write(text, "map.toml"))
    assert [fault.column for fault in caught.value.fault_list] == [column]


def test_transitions_stand_beside_neither_spans_nor_clocks(write):
    text = '[columns]\nstart = "x"\n[transitions]\nkey = ["a"]\nmoment = "b"\nevent = "c"\nstart = ["d"]\nend = ["e"]\n'
    with pytest.raises(ScheduleError) as caught:
        read_mapping(write(text + '[[spans]]\nkind = "service"\n', "map.toml"))
    assert [fault.column for fault in caught.value.fault_list] == ["transitions", "columns.start"]


DATED = "patient,start,end\n"


def days(*written):
    return DATED + "".join(f"P{n},{day} 9:00,{day} 9:30\n" for n, day in enumerate(written, start=1))


@pytest.mark.parametrize(
    ("decides", "order", "first"),
    [("3/13/2026", "month first", "2026-03-02"), ("13/3/2026", "day first", "2026-02-03")],
)
def test_the_row_that_decides_the_order_of_dates_is_named(mapped, decides, order, first):
    found = mapped(days("3/2/2026", decides), "")
    assert f"{found.intervals['date'].iloc[0]:%Y-%m-%d}" == first
    assert f"day.csv: dates are read {order}, as row 3 can only be read" in found.notes


def test_one_date_against_an_order_in_which_all_others_lie_close_together_is_a_fault(mapped):
    march = [f"{day}/3/2026" for day in range(1, 9)]
    found = mapped(days(*march, "3/13/2026"), "")
    assert found.intervals["patient"].tolist() == [f"P{n}" for n in range(1, 9)]
    assert list(faults(found)) == [10]


def test_a_row_that_is_left_out_is_named_for_no_order(mapped):
    mapping = '[[leave_out]]\ncolumn = "patient"\nwhen = "is"\nvalues = ["P2"]\nwhy = "not ours"\n'
    found = mapped(days("3/2/2026", "3/13/2026", "3/14/2026"), mapping)
    assert "day.csv: dates are read month first, as row 4 can only be read" in found.notes


def test_a_file_without_a_row_of_dates_has_no_order_to_note(mapped):
    assert not [note for note in mapped(days("2026-03-02"), "").notes if "dates are read" in note]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("leave_out = 1\n", "must be tables, each headed [[leave_out]]"),
        ("leave_out = [1]\n", "must be a table of keys and values"),
        ('leave_out = [{ why = "x", all = [1] }]\n', "a condition must be a table with column and when"),
        (
            'leave_out = [{ why = "x", column = "a", when = "is", values = [] }]\n',
            "values must be a list of texts in quotation marks",
        ),
        ("spans = 1\n", "must be tables, each headed [[spans]]"),
        ("spans = [1]\n", "must be a table of keys and values"),
        ('[blank]\nwords = "NA"\n', "must be a list of texts in quotation marks"),
        ('[transitions]\nkey = []\nmoment = "b"\nevent = "c"\nstart = ["d"]\nend = ["e"]\n', "must name something"),
        ('[columns]\npatient = { column = "a", prefix = 1 }\n', "prefix must be text in quotation marks"),
        ('[format]\nfractions = "keep"\n', 'must be "drop"'),
    ],
)
def test_a_mapping_says_what_must_stand_where_something_else_does(write, text, problem):
    with pytest.raises(ScheduleError) as caught:
        read_mapping(write(text, "map.toml"))
    assert [fault.problem for fault in caught.value.fault_list] == [problem]
