"""Against a real server, which the tests start themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PASSWORD, Server, running_server
from timeline.errors import ScheduleError
from timeline.schedules import read_schedule
from timeline.sheets.layout import FileFormat
from timeline.sheets.postgresql import server_grid
from timeline.sheets.texts import Typed

VISITS = """
CREATE TABLE visits (id int PRIMARY KEY, patient text, began timestamp, ended timestamptz, day date, clock time,
  units numeric(6,2), kept boolean, length interval);
INSERT INTO visits VALUES
  (2, 'P2', '2026-03-02 09:30', '2026-03-02 10:00-05', '2026-03-02', '09:30', 2.50, true, '00:45'),
  (1, 'P1', '2026-03-02 09:00:00.5', NULL, NULL, NULL, NULL, false, NULL);
CREATE TABLE secrets (a int);
CREATE SCHEMA other; CREATE TABLE other.seen (patient text); INSERT INTO other.seen VALUES ('100%');
GRANT USAGE ON SCHEMA other TO clerk; GRANT CREATE ON SCHEMA public TO clerk;
GRANT SELECT ON visits, other.seen TO clerk;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as started:
        for statement in VISITS.strip().split(";\n"):
            started.run(statement)
        yield started


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("TIMELINE_DB_PASSWORD", PASSWORD)


def cells(server: Server, **stated: str) -> list[list[str]]:
    return server_grid("clinic", Path(server.address()), FileFormat(**stated)).records


def problem(server: Server, address: str = "", **stated: str) -> str:
    with pytest.raises(ScheduleError) as raised:
        server_grid("clinic", Path(address or server.address()), FileFormat(**stated))
    return str(raised.value)


def test_a_table_is_read_in_the_order_of_its_key_with_every_value_exact(server: Server) -> None:
    header, first, second = cells(server, table="visits")
    assert header == ["id", "patient", "began", "ended", "day", "clock", "units", "kept", "length"]
    assert first == ["1", "P1", "2026-03-02 09:00:00.500000", "", "", "", "", "false", ""]
    assert second[2:] == [
        *("2026-03-02 09:30:00", "2026-03-02 15:00:00+00:00", "2026-03-02", "09:30:00", "2.50", "true", "00:45:00")
    ]
    assert [type(second[place]) for place in (2, 3, 4, 5)] == [Typed] * 4


def test_a_query_is_read_as_it_stands(server: Server) -> None:
    assert cells(server, query="SELECT patient FROM other.seen WHERE patient LIKE '%\\%';") == [["patient"], ["100%"]]


def test_a_table_of_another_schema_is_named_with_it(server: Server) -> None:
    assert cells(server, table="other.seen") == [["patient"], ["100%"]]


def test_several_tables_want_one_named(server: Server) -> None:
    assert "holds secrets and visits" in problem(server)
    assert "no such table; it holds secrets and visits" in problem(server, table="vists")


@pytest.mark.parametrize(
    "query",
    [
        *("CREATE TABLE made (a int)", "DELETE FROM visits", "SELECT 1; COMMIT; CREATE TABLE made (a int)"),
        *("COMMIT; CREATE TABLE made (a int)", "SET default_transaction_read_only = off"),
    ],
)
def test_nothing_is_ever_written(server: Server, query: str) -> None:
    problem(server, query=query)
    assert "no such table" in problem(server, table="made")


def test_the_words_of_the_server_are_not_passed_on(server: Server) -> None:
    told = problem(server, query="SELECT patient::int FROM visits WHERE id = 1")
    assert "P1" not in told
    assert "cannot be run" in told


@pytest.mark.parametrize(
    ("query", "words"),
    [("SELECT wrong FROM visits", "a name or a word"), ("SELECT * FROM secrets", "may not read this table")],
)
def test_what_the_server_refuses_is_one_sentence(server: Server, query: str, words: str) -> None:
    assert words in problem(server, query=query)


def test_the_password_comes_from_the_environment_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password = server.address().replace("clerk@", f"clerk:{PASSWORD}@")
    assert "has a password in it" in problem(server, with_password, table="visits")
    monkeypatch.setenv("TIMELINE_DB_PASSWORD", "wrong")
    assert "does not let this user in" in problem(server, table="visits")
    monkeypatch.delenv("TIMELINE_DB_PASSWORD")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert len(cells(server, table="visits")) == 3


def test_a_schedule_is_read_from_a_server_and_never_shows_its_address(server: Server, tmp_path: Path) -> None:
    server.run('CREATE TABLE day (start timestamp, "end" timestamp, patient text, provider text, role text, code text)')
    server.run("INSERT INTO day VALUES ('2026-03-02 09:00', '2026-03-02 09:30', 'P1', 'PT1', 'PT', '97110')")
    server.run("GRANT SELECT ON day TO clerk")
    mapping = tmp_path / "map.toml"
    mapping.write_text('[file]\ntable = "day"\n')
    day = read_schedule(server.address(), mapping=mapping)
    assert day.intervals["interval_id"].tolist() == ["clinic:2"]
    assert day.input_list()[0]["file"] == "clinic"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        *(
            ("postgresql://clerk@127.0.0.1:1/clinic", "cannot be reached"),
            ("mysql://host/clinic", "PostgreSQL is read"),
        ),
        *(("postgresql://clerk@host", "names no database"), ("postgresql://h:x/clinic", "no address")),
        *(("postgresql://h/d?password=x", "password in it"), ("postgresql://h/d?options=x", "not known")),
    ],
)
def test_an_address_that_cannot_be_used_is_one_sentence(server: Server, address: str, words: str) -> None:
    assert words in problem(server, address)
