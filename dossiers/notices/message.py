"""A message as every channel gets it: what is written, to whom, and what goes with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string

from dossiers.models import Event
from dossiers.models.dispatch import MAIL
from procedures.machine import Text

SUBJECT_LENGTH = 255
DIGITS = 32
"""Of the name of all that a message tells."""
RULE = "-" * 60
"""Between the two languages of a text."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says, in each language: the subject on one line, and the text."""

    subject: Text
    body: Text

    @property
    def whole(self) -> str:
        """The text in both languages, Vietnamese first."""
        return f"{self.body.vi}\n{RULE}\n\n{self.body.en}"

    def mailed(self, language: str) -> tuple[str, str]:
        """Return subject and text of a mail: in a language, or in both with a Vietnamese subject."""
        if language == "en":
            return self.subject.en, self.body.en
        return self.subject.vi, self.body.vi if language else self.whole


@dataclass(frozen=True, slots=True)
class Attached:
    """A PDF that goes with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class About:
    """What a message tells of, and where on this site it is seen."""

    path: str
    dossiers: tuple[int, ...]
    """The ids of all of which it tells something."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one person or to several who share a task."""

    id: str
    """The same at every attempt, so that a second copy is known as one."""
    to: tuple[str, ...]
    words: Words
    about: About
    at: datetime
    attached: tuple[Attached, ...] = ()
    language: str = ""
    """Of a mail: ``vi`` or ``en``, empty for both."""
    kind: str = ""
    """Of ``kinds``, where it is about an event of a dossier."""


def known_as(*names: object) -> str:
    """Return the number of a message by what it is about, for whom and by which channel: the same at every attempt."""
    return f"<{'.'.join(map(str, names))}@{settings.MAIL_DOMAIN}>"


def of_many(things: Iterable[object]) -> str:
    """Return a short name for all that one message tells, in its order."""
    return sha256(" ".join(map(str, things)).encode()).hexdigest()[:DIGITS]


def written(kind: str, news: object, *, has_account: bool = True) -> Words:
    """Return what a notice of a kind says. What needs a page behind the sign-in is said to whoever has an account alone."""
    # Nothing that somebody typed can be taken for it.
    cut = uuid4().hex
    # By the engine that has them: the pages' own need not be made for a search in vain.
    context = {"news": news, "cut": cut, "has_account": has_account}
    text = render_to_string(f"notices/{kind}.txt", context, using="django")
    subject_vi, subject_en, vi, en = text.split(cut)
    return Words(Text(_line(subject_vi), _line(subject_en)), Text(_lines(vi), _lines(en)))


def by_letter(kind: str, news: object, *, has_account: bool) -> str:
    """Return what a notice of a kind that asks for something says in a letter by post: the words of its mail, in Vietnamese."""
    context = {"news": news, "by_letter": True, "has_account": has_account}
    return _lines(render_to_string(f"notices/{kind}_vi.txt", context, using="django")).strip()


def _line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT_LENGTH]


def _lines(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def message_id(event: Event, kind: str, channel: str) -> str:
    """Return what a notice is known by in its channel, the same at every attempt: the Message-ID of a mail."""
    way = "" if channel == MAIL else f".{channel}"
    return known_as(event.dossier.code, event.sequence, f"{kind}{way}")
