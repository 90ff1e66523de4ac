import pytest

from tests.schedules.mapped import faults, left_out, spans

HEADER = "patient,start,end,units\n"
ROW = "P1,2026-03-02 9:00,9:30,2\n"
PLAIN = '[columns]\nprovider = ""\n'


def stated(*rows):
    return f"{PLAIN}[file]\nleave_out = {list(rows)!r}\n"


@pytest.mark.parametrize("row", ["Patient,START,end,\n", "patient,,,\n"])
def test_a_row_that_repeats_the_header_is_left_out_where_stated_and_else_a_fault(mapped, row):
    assert left_out(mapped(HEADER + ROW + row, stated("repeated header"))) == {"day.csv:3": "repeated header"}
    assert "looks like the header again" in faults(mapped(HEADER + ROW + row, PLAIN))[3]


@pytest.mark.parametrize(
    "row",
    [
        "Total,,,2\n",
        "Totals:,,,2\n",
        ",,Grand Total,\n",
        "Sub-total,,,2\n",
        "(2 rows),,,\n",
        "Sum,,,4\n",
        ",,,4\n",
        "2,,,\n",
        "2,,,4\n",
    ],
)
def test_totals_are_left_out_where_stated_and_else_faults(mapped, row):
    assert left_out(mapped(HEADER + ROW * 2 + row, stated("totals"))) == {"day.csv:4": "totals"}
    assert "looks like totals" in faults(mapped(HEADER + ROW * 2 + row, PLAIN))[4]


@pytest.mark.parametrize("row", ["Total Tom,2026-03-02 9:00,9:30,2\n", "Sumner,2026-03-02 9:00,9:30,\n"])
def test_a_row_with_a_start_is_never_totals(mapped, row):
    assert len(spans(mapped(HEADER + row, stated("totals")))) == 1


def test_a_row_that_is_no_data_adds_to_no_sum(mapped):
    content = (
        "patient,start,end,units\nP1,2026-03-02 9:00,9:30,2\npatient,start,end,units\nP2,2026-03-02 9:00,9:30,1\n,,,3\n"
    )
    found = mapped(content, '[file]\nleave_out = ["repeated header", "totals"]\n[columns]\nprovider = ""\n')
    assert left_out(found) == {"day.csv:3": "repeated header", "day.csv:5": "totals"}


def test_a_sum_counts_data_only_not_other_sums(mapped):
    content = HEADER + ROW + ",,,2\n" + ROW + ",,,4\n"
    assert set(left_out(mapped(content, stated("totals")))) == {"day.csv:3", "day.csv:5"}


def test_a_total_of_a_date_is_a_total(mapped):
    mapping = stated("totals").replace("provider", 'start = { date = "day", time = "from" }\nprovider', 1)
    content = "patient,day,from,end\nP1,2026-03-02,9:00,9:30\nTotal,2026-03-02,,\n"
    assert left_out(mapped(content, mapping)) == {"day.csv:3": "totals"}


def test_a_title_repeated_below_the_header_is_left_out_where_stated(mapped):
    content = "Visits of March,,,\n" + HEADER + ROW + "Visits of March,,,\n"
    assert left_out(mapped(content, stated("titles") + "header_row = 2\n")) == {"day.csv:4": "titles"}


def test_a_header_that_the_mapping_renames_is_known_when_it_is_repeated(mapped):
    mapping = stated("repeated header") + 'header_row = 1\ncolumns = ["patient", "start", "end", "units"]\n'
    content = "wer,von,bis,zahl\n" + ROW + "wer,von,bis,zahl\n"
    assert left_out(mapped(content, mapping)) == {"day.csv:3": "repeated header"}


def test_a_row_that_a_rule_leaves_out_is_no_fault_whatever_it_looks_like(mapped):
    mapping = PLAIN + '[[leave_out]]\ncolumn = "start"\nwhen = "empty"\nwhy = "footer"\n'
    found = mapped(HEADER + ROW + "Total,,,2\n", mapping)
    assert (left_out(found), faults(found)) == ({"day.csv:3": "footer"}, {})
