"""What the words of closed columns mean in ours, and which words a proposal may repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from timeline.proposal.contents import Profile

#: Words of a status whose rows are another row's past: left out, with this reason.
MOVED = "rescheduled"
#: A status of a booking that is still ahead.
PLANNED = "planned"

_STATUS = (
    ("no_show", r"no ?shows?|ns|dna|did not (arrive|attend|show)|did ?n t (arrive|attend|show)|fta|fa(iled|ilure) to"
     r" (attend|arrive|show)|missed( visit| appointment)?|not seen|no asistio|nicht (erschienen|wahrgenommen)|absent"),
    ("cancelled", r".*\b(cancel\w*|cxl\w*|storniert|abgesagt|deleted|voided?|withdrawn|removed|revoked|entered in error"
     r"|declined|rejected|anulad[ao])\b.*"),
    (MOVED, r".*\b(reschedul\w*|moved|verschoben|reprogramad[ao]|postponed)\b.*"),
    ("kept", r"(visit |session |appointment )?(complete|completed|attended|arrived|seen|kept|checked (in|out)|check out"
     r"|done|finished|fulfilled|present|show|showed|finalized|signed|closed|documented|billed|verified|in progress"
     r"|active|started|realizada|completada|asistio|atendida|erledigt|wahrgenommen|erschienen|abgeschlossen)"),
    (PLANNED, r"(sched(uled)?|booked|planned|programad[ao]|confirmed|confirmad[ao]|pending|reserved|geplant|gebucht"
     r"|proposed|bestatigt|upcoming|future|waiting|new|unconfirmed)"),
)  # fmt: skip
_ROLES = (
    ("STUDENT", r"student\w*|intern|spt|sota|trainee"),
    ("SLPA", r"slpa|(slp|speech|therapy|language|pathology|pathologist| )+ assistant"),
    ("OTA", r"certified occupational therapy assistant|cota( l)?|ota( l)?|occupational (therapy|therapist) assistant"),
    ("PTA", r"l?pta|(licensed )?(physical|physio) ?(therapy|therapist|therapist s) assistant"),
    ("SLP", r"(ms )?(ccc )?slp( ccc)?|st|speech.*(pathologist|pathology|therap\w*)|speech|logopad\w*"),
    ("OT", r"otr?( l)?|otd|occupational therap\w*|ergotherap\w*"),
    ("PT", r"l?pt|dpt|mpt|rpt|pt dpt|(licensed )?(physical|physio) ?therap\w*|fisioterap\w*"),
    ("AIDE", r"(rehab\w* |therapy |physical therapy |pt )?(aide|tech|technician|helper)"),
    ("ATC", r"atc|lat|lat atc|athletic train\w*"),
    ("OTHER", r"rn|lpn|md|do|nurse|physician|doctor|admin\w*|front desk|reception\w*|lmt|massage therap\w*|cna|office"
     r"|manager|np|pa|dietitian|psycholog\w*|social worker|other"),
)  # fmt: skip
_MODES = (
    ("group", r".*\b(group|gruppe|grupo|class|gruppen\w*)\b.*"),
    ("one_on_one", r".*\b(individual|1 1|one (on|to) one|private|einzel\w*|individuell|individuo)\b.*"),
)
_AWAY = (
    ("away", r".*\b(lunch|break|meeting|admin\w*|vacation|pto|out of office|holiday|sick|block(ed)?|pause|urlaub|mittag"
     r"|training|travel|personal|staff|unavailable|indirect|documentation|prep\w*|planning|supervision)\b.*"),
)  # fmt: skip
_TRUE = frozenset({"true", "yes", "y", "1", "t", "x", "wahr", "ja", "si", "on", "ein"})
_FALSE = frozenset({"false", "no", "n", "0", "f", "falsch", "nein", "off", "aus"})
_EVENTS = (
    ("start", r"start(ed)?|begin|began|in|check in|checked in|open(ed)?|arriv\w*|clock in|sign in|enter(ed)?"),
    ("end", r"complete[d]?|end(ed)?|stop(ped)?|finish(ed)?|out|check out|checked out|close[d]?|depart\w*|left|clock out"
     r"|sign out|exit(ed)?"),
)  # fmt: skip
_POLICIES = (
    ("medicare-advantage", r"medicare (advantage|replacement|part c)"),
    ("medicare", r"medicare( part b)?|cms"),
    ("tricare", r"tricare"),
)
_KINDS: Mapping[str, Sequence[tuple[str, str]]] = {
    "status": _STATUS,
    "role": _ROLES,
    "mode": _MODES,
    "away": _AWAY,
    "event": _EVENTS,
    "payer": _POLICIES,
}
_ACCENTS = str.maketrans("áàäâéèëêíìïîóòöôúùüûñ", "aaaaeeeeiiiioooouuuun")
#: A closed column has few different words; a word is short.
_WORDS, _LONG = 25, 40
#: Words that name no one, whatever column they are in.
_PLAIN = frozenset(
    {
        *("abgesagt", "abgeschlossen", "absent", "active", "admin", "advantage", "aide", "anulada", "arrived"),
        *("asistio", "assessment", "assistant", "atendida", "athletic", "attended", "begin", "bestatigt", "billed"),
        *("block", "booked", "break", "by", "cancel", "cancelada", "cancelado", "canceled", "cancellation"),
        *("cancelled", "certified", "check", "checked", "client", "clinic", "closed", "completada", "complete"),
        *("completed", "confirmada", "confirmado", "confirmed", "cota", "day", "deleted", "dpt", "early", "einzel"),
        *("end", "erledigt", "erschienen", "evaluation", "exam", "finalized", "finished", "follow", "fulfilled"),
        *("future", "gebucht", "geplant", "group", "gruppe", "hours", "in", "inactive", "individual", "individuelle"),
        *("initial", "kept", "language", "late", "licensed", "lunch", "md", "medicaid", "medical", "medicare"),
        *("meeting", "missed", "moved", "new", "no", "noshow", "not", "occupational", "office", "open", "ot", "ota"),
        *("other", "out", "part", "pathologist", "patient", "pending", "physical", "physician", "physiotherapist"),
        *("planned", "postponed", "present", "private", "programada", "programado", "progress", "provider", "pt"),
        *("pta", "realizada", "rehab", "replacement", "rescheduled", "reserved", "reverification", "rn", "same"),
        *(
            "sched",
            "scheduled",
            "seen",
            "session",
            "show",
            "signed",
            "slp",
            "slpa",
            "speech",
            "staff",
            "start",
            "started",
        ),
        *("stop", "storniert", "student", "tech", "technician", "therapist", "therapy", "time", "trainer"),
        *("treatment", "tricare", "unconfirmed", "up", "upcoming", "verschoben", "visit", "void", "voided"),
        *("wahrgenommen", "waiting", "within"),
        *("admitted", "approved", "archived", "bumped", "busy", "consult", "consultation", "daily", "declined"),
        *("denied", "direct", "discharge", "discharged", "documentation", "done", "draft", "eval", "excused", "final"),
        *("fin", "held", "hold", "home", "hospital", "incomplete", "indirect", "intake", "left", "locked", "note"),
        *("online", "paid", "partial", "phone", "processed", "re", "reeval", "refused", "rejected", "reschedule"),
        *("screening", "sick", "supervision", "telehealth", "tentative", "training", "transferred", "travel", "tx"),
        *("unbilled", "unexcused", "unsigned", "unverified", "verified", "virtual", "waitlist", "walk", "withdrawn"),
    }
)
_TITLES = re.compile(r"\b(dr|mr|mrs|ms|miss|prof|herr|frau|sr|sra)\b\.?", re.IGNORECASE)


def meaning(kind: str, word: str) -> str:
    """Return what a word means in ours; an empty text for one that nobody can know.

    >>> meaning("status", "No-Show"), meaning("role", "OTR/L"), meaning("status", "Inactive")
    ('no_show', 'OT', '')
    """
    if len(word) > _LONG:
        return ""
    return next((ours for ours, pattern in _KINDS[kind] if re.fullmatch(pattern, _spoken(word))), "")


def _spoken(word: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", word.casefold().translate(_ACCENTS)))


def _is_exact(word: str) -> bool:
    """Whether a word is known as a whole, so that no one can be named in it."""
    whole = [pattern for kind in _KINDS.values() for _, pattern in kind if ".*" not in pattern]
    return any(re.fullmatch(pattern, _spoken(word)) for pattern in whole)


def is_flag(column: Profile) -> bool:
    """Whether a column says yes or no."""
    return bool(column.counts) and all(cell.casefold() in _TRUE | _FALSE for cell in column.sample)


def yes_words(column: Profile) -> list[str]:
    """Return the words of a yes in a column that says yes or no."""
    return sorted({cell for cell in column.sample if cell.casefold() in _TRUE})


def known_share(kind: str, column: Profile) -> float:
    """Return the share of distinct words that mean something."""
    if not column.counts or column.distinct > _WORDS:
        return 0.0
    return sum(bool(meaning(kind, word)) for word in column.counts) / column.distinct


class Discretion:
    """Which unknown words may be shown: none that may be a person.

    Parameters
    ----------
    people
        Columns that may hold persons; no word that stands in one of their cells is shown.
    """

    def __init__(self, people: Iterable[Profile]) -> None:
        self._people = list(people)

    @cached_property
    def _names(self) -> set[str]:
        return {part.casefold() for column in self._people for cell in column.counts for part in _parts(cell)}

    def closed(self, column: Profile) -> bool:
        """Whether a column is plainly a closed list of words."""
        return 0 < column.distinct <= _WORDS and column.filled >= 2 * column.distinct

    def is_plain(self, word: str) -> bool:
        """Whether a word is made of words that name no one."""
        parts = _parts(word)
        return bool(parts) and all(part.casefold().translate(_ACCENTS) in _PLAIN for part in parts)

    def may_show(self, column: Profile, word: str) -> bool:
        """Whether a word is made of plain words, or stands often enough in a closed list to be no slip of a cell.

        A list most of whose words nobody here knows may be one of persons, whatever its header says.
        """
        if len(word) > _LONG or not word.isprintable():
            return False
        unknown = [part for part in _parts(word) if part.casefold().translate(_ACCENTS) not in _PLAIN]
        if _is_exact(word) or (_parts(word) and not unknown):
            return True
        if len(unknown) > 1 or any(part.casefold() in ("by", "with") for part in _parts(word)):
            return False
        if column.counts[word] < 2 or any(sign.isdigit() or sign in ",;@" for sign in word) or _TITLES.search(word):
            return False
        if not self.closed(column) or not self._mostly_plain(column):
            return False
        return self._names.isdisjoint(part.casefold() for part in _parts(word))

    def _mostly_plain(self, column: Profile) -> bool:
        return sum(_is_exact(word) or self.is_plain(word) for word in column.counts) * 2 >= column.distinct


def _parts(cell: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", cell)
