"""Who came in, tried to, and went: kept for ``settings.SIGN_IN_RECORD_DAYS`` (ADR 0096)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import SignInOutcome, SignInRecord, User

ONCE = timedelta(minutes=1)
"""What is refused to the same person again within so long is one line: whoever tries on does not fill the table."""
IPV4 = 4
_OF_IPV4, _OF_IPV6 = 24, 48
"""Bits of an address that are kept: they tell the office from elsewhere, and one household from no other."""
_BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
"""By what a browser says of itself; the first that fits, as most say that they are others too."""


def note(request: HttpRequest, people: Iterable[User], outcome: SignInOutcome, address: str, now: datetime) -> None:
    """Keep what happened to each of some people; a name that nobody has is nobody's, and not kept."""
    session = (request.session.session_key or "") if outcome is SignInOutcome.IN else ""
    network, browser = shortened(address), browser_of(request)
    SignInRecord.objects.bulk_create(
        SignInRecord(person=person, at=now, outcome=outcome, network=network, browser=browser, session=session)
        for person in people
        if outcome is not SignInOutcome.REFUSED or not _is_noted(person, now)
    )


def _is_noted(person: User, now: datetime) -> bool:
    lately = SignInRecord.objects.filter(person=person, outcome=SignInOutcome.REFUSED, at__gt=now - ONCE)
    return lately.exists()


def shortened(address: str) -> str:
    """Return the network of an address; "" for what is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((str(known), _OF_IPV4 if known.version == IPV4 else _OF_IPV6), strict=False))


def browser_of(request: HttpRequest) -> str:
    """Return which kind of browser on which kind of system it was, as far as that is said."""
    said = request.headers.get("User-Agent", "")
    kinds = (next((name for mark, name in known.items() if mark in said), "") for known in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, kinds))


def open_sessions(person: User, now: datetime) -> QuerySet[SignInRecord]:
    """Narrow to the sign-ins of somebody of the office whose session may still be used, the newest first."""
    since = now - timedelta(hours=settings.OFFICER_SESSION_HOURS)
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    begun = SignInRecord.objects.filter(person=person, outcome=SignInOutcome.IN, at__gt=since).exclude(session="")
    return begun.filter(session__in=alive).order_by("-pk")


def sweep(now: datetime) -> None:
    """Remove what is older than it may be kept."""
    SignInRecord.objects.filter(at__lte=now - timedelta(days=settings.SIGN_IN_RECORD_DAYS)).delete()
