from __future__ import annotations

from tests.proposal.conftest import Propose


def visits(header: str, *words: str, provider: str = "T") -> str:
    rows = [f"A{n},{provider},{word},2026-03-0{n} 9:00,2026-03-0{n} 9:30" for n, word in enumerate(words, start=1)]
    return "\n".join([f"patient,therapist,{header},start,end", *rows])


def test_a_role_that_may_be_a_name_is_not_shown(propose: Propose) -> None:
    proposal = propose(visits("credentials", "PT", "PTA", "PT", "Quasimodo"))
    assert proposal.mapping["values"]["role"] == {"PT": "PT", "PTA": "PTA"}
    assert "Quasimodo" not in proposal.toml


def test_a_provider_without_a_role_is_asked_about(propose: Propose) -> None:
    proposal = propose(visits("credentials", "PT", "PTA", "PT", ""))
    assert proposal.mapping["defaults"]["role"] == "PT"
    assert "Some rows name a provider without a role" in proposal.questions[0].why


def test_a_file_without_providers_that_says_roles_needs_no_role_for_all(propose: Propose) -> None:
    rows = ["A,PT,2026-03-02 9:00,2026-03-02 9:30", "B,PTA,2026-03-02 10:00,2026-03-02 10:30"]
    proposal = propose("\n".join(["patient,credentials,start,end", *rows]))
    assert (proposal.mapping["columns"]["role"], "defaults" in proposal.mapping) == ("credentials", False)


def test_the_words_of_a_type_that_is_not_read_are_listed(propose: Propose) -> None:
    proposal = propose(visits("visit type", "Visit", "Lunch", "Visit", "Lunch"))
    assert "# not read: visit type, with the words Lunch (2), Visit (2)" in proposal.toml


def test_a_type_with_a_name_of_ours_is_not_listed_as_unread(propose: Propose) -> None:
    assert "not read" not in propose(visits("kind", "Visit", "Lunch", "Visit", "Lunch")).toml


def test_a_discipline_in_which_somebody_may_be_named_is_not_shown(propose: Propose) -> None:
    proposal = propose(visits("discipline", "PT", "OT", "PT", "Speech Quasimodo Pathology"))
    assert proposal.mapping["values"]["discipline"] == {"PT": "PT", "OT": "OT"}
    assert "Quasimodo" not in proposal.toml
