"""What an officer is asked before a filing at the counter and may mean all the same: it is asked once, the next press goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import OfOfficer
from dossiers.display.formats import localized, vn_time
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
    """Return what a page says before any press, with what was meant already and still is so."""
    lines, (mark, _sentence_of_it) = _lines(request, draft), _of_sets(draft)
    meant = [mark] if mark in _known(request) else []
    return Before(lines, marks=[*(one.mark for one in lines), *meant])


def at_press(request: OfOfficer, draft: Draft) -> Before:
    """Return what a press that files has to ask first."""
    lines, (mark, sentence), known = _lines(request, draft), _of_sets(draft), _known(request)
    marks = [*(one.mark for one in lines), *filter(None, [mark])]
    faults = {intake.SETS: [sentence]} if mark and mark not in known else {}
    return Before(lines, faults, marks, is_new=not known.issuperset(marks))


def _of_sets(draft: Draft) -> tuple[str, str]:
    """Return the mark and the question of a number of sets that is greater than that of some paper; "" where none is."""
    sets, fewer = intake.fewer_than_sets(draft.version.machine, draft.counter)
    if not fewer:
        return "", ""
    words = _(
        "You say that %(sets)s sets came, and of these papers fewer were counted: %(papers)s. Put right the number that is "
        "wrong; if both are right, press the button again."
    )
    papers = "; ".join(f"{localized(one.title)} ({count})" for one, count in fewer)
    mark = f"sets:{sets}:{','.join(f'{one.name}={count}' for one, count in fewer)}"
    return mark, words % {"sets": sets, "papers": papers}


def _known(request: OfOfficer) -> set[str]:
    sent = request.POST if request.method == "POST" else request.GET
    return set(sent.get(ASKED, "").split())


def _lines(request: OfOfficer, draft: Draft) -> list[Line]:
    others = twice.of(draft, request.seats, by=request.user, at=timezone.now())
    return [Line(one.mark, _sentence(one), path_to("desk_file", one.code) if one.code else "") for one in others]


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
