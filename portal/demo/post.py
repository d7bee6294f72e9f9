"""The demo's post: the mails that were really sent, read from the folder that keeps them, and what waits on the site."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from dossiers.models import InboxItem, ReturnedMail
from portal.demo.returning import can_come_back

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
    message_id: str
    html: str
    """The same as a mail program shows it; empty where it went as text alone."""

    @property
    def url(self) -> str:
        """Where the whole mail can be read."""
        return reverse("mail", args=[self.pk])


@dataclass(frozen=True, slots=True)
class TextSent:
    """A text message as the folder keeps it, in place of an operator."""

    way: str
    recipient: str
    words: str


def _texts() -> Iterator[TextSent]:
    """Give the newest text messages; none where an operator is set."""
    folder = (
        Path(unquote(settings.TEXTS_URL.removeprefix("file://"))) if settings.TEXTS_URL.startswith("file:") else None
    )
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime) if folder and folder.is_dir() else []
    for path in files[: -MOST - 1 : -1]:
        kept = json.loads(path.read_text(encoding="utf-8"))
        filled = "; ".join(f"{name}: {value}" for name, value in kept.get("parameters", {}).items())
        yield TextSent(kept["channel"], kept["to"], kept.get("text") or f"{kept.get('template')} – {filled}")


@require_safe
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": ["allow-same-origin"],
    }
)
def mail_page(_request: HttpRequest, pk: str) -> HttpResponse:
    """Show a mail as a mail program does: by itself, with its own styles, and nothing runs or is fetched."""
    found = next((mail for mail in _newest() if mail.pk == pk and mail.html), None) if settings.IS_DEMO else None
    if found is None:
        raise Http404
    return HttpResponse(found.html)


@require_safe
def mails(request: HttpRequest, pk: str = "") -> HttpResponse:
    """List the newest mails and show one of them whole."""
    if not settings.IS_DEMO:
        raise Http404
    listed = list(_newest())
    chosen = next((mail for mail in listed if mail.pk == pk), None)
    if pk and chosen is None:
        raise Http404
    waiting = InboxItem.objects.select_related("person").defer("body_vi", "body_en").order_by("-pk")[:MOST]
    beside = _of_mail(chosen) if chosen else {"waiting": waiting, "texts": list(_texts())}
    return render(request, "demo/mail.html", {"mails": listed, "mail": chosen, "waiting": (), "texts": (), **beside})


def _of_mail(mail: Mail) -> dict[str, object]:
    """Return what has come back of a mail, and whether its reader may let it come back."""
    found = ReturnedMail.objects.filter(message_id=mail.message_id)
    return {"came_back": list(found), "may_come_back": can_come_back() and not found}


def _newest() -> Iterator[Mail]:
    folder = settings.MAIL_DIR
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.is_dir() else []
    for path in files[:MOST]:
        yield _read(path)


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body, page = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        pk=path.stem,
        subject=str(message["Subject"]),
        recipient=str(message["To"]),
        message_id=str(message["Message-ID"]).strip(),
        sent_at=parsedate_to_datetime(message["Date"]),
        body=body.get_content() if body else "",
        html=page.get_content() if page else "",
        attachments=[part.get_filename() or "" for part in message.iter_attachments()],
    )
