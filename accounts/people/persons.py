"""People of the office as an administrator enters, corrects and closes them."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import ChangeKind, Membership, SignInOutcome, SignInRecord, Unit, User
from accounts.people import changes, moved_mail, seating
from accounts.people.seating import Terms
from accounts.roles import Role

_MOST_OF_A_NAME = 50
"""Letters of a user name that is made of a full name, before a number."""


class PersonError(Exception):
    """What cannot be entered or changed of somebody: ``str()`` is the sentence, ``field`` the answer that it is about."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.field = field


@dataclass(frozen=True, slots=True)
class NewSeat:
    """A seat that somebody is given with the account."""

    unit: Unit
    role: Role
    terms: Terms


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who is entered. Without a user name one is made of the full name."""

    full_name: str
    email: str
    username: str = ""


def enter(new: NewPerson, seats: Iterable[NewSeat], *, by: User, at: datetime) -> User:
    """Enter an officer with the seats; no password opens the account yet. Raises ``PersonError`` and ``SeatError``."""
    with transaction.atomic():
        _hold(new.email)
        _check_mail(new.email, None)
        username = new.username or proposed_name(new.full_name)
        if not username:
            raise PersonError("username", _("No user name can be made of this name. Give one."))
        if User.objects.filter(username__iexact=username).exists():
            raise PersonError("username", _taken(username))
        person = User(username=username, full_name=new.full_name, email=new.email, date_joined=at)
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:
            # Somebody has entered the same name at the same moment.
            raise PersonError("username", _taken(username)) from None
        after = {"full_name": new.full_name, "email": new.email, "username": username}
        changes.note(ChangeKind.ENTERED, by=by, at=at, person=person, after=after)
        for seat in seats:
            seating.give(person, seat.unit, seat.role, seat.terms, by=by, at=at)
        return person


def correct(person: User, full_name: str, email: str, *, by: User, at: datetime) -> bool:
    """Correct an officer's name and mail; say whether anything was another than before. Raises ``PersonError``."""
    with transaction.atomic():
        _hold(email)
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        before = {"full_name": held.full_name, "email": held.email}
        after = {"full_name": full_name, "email": email}
        if before == after:
            return False
        former = ""
        if email != held.email:
            _check_mail(email, held)
            former = moved_mail.former_of(held)
            # The former one opens the account no more, neither at the sign-in nor for a new password.
            EmailAddress.objects.filter(user=held).delete()
        held.full_name, held.email = full_name, email
        held.save(update_fields=["full_name", "email"])
        changes.note(ChangeKind.CORRECTED, by=by, at=at, person=held, before=before, after=after)
        moved_mail.tell(former, held, at=at)
    return True


def name(person: User, full_name: str, *, by: User, at: datetime) -> bool:
    """Let a citizen's account bear a name, by its own person or by an officer who has seen the card; say whether it bore another."""
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        before = {"full_name": held.full_name}
        if held.full_name == full_name:
            return False
        held.full_name = person.full_name = full_name
        held.save(update_fields=["full_name"])
        changes.note(ChangeKind.CORRECTED, by=by, at=at, person=held, before=before, after={"full_name": full_name})
    return True


def take_mail(person: User, email: str, *, at: datetime) -> bool:
    """Let a citizen's account have an address that its person has confirmed; False where another account has it."""
    with transaction.atomic():
        try:
            correct(person, person.full_name, email, by=person, at=at)
        except PersonError:
            return False
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return True


def close(person: User, *, by: User, at: datetime) -> bool:
    """Close an account, with its sessions; say whether it was open. Raises ``PersonError`` and ``SeatError``."""
    if person.pk == by.pk:
        raise PersonError("", not_ones_own())
    on = timezone.localdate(at)
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not held.is_active and changes.lock_of(held) is None:
            return False
        held.is_active = False
        held.save(update_fields=["is_active"])
        seats = Membership.objects.in_force(on).filter(user=held, role=Role.ADMINISTRATOR)
        for seat in seats.select_related("unit"):
            seating.keep_administrator(seat.unit, on)
        changes.note(ChangeKind.CLOSED, by=by, at=at, person=held)
        forget_sessions(held, at)
    return True


def not_ones_own() -> str:
    """Say why nobody closes the own account."""
    return _("Nobody closes the own account: another administrator does that.")


def open_again(person: User, *, by: User, at: datetime) -> bool:
    """Open an account that was closed, or whose sign-in was locked; say whether it was."""
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if held.is_active:
            return False
        kind = ChangeKind.UNLOCKED if changes.lock_of(held) else ChangeKind.OPENED
        held.is_active = True
        held.save(update_fields=["is_active"])
        changes.note(kind, by=by, at=at, person=held)
    return True


def end_sessions(person: User, *, by: User, at: datetime) -> None:
    """End every session of somebody, wherever it was begun."""
    with transaction.atomic():
        forget_sessions(person, at)
        changes.note(ChangeKind.SESSIONS, by=by, at=at, person=person)


def forget_sessions(person: User, at: datetime) -> None:
    """Let every session of somebody be over, in the caller's transaction."""
    User.objects.filter(pk=person.pk).update(sessions_of=secrets.token_hex(8))
    SignInRecord.objects.filter(person=person).exclude(session="").update(session="")
    SignInRecord.objects.create(person=person, at=at, outcome=SignInOutcome.ENDED)


def proposed_name(full_name: str) -> str:
    """Return a user name for a full name, as “an.nguyen” for Nguyễn Thị An, that nobody has; "" where it has no letters."""
    plain = unicodedata.normalize("NFD", full_name.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))
    if not words:
        return ""
    name = ".".join(dict.fromkeys((words[-1], words[0])))[:_MOST_OF_A_NAME]
    taken = {one.lower() for one in User.objects.filter(username__istartswith=name).values_list("username", flat=True)}
    return next(one for one in (name, *(f"{name}{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _hold(email: str) -> None:
    """Let one after the other enter a mail address: no constraint of the database says that only one person has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"accounts.mail:{email.lower()}"])


def _check_mail(email: str, whose: User | None) -> None:
    """Refuse an address that another account has, or has confirmed."""
    used = EmailAddress.objects.filter(email__iexact=email).values("user")
    others = User.objects.filter(email__iexact=email) | User.objects.filter(pk__in=used)
    other = others.exclude(pk=whose.pk if whose else 0).order_by("pk").first()
    if other is not None:
        sentence = _("%(name)s has this address already. One person has one account: find it in the list of people.")
        raise PersonError("email", sentence % {"name": other.get_full_name()})


def _taken(username: str) -> str:
    return _("Somebody signs in as %(name)s already. Choose another user name.") % {"name": username}
