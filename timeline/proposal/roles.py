"""Who is staff, and what kind and mode rows are."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.proposal.contents import Profile
from timeline.proposal.draft import Draft, Tree, in_rows
from timeline.proposal.layout import Layout
from timeline.proposal.names import CONCEPTS
from timeline.proposal.pairs import Pair
from timeline.proposal.people import Person
from timeline.proposal.spoken import PLANNED, Discretion, known_share, meaning
from timeline.schedules.headers import INPUT
from timeline.sheets.headers import plain
from timeline.vocabulary import Discipline

#: Roles offered where a file does not say; the first is taken until somebody chooses.
_OFFERED = ("PT", "PTA", "OT", "OTA", "SLP", "AIDE", "OTHER")
_ASKED = 12


def state_role(
    draft: Draft, layout: Layout, provider: Person | None, discretion: Discretion, kept: Sequence[bool]
) -> None:
    """State the role of providers by a column that says it, or ask who is staff."""
    _state_discipline(draft, layout, discretion)
    column = _role_column(layout, provider)
    if column is None:
        _ask_default(draft, "Who is staff? No column says what a provider is; this role is taken for all.")
        return
    draft.put("columns", "role", value=column.header)
    for word, times in column.top():
        if not discretion.may_show(column, word):
            continue
        ours = meaning("role", word)
        draft.put("values", "role", word, value=ours or "OTHER", behind=in_rows(times))
    unknown = [word for word in draft.tree.get("values", {}).get("role", {}) if not meaning("role", word)]
    for word in unknown[:_ASKED]:
        choices: list[Tree] = [{"values": {"role": {word: role}}} for role in ("OTHER", *_OFFERED[:-1])]
        why = f"Which role is {column.header} {word!r} ({in_rows(column.counts[word])})?"
        draft.ask("staff", why, choices, ("values", "role", word))
    if provider is not None and _roleless(layout, column, provider, kept):
        _ask_default(draft, "Who is staff? Some rows name a provider without a role; this role is taken for them.")


def _role_column(layout: Layout, provider: Person | None) -> Profile | None:
    people = set(provider.headers) if provider else set()
    found = [
        each
        for each in layout.columns
        if "role" in each.about
        and each.header not in people
        and not _is_discipline(each)
        and known_share("role", each) >= 0.5
    ]
    return max(found, key=lambda each: (known_share("role", each), -each.place), default=None)


def _is_discipline(column: Profile) -> bool:
    """Whether a column says whose plan of care it is, and not who an assistant is."""
    told = {meaning("role", word) for word in column.counts} if column.distinct <= _ASKED else set()
    return bool(told) and "discipline" in column.words and told <= set(Discipline)


def _state_discipline(draft: Draft, layout: Layout, discretion: Discretion) -> None:
    """Read a discipline as such: a physical therapy visit may be an assistant's."""
    column = next((each for each in layout.columns if _is_discipline(each)), None)
    if column is None:
        return
    draft.put("columns", "discipline", value=column.header)
    for word, times in column.top():
        if discretion.may_show(column, word):
            draft.put("values", "discipline", word, value=meaning("role", word), behind=in_rows(times))


def _roleless(layout: Layout, column: Profile, provider: Person, kept: Sequence[bool]) -> bool:
    whose = zip(layout.cells(provider.columns[0]), layout.cells(column), kept, strict=True)
    return any(who and not role for who, role, stays in whose if stays)


def _ask_default(draft: Draft, why: str) -> None:
    draft.put("defaults", "role", value=_OFFERED[0])
    draft.ask("staff", why, [{"defaults": {"role": role}} for role in _OFFERED], ("defaults", "role"))


def state_modes(draft: Draft, layout: Layout, discretion: Discretion) -> None:
    """Read a type as mode where it tells groups from single visits; list the words of other types."""
    for column in layout.columns:
        if "type" not in column.about or not discretion.closed(column) or column.header in _read(draft):
            continue
        if plain(column.header) in INPUT:
            continue
        shown = [(word, times) for word, times in column.top() if discretion.may_show(column, word)]
        told = {meaning("mode", word) for word, _ in shown}
        if told & {"group", "one_on_one"} and "mode" not in draft.tree["columns"] and len(shown) == column.distinct:
            draft.put("columns", "mode", value=column.header)
            for word, times in shown:
                draft.put("values", "mode", word, value=meaning("mode", word), behind=in_rows(times))
        elif shown and all(discretion.is_plain(word) for word in column.counts):
            words = ", ".join(f"{word} ({times:,})" for word, times in shown[:12])
            draft.remark("columns", text=f"not read: {column.header}, with the words {words}")


def _read(draft: Draft) -> set[str]:
    event = draft.tree.get("transitions", {}).get("event", "")
    return {event, *(value for value in draft.tree["columns"].values() if isinstance(value, str))}


def state_kind(draft: Draft, layout: Layout, pairs: Sequence[Pair], ahead: Profile | None, *, calendar: bool) -> None:
    """Say which rows are bookings: all of a calendar's, or those whose status says that they are still ahead."""
    columns = draft.tree["columns"]
    if "spans" in draft.tree or "kind" in columns:
        return
    if ahead is not None:
        spelled = draft.tree["values"]["status"]
        if all(meaning("status", word) == PLANNED for word, ours in spelled.items() if ours == "kept"):
            draft.put("defaults", "kind", value="appointment", behind="every row is still ahead")
            return
        columns["kind"] = ahead.header
        for word in spelled:
            ours = "appointment" if meaning("status", word) == PLANNED else "service"
            draft.put("values", "kind", word, value=ours)
        return
    planned = [each for each in layout.columns if not each.words.isdisjoint(CONCEPTS["planned"])]
    booked = bool(planned) and "code" not in columns and not any(pair.actual for pair in pairs[:1])
    if calendar or booked or any(pair.planned for pair in pairs[:1]):
        behind = "bookings; service if these clocks say what took place"
        draft.put("defaults", "kind", value="appointment", behind=behind)
