"""Signatures of messages: HMAC-SHA256 over the time and the raw bytes, with a key that both sides know."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from dossiers.payments.gateway.seam import NotSigned

SIGNATURE, SENT_AT = "X-Gateway-Signature", "X-Gateway-Time"
AHEAD = timedelta(minutes=15)
"""So far a gateway's clock may be ahead of ours. One that is old is taken: it is late, or sent again, and nothing counts twice."""


def headers(key: bytes, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers with which a message is sent."""
    sent_at = at.astimezone(UTC).isoformat(timespec="seconds")
    return {SENT_AT: sent_at, SIGNATURE: signature(key, sent_at, body)}


def signature(key: bytes, sent_at: str, body: bytes) -> str:
    """Return 64 hexadecimal digits."""
    return hmac.digest(key, sent_at.encode() + b"." + body, "sha256").hex()


def verify(key: bytes, body: bytes, given: Mapping[str, str], *, now: datetime) -> None:
    """Raise ``NotSigned`` where the signature is another, or the time is none or far ahead of ours."""
    sent_at = given.get(SENT_AT, "")
    wanted = signature(key, sent_at, body)
    # Compared as bytes: a header may hold letters that are not ASCII.
    if not hmac.compare_digest(wanted.encode(), given.get(SIGNATURE, "").encode("utf-8", "replace")):
        raise NotSigned("another signature")
    try:
        at = datetime.fromisoformat(sent_at)
    except ValueError:
        raise NotSigned("no time") from None
    if at.tzinfo is None or at > now + AHEAD:
        raise NotSigned("no time of ours")
