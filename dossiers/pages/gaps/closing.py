"""Closing the account of somebody of the office: one rule for whichever page it is pressed on (ADR 0095)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.people import leaving, seating
from accounts.roles import Role
from dossiers.calendars.feed import addresses
from dossiers.commands.money import shifts
from dossiers.display.formats import vn_date
from dossiers.display.labels import role_label
from dossiers.filing.counter import entries
from dossiers.models import Dossier, DossierQuerySet
from dossiers.reports.alerts.alone import only_by


def files_of(person: User) -> DossierQuerySet:
    """Narrow to the open dossiers that a case officer has: they wait for that person by name."""
    return Dossier.objects.filter(assignee=person, holder=Role.SPECIALIST)


def kept_by_files(person: User, units: Collection[int] | None = None) -> str:
    """Say why somebody cannot leave today: files wait by name (in these divisions, else in any); "" where none does."""
    files = files_of(person) if units is None else files_of(person).filter(unit__in=units)
    if not (count := files.count()):
        return ""
    words = ngettext(
        "%(n)s file waits for %(name)s by name: it is handed over first. An end on a later day can be entered. Where the "
        "account has to be shut at once, lock its sign-in on the page of the person.",
        "%(n)s files wait for %(name)s by name: they are handed over first. An end on a later day can be entered. Where the "
        "account has to be shut at once, lock its sign-in on the page of the person.",
        count,
    )
    return words % {"n": count, "name": person.get_full_name()}


def refused(person: User, left: Collection[int], *, signs_in: bool) -> str:
    """Say why a person cannot leave divisions today, or the account be closed, under /admin/ (``settings.BEFORE_SEATS``)."""
    return kept_by_files(person, left if signs_in else None) if left or not signs_in else ""


def hangs_on(person: User, on: date) -> Iterator[str]:
    """Yield in words what else keeps an account from being closed: an open counter, what was begun there, dossiers of one alone."""
    for opened in shifts.left_open(on).filter(by=person):
        yield _("%(counter)s of %(day)s is not closed") % {"counter": opened.counter, "day": vn_date(opened.on)}
    if begun := entries.own(person).count():
        sentence = ngettext(
            "%(n)s application that was begun at the counter is not filed",
            "%(n)s applications that were begun at the counter are not filed",
            begun,
        )
        yield sentence % {"n": begun}
    found = only_by(person, on)
    units = Unit.objects.in_bulk({unit for _role, unit in found})
    for (role, unit), rows in found.items():
        words = {"role": role_label(role), "unit": units[unit].name(get_language())}
        codes = ", ".join(row.code for row in rows)
        yield _("nobody else who is %(role)s in %(unit)s may handle %(codes)s") % {**words, "codes": codes}


def ends_with(person: User, on: date) -> list[str]:
    """Return in words which seats end where an account is closed on a day, each with its days: one statement."""
    language = get_language()
    return [
        f"{role_label(seat.role)}, {seat.unit.name(language)}: {seating.days_of(seat)}"
        for seat in leaving.ending_with(person, on)
    ]


def close(person: User, *, by: User, at: datetime) -> None:
    """Close an account on which nothing hangs any more. Raises ``LeavingError``; then nothing is changed.

    The account is locked: of two who press at once the second reads that it is closed, and what somebody gives to this
    person meanwhile waits, or is seen.
    """
    with transaction.atomic():
        found = leaving.close(
            person,
            files=lambda who: files_of(who).count(),
            more=lambda who: hangs_on(who, timezone.localdate(at)),
            by=by,
            at=at,
        )
        addresses.revoke(found)
