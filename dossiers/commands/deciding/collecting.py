"""Results that wait at the desk to be collected: since when, who was reminded, and who can only be phoned."""

from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, OuterRef, Q, Subquery

from accounts.models import MailAddress, User
from accounts.seats import Seats
from dossiers.log.facts import HOW_RECEIVED
from dossiers.models import CollectionReminder, CounterPerson, Dossier, DossierQuerySet, Event, ReminderWay
from procedures.machine import Status
from procedures.results import Way

BY_PHONE = "is_by_phone"
"""The name of what ``waiting`` adds to each: whether it is the phone alone that reaches the applicant."""


def waiting() -> DossierQuerySet:
    """Narrow to the results that somebody has to come for: those that are asked for by post or on line go out by themselves.

    Each with ``is_by_phone``: whether neither an account nor a confirmed mail address reaches the applicant.
    """
    said = (
        Event.objects.filter(dossier=OuterRef("pk"))
        .annotate(way=HOW_RECEIVED)
        .filter(way__isnull=False)
        .order_by("-sequence")
    )
    ready = Dossier.objects.filter(status=Status.RESULT_READY)
    asked = ready.annotate(receives=Subquery(said.values("way")[:1]))
    known = MailAddress.objects.filter(person=OuterRef("applicant"), confirmed_at__isnull=False)
    alone = CounterPerson.objects.filter(pk=OuterRef("applicant"), joined=None)
    by_phone = ExpressionWrapper(Q(Exists(alone)) & ~Q(Exists(known)), BooleanField())
    # Where nobody was asked, it is collected.
    in_person = Q(receives=None) | Q(receives=Way.IN_PERSON.value)
    return asked.filter(in_person).annotate(**{BY_PHONE: by_phone})


def seen_by(seats: Seats) -> DossierQuerySet:
    """Return those that somebody in these seats sees, with how often and when their applicants were reminded last."""
    own = waiting().filter(pk__in=Dossier.objects.visible_to(seats).order_by().values("pk"))
    reminded = {"reminders": Count("collection_reminders"), "reminded_at": Max("collection_reminders__at")}
    return own.select_related("applicant", "version").defer("version__text").annotate(**reminded)


def to_remind(agency: int, before: datetime) -> DossierQuerySet:
    """Return what has waited in an agency since before an instant without a notice since then, of whom one reaches; the oldest first."""
    told = CollectionReminder.objects.filter(dossier=OuterRef("pk"), way=ReminderWay.MAIL, at__gte=before)
    found = waiting().filter(~Exists(told), agency=agency, resolved_at__lt=before, **{BY_PHONE: False})
    return found.order_by(F("resolved_at").asc(nulls_last=True), "pk")


def phoned(dossier: Dossier, *, by: User, note: str, at: datetime) -> CollectionReminder:
    """Note that an officer has phoned an applicant."""
    number = dossier.applicant.phone
    return CollectionReminder.objects.create(
        dossier=dossier, way=ReminderWay.PHONE, by=by, number=number, note=note, at=at
    )


def reminded(dossier: Dossier, *, at: datetime) -> CollectionReminder:
    """Note that a notice has gone out."""
    return CollectionReminder.objects.create(dossier=dossier, way=ReminderWay.MAIL, at=at)
