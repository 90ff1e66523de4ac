def test_decisions_of_a_log_stand_in_the_page_with_the_last_hash(tmp_path: Path) -> None:
    from tests.web.conftest import csv_of
    from timeline.decisions import DecisionLog, FindingKey
    from timeline.decisions.record import Basis
    from timeline.result import analyze
    from timeline.schedules import MemoryFile, read_schedule

    result = analyze(read_schedule(MemoryFile("day.csv", csv_of())))
    found = result.finding_list[0]
    log = DecisionLog(tmp_path / "log")
    sent = {"decision": "dismissed", "reason": "clock was slow", "initials": "AB"}
    record = log.append(FindingKey(found.id, found.rule.id, found.date), sent, Basis())
    report(result, tmp_path / "day.html", log=tmp_path / "log")
    page = (tmp_path / "day.html").read_text(encoding="utf-8")
    assert record["hash"] in page
    assert "clock was slow" in page
