"""What the rules say of each line next to what a payer did: joined, compared, and nothing unmatched unsaid."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.days import frame
from tests.standards import claim, interchange, paid_claim, subscriber
from timeline.analysis.remittance import payer_did
from timeline.result import Analysis, analyze, narrow
from timeline.schedules import MemoryFile, read_schedule

DAY = ["9:00-9:40 P1 PT1 97116", "10:00-10:30 P2 PT1 97110"]
PAID = "20260302 97116:GP 100 70 CO-45:30"


def analyzed(*lines: str) -> Analysis:
    """Analyze the day against claim lines, each `patient code units modifiers`."""
    names = ["patient", "code", "units", "modifiers"]
    claims = pd.DataFrame([line.split() for line in lines], columns=names).assign(date="2026-03-02")
    return analyze(read_schedule(frame(*DAY), payer="medicare"), claims=claims)


def answered(*segments: str) -> MemoryFile:
    return MemoryFile("pay.835", interchange("835", *segments))


def told(result: Analysis, source: MemoryFile) -> list[tuple[str, ...]]:
    shown = result.remittance(source)[["match", "patient", "code", "predicted", "payer_did"]].astype(object)
    return list(shown.itertuples(index=False, name=None))


def line(**more: Any) -> dict[str, Any]:
    usual = {"charged_cents": 10000, "paid_cents": 7000, "adjustments": "CO-45:30", "units": 2, "paid_units": 2}
    return usual | {"code": "97110", "paid_code": "97110"} | more


@pytest.mark.parametrize(
    ("answer", "did"),
    [
        (line(), "paid"),
        (line(adjustments="CO-45:30 CO-253:1.40 PR-2:14"), "paid"),
        (line(paid_cents=0, adjustments="CO-45:30 PR-1:70"), "paid"),
        (line(charged_cents=0, paid_cents=0, adjustments=""), "paid"),
        (line(paid_cents=0, adjustments="CO-97:100"), "denied"),
        (line(paid_cents=0, adjustments="PR-96:100"), "denied"),
        (line(adjustments="CO-45:30 CO-59:20"), "reduced"),
        (line(adjustments="CO-45:30 CO-59:-20"), "paid"),
        (line(paid_units=1), "reduced"),
        (line(paid_code="97530"), "reduced"),
    ],
)
def test_amounts_and_units_say_what_a_payer_did(answer: dict[str, Any], did: str) -> None:
    assert payer_did(answer) == did


def test_each_line_stands_next_to_its_answer() -> None:
    result = analyzed("P1 97116 3 GP", "P2 97110 2 GP")
    source = answered(*paid_claim("C1", "P1", PAID), *paid_claim("C2", "P2", "20260302 97110:GP 100 0 CO-97:100"))
    assert told(result, source) == [("both", "P2", "97110", "paid", "denied"), ("both", "P1", "97116", "paid", "paid")]
    table = result.remittance(source)
    assert table["agrees"].tolist() == [False, True]
    assert table.loc[0, ["paid_cents", "adjustments", "remitted_id"]].tolist() == [0, "CO-97:100", "pay.835:11"]


def test_lines_without_counterpart_are_said_both_ways() -> None:
    result = analyzed("P1 97116 3 GP")
    source = answered(*paid_claim("C2", "P9", PAID))
    assert [each[:3] for each in told(result, source)] == [("no answer", "P1", "97116"), ("not claimed", "P9", "97116")]
    assert result.remittance(source)["agrees"].isna().all()


def test_a_line_to_be_recouped_is_paid_at_first() -> None:
    table = analyzed("P1 97116 4 GP").remittance(answered(*paid_claim("C1", "P1", PAID)))
    assert (table.loc[0, "predicted"], table.loc[0, "payer_did"], table.loc[0, "agrees"]) == ("recouped", "paid", True)


def test_a_denial_that_was_predicted_agrees() -> None:
    denied = paid_claim("C1", "P1", "20260302 97116 100 0 CO-4:100")
    table = analyzed("P1 97116 3 KX").remittance(answered(*denied))
    assert (table.loc[0, "predicted"], table.loc[0, "agrees"]) == ("returned", True)


def sent_as(*lines: tuple[str, str]) -> Analysis:
    """Analyze the day against units of 97116 of P1, each with modifiers and a provider."""
    names = ("date", "patient", "code", "units", "modifiers", "provider")
    claims = pd.DataFrame([("2026-03-02", "P1", "97116", 1, *line) for line in lines], columns=names)
    return analyze(read_schedule(frame(*DAY), payer="medicare"), claims=claims)


def test_of_several_lines_the_one_with_equal_modifiers_is_answered() -> None:
    result = sent_as(("GP", ""), ("GP 59", ""))
    table = result.remittance(answered(*paid_claim("C1", "P1", "20260302 97116:GP:59 100 0 CO-97:100")))
    assert table.set_index("modifiers")["match"].to_dict() == {"GP": "no answer", "GP 59": "both"}


def test_the_rendering_provider_decides_where_both_lists_name_the_same_people() -> None:
    result = sent_as(("GP", "PT1"), ("GP", "PT2"))
    table = result.remittance(answered(*paid_claim("C1", "P1", PAID), "REF*HPI*PT2"))
    assert table.set_index("provider")["match"].to_dict() == {"PT1": "no answer", "PT2": "both"}


def test_providers_of_another_system_decide_nothing() -> None:
    source = answered(*paid_claim("C1", "P1", PAID), "REF*HPI*1999999999")
    assert sent_as(("GP", "PT1")).remittance(source)["match"].tolist() == ["both"]


def test_claims_and_remittance_of_x12_are_joined_by_the_patient_control_number_too() -> None:
    sent = interchange("837", *subscriber("P1"), *claim("C1", "20260302 97116:GP 3"))
    result = analyze(read_schedule(frame(*DAY), payer="medicare"), claims=MemoryFile("sent.837", sent))
    assert result.remittance(answered(*paid_claim("P1", "M77", PAID)))["match"].tolist() == ["both"]


def test_answers_to_lines_that_are_not_shown_are_not_shown() -> None:
    result = narrow(analyzed("P1 97116 3 GP", "P2 97110 2 GP"), provider="PT1")
    source = answered(*paid_claim("C1", "P1", PAID), *paid_claim("C9", "P9", PAID))
    assert set(result.remittance(source)["patient"]) == {"P1", "P2"}


def test_lines_that_were_voided_are_listed_as_left_out() -> None:
    segments = [*claim("C1", "20260302 97116:GP 9"), *claim("C2", "20260302 97116:GP 9", frequency="8", reference="C1")]
    sent = MemoryFile("sent.837", interchange("837", *subscriber("P1"), *segments, *claim("C3", "20260302 97116:GP 3")))
    result = analyze(read_schedule(frame(*DAY), payer="medicare"), claims=sent)
    assert result.denials["units"].tolist() == [3]
    assert result.skipped.to_numpy().tolist() == [["sent.837:13", "void"], ["sent.837:19", "void"]]
