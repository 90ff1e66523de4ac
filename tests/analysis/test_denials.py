"""C5 and the order of a biller's work: what a payer would do with each line, by rules only."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import frame
from timeline.analysis.denials import denial_list, denials, denials_dict
from timeline.errors import WrongTypeError
from timeline.policies import load_policy
from timeline.policies.denials import consequences
from timeline.result import Analysis, analyze, narrow
from timeline.schedules import read_schedule
from timeline.vocabulary import Outcome

DAY = "2026-03-02"


def judged(rows: list[str], *lines: str, payer: str = "medicare", policy: Path | None = None) -> Analysis:
    """Analyze a small day against claim lines, each `patient code units modifiers`; `-` stands for no modifier."""
    records = [line.split(maxsplit=3) for line in lines]
    claims = pd.DataFrame(
        [
            {"date": DAY, "patient": p, "code": c, "units": u, "modifiers": "" if m == "-" else m}
            for p, c, u, m in records
        ],
        columns=["date", "patient", "code", "units", "modifiers"],
    )
    return analyze(read_schedule(frame(*rows), payer=payer), claims=claims, policy=policy)


def outcome(found: Analysis, code: str) -> tuple[str, str, int]:
    """Say what becomes of the one line of a code: outcome, rule, units concerned."""
    (line,) = found.denials[found.denials["code"] == code].to_dict("records")
    return line["outcome"], line["rule"], line["units_concerned"]


GAIT = ["9:00-9:40 P1 PT1 97116"]
TOGETHER = ["9:00-9:30 P1 PT1 97530", "9:05-9:25 P1 PT1 97750"]
APART = ["9:00-9:30 P1 PT1 97530", "9:30-10:00 P1 PT1 97750"]
#: A group session and exercise on their own; another patient makes it a group.
GROUP = ["9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1"]

CASES = [
    ("a supported line", GAIT, ["P1 97116 3 GP"], "97116", ("paid", "", 0)),
    ("a line under what is supported", GAIT, ["P1 97116 2 GP"], "97116", ("paid", "", 0)),
    ("units beyond the record", GAIT, ["P1 97116 4 GP"], "97116", ("recouped", "units.over_billed", 1)),
    ("a code nobody recorded", GAIT, ["P1 97110 1 GP"], "97110", ("recouped", "units.over_billed", 1)),
    ("no plan of care", GAIT, ["P1 97116 3 -"], "97116", ("returned", "line.plan_of_care", 3)),
    ("another plan of care", GAIT, ["P1 97116 3 GO"], "97116", ("returned", "line.plan_of_care", 3)),
    ("two plans of care", GAIT, ["P1 97116 3 GP GO"], "97116", ("returned", "line.plan_of_care", 3)),
    ("one plan of care twice", GAIT, ["P1 97116 3 GP GP"], "97116", ("returned", "line.plan_of_care", 3)),
    ("an assistant without a plan", GAIT, ["P1 97116 3 CQ"], "97116", ("returned", "line.assistant", 3)),
    ("an OT's assistant under GP", GAIT, ["P1 97116 3 CO GP"], "97116", ("returned", "line.assistant", 3)),
    ("an assistant nobody recorded", GAIT, ["P1 97116 3 CQ GP"], "97116", ("reduced", "line.assistant", 3)),
    (
        "an assistant nobody claimed",
        ["9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PTA1 97110"],
        ["P1 97110 2 GP"],
        "97110",
        ("recouped", "line.assistant", 1),
    ),
    (
        "an evaluation of another discipline",
        ["9:00-9:30 P1 OT1 97161"],
        ["P1 97161 1 GO"],
        "97161",
        ("denied", "code.discipline", 1),
    ),
    (
        "an evaluation by an assistant",
        ["9:00-9:30 P1 PTA1 97161"],
        ["P1 97161 1 GP"],
        "97161",
        ("recouped", "claim.assistant_evaluation", 1),
    ),
    (
        "an evaluation claimed as an assistant's",
        ["9:00-9:30 P1 PT1 97161"],
        ["P1 97161 1 CQ GP"],
        "97161",
        ("denied", "claim.assistant_evaluation", 1),
    ),
    ("a bundled code", ["9:00-9:30 P1 PT1 97010"], ["P1 97010 1 GP"], "97010", ("denied", "code.bundled", 1)),
    ("a code not covered", ["9:00-9:30 P1 PT1 97169"], ["P1 97169 1 GP"], "97169", ("denied", "code.not_covered", 1)),
    ("a replaced code", ["9:00-9:30 P1 97014"], ["P1 97014 1 GP"], "97014", ("returned", "code.replaced", 1)),
    ("a code nobody knows", GAIT, ["P1 99999 1 GP"], "99999", ("returned", "code.unknown", 1)),
    ("a code of the past", GAIT, ["P1 97001 1 GP"], "97001", ("returned", "code.retired", 1)),
    ("a code away from the floor", GAIT, ["P1 98980 1 GP"], "98980", ("unknown", "code.off_floor", 1)),
    ("an add-on alone", GAIT, ["P1 97130 1 GP"], "97130", ("denied", "code.add_on", 1)),
    ("never together", GAIT, ["P1 97140 1 GP", "P1 97124 1 GP 59"], "97124", ("denied", "edit.ncci", 1)),
    ("together without 59", TOGETHER, ["P1 97530 2 GP", "P1 97750 1 GP"], "97750", ("denied", "edit.ncci", 1)),
    ("together with 59", TOGETHER, ["P1 97530 2 GP", "P1 97750 1 GP 59"], "97750", ("recouped", "edit.ncci", 1)),
    ("apart without 59", APART, ["P1 97530 2 GP", "P1 97750 2 GP"], "97750", ("denied", "edit.ncci", 2)),
    ("apart with 59", APART, ["P1 97530 2 GP", "P1 97750 2 GP XU"], "97750", ("paid", "", 0)),
    ("apart with 59 on the other line", APART, ["P1 97530 2 GP 59", "P1 97750 2 GP"], "97750", ("paid", "", 0)),
    ("above a ceiling that records may lift", GAIT, ["P1 97116 5 GP"], "97116", ("denied", "edit.mue", 5)),
    ("an absolute ceiling", GAIT, ["P1 97161 2 GP"], "97161", ("denied", "edit.mue", 2)),
    ("an aide", ["9:00-9:20 P1 AIDE1 97110"], ["P1 97110 1 GP"], "97110", ("recouped", "claim.aide", 1)),
    ("a student", ["9:00-9:20 P1 STUDENT1 97110"], ["P1 97110 1 GP"], "97110", ("recouped", "claim.student", 1)),
    ("nobody", ["9:00-9:20 P1 97110"], ["P1 97110 1 GP"], "97110", ("recouped", "claim.unattended", 1)),
    (
        "another mode",
        ["9:00-9:20 P1 PT1 97110 group"],
        ["P1 97110 1 GP"],
        "97110",
        ("recouped", "mode.contradicts_code", 1),
    ),
    ("a group of one", ["9:00-9:20 P1 PT1 97150"], ["P1 97150 1 GP"], "97150", ("recouped", "group.of_one", 1)),
    ("a group", GROUP, ["P1 97150 1 GP", "P2 97116 0 GP"], "97150", ("paid", "", 0)),
    (
        "time claimed for two patients",
        ["9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110"],
        ["P1 97110 2 GP"],
        "97110",
        ("recouped", "overlap.contested", 2),
    ),
    ("a claim without a visit", GAIT, ["P9 97110 2 GP"], "97110", ("recouped", "units.over_billed", 2)),
    ("a line of no units", GAIT, ["P1 97110 0 -"], "97110", ("paid", "", 0)),
]


@pytest.mark.parametrize(("rows", "lines", "code", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_a_payer_does_follows_from_rule_and_record(
    rows: list[str], lines: list[str], code: str, expected: tuple[str, str, int]
) -> None:
    assert outcome(judged(rows, *lines), code) == expected


def test_a_pair_that_times_cannot_prove_is_paid_with_its_modifier_and_must_be_shown() -> None:
    rows = ["9:00-9:07 P1 PT1 97530", "9:07-9:14 P1 PT1 97750", "9:14-9:21 P1 PT1 97530", "9:21-9:28 P1 PT1 97750"]
    found = judged(rows, "P1 97530 1 GP", "P1 97750 1 GP 59")
    assert outcome(found, "97750") == ("paid", "edit.ncci", 1)
    assert found.edits["state"].tolist() == ["confirm"]
    (why,) = found.denials.loc[found.denials["code"] == "97750", "why"]
    assert "somebody must be able to show" in why
    assert outcome(judged(rows, "P1 97530 1 GP", "P1 97750 1 GP"), "97750")[0] == "denied"


def test_a_claim_that_follows_another_split_of_a_co_treatment_is_paid_and_says_so() -> None:
    rows = ["9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97530"]
    lines = judged(rows, "P1 97530 1 GP", "P1 97530 1 GO").denials.set_index("discipline")
    assert lines["outcome"].astype(str).to_dict() == {"OT": "paid", "PT": "paid"}
    assert "all together claim no more than the record supports" in lines.loc["OT", "why"]


def test_a_claim_of_what_a_permitted_split_gives_each_discipline_is_paid_and_one_of_more_is_not() -> None:
    """Ten minutes each of twenty together are a unit each; all of them are one unit."""
    rows = ["9:00-9:20 P1 PT1 97530", "9:00-9:20 P1 OT1 97530"]
    lines = judged(rows, "P1 97530 1 GP", "P1 97530 1 GO").denials.set_index("discipline")
    assert lines["outcome"].astype(str).to_dict() == {"OT": "paid", "PT": "paid"}
    assert "split so that each has the units it claims" in lines.loc["OT", "why"]
    more = judged(rows, "P1 97530 1 GP", "P1 97530 2 GO").denials.set_index("discipline")
    assert more.loc["OT", "outcome"] == "recouped"


def test_a_modifier_nobody_asked_for_before_2022_changes_no_payment() -> None:
    rows = frame(*GAIT).assign(start="2021-03-01 9:00", end="2021-03-01 9:40")
    claims = pd.DataFrame([{"date": "2021-03-01", "patient": "P1", "code": "97116", "units": 3, "modifiers": "CQ GP"}])
    found = analyze(read_schedule(rows), claims=claims)
    assert outcome(found, "97116") == ("paid", "line.assistant", 3)


def test_beyond_a_payers_limit_is_denied_whatever_the_record_supports() -> None:
    found = judged(
        ["9:00-10:00 P1 PT1 97110", "10:00-10:30 P1 PT1 97112"],
        "P1 97110 4 GP",
        "P1 97112 2 GP",
        payer="commercial-daily-maximum",
    )
    assert outcome(found, "97112") == ("denied", "units.cap", 2)
    assert outcome(found, "97110")[0] == "paid"


def test_a_line_beyond_the_threshold_that_does_not_attest_it_is_denied() -> None:
    claims = pd.DataFrame([{"date": DAY, "patient": "P1", "code": "97116", "units": 3, "modifiers": "GP"}])
    used = pd.DataFrame([{"patient": "P1", "pool": "PT_SLP", "amount": "2480.00", "as_of": "2026-03-01"}])
    schedule = read_schedule(frame(*GAIT))
    assert outcome(analyze(schedule, claims=claims, year_to_date=used), "97116") == ("denied", "threshold.crossed", 3)
    attested = claims.assign(modifiers="GP KX")
    assert outcome(analyze(schedule, claims=attested, year_to_date=used), "97116") == ("paid", "", 0)


def test_telehealth_is_denied_where_it_is_not_eligible_and_returned_where_nothing_says_so() -> None:
    rows = [f"{GAIT[0]} place=02", "10:00-10:30 P2 PT1 97012 place=10"]
    found = judged(rows, "P1 97116 3 GP", "P2 97012 1 GP 95")
    assert outcome(found, "97116") == ("returned", "line.telehealth", 3)
    assert outcome(found, "97012") == ("denied", "telehealth.not_eligible", 1)
    assert outcome(judged(rows, "P1 97116 3 GP 95"), "97116") == ("paid", "", 0)


@pytest.mark.parametrize(("payer", "day"), [("acme", DAY), ("medicare", "1999-03-02")])
def test_without_a_rule_in_force_nothing_is_guessed(payer: str, day: str) -> None:
    rows = frame(*GAIT).assign(start=f"{day} 9:00", end=f"{day} 9:40", billed_units="3", payer=payer)
    found = analyze(read_schedule(rows)).denials
    assert found["outcome"].tolist() == ["unknown"]
    assert found["rule"].str.startswith("policy.").all()


def test_what_another_payer_does_is_marked_as_unverified() -> None:
    lines = ("P1 97116 3 -",)
    for payer, verified in (("medicare", True), ("commercial-daily-maximum", False)):
        assert judged(GAIT, *lines, payer=payer).denials["verified"].tolist() == [verified]


def test_what_is_else_wrong_with_a_line_is_listed_with_it() -> None:
    (line,) = judged(GAIT, "P1 97116 5 -").denials.to_dict("records")
    assert (line["rule"], line["also"]) == ("edit.mue", "line.plan_of_care units.over_billed")


def test_every_line_of_the_table_names_its_source_and_what_to_do() -> None:
    for _, rows, lines, *_ in CASES:
        for line in judged(rows, *lines).denials.to_dict("records"):
            if line["rule"]:
                assert line["why"].endswith(".")
                assert line["remedy"]
                assert line["source"] or not line["verified"]
                assert not {"  ", " .", ".."} & {line["why"][place : place + 2] for place in range(len(line["why"]))}


def test_the_worst_stands_first_and_price_plays_no_part() -> None:
    lines = ["P1 97116 4 GP", "P9 97110 1 GP", "P1 97130 1 GP", "P1 97001 1 GP"]
    found = judged(GAIT, *lines)
    assert found.denials["outcome"].tolist() == ["denied", "returned", "recouped", "recouped"]
    assert found.denials["patient"].tolist() == ["P1", "P1", "P1", "P9"]
    assert judged(GAIT, *reversed(lines)).denials.equals(found.denials)
    assert found.denials["outcome"].cat.categories.tolist() == [str(outcome) for outcome in Outcome]


def test_without_a_claims_list_the_rows_speak_and_else_what_is_supported() -> None:
    rows = frame(*GAIT, "10:00-10:30 P2 PT1 97110").assign(billed_units=["4", ""])
    found = analyze(read_schedule(rows)).denials.sort_values("patient")
    assert found["outcome"].tolist() == ["recouped", "paid"]
    assert found[["code", "units", "modifiers"]].to_numpy().tolist() == [["97116", 4, ""], ["97110", 2, "GP"]]


def test_reconciliation_says_the_worst_of_each_code() -> None:
    found = judged([*GAIT, "9:40-9:55 P1 PT1 97110"], "P1 97116 3 GP", "P1 97116 1 -")
    table = found.reconciliation.set_index("code")["payer_does"]
    assert table["97116"] == "returned"
    assert pd.isna(table["97110"])
    told = {item["code"]: item["payer_does"] for item in found.to_dict()["reconciliation"]}
    assert told == {"97116": "returned", "97110": None}
    assert json.loads(found.to_json())["reconciliation"][0]["payer_does"] is None


def test_a_part_shows_its_own_lines_as_they_are_in_the_whole() -> None:
    rows = ["9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "10:00-10:30 P3 PT2 97110"]
    found = judged(rows, "P1 97110 2 GP", "P3 97110 2 GP", "P9 97110 1 GP")
    part = narrow(found, provider="PT2")
    assert part.denials["patient"].tolist() == ["P3"]
    shown = narrow(found, provider="PT1").denials
    assert shown.to_dict("records") == found.denials[found.denials["patient"] == "P1"].to_dict("records")


def test_a_line_of_a_part_is_explained_by_a_finding_that_the_part_does_not_show() -> None:
    rows = ["9:00-9:30 P1 PT1 97110", "9:30-10:00 P1 AIDE1 97110"]
    found = judged(rows, "P1 97110 4 GP")
    part = narrow(found, provider="PT1")
    assert "claim.aide" in {finding.rule.id for finding in found.finding_list}
    assert "claim.aide" not in {finding.rule.id for finding in part.finding_list}
    assert outcome(part, "97110") == outcome(found, "97110") == ("recouped", "claim.aide", 2)


def test_a_line_for_a_booking_is_not_recorded() -> None:
    found = judged(["9:00-9:30 P1 PT1 appointment", *(row.replace("P1", "P2") for row in GAIT)], "P1 97110 2 GP")
    assert outcome(found, "97110") == ("recouped", "units.over_billed", 2)


def test_of_several_sources_of_a_consequence_the_first_is_cited() -> None:
    (entry,) = consequences().cases["line.plan_of_care", "missing"]
    assert len(entry.sources) > 1
    assert judged(GAIT, "P1 97116 3 -", payer="tricare").denials["source"].tolist() == [str(entry.sources[0])]


def test_a_line_that_is_paid_leaves_nothing_unverified() -> None:
    assert judged(GAIT, "P1 97116 3 GP", payer="commercial-daily-maximum").denials["verified"].tolist() == [True]


def test_the_document_counts_the_lines_of_each_outcome() -> None:
    document = denials_dict(judged(GAIT, "P1 97116 4 GP", "P1 97130 1 GP"))
    assert document["outcomes"] == {"denied": 1, "returned": 0, "recouped": 1, "reduced": 0, "unknown": 0, "paid": 0}
    assert [line["code"] for line in document["lines"]] == ["97130", "97116"]
    assert document["lines"][0]["date"] == DAY


def test_only_an_analysis_can_be_judged() -> None:
    with pytest.raises(WrongTypeError, match="denials"):
        denials(read_schedule(frame(*GAIT)))  # type: ignore[arg-type]


#: Pairs of every kind, chains, evaluations, replaced, bundled and unknown codes.
CODES = (
    *("97110", "97112", "97116", "97140", "97124", "97530", "97750", "97150", "97161", "97165", "97164", "97129"),
    *("97130", "97597", "97598", "97014", "G0283", "97010", "97022", "97035", "20560", "97545", "99999", "92507"),
)
_SPANS = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.integers(-20, 5),
        st.integers(1, 70),
        st.sampled_from(["PT1", "PT1", "PT1", "PTA1", "OT1", "OTA1", "AIDE1"]),
        st.sampled_from(["P1", "P1", "P1", "P2"]),
    ),
    min_size=1,
    max_size=6,
)
_PAYERS = st.sampled_from(
    ["medicare", "medicare", "medicare-hospital", "commercial-daily-maximum", "medicaid-daily-cap", "cpt-midpoint"]
)


def day_of(spans: list[tuple[str, int, int, str, str]]) -> pd.DataFrame:
    """Lay spans one after another, some of them over the one before: (code, gap, minutes, provider, patient)."""
    lines, end = [], 9 * 60
    for code, gap, minutes, provider, patient in spans:
        start = max(9 * 60, end + gap)
        end = start + minutes
        clocks = f"{start // 60}:{start % 60:02}-{end // 60}:{end % 60:02}"
        group = " group=G1" if code == "97150" else ""
        lines.append(f"{clocks} {patient} {provider} {code}{group}")
        if group:
            lines.append(f"{clocks} P3 {provider} {code}{group}")
    return frame(*lines)


@given(_SPANS, _PAYERS)
def test_every_line_of_the_supported_claim_sent_as_it_is_gets_paid(
    spans: list[tuple[str, int, int, str, str]], payer: str
) -> None:
    """C4, C5: unless a ceiling stands above it, or the payer alone decides."""
    schedule = read_schedule(day_of(spans), payer=payer)
    supported = analyze(schedule)
    lines = supported.lines[supported.lines["alternative"] == 0]
    sent = lines[["date", "patient", "code", "units", "modifiers"]]
    results = [supported]
    if len(sent) and load_policy(payer).on(date.fromisoformat(DAY)).plan_of_care is not None:
        # Where no modifier names the plan of care, a list cannot say which of two disciplines a line is for.
        results.append(analyze(schedule, claims=sent))
    for found in results:
        assert len(found.denials) == len(sent)
        for line in found.denials.to_dict("records"):
            allowed = line["rule"] in ("edit.mue", "code.payer_decides")
            assert line["outcome"] == "paid" or allowed, line


@given(_SPANS, _PAYERS, st.data())
def test_every_claimed_line_has_exactly_one_row(
    spans: list[tuple[str, int, int, str, str]], payer: str, data: st.DataObject
) -> None:
    """C5."""
    line = st.fixed_dictionaries(
        {
            "date": st.just(DAY),
            "patient": st.sampled_from(["P1", "P1", "P2", "P9"]),
            "code": st.sampled_from(CODES),
            "units": st.integers(0, 9),
            "modifiers": st.sampled_from(["", "GP", "GO", "CQ GP", "CQ", "GP 59", "GP GO", "GP KX"]),
        }
    )
    claims = pd.DataFrame(data.draw(st.lists(line, min_size=1, max_size=5)))
    found = analyze(read_schedule(day_of(spans), payer=payer), claims=claims)
    columns = ["date", "patient", "code", "units", "modifiers"]
    listed = found.denials.assign(date=found.denials["date"].dt.strftime("%Y-%m-%d"))[columns]
    assert sorted(listed.to_numpy().tolist()) == sorted(claims[columns].to_numpy().tolist())
    assert not found.denials.duplicated(["date", "patient", "discipline", "line"]).any()
    for denial in denial_list(found.record, found.finding_list):
        assert 0 <= denial.concerned <= denial.sent.units
        assert (denial.outcome is Outcome.PAID) or denial.rule


def test_a_list_without_a_column_for_modifiers_leaves_open_whether_a_line_is_paid() -> None:
    claims = pd.DataFrame({"date": [DAY], "patient": ["P1"], "code": ["97116"], "units": [3]})
    found = analyze(read_schedule(frame(*GAIT), payer="medicare"), claims=claims)
    assert outcome(found, "97116") == ("unknown", "line.modifiers", 3)
    assert "GP" in found.denials["why"].iloc[0]
