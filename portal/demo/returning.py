"""A mail comes back: what a mail server writes that took one and cannot deliver it (RFC 3464). For the demo, and for tests."""

from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import turns

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.vn>
To: {to}
Date: {date}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{own}@mx.example.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{cut}"

--{cut}
Content-Type: text/plain; charset=utf-8

This is the mail system at mx.example.vn. I'm sorry to have to inform you that your message could not be delivered.

--{cut}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--{cut}
Content-Type: text/rfc822-headers

{head}

--{cut}--
"""


def report_of(
    mail: bytes,
    at: datetime,
    *,
    recipient: str = "",
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 no such user here",
) -> bytes:
    """Return what comes back of a mail as it was sent."""
    sent = message_from_bytes(mail, policy=policy.default)
    head = mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    filled = {
        "to": str(sent["From"]),
        "date": format_datetime(at),
        "own": uuid4().hex,
        "cut": uuid4().hex,
        "recipient": recipient or str(sent["To"]).partition(",")[0].strip(),
        "action": action,
        "status": status,
        "diagnostic": diagnostic,
        "head": head,
    }
    return REPORT.format(**filled).encode()


def made(folder: Path) -> Path:
    """Return a folder as a Maildir; what is there stays."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def put_down(report: bytes, folder: Path) -> None:
    """Deliver a mail into a Maildir, as a mail server does: written beside it, and moved there whole."""
    made(folder)
    name = f"{uuid4().hex}.demo"
    (folder / "tmp" / name).write_bytes(report)
    (folder / "tmp" / name).rename(folder / "new" / name)


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, pk: str) -> HttpResponse:
    """Let a mail of the demo come back, as where no server delivers to its address; whoever only looks is led to the mail."""
    if request.method != "POST":
        return redirect("mail", pk=pk)
    found = next((path for path in settings.MAIL_DIR.glob("*.eml") if path.stem == pk), None)
    if not settings.IS_DEMO or found is None or not can_come_back():
        raise Http404
    put_down(report_of(found.read_bytes(), timezone.now()), _place())
    turns.wake("returns")
    messages.success(request, _("This mail comes back as from a mail server. A worker reads it in a moment."))
    return redirect("mail", pk=pk)


def begin() -> None:
    """Make the folder that is read for what comes back, so that a demo to which nothing has come reads an empty one."""
    if can_come_back():
        made(_place())


def _place() -> Path:
    return Path(unquote(settings.MAIL_BOUNCES.removeprefix("maildir://")))


def can_come_back() -> bool:
    """Say whether what comes back is read from a folder of this machine."""
    return bool(settings.MAIL_BOUNCES.startswith("maildir:"))
