"""What an act on many does altogether: sentences whose number follows the ticks (static/js/ticked.js)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers import outbox
from dossiers.bulk.judging import Judged, effects
from dossiers.bulk.kinds import Kind
from dossiers.display.formats import vn_number
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels.going import TOLD, mailed
from dossiers.notices.preferences import Choice
from procedures.machine import Paper

LETTER = outbox.issue_of(Paper.APOLOGY)
PAPERS = {outbox.issue_of(paper) for paper in outbox.PRINTED} - {LETTER}
"""The kinds of effect that print a paper."""
PLACE = "{n}"
"""Stands in a sentence for its number."""
GOING_OUT = "papers", "letters", "mails", "reminded", "to-officers", "assigned", "files"
"""Names of what goes out."""
WARNINGS = "unmailed", "warned", "owing", "drafted-as-files", "unread"
"""Names of what is said behind it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sentence with a number: of one, and of many, with ``PLACE`` for it; ``name``: what rows call their share of it."""

    name: str
    size: int
    one: str
    many: str

    @property
    def words(self) -> str:
        """The sentence as it is before any tick is taken away."""
        return (self.one if self.size == 1 else self.many).replace(PLACE, vn_number(self.size))


def choices_of(todo: Iterable[Judged]) -> Mapping[int, Choice]:
    """Return by dossier what is chosen by whoever an act tells of it, of those whom mail reaches."""
    tells = [one.dossier for one in todo if one.dossier and TOLD.intersection(+effects([one]))]
    return mailed(tells) if tells else {}


def share_of(
    kind: Kind, judged: Judged, row: Mapping[str, object], told: Iterable[int], choices: Mapping[int, Choice]
) -> dict[str, str]:
    """Return by name what one dossier adds: a number, of ``told`` the keys of the officers who get a mail for all of theirs.

    ``choices`` are by dossier those of applicants whom mail reaches.
    """
    counted, choice = effects([judged]), choices.get(judged.dossier.pk) if judged.dossier else None
    tells = Counter({one: n for one, n in counted.items() if one in TOLD})
    mails = sum(n for one, n in tells.items() if choice and choice.wants(one, MAIL))
    papers = sum(n for one, n in counted.items() if one in PAPERS)
    to_officers = sum(counted[one] for one in set(outbox.TO_OFFICERS.values()))
    files = counted[outbox.RESULT_FILE]
    reminded = " ".join(map(str, told))
    sizes = {
        "dossiers": 1,
        "papers": papers,
        "letters": counted[LETTER],
        "mails": mails,
        "unmailed": int(tells.total() > mails),
        "to-officers": 0 if reminded else to_officers,
        "assigned": counted[outbox.ASSIGNED],
        "files": files,
        "warned": int(bool(row["warnings"])),
        "owing": int(kind.is_read_first and bool(row["owed"])),
        "drafted-as-files": int(bool(row["files"])),
        "unread": int(kind.is_alike and row["draft"] is None and not row["files"]),
    }
    return {name: str(size) for name, size in sizes.items() if size} | ({"reminded": reminded} if reminded else {})


def sums_of(rows: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[Sum]:
    """Return what the shares of rows are altogether, in an order of names; whoever gets a mail is counted once."""
    shares = [row["share"] for row in rows]
    found = [(name, _size(name, [share[name] for share in shares if name in share])) for name in names]
    return [Sum(name, size, _sentence(name, 1), _sentence(name, 2)) for name, size in found if size]


def _size(name: str, parts: list[str]) -> int:
    return len({one for part in parts for one in part.split()}) if name == "reminded" else sum(map(int, parts))


def _sentence(name: str, count: int) -> str:
    """Return the sentence of one or of many."""
    # fmt: off
    found = {
        "dossiers": ngettext("%(n)s dossier", "%(n)s dossiers", count),
        "papers": ngettext("%(n)s receipt is printed and signed", "%(n)s receipts are printed and signed", count),
        "letters": ngettext("%(n)s letter of apology is made and sent as a PDF: nothing is printed or signed by hand",
                            "%(n)s letters of apology are made and sent as PDF: nothing is printed or signed by hand", count),
        "mails": ngettext("%(n)s mail goes to an applicant", "%(n)s mails go to applicants", count),
        "unmailed": ngettext("%(n)s applicant gets no mail: no address is confirmed, or none is wanted",
                             "%(n)s applicants get no mail: no address is confirmed, or none is wanted", count),
        "reminded": ngettext("%(n)s officer gets one mail, %(minutes)s minutes later",
                             "%(n)s officers get one mail each, %(minutes)s minutes later", count),
        "to-officers": _("The officers who hold them get one mail each"),
        "assigned": _("Whoever gets them gets one mail, %(minutes)s minutes later, unless all are opened by then"),
        "files": ngettext("%(n)s result is made as a file", "%(n)s results are made as files", count),
        "warned": ngettext("%(n)s dossier has a warning: it stands in its row",
                           "%(n)s dossiers have a warning: it stands in their rows", count),
        "owing": ngettext("%(n)s dossier has a fee that is not paid", "%(n)s dossiers have a fee that is not paid", count),
        "drafted-as-files": ngettext("%(n)s draft is a file: open it in its row and read it first",
                                     "%(n)s drafts are files: open each in its row and read it first", count),
        "unread": ngettext("The draft of %(n)s dossier is not shown here: open its file and read it first",
                           "The drafts of %(n)s dossiers are not shown here: open their files and read them first", count),
    }
    # fmt: on
    numbers = {"n": PLACE, "minutes": outbox.GATHERING_MINUTES}
    return found[name] % numbers
