"""The demo's post: the mails that were really sent, read from the folder that keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

MOST = 100
"""Mails on the page, newest first."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the page shows it."""

    pk: str
    subject: str
    recipient: str
    sent_at: datetime
    body: str
    attachments: list[str]

    @property
    def url(self) -> str:
        """Where the whole mail can be read."""
        return reverse("mail", args=[self.pk])


@require_safe
def mails(request: HttpRequest, pk: str = "") -> HttpResponse:
    """List the newest mails and show one of them whole."""
    if not settings.IS_DEMO:
        raise Http404
    listed = list(_newest())
    chosen = next((mail for mail in listed if mail.pk == pk), None)
    if pk and chosen is None:
        raise Http404
    return render(request, "demo/mail.html", {"mails": listed, "mail": chosen})


def _newest() -> Iterator[Mail]:
    folder = settings.MAIL_DIR
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.is_dir() else []
    for path in files[:MOST]:
        yield _read(path)


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return Mail(
        pk=path.stem,
        subject=str(message["Subject"]),
        recipient=str(message["To"]),
        sent_at=parsedate_to_datetime(message["Date"]),
        body=body.get_content() if body else "",
        attachments=[part.get_filename() or "" for part in message.iter_attachments()],
    )
