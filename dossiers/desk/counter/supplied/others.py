"""Files of a supplement that somebody else has added: named to each who has it open, and recorded by none who has not seen them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.display.formats import vn_time
from dossiers.models import Attachment

SHOWN = "files_shown"
"""The field in which a page says which files it shows."""


def shown_by(files: Sequence[Attachment]) -> str:
    """Return what a page says of the files that it shows."""
    return " ".join(str(one.pk) for one in files)


def has_unseen(files: Sequence[Attachment], shown: str | None, reader: User) -> bool:
    """Say whether somebody else's file came since the page was made that is sent; None: it says nothing of that."""
    known = None if shown is None else set(shown.split())
    return known is not None and any(one.uploaded_by_id != reader.pk and str(one.pk) not in known for one in files)


def lines(files: Sequence[Attachment], reader: User) -> list[str]:
    """Say whose the files are that somebody else has added: one query where there are any."""
    theirs = dict[int, list[Attachment]]()
    for one in files:
        if one.uploaded_by_id != reader.pk:
            theirs.setdefault(one.uploaded_by_id, []).append(one)
    people = User.objects.filter(pk__in=theirs).only("full_name") if theirs else ()
    names = {one.pk: one.get_full_name() for one in people}
    words = _("%(who)s has added here, last at %(at)s: %(files)s. Whoever records the supplement records these too.")
    return [
        words
        % {
            "who": names.get(key, ""),
            "at": vn_time(max(one.uploaded_at for one in each)),
            "files": ", ".join(f"“{one.name}”" for one in each),
        }
        for key, each in theirs.items()
    ]
