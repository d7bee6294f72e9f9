"""The demo's post: the mails that were really sent, read from the folder that keeps them, and what waits on the site."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from dossiers.models import InboxItem, ReturnedMail, TextMessage
from portal.demo.returning import can_come_back

MOST = 100
"""Of each kind on a page, newest first; those before them are on the next."""
MOST_PAGES = 9_999


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
    """A text message as the folder keeps it in place of an operator, or as our own row has it where one is at work."""

    way: str
    recipient: str
    words: str
    """Empty of a row that has come to an end: its words are gone by then."""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Heap[Row]:
    """One kind of post: what is on this page of it, and where the newer and the older are ("" for none)."""

    rows: Sequence[Row]
    previous_url: str
    next_url: str


def _heap[Row](query: Mapping[str, str], name: str, of: Callable[[slice], Sequence[Row]]) -> Heap[Row]:
    """Return the page of a kind that an address asks for, the first for any other word; the other kinds stay where they are."""
    asked = query.get(name, "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(MOST_PAGES)) else 1
    number = max(number, 1)
    found = of(slice((number - 1) * MOST, number * MOST + 1))

    def to(page: int) -> str:
        return f"{reverse('mails')}?{urlencode({**query, name: page})}#{name}"

    newer, older = number > 1, len(found) > MOST
    return Heap(found[:MOST], to(number - 1) if newer else "", to(number + 1) if older else "")


def _texts(part: slice) -> Sequence[TextSent]:
    """Give text messages, the newest first: of the folder that stands in for an operator, else our own rows."""
    if not settings.TEXTS_URL.startswith("file:"):
        rows = TextMessage.objects.select_related("person").order_by("-pk")[part]
        return [_own(row) for row in rows]
    folder = Path(unquote(settings.TEXTS_URL.removeprefix("file://")))
    return [_kept(path) for path in _files(folder, "*.json")[part]]


def _kept(path: Path) -> TextSent:
    kept = json.loads(path.read_text(encoding="utf-8"))
    return TextSent(kept["channel"], kept["to"], kept.get("text") or _filled(kept.get("template"), kept["parameters"]))


def _own(row: TextMessage) -> TextSent:
    words = row.text or (_filled(row.template, row.parameters) if row.parameters else "")
    return TextSent(
        row.channel, row.phone or row.person.get_full_name(), words, state=row.get_state_display(), kind=row.kind
    )


def _filled(template: str, parameters: Mapping[str, object]) -> str:
    """Return what Zalo is given: the number of a template, and what fills it."""
    return f"{template} – {'; '.join(f'{name}: {value}' for name, value in parameters.items())}"


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
    found = _mail(pk) if settings.IS_DEMO else None
    if found is None or not found.html:
        raise Http404
    return HttpResponse(found.html)


@require_safe
def mails(request: HttpRequest, pk: str = "") -> HttpResponse:
    """List mails, texts and what waits on the site, or show one mail whole above the others."""
    chosen = _mail(pk) if settings.IS_DEMO and pk else None
    if not settings.IS_DEMO or (pk and chosen is None):
        raise Http404
    asked = request.GET.dict()
    given = {
        "listed": _heap(
            asked, "mails", lambda part: [_read(path) for path in _files(settings.MAIL_DIR, "*.eml")[part]]
        ),
        "mail": chosen,
        "texts": None if chosen else _heap(asked, "texts", _texts),
        "waiting": None if chosen else _heap(asked, "waiting", _waiting),
    }
    return render(request, "demo/mail.html", given | (_of_mail(chosen) if chosen else {}))


def _waiting(part: slice) -> Sequence[InboxItem]:
    return list(InboxItem.objects.select_related("person").defer("body_vi", "body_en").order_by("-pk")[part])


def _of_mail(mail: Mail) -> dict[str, object]:
    """Return what has come back of a mail, and whether its reader may let it come back."""
    found = ReturnedMail.objects.filter(message_id=mail.message_id)
    return {"came_back": list(found), "may_come_back": can_come_back() and not found}


def _files(folder: Path, pattern: str) -> list[Path]:
    found = folder.glob(pattern) if folder.is_dir() else ()
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _mail(pk: str) -> Mail | None:
    """Return a mail by its name, however old it is."""
    return next((_read(path) for path in _files(settings.MAIL_DIR, "*.eml") if path.stem == pk), None)


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
