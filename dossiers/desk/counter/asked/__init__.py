"""What an officer is asked before a filing at the counter and may mean all the same: it is asked once, the next press goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import OfOfficer
from dossiers.desk.counter.asked import doubts
from dossiers.display.formats import vn_time
from dossiers.display.links import path_to
from dossiers.filing.counter import intake, twice
from dossiers.filing.counter.twice import Other
from dossiers.models import Draft

ASKED = "asked"
"""The field, and the parameter of an address, in which a page says what it has asked: the marks of it, between spaces."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about another dossier or draft, and where that is; no address of what is not filed yet."""

    mark: str
    sentence: str
    url: str = ""
    is_own: bool = False
    """Whether it is about what the officer who asks has filed."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is to be known before a filing."""

    lines: Sequence[Line]
    """What stands above the page, pressed or not."""
    faults: Mapping[str, list[str]] = field(default_factory=dict)
    """What is asked at its field, by a press alone."""
    marks: Sequence[str] = ()
    """Of what the page asks, and of what is meant already."""
    is_new: bool = False
    """Whether the page that was sent has not asked all of this."""
    goes_on: str = ""
    """The button that was pressed before all scans had been looked at, which is pressed again by itself; "" for none."""


def on_page(request: OfOfficer, draft: Draft) -> Before:
    """Return what a page says before any press, with what was meant already and still is so.

    What the officer alone has filed is asked about at the press: until then its title may be what the dossier before said.
    """
    known = _known(request)
    lines = [one for one in _lines(request, draft) if not one.is_own or one.mark in known]
    meant = (
        [one.mark for one in doubts.of(draft, timezone.localdate(), request.seats) if one.mark in known]
        if known
        else []
    )
    return Before(lines, marks=[*(one.mark for one in lines), *meant])


def at_press(request: OfOfficer, draft: Draft) -> Before:
    """Return what a press that files has to ask first: nothing where the filing refuses it, for a paper that has ended."""
    today = timezone.localdate()
    if intake.has_ended(draft.counter, today):
        return on_page(request, draft)
    lines, found, known = _lines(request, draft), list(doubts.of(draft, today, request.seats)), _known(request)
    faults: dict[str, list[str]] = {}
    for one in found:
        if one.mark not in known:
            faults.setdefault(one.field, []).append(one.sentence)
    marks = [*(one.mark for one in lines), *(one.mark for one in found)]
    return Before(lines, faults, marks, is_new=not known.issuperset(marks))


def _known(request: OfOfficer) -> set[str]:
    sent = request.POST if request.method == "POST" else request.GET
    return set(sent.get(ASKED, "").split())


def _lines(request: OfOfficer, draft: Draft) -> list[Line]:
    others = twice.of(draft, request.seats, by=request.user, at=timezone.now())
    return [
        Line(one.mark, _sentence(one), path_to("desk_file", one.code) if one.code else "", is_own=one.is_own)
        for one in others
    ]


def _sentence(other: Other) -> str:
    if other.code and not other.who:
        words = _(
            "You have filed this procedure, with the same title, for this person today at %(at)s already: %(code)s."
        )
    elif other.code:
        words = _("%(who)s has filed this procedure for this person today at %(at)s already: %(code)s.")
    else:
        words = _("%(who)s is entering this procedure for this person too; it was kept at %(at)s and is not filed yet.")
    return words % {"who": other.who, "at": vn_time(other.at), "code": other.code}
