"""The sign-in of an account is locked at once, in an emergency: nothing else of it ends, and it is opened again (ADR 0105).

What was done by a stolen password is seen at once where the account is; that files wait for somebody is no reason to wait.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ChangeKind, Membership, User
from accounts.people import changes, persons, seating
from accounts.people.persons import PersonError
from accounts.roles import Role

MOST_LETTERS = 200
"""Of the reason."""


def lock(person: User, why: str, *, by: User, at: datetime) -> bool:
    """Let nobody come in by an account and end its sessions; say whether it was open.

    Seats, files and days of standing in stay as they are. Raises ``PersonError`` without a reason and for one's own, and
    ``SeatError`` for the last administrator.
    """
    reason = " ".join(why.split())
    if not reason:
        raise PersonError("why", _("Say why: it stands in the history."))
    if person.pk == by.pk:
        raise PersonError("why", _("Nobody locks the own account: another administrator does that."))
    with transaction.atomic():
        held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not held.is_active:
            return False
        held.is_active = False
        held.save(update_fields=["is_active"])
        on = timezone.localdate(at)
        for seat in Membership.objects.in_force(on).filter(user=held, role=Role.ADMINISTRATOR).select_related("unit"):
            seating.keep_administrator(seat.unit, on)
        changes.note(ChangeKind.LOCKED, by=by, at=at, person=held, after={"reason": reason[:MOST_LETTERS]})
        persons.forget_sessions(held, at)
    return True
