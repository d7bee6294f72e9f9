"""Whose the number on a card is by the dossiers that the reader may see: those that were filed on line are no row of the counter."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dossiers.filing.counter import people
from dossiers.models import CounterPerson, Dossier

MOST_NAMES = 5
"""Of one number: who types one wrongly meets no more people."""


def others(name: str, known: Iterable[CounterPerson], theirs: Iterable[Dossier]) -> list[Dossier]:
    """Return of the dossiers whose applicant has a number one of each name: none of who stands there or is offered anyway."""
    offered = {one.pk for one in known}
    found: dict[str, Dossier] = {}
    for dossier in theirs:
        is_own = bool(name) and people.is_same_name(dossier.applicant_name, name)
        if dossier.applicant_id not in offered and not is_own:
            found.setdefault(dossier.applicant_name, dossier)
    return list(found.values())[:MOST_NAMES]


def sentence_of(dossier: Dossier) -> str:
    """Return the sentence by which a dossier of another name is pointed out."""
    words = _("This number stands in dossier %(code)s of %(name)s too: compare the card with who stands here.")
    return words % {"code": dossier.code, "name": dossier.applicant_name}
