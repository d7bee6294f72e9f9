"""Whether the very bytes of a scan are in another application or dossier already, by whichever way it came to the counter.

It may be somebody else's paper, or one that belongs to both: so it is asked about, and never refused.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.models import Attachment, Dossier, Draft

MEANT = "known_scans"
"""In what is kept of a draft beside its answers: the digests of which an officer has said that they belong there too."""


def elsewhere(draft: Draft, digests: Collection[str], seats: Seats) -> dict[str, str]:
    """Return by its digest in which dossier a file is already: two queries at most, for an answer three; none of those that are meant.

    "" stands for another application, and for a dossier that these seats do not see. What an answer to a request sends once
    more is in its own dossier, and not asked about: whether it belongs there was asked when it came first.
    """
    asked = set(digests) - set(_meant(draft))
    if asked and draft.correcting_id is not None:
        own = Attachment.objects.filter(dossier=draft.correcting_id, sha256__in=asked, problem="")
        asked -= set(own.values_list("sha256", flat=True))
    same = Attachment.objects.filter(sha256__in=asked, problem="").exclude(draft=draft).order_by()
    found = dict.fromkeys(same.values_list("sha256", flat=True), "") if asked else {}
    if found:
        seen = same.filter(dossier__in=Dossier.objects.visible_to(seats).order_by().values("pk"))
        found |= dict(seen.order_by("dossier__filed_at").values_list("sha256", "dossier__code"))
    return found


def asked(draft: Draft, seats: Seats) -> dict[UUID, str]:
    """Return what is asked about files of a draft, by their keys."""
    files = {one.pk: one.sha256 for one in draft.attachments.all() if not one.problem}
    known = elsewhere(draft, set(files.values()), seats)
    return _twice(draft) | {pk: question(known[digest]) for pk, digest in files.items() if digest in known}


def _twice(draft: Draft) -> dict[UUID, str]:
    """Return what is asked about files whose very bytes came for another paper of this draft before, by their keys; none of those that are meant."""
    first, found, meant = dict[str, str](), dict[UUID, str](), _meant(draft)
    for file in sorted(draft.attachments.all(), key=lambda one: (one.uploaded_at, one.place, one.pk)):
        before = first.setdefault(file.sha256, file.component)
        if before != file.component and not file.problem and file.sha256 not in meant:
            found[file.pk] = beside(draft, before)
    return found


def beside(draft: Draft, component: str) -> str:
    """Ask about a scan that came for another paper of the same draft too."""
    paper = draft.version.machine.component(component)
    words = _(
        "This very scan is at “%(paper)s” of this application too, so it may be the wrong file. Look at it, then tick that it is meant, "
        "or remove it."
    )
    return words % {"paper": paper.title.of(get_language()) if paper else component}


def question(code: str) -> str:
    """Ask about a scan that is in a dossier of a number; "" for another application."""
    words = _(
        "This very scan is in %(where)s already, so it may be somebody else's paper. Look at it, then tick that it is meant, or remove it."
    )
    return words % {"where": code or _("another application at the counter")}


def mean(draft: Draft, digests: Iterable[str]) -> None:
    """Keep of files that the officer has looked at them, and that they belong to this application too."""
    wanted = set(digests)
    if not wanted:
        return
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        draft.counter = {**held.counter, MEANT: " ".join(sorted({*_meant(held), *wanted}))}
        draft.save(update_fields=["counter"])


def ticked(draft: Draft, keys: Iterable[str]) -> None:
    """Keep the same of the files whose boxes came ticked with a form, by their keys; what names none says nothing."""
    named = set(keys)
    mean(draft, (one.sha256 for one in draft.attachments.all() if str(one.pk) in named) if named else ())


def _meant(draft: Draft) -> list[str]:
    return str(draft.counter.get(MEANT, "")).split()
