"""What a mail that came back says (RFC 3464): of which message, to whom, for good or not, and why. Pure; what it reads is hostile.

Nothing is looked for in the words of a person: only what a server has written in the parts that are meant for programs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from enum import StrEnum

from dossiers.notices.channels.returns.keys import HEADER

MOST_PARTS = 30
"""Parts that a return may be made of; a real one has three."""
DEEPEST = 3
"""Envelopes around a report that are opened: some servers and lists put one around it."""
MOST_RECIPIENTS = 20
LONGEST_FIELD = 1000
LONGEST_REASON = 200
_PARTS = re.compile(rb"multipart/|message/", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_KEY = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]{1,180}>")
_ADDRESS = re.compile(r"[^\s<>;,\"]{1,64}@[^\s<>;,\"]{1,190}")
_ENVELOPE = frozenset({"to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"})
"""Where a server writes to which address a mail was sent back."""


class Kind(StrEnum):
    """What a server says of a recipient."""

    FINAL = "final"
    """It gives up."""
    DELAYED = "delayed"
    """It goes on trying."""


@dataclass(frozen=True, slots=True)
class Return:
    """What came back of one message for one recipient."""

    message_id: str
    """"" where the head of the message did not come along, which RFC 3464 allows."""
    recipients: tuple[str, ...]
    """As the message was addressed first, and as whoever gave up had it: the same but for what was forwarded."""
    kind: Kind
    status: str
    """As ``5.1.1``; empty where none was said."""
    reason: str
    """What the server says, in one short line."""
    keys: tuple[str, ...]
    """What may be our key: none of it is trusted before it was held against the message."""


def returns_of(content: bytes) -> Sequence[Return]:
    """Return what a mail says of messages that were not delivered; nothing of one that is no such report.

    Words of people, answers of the absent and news that something was delivered are none. ``ValueError`` for what is no mail.
    """
    if len(_PARTS.findall(content)) > MOST_PARTS:
        return ()
    try:
        mail = message_from_bytes(content, policy=policy.default)
        report = _report_in(mail, DEEPEST)
        return () if report is None else tuple(_read(mail, report))[:MOST_RECIPIENTS]
    except (MessageError, LookupError, AttributeError, TypeError, RecursionError) as failure:
        raise ValueError(type(failure).__name__) from failure


def _report_in(mail: Message, depth: int) -> list[Message] | None:
    """Return the parts of a report on deliveries, be it in an envelope or two; None where there is none."""
    parts = _parts(mail)
    if mail.get_content_type() == "multipart/report" and any(_is_status(part) for part in parts):
        return parts
    if depth == 0 or mail.get_content_maintype() != "multipart":
        return None
    return next(filter(None, (_report_in(part, depth - 1) for part in parts)), None)


def _parts(mail: Message) -> list[Message]:
    found = mail.get_payload()
    return [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _read(mail: Message, report: Sequence[Message]) -> Iterator[Return]:
    head = next(filter(None, (_head_of(part) for part in report if not _is_status(part))), {})
    found = _ID.search(head.get("message-id", ""))
    keys = [head.get(HEADER.lower(), ""), *_keys_of(mail)]
    for block in (block for part in report if _is_status(part) for block in _parts(part)):
        fields = _fields(block)
        recipients = [_address(fields.get(name, "")) for name in ("original-recipient", "final-recipient")]
        kind = _kind_of(fields)
        if kind and any(recipients):
            status = _STATUS.search(fields.get("status", ""))
            own = tuple(dict.fromkeys(filter(None, recipients)))
            reason = clean(fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", ""))
            yield Return(
                found[0] if found else "", own, kind, status[0] if status else "", reason, tuple(filter(None, keys))
            )


def _kind_of(fields: dict[str, str]) -> Kind | None:
    """Return whether a server has given up; None for all that is no trouble. Who has given up said so, whatever the number."""
    action, status = fields.get("action", "").strip().lower(), _STATUS.search(fields.get("status", ""))
    if action == "failed" or (not action and status and status[1] == "5"):
        return Kind.FINAL
    if action == "delayed" or (not action and status and status[1] == "4"):
        return Kind.DELAYED
    return None


def _head_of(part: Message) -> dict[str, str]:
    """Return the head of the message that came back, whole or alone; nothing of any other part."""
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        return _fields(inner[0]) if (inner := _parts(part)) else {}
    if kind in ("text/rfc822-headers", "message/global-headers"):
        inner = _parts(part)
        text = part.get_payload(decode=True) if not inner else b""
        head = (
            inner[0] if inner else message_from_bytes(text if isinstance(text, bytes) else b"", policy=policy.default)
        )
        return _fields(head)
    return {}


def _fields(message: Message) -> dict[str, str]:
    """Return fields by their names in small letters as they are written, the first of each; what is overlong is left out."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        text = " ".join(str(value).split())
        if len(text) <= LONGEST_FIELD:
            found.setdefault(name.lower(), text)
    return found


def _keys_of(mail: Message) -> Iterator[str]:
    """Return what stands behind the plus of an address to which it came back."""
    for name, value in mail.raw_items():
        if name.lower() in _ENVELOPE and (found := _KEY.search(str(value)[:LONGEST_FIELD])):
            yield found[1]


def _address(value: str) -> str:
    """Return the address of ``rfc822; somebody@example.vn`` in small letters."""
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[0].lower() if found else ""


def clean(text: str) -> str:
    """Return what a server says as one short line that shows what it is: no control character, nothing that turns the writing."""
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    line = " ".join(shown.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
