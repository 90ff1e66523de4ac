from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

import timeline as tl
from tests.analysis.test_laws import Rows, analyzed
from tests.schedules_of import analysed
from tests.strategies import ticks
from timeline.analysis.audited import select
from timeline.analysis.evidence import EvidencePacks
from timeline.views.viewer import page_payload

#: Main: P1 and P2 claim PT1 at once. Annex: P3 and P4 claim PT2 at once, PTA1 goes on with P3. Next day: P1 again.
ROWS = (
    "9:00-9:30 P1 PT1 97110",
    "9:15-9:45 P2 PT1 97112",
    "10:00-10:30 P3 PT2 97110 clinic=annex",
    "10:15-10:40 P4 PT2 97110 clinic=annex",
    "10:40-11:00 P3 PTA1 97112 clinic=annex",
    "9:00-12:00 PT2 shift clinic=annex",
    "9:00-9:30 P1 PT1 97110 next",
)


@pytest.fixture(scope="module")
def whole() -> tl.Analysis:
    return analysed(*ROWS)


def patients(result: tl.Analysis) -> list[str]:
    return result.visits["patient"].tolist()


def test_a_clinic_has_its_visits_providers_and_findings(whole: tl.Analysis) -> None:
    annex = tl.narrow(whole, clinic="annex")
    assert patients(annex) == ["P3", "P4"]
    assert annex.providers["provider"].tolist() == ["PT2", "PTA1"]
    assert set(annex.findings["providers"]) <= {"PT2", "PTA1", ""}  # a note on the policy names nobody
    assert set(annex.intervals["clinic"]) == {"annex"}


def test_a_visit_is_shown_whole_where_the_provider_has_a_row_in_it(whole: tl.Analysis) -> None:
    assistant = tl.narrow(whole, provider="PTA1")
    assert assistant.codes["code"].tolist() == ["97110", "97112"]
    assert assistant.providers["provider"].tolist() == ["PTA1"]


def test_a_finding_of_another_provider_at_the_same_visit_is_not_shown(whole: tl.Analysis) -> None:
    assert "overlap.contested" not in set(tl.narrow(whole, provider="PTA1").findings["rule"])
    assert "overlap.contested" in set(tl.narrow(whole, provider="PT2").findings["rule"])


def test_a_finding_follows_from_the_same_one_though_that_is_not_shown() -> None:
    long = ("9:00-9:40 P1 PT1 97110", "9:10-9:30 P2 PT1 97140", "9:00-12:00 PT2 shift")
    whole = analysed(*long, "9:05-9:35 P3 PT1 97110 clinic=annex")
    causes = dict(zip(whole.findings["finding_id"], whole.findings["cause"], strict=True))
    assert any(own != cause for own, cause in causes.items())
    for shown in ({"provider": "PT1"}, {"clinic": "annex"}, {"clinic": "clinic"}):
        part = tl.narrow(whole, **shown).findings
        assert part["cause"].tolist() == [causes[own] for own in part["finding_id"]] != []


def test_dates_are_those_from_the_first_to_the_last(whole: tl.Analysis) -> None:
    second = tl.narrow(whole, first="2026-03-03")
    assert second.visits["date"].astype(str).tolist() == ["2026-03-03"]
    assert second.at("9:10").to_dict()["patients"][0]["patient"] == "P1"
    assert patients(tl.narrow(whole, last="2026-03-02")) == ["P1", "P2", "P3", "P4"]


def test_narrowing_changes_no_minute_and_no_unit(whole: tl.Analysis) -> None:
    document, part = json.loads(whole.to_json()), json.loads(tl.narrow(whole, clinic="annex").to_json())
    assert part["visits"] == [visit for visit in document["visits"] if visit["clinic"] == "annex"]
    assert part["providers"] == [row for row in document["providers"] if row["clinic"] == "annex"]
    assert part.keys() == document.keys()


def test_narrowing_again_starts_from_everything(whole: tl.Analysis) -> None:
    assert patients(tl.narrow(tl.narrow(whole, clinic="annex"), provider="PT2")) == ["P3", "P4"]
    assert tl.narrow(whole) is whole


def test_an_instant_tells_of_those_shown_only(whole: tl.Analysis) -> None:
    now = tl.narrow(whole, provider="PT2").at("10:20", date="2026-03-02")
    assert [each.provider for each in now.providers] == ["PT2"]
    assert [each.patient for each in now.patients] == ["P3", "P4"]
    assert not tl.narrow(whole, clinic="annex", last="2026-03-02").at("9:20").patients


def test_a_patient_who_is_not_shown_cannot_be_explained(whole: tl.Analysis) -> None:
    with pytest.raises(tl.WrongValueError, match="that patient has no visit"):
        tl.narrow(whole, clinic="annex").explain("P1")


def test_a_finding_is_proved_with_everybody_in_it() -> None:
    result = analysed("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97112 clinic=annex")
    part = tl.narrow(result, clinic="annex")
    (contested,) = (finding for finding in part.finding_list if finding.rule.id == "overlap.contested")
    pack = EvidencePacks(part.record).pack(contested)
    assert [row["patient"] for row in pack["rows"]] == ["P1", "P2"]
    assert [visit["patient"] for visit in pack["visits"]] == ["P1", "P2"]


