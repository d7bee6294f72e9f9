"""A message as every channel gets it: what is written, to whom, and what goes with it."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from dossiers.models import Event
from dossiers.models.dispatch import MAIL

SUBJECT_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Attached:
    """A PDF that goes with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one person or to several who share a task."""

    id: str
    """The same at every attempt, so that a second copy is known as one."""
    to: tuple[str, ...]
    subject: str
    body: str
    attached: tuple[Attached, ...] = ()


def written(kind: str, news: object) -> tuple[str, str]:
    """Return the subject, on one line, and the body of a notice."""
    # By the engine that has them: the pages' own need not be made for a search in vain.
    text = render_to_string(f"notices/{kind}.txt", {"news": news}, using="django")
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    subject, _line, body = lines.strip().partition("\n")
    return " ".join(subject.split())[:SUBJECT_LENGTH], re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def message_id(event: Event, kind: str, channel: str) -> str:
    """Return what a notice is known by in its channel, the same at every attempt: the Message-ID of a mail."""
    way = "" if channel == MAIL else f".{channel}"
    return f"<{event.dossier.code}.{event.sequence}.{kind}{way}@{settings.MAIL_DOMAIN}>"
