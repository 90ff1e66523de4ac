"""Everything that writes, with the program killed in every step of it, and a disk that is full from every step on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broken_disk import FULL, KILL, Scene, built, tried
from tests.decisions.test_log import BASIS, FINDING, SENT
from tests.decisions.text_logs import write_text_log
from timeline.decisions import DecisionLog, FindingKey, verify_log
from timeline.exports import write_texts
from timeline.files import write_private
from timeline.privacy.key_file import Person, assign

MANY = [FindingKey(f"id{number}", "overlap.contested", "2026-03-02") for number in range(40)]
ANN, BEN = Person("patient", "ann"), Person("provider", "ben")


def _log(folder: Path) -> Path:
    return folder / "decisions.log"


def _some(folder: Path) -> None:
    log = DecisionLog(_log(folder))
    for number in range(3):
        log.append(FINDING, SENT | {"reason": f"reason {number}"}, BASIS)


def _decide(folder: Path) -> Iterator[str]:
    log = DecisionLog(_log(folder))
    for number in range(2):
        yield log.append(FINDING, SENT | {"reason": f"new {number}"}, BASIS)["hash"]


def _decide_on_many(folder: Path) -> Iterator[str]:
    yield from [each["hash"] for each in DecisionLog(_log(folder)).append_all(MANY, SENT, BASIS)]


def _sound(folder: Path, *, before: int, whole: int = 1) -> list[str]:
    """Check that a log is sound, that it can be added to, and that it holds what was there and whole additions."""
    check = verify_log(_log(folder))
    assert check.ok, check.problems
    assert check.count >= before
    assert (check.count - before) % whole == 0
    log = DecisionLog(_log(folder))
    assert log.append(FINDING, SENT, BASIS)["n"] == check.count + 1
    assert verify_log(_log(folder)).interrupted == ""
    return [each["hash"] for each in log.records()]


def _nothing_lost(folder: Path, did: list[str]) -> None:
    assert set(did) <= set(_sound(folder, before=3))


def _all_or_none(folder: Path, did: list[str]) -> None:
    assert set(did) <= set(_sound(folder, before=3, whole=len(MANY)))


def _made(folder: Path) -> Iterator[str]:
    DecisionLog(_log(folder))
    yield "made"


def _there(folder: Path, did: list[str]) -> None:
    _sound(folder, before=0)


def _old(folder: Path) -> None:
    write_text_log(_log(folder), 4)


def _taken_in(folder: Path, did: list[str]) -> None:
    _sound(folder, before=4)


def _known(folder: Path) -> None:
    (folder / "known").write_text(assign(folder / "key.csv", [ANN])[ANN])


def _add_people(folder: Path) -> Iterator[str]:
    yield assign(folder / "key.csv", [BEN])[BEN]


def _all_known(folder: Path, did: list[str]) -> None:
    names = assign(folder / "key.csv", [ANN, BEN])
    assert names[ANN] == (folder / "known").read_text()
    assert did in ([], [names[BEN]])


def _old_page(folder: Path) -> None:
    (folder / "page").write_text("old" * 1_000)


def _page(overwrite: bool) -> Scene:
    def act(folder: Path) -> Iterator[str]:
        write_private(folder / "page", "new" * 1_000, overwrite=overwrite)
        yield "written"

    def after(folder: Path, did: list[str]) -> None:
        old = ["old" * 1_000] if overwrite else []
        found = [path.read_text() for path in folder.glob("page")]
        assert found in ([old, ["new" * 1_000]] if not did else [["new" * 1_000]])

    return Scene(_old_page if overwrite else lambda folder: None, act, after)


def _evidence(folder: Path) -> Iterator[str]:
    write_texts({f"{name}.json": name * 100 for name in "abc"}, folder / "packs" / "inner")
    yield "written"


def _whole_packs(folder: Path, did: list[str]) -> None:
    found = {path.name: path.read_text() for path in (folder / "packs" / "inner").glob("?.json")}
    assert all(text == name[0] * 100 for name, text in found.items())
    assert len(found) == 3 or not did


SCENES = {
    "a decision": Scene(_some, _decide, _nothing_lost),
    "many decisions": Scene(_some, _decide_on_many, _all_or_none),
    "a new log": Scene(lambda folder: None, _made, _there),
    "a log of the older format": Scene(_old, _made, _taken_in),
    "pseudonyms": Scene(_known, _add_people, _all_known),
    "a new page": _page(overwrite=False),
    "a page over another": _page(overwrite=True),
    "a folder of evidence": Scene(lambda folder: None, _evidence, _whole_packs),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("disk"))


@pytest.mark.parametrize("scene", SCENES)
def test_a_program_killed_in_any_step_of_writing_loses_nothing(library: Path, tmp_path: Path, scene: str) -> None:
    assert tried(library, "tests.test_broken_disk", scene, KILL, tmp_path) > 3


@pytest.mark.parametrize("scene", SCENES)
def test_a_disk_full_from_any_step_on_loses_nothing_and_is_told(library: Path, tmp_path: Path, scene: str) -> None:
    assert tried(library, "tests.test_broken_disk", scene, FULL, tmp_path) > 3