def test_the_page_of_a_part_holds_nobody_else(whole: tl.Analysis) -> None:
    told = json.dumps(page_payload(tl.narrow(whole, clinic="annex")))
    assert '"P3"' in told
    assert '"P1"' not in told
    assert '"PT1"' not in told


def test_a_group_keeps_its_participants_of_other_sites() -> None:
    result = analysed("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1 clinic=annex")
    part = tl.narrow(result, clinic="annex")
    assert part.group_sessions["participants"].tolist() == [2]
    assert part.record.participants(next(iter(part.record.accounts.values())), "97150") == 2


def test_claims_without_a_visit_belong_to_no_site(tmp_path: Any) -> None:
    (tmp_path / "claims.csv").write_text("date,patient,code,units\n2026-03-02,P1,97110,2\n2026-03-02,P9,97110,1\n")
    schedule = tl.read_schedule(analysed(*ROWS).intervals)
    result = tl.analyze(schedule, claims=tmp_path / "claims.csv")
    assert "P9" in tl.narrow(result, first="2026-03-02").reconciliation["patient"].tolist()
    assert tl.narrow(result, clinic="clinic").reconciliation["patient"].unique().tolist() == ["P1", "P2"]


def test_the_manifest_is_that_of_everything(whole: tl.Analysis) -> None:
    assert tl.narrow(whole, clinic="annex").manifest == whole.manifest


def test_a_line_is_priced_with_all_of_the_patient_s_date_whatever_is_shown() -> None:
    day = ("9:00-9:15 P1 PT1 97110 clinic=north", "10:00-10:15 P1 OT1 97530 clinic=south")
    result = analysed(*day)
    for clinic in ("north", "south"):
        part = rows_of(tl.narrow(result, clinic=clinic).payment)
        assert part
        assert not part - rows_of(result.payment)


@settings(max_examples=settings().max_examples // 2)  # each looks at every table of every part
@given(drawn=ticks)
def test_sites_share_out_every_visit_and_hold_only_rows_of_the_whole(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    parts = [tl.narrow(result, clinic=clinic) for clinic in sorted(set(result.intervals["clinic"]))]
    assert sorted(key for part in parts for key in part.record.accounts) == sorted(result.record.accounts)
    whole = {name: rows_of(table) for name, table in result.tables().items()}
    for part in parts:
        # The exposure of a patient's date adds up the visits shown.
        tables = {name: table for name, table in part.tables().items() if name != "exposure"}
        assert not [name for name, table in tables.items() if rows_of(table) - whole[name]]


def rows_of(table: Any) -> Counter[tuple[str, ...]]:
    return Counter(tuple(map(str, row)) for row in table.to_numpy().tolist())


def parts(result: tl.Analysis) -> Iterator[tl.Analysis]:
    """Show each provider, each site and each date apart."""
    rows = result.intervals
    for name in ("provider", "clinic"):
        yield from (tl.narrow(result, **{name: one}) for one in sorted(set(rows[name]) - {""}))
    yield from (tl.narrow(result, first=date, last=date) for date in sorted(set(rows["date"].astype(str))))


@given(drawn=ticks)
def test_what_is_explained_of_a_visit_is_the_same_whatever_else_is_shown_and_asked_first(
    drawn: tuple[Rows, int],
) -> None:
    result = analyzed(drawn[0])
    days = [(part, day) for part in parts(result) for day in {key[:2] for key in part.record.accounts}]
    told = [(*day, visit) for part, day in days for visit in part.explain(day[1], date=day[0]).visits]
    whole = {key[:2]: result.explain(key[1], date=key[0]).visits for key in result.record.accounts}
    for date, patient, visit in told:
        (same,) = (v for v in whole[date, patient] if v["discipline"] == visit["discipline"])
        assert visit | {"findings": ()} == same | {"findings": ()}
        assert not [each for each in visit["findings"] if each not in same["findings"]]


@settings(max_examples=settings().max_examples // 2)
@given(drawn=ticks)
def test_a_document_says_of_a_visit_and_a_finding_what_that_of_everything_says(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    whole = json.loads(result.to_json())
    for part in parts(result):
        told = json.loads(part.to_json())
        for name in ("visits", "findings"):
            assert not [each for each in told[name] if each not in whole[name]]


def test_a_group_has_as_many_participants_where_its_provider_is_not_shown() -> None:
    day = ("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1", "10:00-10:30 P1 PT2 97110")
    result = analysed(*day)
    found = [tl.narrow(result, **shown).explain("P1").visits[0]["codes"] for shown in ({}, {"provider": "PT2"})]
    assert [[code.get("participants") for code in codes] for codes in found] == [[None, 2]] * 2


def test_the_audit_of_sites_adds_up(whole: tl.Analysis) -> None:
    document = select(whole, by="clinic").to_dict()
    assert [(each["clinic"], each["visits"]) for each in document["clinics"]] == [("annex", 2), ("clinic", 3)]
    for what in ("minutes", "units"):
        each = [part["exposure"][what] for part in document["clinics"]]
        assert [sum(ends) for ends in zip(*each, strict=True)] == document["exposure"][what]
