"""Files sent by parts, which go on where a connection broke: a server of tus 1.0.0 with creation and termination.

What has come to its end is named by the form that takes it (``sent_files``), so that all else is as with a plain form.
"""

import binascii
from base64 import b64decode
from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signin import SignedIn, signed_in
from dossiers.filing import arriving, partial
from dossiers.models import PartialFile
from dossiers.refusals import BadFile, Refusal

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
MOST_DIGITS = 12
NOTED = "Upload-Noted"
"""The head that names what the form says of a file that was refused before it was sent; a press takes that away again."""


@signed_in
@require_POST
def begin_file(request: SignedIn) -> HttpResponse:
    """Begin a file: its size and its name are in the head of the request."""
    size = _number(request.headers.get("Upload-Length", ""))
    return _answer(400) if size is None else _begun(request, size)


def _begun(request: SignedIn, size: int) -> HttpResponse:
    """Begin a file of so many bytes; note of one that is refused which and why, in the draft for which it was chosen."""
    named, now = _metadata(request.headers.get("Upload-Metadata", "")), timezone.now()
    name, field, key = named.get("filename", ""), named.get("field", ""), _key(named.get("draft", ""))
    try:
        begun = partial.begin(request.user, name, size, draft_key=key, field=field, at=now)
    except BadFile as refusal:
        answer = _answer(refusal.status, str(refusal))
        answer.headers[NOTED] = arriving.refused_unsent(request.user, key, field, (name, size), refusal, at=now)
        return answer
    except Refusal as refusal:
        return _answer(refusal.status, str(refusal))
    except OSError:
        return _no_room()
    answer = _answer(201)
    answer.headers["Location"] = reverse("sent_file", args=[begun.pk])
    return answer


@signed_in
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def sent_file(request: SignedIn, pk: UUID) -> HttpResponse:
    """Say how much of a file has come, take what comes behind that, or forget it; its sender's alone."""
    try:
        found = partial.open_of(request.user, pk, at=timezone.now())
    except Refusal as refusal:
        return _answer(refusal.status, str(refusal))
    if found is None:
        return _answer(404, _("This file is not on its way any more. Please send it again."))
    match request.method:
        case "PATCH":
            return _gone_on(request, found)
        case "DELETE":
            partial.forget(found)
            return _answer(204)
        case _:
            return _answer(200, offset=found.offset, length=found.size)


def _gone_on(request: SignedIn, found: PartialFile) -> HttpResponse:
    offset = _number(request.headers.get("Upload-Offset", ""))
    if request.content_type != PART:
        return _answer(415)
    if offset is None:
        return _answer(400)
    try:
        there = partial.go_on(found, offset, request)
    except OSError:
        return _no_room()
    return _answer(409) if there is None else _answer(204, offset=there)


def _no_room() -> HttpResponse:
    return _answer(507, _("The server cannot store files now. Please try again later."))


def _answer(status: int, sentence: str = "", *, offset: int | None = None, length: int | None = None) -> HttpResponse:
    answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    lengths = {"Upload-Offset": offset, "Upload-Length": length}
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **lengths}.items():
        if value is not None:
            answer.headers[name] = str(value)
    return answer


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _key(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None


def _metadata(head: str) -> dict[str, str]:
    """Return what a head names: pairs of a word and a text in Base64; what cannot be read is left out."""
    named = {}
    for pair in head.split(","):
        name, _blank, text = pair.strip().partition(" ")
        with suppress(binascii.Error, UnicodeDecodeError):
            named[name] = b64decode(text, validate=True).decode()
    return named
