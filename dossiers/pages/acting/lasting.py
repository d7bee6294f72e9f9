"""The messages of a page: each is shown once, but one that says until when something may be done stays until then."""

from datetime import datetime
from typing import TypedDict

from django.contrib.messages import add_message, get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

UNTIL, OF, AGAIN = "until=", "of=", "again"
"""Tags: the instant until which a message stays, the person to whom alone, and that it was shown before."""


class Messages(TypedDict):
    """What the processor adds to each page."""

    messages: list[Message]


def lasting(until: datetime, person: int) -> str:
    """Return the tags of a message that stays with a person until an instant, whatever page is opened or loaded again."""
    return f"{UNTIL}{until.isoformat()} {OF}{person}"


def messages(request: HttpRequest) -> Messages:
    """Give each page its messages, read when the page shows them; the newest that lasts is kept for the next page."""
    # Django's stubs give the wrapper its own type; a template sees the list.
    return {"messages": SimpleLazyObject(lambda: _read(request))}  # type: ignore[typeddict-item]


def _read(request: HttpRequest) -> list[Message]:
    """Return what there is to show, and keep the newest that lasts; the rest of those that last is shown no more."""
    now = timezone.now()
    found = [message for message in get_messages(request) if _is_shown(message, request.user.pk, now)]
    newest = next((message for message in reversed(found) if (_until(message) or now) > now), None)
    if newest is not None:
        tags = (newest.extra_tags or "").split()
        kept = " ".join([*tags, AGAIN] if AGAIN not in tags else tags)
        add_message(request, newest.level, newest.message, kept)
    return found


def _is_shown(message: Message, person: int | None, now: datetime) -> bool:
    """Say whether a message is for whoever looks: what lasts is of one person, and again only while it lasts."""
    until, tags = _until(message), (message.extra_tags or "").split()
    return until is None or (f"{OF}{person}" in tags and (until > now or AGAIN not in tags))


def _until(message: Message) -> datetime | None:
    tags = (message.extra_tags or "").split()
    return next((datetime.fromisoformat(tag.removeprefix(UNTIL)) for tag in tags if tag.startswith(UNTIL)), None)
