"""References between resources -> ids of people; a name is never one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from timeline.sheets.fhir.values import Json, part_of, parts_of, role_of, text_of

_CLINICIANS = ("Practitioner", "PractitionerRole")


class Person(NamedTuple):
    """Whom a reference names: the type of the resource, the id, and the role if a qualification is coded."""

    type: str
    id: str
    role: str = ""

    @property
    def is_clinician(self) -> bool:
        """Whether it is somebody who can attend."""
        return self.type in _CLINICIANS


class References:
    """Everything in a file that a reference can lead to.

    Parameters
    ----------
    resources
        Resources with the address each has in its bundle (empty if none).
    """

    def __init__(self, resources: Iterable[tuple[str, Json]]) -> None:
        self._known: dict[str, Json] = {}
        for address, resource in resources:
            own = f"{text_of(resource, 'resourceType')}/{text_of(resource, 'id')}"
            for key in (address, own):
                if key:
                    self._known.setdefault(key, resource)
        self._bases: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    def person(self, reference: Json, owner: Json) -> Person:
        """Say whom a reference of a resource names; no id where only a name is given."""
        text = text_of(reference, "reference")
        if not text or text.startswith("#") or "type" in reference or "identifier" in reference:
            return self._person(reference, owner)
        if text not in self._people:
            self._people[text] = self._person(reference, owner)
        return self._people[text]

    def _person(self, reference: Json, owner: Json) -> Person:
        target = self._target(reference, owner)
        type_, id_ = self._named(reference, owner, target)
        if type_ == "PractitionerRole":
            return self._in_role(type_, id_, target, owner)
        role = role_of([part_of(each, "code") for each in parts_of(target, "qualification")])
        return Person(type_, id_, role if type_ == "Practitioner" else "")

    def _in_role(self, type_: str, id_: str, target: Json, owner: Json) -> Person:
        """Say who is in a role: two roles of one person must not become two people."""
        practitioner = part_of(target, "practitioner")
        role = role_of([*parts_of(target, "code"), *parts_of(target, "specialty")])
        of_person = text_of(practitioner, "reference").split("/")[-2:-1] != [type_]
        if practitioner and of_person and text_of(self._target(practitioner, owner), "resourceType") != type_:
            person = self.person(practitioner, owner)
            return Person(type_, person.id, role or person.role)
        return Person(type_, f"{type_}/{id_}" if id_ else "", role)

    def _target(self, reference: Json, owner: Json) -> Json:
        text = text_of(reference, "reference")
        if text.startswith("#"):
            return next((each for each in parts_of(owner, "contained") if text_of(each, "id") == text[1:]), {})
        plain = text.split("/_history/")[0]
        return self._known.get(plain) or self._known.get("/".join(plain.split("/")[-2:]), {})

    def _named(self, reference: Json, owner: Json, target: Json) -> tuple[str, str]:
        text = text_of(reference, "reference").split("/_history/")[0]
        identifier = text_of(part_of(reference, "identifier"), "value")
        type_ = text_of(target, "resourceType") or text_of(reference, "type").split("/")[-1]
        if text.startswith("#"):
            # An id inside another resource means nothing outside it.
            own = next((value for each in parts_of(target, "identifier") if (value := text_of(each, "value"))), "")
            return type_, own or identifier or f"{text_of(owner, 'id')}{text}"
        if "?" in text:
            return type_ or text.split("?")[0].split("/")[-1], text.rsplit("|", 1)[-1].rsplit("=", 1)[-1]
        if text.startswith("urn:"):
            return type_, text_of(target, "id") or text.rsplit(":", 1)[-1]
        if "/" in text:
            base, kind, id_ = ("/" + text).rsplit("/", 2)
            return type_ or kind, self._of_one_server(base[1:], kind, id_, text)
        return type_, text or identifier

    def _of_one_server(self, base: str, kind: str, id_: str, text: str) -> str:
        """Keep the whole address where two servers use one id: they need not mean one person."""
        if not base:
            return id_
        return id_ if self._bases.setdefault(f"{kind}/{id_}", base) == base else text
