"""Text messages are handed in: each until it is taken or refused, no more in a minute than the operator wants.

A message that waits has been put down with what it tells of. It is pushed back before it is tried, as the relay does it, and
noted after it was taken; its key makes a second try harmless. Once it has come to an end its number and its words go.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from dossiers.background.relay import pause_after
from dossiers.models import Notice, TextMessage, TextState
from dossiers.notices.texts import operator
from dossiers.notices.texts.operator import RefusedError, Taken
from dossiers.turns import Run, Work
from procedures.locks import Lock

log = structlog.get_logger()

KEPT = timedelta(days=2)
"""After so long nobody needs it any more: the notice has waited on the site, and the mail has gone."""
TOO_OLD = "not taken within two days"
SHOWN = 3
"""Digits of a number that a notice keeps."""


class Texting(Work[int]):
    """One run over the messages that are due, the one that waits longest first."""

    def batch(self, size: int) -> Sequence[int]:
        """Return the next, as many as may go within this minute; none where nothing is configured."""
        if not settings.TEXTS_URL:
            return ()
        lately = TextMessage.objects.filter(tried_at__gt=self.now - timedelta(minutes=1)).count()
        waiting = TextMessage.objects.filter(state=TextState.WAITING, due_at__lte=self.now)
        return list(
            waiting.order_by("due_at", "pk").values_list("pk", flat=True)[
                : max(0, min(size, settings.TEXTS_PER_MINUTE - lately))
            ]
        )

    def turn(self, item: int) -> None:
        """Push a message back, then hand it in and note what came of it."""
        message = _pushed_back(item, self.now)
        if message is None:
            return
        if message.put_down_at < self.now - KEPT:
            _end(message, TextState.GIVEN_UP, self.now, error=TOO_OLD)
            return
        try:
            taken = operator.hand_in(message)
        except RefusedError as refused:
            _end(message, TextState.REFUSED, self.now, error=str(refused))
        except OSError as failure:
            TextMessage.objects.filter(pk=item).update(error=f"{type(failure).__name__}: {failure}"[:200])
            log.warning("text.put_off", text=item, failure=type(failure).__name__)
        else:
            _note(message, taken, self.now)


def _pushed_back(pk: int, now: datetime) -> TextMessage | None:
    with transaction.atomic(durable=True):
        waiting = TextMessage.objects.select_for_update(skip_locked=True).filter(
            state=TextState.WAITING, due_at__lte=now
        )
        message = waiting.filter(pk=pk).first()
        if message is not None:
            message.attempts += 1
            message.due_at, message.tried_at = now + pause_after(message.attempts), now
            message.save(update_fields=["attempts", "due_at", "tried_at"])
    return message


def _note(message: TextMessage, taken: Taken, now: datetime) -> None:
    """Note that a message was taken, what it costs, and for one about an event that its notice went this way."""
    event = message.event
    with transaction.atomic():
        if event is not None:
            notice = Notice(
                event=event,
                dossier_id=event.dossier_id,
                kind=message.kind,
                channel=message.channel,
                recipient=f"…{message.phone[-SHOWN:]}",
                subject=message.text or message.parameters.get("news", ""),
                message_id=message.key,
                sent_at=now,
            )
            Notice.objects.bulk_create([notice], ignore_conflicts=True)
        _end(message, TextState.SENT, now, reference=taken.reference, cost=taken.cost)


def _end(message: TextMessage, state: TextState, now: datetime, **what: str | int | None) -> None:
    ended: dict[str, object] = {"error": "", "phone": "", "text": "", "parameters": {}, **what}
    TextMessage.objects.filter(pk=message.pk, state=TextState.WAITING).update(state=state, ended_at=now, **ended)


RUN = Run("text", Texting, every=timedelta(seconds=10), batch=20, seconds=30, lock=Lock.TEXTS)
