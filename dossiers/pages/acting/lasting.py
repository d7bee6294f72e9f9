"""The messages of a page: each is shown once, but what was done last and has not gone out yet is said until it has."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.contrib.messages import add_message, get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dossiers import outbox

LASTS = "lasts="
"""Before the tag that says of which act a message is, until when, and for whom alone."""
AGAIN = "again"
"""The tag of a message that was shown before."""


class Messages(TypedDict):
    """What the processor adds to each page."""

    messages: list[Message]


@dataclass(frozen=True, slots=True)
class Lasting:
    """The act of which a message tells, as long as that can be taken back."""

    until: datetime
    person: int
    dossier: int
    sequence: int

    def tag(self) -> str:
        """Return it as a tag."""
        return f"{LASTS}{self.until.isoformat()},{self.person},{self.dossier},{self.sequence}"

    @classmethod
    def of(cls, message: Message) -> "Lasting | None":
        """Return what a message carries; None where it is shown once."""
        for tag in (message.extra_tags or "").split():
            if tag.startswith(LASTS):
                until, *numbers = tag.removeprefix(LASTS).split(",")
                return cls(datetime.fromisoformat(until), *map(int, numbers))
        return None

    def is_open(self, now: datetime) -> bool:
        """Say whether nothing of the act has gone out, and nobody has taken it back elsewhere."""
        acts = outbox.waiting(now).filter(event__dossier=self.dossier, event__sequence=self.sequence)
        return self.until > now and acts.exists()


def messages(request: HttpRequest) -> Messages:
    """Give each page its messages, read when the page shows them."""
    # Django's stubs give the wrapper its own type; a template sees the list.
    return {"messages": SimpleLazyObject(lambda: _read(request))}  # type: ignore[typeddict-item]


def _read(request: HttpRequest) -> list[Message]:
    """Return what there is to show; the newest message that lasts comes again on the next page, older ones do not."""
    found, now = list(get_messages(request)), timezone.now()
    newest = next((message for message in reversed(found) if Lasting.of(message)), None)
    shown = [message for message in found if _is_shown(message, request.user.pk, now, is_newest=message is newest)]
    if newest in shown and newest is not None:
        tags = (newest.extra_tags or "").split()
        kept = " ".join([*tags, AGAIN] if AGAIN not in tags else tags)
        add_message(request, newest.level, newest.message, kept)
    return shown


def _is_shown(message: Message, person: int | None, now: datetime, *, is_newest: bool) -> bool:
    """Say whether a message is for whoever looks, and still true: again only the newest, while its act stands and waits."""
    lasting = Lasting.of(message)
    if lasting is None:
        return True
    if lasting.person != person:
        return False
    return AGAIN not in (message.extra_tags or "").split() or (is_newest and lasting.is_open(now))
