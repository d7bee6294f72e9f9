"""What warns, in the reader's language, and where it leads."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from dossiers.display.formats import limit, localized, percent, unit_name, vn_date, vn_number
from dossiers.lists.known import known
from dossiers.models import Alert, AlertKind
from dossiers.reports.alerts.bands import ALL, RATE
from dossiers.reports.alerts.seen import BEYOND
from dossiers.reports.alerts.stranded import FILED, NOBODY, ON_LEAVE, OWN, UNGIVEN
from dossiers.reports.alerts.whose import path_to_list
from dossiers.reports.lived.chart import Signal
from dossiers.reports.lived.measures import rounded
from dossiers.reports.periods import DAY, Period, month_of
from procedures.machine import LimitUnit, Status

IS_OVER = frozenset({Signal.ABOVE.value, Signal.RUN_ABOVE.value})


@dataclass(frozen=True, slots=True)
class Warned:
    """An alert as it is shown."""

    unit: str
    sentence: str
    path: str
    since: date


def warned(alert: Alert, today: date) -> Warned:
    """Return an alert in words."""
    if alert.kind == AlertKind.STRANDED:
        sentence, path = _stranded(alert), _where(alert, today)
    elif alert.figure == RATE:
        week = Period(alert.point, alert.point + 6 * DAY)
        sentence, path = _rate(alert, week), path_to_list(alert.unit, "resolved", week)
    else:
        slug, month = alert.figure.partition(":")[2], month_of(alert.point)
        days = {"start": month.start.isoformat(), "end": month.end.isoformat()}
        sentence, path = _pace(alert, slug), f"{reverse('process', args=[slug])}?{urlencode(days)}"
    return Warned(unit_name(alert.unit), sentence, path, alert.point)


def _stranded(alert: Alert) -> str:
    measured = alert.measured
    names = {
        "count": vn_number(measured["count"]),
        "role": ROLE_LABELS[Role(measured["role"])],
        "unit": Unit(name_vi=measured["at_vi"], name_en=measured["at_en"]).name(get_language()),
    }
    waits = ngettext(
        "%(count)s dossier waits for: %(role)s, %(unit)s.",
        "%(count)s dossiers wait for: %(role)s, %(unit)s.",
        measured["count"],
    )
    why = {
        NOBODY: _("Nobody holds the role."),
        ON_LEAVE: _("All who could go on with it are on leave."),
        OWN: _(
            "Who holds the role has applied for it, and nobody handles a dossier of one’s own: give the role to a colleague too."
        ),
        UNGIVEN: _(
            "It is given to a case officer next, and nobody of the unit may get it: give somebody the role of case officer there."
        ),
    }
    return f"{waits % names} {why[alert.signal]}"


def _where(alert: Alert, today: date) -> str:
    """Return the list of it; of what is not accepted yet, which no figure has, that of the desk."""
    is_own = alert.signal in {OWN, UNGIVEN}
    if is_own or alert.figure.endswith(FILED):
        code, role = alert.measured.get("code"), str(alert.measured["role"])
        is_filed = alert.figure.endswith(FILED) and not is_own
        narrowed = {"q": code} if code else {**({"state": Status.REGISTERED.value} if is_filed else {}), "holder": role}
        return f"{reverse('worklist')}?{urlencode({'list': 'open', **narrowed})}"
    parts = {"holder": str(alert.measured["role"]), "at": str(alert.measured["at"])}
    return path_to_list(alert.unit, "open", Period(today, today), parts)


def _rate(alert: Alert, week: Period) -> str:
    measured = alert.measured
    return _banded(
        alert,
        _("On-time rate, week %(start)s to %(end)s") % {"start": vn_date(week.start), "end": vn_date(week.end)},
        *(percent(min(ALL, measured[name])) for name in ("value", "lower", "upper", "centre")),
    )


def _pace(alert: Alert, slug: str) -> str:
    name, unit = localized(known().procedures.get(slug)) or slug, LimitUnit(alert.measured["unit"])
    amounts = (rounded(alert.measured[key], unit) for key in ("value", "lower", "upper", "centre"))
    label = _("%(name)s, median time in %(month)s") % {"name": name, "month": f"{alert.point:%m/%Y}"}
    return _banded(alert, label, *map(limit, amounts))


def _banded(alert: Alert, label: str, value: str, lower: str, upper: str, centre: str) -> str:  # noqa: PLR0917 - what is said of a chart
    words = {"label": label, "value": value, "lower": lower, "upper": upper, "centre": centre}
    if alert.signal in BEYOND:
        return _("%(label)s: %(value)s. Ordinary is from %(lower)s to %(upper)s.") % words
    if alert.signal in IS_OVER:
        return _("%(label)s: %(value)s. Eight in a row or more lie over the mean of %(centre)s.") % words
    return _("%(label)s: %(value)s. Eight in a row or more lie under the mean of %(centre)s.") % words
