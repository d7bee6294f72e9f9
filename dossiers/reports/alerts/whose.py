"""Whose figures an alert is about, who is told of it, and where its numbers lead."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Membership, Unit, UnitKind, User
from accounts.seats import Seats, seats_of
from dossiers.models import Alert, AlertRule
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection, scope_of

NONE: Mapping[str, str] = {}


def selection_of(unit: Unit) -> Selection:
    """Return the dossiers of an agency, or of a division."""
    return Selection((unit.agency_id,), (unit.pk,) if unit.kind == UnitKind.DIVISION else ())


def may_see(seats: Seats, unit: Unit) -> bool:
    """Say whether somebody answers for a unit: nobody else is told of its figures, whatever a rule says."""
    scope = scope_of(seats)
    if scope is None or scope.is_own or unit.agency_id not in scope.selection.agencies:
        return False
    return not scope.selection.divisions or unit.pk in scope.selection.divisions


def people_of(rule: AlertRule, on: date) -> list[User]:
    """Return whom a rule means on a day: those who answer for its unit."""
    found = User.objects.filter(is_active=True).order_by("pk")
    if rule.role:
        held = Membership.objects.in_force(on).filter(role=rule.role, unit__in={rule.unit_id, rule.unit.agency_id})
        found = found.filter(pk__in=held.values("user"))
    else:
        found = found.filter(pk=rule.person_id or 0)
    return [person for person in found if may_see(seats_of(person, on), rule.unit)]


def alerted_units() -> QuerySet[Unit]:
    """Return the units of which somebody can be told: agencies and their divisions."""
    return Unit.objects.filter(kind__in=(UnitKind.AGENCY, UnitKind.DIVISION)).order_by("pk")


def alerts_of(rule: AlertRule) -> QuerySet[Alert]:
    """Return what warns at this moment of what a rule is about: of an agency that of its divisions too."""
    below = Q(unit__parent=rule.unit_id) if rule.unit.kind == UnitKind.AGENCY else Q()
    found = Alert.objects.filter(Q(unit=rule.unit_id) | below, kind=rule.kind, over_at=None)
    return found.select_related("unit").order_by("pk")


def open_alerts(selection: Selection) -> Sequence[Alert]:
    """Return what was noted and not ended in the agencies or divisions that somebody answers for, the newest first."""
    found = Alert.objects.filter(_about(selection), over_at=None)
    return list(found.select_related("unit").order_by("-point", "pk"))


def rules_about(selection: Selection) -> QuerySet[AlertRule]:
    """Return the rules about the agencies or divisions that somebody answers for."""
    return AlertRule.objects.filter(_about(selection))


def _about(selection: Selection) -> Q:
    if selection.divisions:
        return Q(unit__in=selection.divisions)
    return Q(unit__in=selection.agencies) | Q(unit__parent__in=selection.agencies)


def path_to_list(unit: Unit, figure: str, period: Period, changes: Mapping[str, str] = NONE) -> str:
    """Return the path of the dossiers that a number of a unit counts."""
    return f"{reverse('figure', args=[figure])}?{urlencode({**_values(unit, period), **changes})}"


def address(unit: Unit, figure: str, period: Period, changes: Mapping[str, str] = NONE) -> str:
    """Return the same with the site, for mail."""
    return settings.PUBLIC_URL + path_to_list(unit, figure, period, changes)


def page(unit: Unit, period: Period) -> str:
    """Return the address of the figures of a unit, for mail."""
    return f"{settings.PUBLIC_URL}{reverse('dashboard')}?{urlencode(_values(unit, period))}"


def _values(unit: Unit, period: Period) -> dict[str, str]:
    values = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    return values | ({"unit": unit.slug} if unit.kind == UnitKind.DIVISION else {})
