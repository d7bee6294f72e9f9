"""What a number counts and its list does not show: that in which whoever looks has declared an interest (ADR 0094)."""

from collections.abc import Collection

from django.utils.translation import ngettext

from dossiers.display.formats import vn_number
from dossiers.models import DossierQuerySet


def without_unlisted(found: DossierQuerySet, unlisted: Collection[int]) -> tuple[DossierQuerySet, list[str]]:
    """Return some dossiers without what is not to be listed, and the sentence that says how many those are; none where it is none.

    Nothing is asked of whoever may read them all.
    """
    if not unlisted:
        return found, []
    count = found.filter(pk__in=unlisted).count()
    said = ngettext(
        "%(n)s dossier is counted and not shown: you have declared an interest in it.",
        "%(n)s dossiers are counted and not shown: you have declared an interest in them.",
        count,
    )
    return found.exclude(pk__in=unlisted), [said % {"n": vn_number(count)}] if count else []
