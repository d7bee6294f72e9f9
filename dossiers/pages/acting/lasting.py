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
from dossiers.bulk import undoing
from dossiers.models import Job

LASTS = "lasts="
"""Before the tag that says of which act a message is, until when, and for whom alone."""
UNTIMED = "untimed"
"""The tag before that one, where nothing goes out then."""
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
    dossier: int = 0
    sequence: int = 0
    job: int = 0
    """That has done it with many; 0 for a single act."""

    def tag(self) -> str:
        """Return it as a tag."""
        return f"{LASTS}{self.until.isoformat()},{self.person},{self.dossier},{self.sequence},{self.job}"

    @classmethod
    def of(cls, message: Message) -> "Lasting | None":
        """Return what a message carries; None where it is shown once."""
        for tag in (message.extra_tags or "").split():
            if tag.startswith(LASTS):
                until, *numbers = tag.removeprefix(LASTS).split(",")
                return cls(datetime.fromisoformat(until), *map(int, numbers))
        return None

    def left(self, now: datetime) -> int:
        """Return of how many dossiers the act has not gone out, nor was taken back elsewhere."""
        if self.until <= now:
            return 0
        if self.job:
            job = Job.objects.filter(pk=self.job).first()
            return len(undoing.waiting(job, now)) if job else 0
        acts = outbox.waiting(now).filter(event__dossier=self.dossier, event__sequence=self.sequence)
        return int(acts.exists())


def messages(request: HttpRequest) -> Messages:
    """Give each page its messages, read when the page shows them."""
    # Django's stubs give the wrapper its own type; a template sees the list.
    return {"messages": SimpleLazyObject(lambda: _read(request))}  # type: ignore[typeddict-item]


def _read(request: HttpRequest) -> list[Message]:
    """Return what there is to show; the newest message that lasts comes again on the next page, older ones do not."""
    found, now = list(get_messages(request)), timezone.now()
    newest = next((message for message in reversed(found) if Lasting.of(message)), None)
    looked_at = (_as_it_is(message, request.user.pk, now, is_newest=message is newest) for message in found)
    shown = [message for message in looked_at if message]
    lasts = next((message for message in reversed(shown) if Lasting.of(message)), None)
    if lasts is not None:
        tags = (lasts.extra_tags or "").split()
        add_message(request, lasts.level, lasts.message, " ".join(tags if AGAIN in tags else [*tags, AGAIN]))
    return shown


def _as_it_is(message: Message, person: int | None, now: datetime, *, is_newest: bool) -> Message | None:
    """Return a message if it is for whoever looks, and still true: again only the newest, while its act stands and waits."""
    lasting, tags = Lasting.of(message), (message.extra_tags or "").split()
    if lasting is None:
        return message
    if lasting.person != person:
        return None
    if AGAIN not in tags:
        return message
    left = lasting.left(now) if is_newest else 0
    if left and lasting.job:
        # Of some, another page has taken the act back meanwhile.
        tags[2] = str(left)
        return Message(message.level, message.message, " ".join(tags))
    return message if left else None
