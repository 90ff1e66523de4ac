from hypothesis import given
from hypothesis import strategies as st

from tests.schedules.mapped import faults, left_out, spans
from timeline.schedules import ColumnMapping, read_schedule
from timeline.schedules.mapping import Transitions
from timeline.sheets import MemoryFile

PAIRS = """
[columns]
patient = "who"
provider = "staff"
[defaults]
role = "PT"
[transitions]
key = ["id"]
moment = "time"
event = "what"
start = ["start"]
end = ["complete"]
ignore = ["note"]
"""
HEADER = "id,who,staff,what,time\n"


def test_a_start_and_its_completion_are_one_span_called_by_both_rows(mapped):
    found = mapped(HEADER + "1,P1,S1,Complete,2026-03-02 9:30\n1,P1,S1,START,2026-03-02 9:00\n", PAIRS)
    assert spans(found) == {"day.csv:3+2": "2026-03-02 09:00:00 2026-03-02 09:30:00"}


def test_a_start_without_completion_is_a_fault_that_names_the_other_row(mapped):
    found = mapped(HEADER + "1,P1,S1,start,2026-03-02 9:00\n1,P1,S1,start,2026-03-02 10:00\n", PAIRS)
    assert set(faults(found)) == {2, 3}
    assert "row 2" in faults(found)[3]


def test_ignored_words_are_left_out_and_unknown_ones_are_faults(mapped):
    found = mapped(HEADER + "1,P1,S1,note,2026-03-02 9:00\n1,P1,S1,pause,2026-03-02 10:00\n", PAIRS)
    assert left_out(found)["day.csv:2"] == "not a start or a completion"
    assert set(faults(found)) == {3}


def test_a_blank_key_is_a_fault(mapped):
    found = mapped(HEADER + ",P1,S1,start,2026-03-02 9:00\n,P1,S1,complete,2026-03-02 10:00\n", PAIRS)
    assert set(faults(found)) == {2, 3}


def test_another_person_on_the_completion_is_a_fault_and_both_rows_are_accounted_for(mapped):
    found = mapped(HEADER + "1,P1,S1,start,2026-03-02 9:00\n1,P2,S1,complete,2026-03-02 9:30\n", PAIRS)
    assert not spans(found)
    assert {called.partition("+")[0] for called in left_out(found)} == {"day.csv:2", "day.csv:3"}


def test_what_cannot_be_cut_from_a_start_row_is_a_fault(mapped):
    mapping = PAIRS.replace("[defaults]", "code = { column = 'task', pattern = '^T(.+)$' }\n[defaults]")
    rows = "1,P1,S1,start,2026-03-02 9:00,x\n1,P1,S1,complete,2026-03-02 9:30,T97110\n"
    found = mapped("id,who,staff,what,time,task\n" + rows, mapping)
    assert "pattern" in faults(found)[2]


def test_a_moment_that_is_partly_blank_is_a_fault(mapped):
    mapping = PAIRS.replace('"time"', '["day", "time"]')
    rows = "1,P1,S1,start,2026-03-02 00:00,\n1,P1,S1,complete,2026-03-02,9:30\n"
    found = mapped("id,who,staff,what,day,time\n" + rows, mapping)
    assert faults(found)[2] == "is partly blank"


def test_ties_are_paired_in_the_order_of_the_rows(mapped):
    rows = "1,P1,S1,start,2026-03-02 9:00\n1,P1,S1,complete,2026-03-02 9:30\n"
    again = "1,P1,S1,start,2026-03-02 9:30\n1,P1,S1,complete,2026-03-02 10:00\n"
    assert set(spans(mapped(HEADER + rows + again, PAIRS))) == {"day.csv:2+3", "day.csv:4+5"}


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", ""]),
        st.sampled_from(["P1", "P2"]),
        st.just("S1"),
        st.sampled_from(["start", "complete", "note", "odd"]),
        st.sampled_from(["2026-03-02 9:00", "2026-03-02 9:30", "2026-03-02 10:00", "", "noon"]),
    ),
    max_size=8,
)
_RULE = Transitions(("id",), ("time",), "what", ("start",), ("complete",), ("note",))


@given(_ROWS)
def test_every_row_of_a_log_is_a_source_or_left_out_or_a_fault(rows):
    content = HEADER + "".join(",".join(row) + "\n" for row in rows)
    mapping = ColumnMapping({"patient": "who", "provider": "staff"}, defaults={"role": "PT"}, transitions=_RULE)
    found = read_schedule(MemoryFile("day.csv", content.encode()), mapping=mapping, on_fault="skip")
    sources = [int(part) for called in spans(found) for part in called.removeprefix("day.csv:").split("+")]
    out = [int(called.removeprefix("day.csv:").partition("+")[0]) for called in left_out(found)]
    assert sorted(sources + out) == list(range(2, len(rows) + 2))


VERSIONS = '[columns]\nprovider = ""\n[latest]\nkey = ["id"]\nby = "version"\n'
DAY = "id,version,patient,start,end,status\n"


def test_only_the_latest_version_counts(mapped):
    rows = "1,9,P1,2026-03-02 9:00,9:30,\n1,10,P1,2026-03-02 9:00,9:45,\n"
    found = mapped(DAY + rows, VERSIONS)
    assert spans(found) == {"day.csv:3": "2026-03-02 09:00:00 2026-03-02 09:45:00"}
    assert left_out(found) == {"day.csv:2": "superseded"}


def test_a_version_without_the_key_of_its_visit_is_a_fault(mapped):
    rows = "1,1,P1,2026-03-02 9:00,9:30,\n,2,P1,2026-03-02 9:00,9:45,\n"
    found = mapped(DAY + rows, VERSIONS)
    assert (set(spans(found)), set(faults(found))) == ({"day.csv:2"}, {3})


def test_versions_in_a_tie_are_faults(mapped):
    rows = "1,1,P1,2026-03-02 9:00,9:30,\n1,1.0,P1,2026-03-02 9:00,9:45,\n"
    assert set(faults(mapped(DAY + rows, VERSIONS))) == {2, 3}


def test_long_numbers_of_versions_are_told_apart(mapped):
    rows = "1,90071992547409930,P1,2026-03-02 9:00,9:30,\n1,90071992547409931,P1,2026-03-02 9:00,9:45,\n"
    assert set(spans(mapped(DAY + rows, VERSIONS))) == {"day.csv:3"}


def test_where_one_version_cannot_be_read_none_of_its_key_is_taken(mapped):
    rows = "1,1,P1,2026-03-02 9:00,9:30,\n1,2,P1,2026-03-02 9:00,9:45,\n1,,P1,2026-03-02 9:00,9:50,\n"
    other = "2,1,P2,2026-03-02 9:00,9:30,\n2,2,P2,2026-03-02 9:00,9:45,\n"
    found = mapped(DAY + rows + other, VERSIONS)
    assert set(faults(found)) == {2, 3, 4}
    assert set(spans(found)) == {"day.csv:6"}


def test_a_cancelled_row_is_never_a_fault_of_versions(mapped):
    rows = "1,1,P1,2026-03-02 9:00,9:30,cancelled\n1,1,P1,2026-03-02 9:00,9:45,cancelled\n"
    found = mapped(DAY + rows, VERSIONS)
    assert left_out(found) == {"day.csv:2": "cancelled", "day.csv:3": "cancelled"}
    assert not faults(found)
