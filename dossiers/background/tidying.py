"""Drafts that nobody can send any more go, with their files: those of dossiers that have ended, and those thrown away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.away import carrying
from accounts.entry import record
from dossiers.filing import opening, partial
from dossiers.filing.counter import entries, folders, joining, people, phones
from dossiers.models import Draft, DraftQuerySet, LateReason, Outlook, UnsentWords
from dossiers.notices.channels.returns import noting
from dossiers.turns import Place, Run, Work

KEPT = timedelta(days=1)
"""So long after the end a draft stays: the act that ended the dossier may be taken back, and work on it goes on."""
WORDS_KEPT = timedelta(days=90)
"""So long what an officer has typed and not sent stays, where the dossier goes on."""


class Tidying(Work[UUID]):
    """One run over the drafts; first what nobody came back for and what officers have not sent goes, all at once."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin behind a place that a run has left."""
        super().__init__(now, place)
        self.after = UUID(str(place[0])) if place else UUID(int=0)
        if not place:
            carrying.sweep(now)
            record.sweep(now)
            partial.sweep(now)
            old = Q(saved_at__lte=now - WORDS_KEPT) | Q(saved_at__lte=now - KEPT, sent__gt=0)
            ended = Q(dossier__holder="", dossier__changed_at__lte=now - KEPT)
            UnsentWords.objects.filter(old | ended).delete()
            people.forget(now - entries.KEPT)
            phones.forget(now - phones.KEPT)
            joining.forget(now - joining.LASTS)
            folders.sweep(settings.SCAN_FOLDERS, now)
            # Why it will be late is nothing to keep of what has its result: what was signed is in the record.
            over = ended | Q(dossier__resolved_at__lte=now - KEPT)
            LateReason.objects.filter(over).delete()
            Outlook.objects.filter(over).delete()
            noting.forget(now)

    def batch(self, size: int) -> Sequence[UUID]:
        """Return the next drafts behind the last one."""
        return list(self._spent().filter(pk__gt=self.after).order_by("pk").values_list("pk", flat=True)[:size])

    def _spent(self) -> DraftQuerySet:
        ended = Q(correcting__holder="", correcting__changed_at__lte=self.now - KEPT)
        unfiled = Q(entered_by__isnull=False, saved_at__lte=self.now - entries.KEPT)
        return Draft.objects.filter(ended | unfiled | Q(thrown_at__lte=self.now - opening.KEPT))

    def turn(self, item: UUID) -> None:
        """Delete one, its files once that is committed, unless its owner has just taken it back."""
        self.after = item
        self.place = (str(item),)
        with transaction.atomic():
            draft = self._spent().select_for_update(of=("self",)).filter(pk=item).first()
            if draft is not None:
                opening.delete(draft)


RUN = Run("tidy", Tidying, every=timedelta(hours=1), batch=100, seconds=30)
