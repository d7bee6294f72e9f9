"""Whose the number on a card is by the dossiers that the reader may see: those that were filed on line are no row of the counter."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers import search
from dossiers.filing.counter import people
from dossiers.filing.rules import APPLICANT_ID
from dossiers.log.answers import standing_of
from dossiers.models import CounterPerson, Dossier

MOST_LOOKED_AT = 5
"""Of the dossiers that fit a number: more of one number are mostly one person's."""


def others(number: str, name: str, known: Iterable[CounterPerson], seats: Seats) -> list[Dossier]:
    """Return the dossiers in sight whose applicant has a number, one of each name; none of who stands there or is offered anyway."""
    offered = {one.pk for one in known}
    hits = search.search(number, seats)[:MOST_LOOKED_AT] if number else []
    found: dict[str, Dossier] = {}
    for dossier in Dossier.objects.visible_to(seats).filter(pk__in=hits).exclude(applicant__in=offered).order_by("-pk"):
        is_own = bool(name) and people.is_same_name(dossier.applicant_name, name)
        if not is_own and standing_of(dossier).get(APPLICANT_ID) == number:
            found.setdefault(dossier.applicant_name, dossier)
    return list(found.values())


def sentence_of(dossier: Dossier) -> str:
    """Return the sentence by which a dossier of another name is pointed out."""
    words = _("This number stands in dossier %(code)s of %(name)s too: compare the card with who stands here.")
    return words % {"code": dossier.code, "name": dossier.applicant_name}
