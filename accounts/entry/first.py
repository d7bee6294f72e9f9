"""The first sign-in of an officer who was entered: a link that opens once, where that person alone chooses the password."""

import secrets
from datetime import date, datetime, time, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import SetPasswordForm
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.entry import tries
from accounts.models import AccountChange, ChangeKind, FirstSignIn, Membership, User
from accounts.people import changes

VALID_HOURS = 48
VALID = timedelta(hours=VALID_HOURS)
"""From when it was made on, or from the beginning of the first day in office, if that comes ``SOON``."""
SOON = timedelta(days=31)
"""A link that waits longer in a mailbox is made anew."""
PAGE = "account/first_sign_in.html"
_BYTES = 24
MAILED, NO = "mailed", "no"
"""What the history of accounts keeps of a link beside its address, where no mail server took it."""


def can_have(person: User) -> bool:
    """Say whether somebody is still to sign in for the first time: an account that is open, with no password."""
    return person.is_active and bool(person.email) and not person.has_usable_password()


def make(person: User, *, by: User, at: datetime) -> str:
    """Make a link for somebody; return its path. Those that were made before open nothing any more."""
    secret = secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        FirstSignIn.objects.create(person=person, digest=_digest(secret), made_at=at)
        changes.note(ChangeKind.LINK, by=by, at=at, person=person, after={"email": person.email})
    return reverse("first_sign_in", args=(secret,))


def send(person: User, path: str) -> bool:
    """Mail a link to whom it is for, as all mail about an account goes; say whether the mail server took it."""
    link = newest(person)
    context = {
        "user": person,
        "seats": seats_of(person, timezone.localdate()),
        "link": f"{settings.PUBLIC_URL}{path}",
        "hours": VALID_HOURS,
        "begins_on": begins_on(person, timezone.localdate()),
        "until": timezone.localtime(ends_at(link)) if link else None,
    }
    try:
        # Nobody knows yet which language that person reads.
        with override(settings.LANGUAGE_CODE):
            get_adapter().send_mail("account/email/first_sign_in", person.email, context)
    except OSError:
        return False
    return True


def note_unsent(person: User, *, by: User) -> None:
    """Record of the last link of somebody that the mail server did not take it: nobody has it."""
    if link := newest(person):
        after = {"email": person.email, MAILED: NO}
        changes.note(ChangeKind.LINK, by=by, at=link.made_at, person=person, after=after)


def is_unsent(link: FirstSignIn) -> bool:
    """Say whether the last link of somebody is recorded as not mailed: one query."""
    return _unsent().filter(person=link.person_id).exists()


def unsent() -> QuerySet[FirstSignIn]:
    """Narrow to the links that were not mailed, the last of a person who is still to sign in for the first time."""
    later = FirstSignIn.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    waiting = FirstSignIn.objects.filter(
        used_at=None, person__is_active=True, person__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    noted = _unsent().filter(person=OuterRef("person"))
    return waiting.filter(~Exists(later), Exists(noted)).select_related("person").order_by("made_at", "pk")


def _unsent() -> QuerySet[AccountChange]:
    """Narrow to what says of somebody's last link that it was not mailed."""
    later = AccountChange.objects.filter(person=OuterRef("person"), kind=ChangeKind.LINK, pk__gt=OuterRef("pk"))
    return AccountChange.objects.filter(~Exists(later), kind=ChangeKind.LINK, **{f"after__{MAILED}": NO})


def newest(person: User) -> FirstSignIn | None:
    """Return the last link that was made for somebody; None where it went to an address that is the person's no more."""
    link = FirstSignIn.objects.filter(person=person).select_related("person").order_by("-pk").first()
    return link if link and _went_to(link) == person.email else None


def _went_to(link: FirstSignIn) -> str:
    """Return the address to which a link was mailed; "" where nobody has written that down."""
    made = AccountChange.objects.filter(person=link.person, kind=ChangeKind.LINK, at=link.made_at).last()
    return str(made.after["email"]) if made else ""


def seats_of(person: User, on: date) -> QuerySet[Membership]:
    """Return as what somebody works on a day, and will later, what begins first on top."""
    seats = Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=on), user=person)
    return seats.select_related("unit").order_by("since", "pk")


def begins_on(person: User, on: date) -> date | None:
    """Return the first day in office of somebody who has no seat yet on a day; None for whoever has one, or never will."""
    seats = seats_of(person, on).order_by()
    first: date | None = seats.aggregate(first=Min("since"))["first"]
    return first if first is not None and first > on else None


def ends_at(link: FirstSignIn) -> datetime:
    """Return from when on a link opens nothing any more."""
    day = begins_on(link.person, timezone.localdate(link.made_at))
    start = datetime.combine(day, time.min, timezone.get_current_timezone()) if day else link.made_at
    return (start if start - link.made_at <= SOON else link.made_at) + VALID


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for a password and let its owner in; a link that was used, replaced or is too old says so."""
    now = timezone.now()
    person = _whose(secret, now)
    if person is None:
        return _spent(request)
    form = SetPasswordForm(data=request.POST if request.method == "POST" else None, user=person)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": person, "is_other": _is_other(request, person)}
        return render(request, PAGE, context, status=422 if form.errors else 200)
    if not _used(secret, person, form.cleaned_data["password1"], now):
        return _spent(request)
    response: HttpResponse = perform_login(request, person, email=person.email)
    return response


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, PAGE, {"token_fail": True}, status=410)


def _used(secret: str, person: User, password: str, now: datetime) -> bool:
    """Use a link up with the password that was chosen; say whether nobody did so in the meantime."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if _whose(secret, now) is None:
            return False
        FirstSignIn.objects.filter(digest=_digest(secret)).update(used_at=now)
        get_adapter().set_password(person, password)
        _confirm(person)
        changes.note(ChangeKind.FIRST, by=person, at=now, person=person)
    return True


def _confirm(person: User) -> None:
    """Keep that the address is the person's: whoever has the mail has opened the link."""
    address = person.email.lower()
    if not EmailAddress.objects.filter(email__iexact=address).exclude(user=person).exists():
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)


def _whose(secret: str, now: datetime) -> User | None:
    """Return whose a link is that may be used; None for any other."""
    found = FirstSignIn.objects.filter(digest=_digest(secret)).select_related("person").first()
    if found is None or found.used_at is not None or ends_at(found) <= now or not can_have(found.person):
        return None
    return found.person if newest(found.person) == found else None


def _is_other(request: HttpRequest, person: User) -> bool:
    """Say whether somebody else is signed in at this browser, who will be so no more."""
    return request.user.is_authenticated and request.user.pk != person.pk


def _digest(secret: str) -> str:
    return tries.digest(f"first:{secret}")
