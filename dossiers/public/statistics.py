"""The office in figures for everybody: whether dossiers end on time, and how long each procedure takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.display.formats import localized, percent, vn_date, vn_number
from dossiers.lists.known import known
from dossiers.public import pictures
from dossiers.public.figures import KEPT_SECONDS, figures_of, paces_of
from dossiers.public.procedure import all_in_force
from dossiers.reports.lived.lately import Pace
from dossiers.reports.open.published import LATELY, Published, Shown
from dossiers.reports.open.suppression import LEAST
from procedures import steady
from procedures.catalogue.alphabet import sort_key
from procedures.models import machine_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that can be chosen, and where its figures are."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure: its name, its page if it can be filed today, its figures, and how long it took lately."""

    slug: str
    name: str
    url: str
    shown: Shown
    pace: Pace | None


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the figures of the last twelve months, or of a year."""
    now = timezone.now()
    figures = figures_of(now)
    asked = request.GET.get("nam", "")
    when = asked if asked in map(str, figures.years) else LATELY
    context = {
        "kept": _kept(figures, when, now),
        "choices": _choices(figures, when, timezone.localdate(now)),
        "is_misread": bool(asked) and when == LATELY,
    }
    return render(request, "public/statistics.html", context)


def _kept(figures: Published, when: str, now: datetime) -> SafeString:
    """Return the page without what is around it, as it is for everybody on a day in a language."""
    day, language = timezone.localdate(now), get_language()
    key = f"statistics:{connection.settings_dict['NAME']}:{day}:{language}:{when}"
    kept = caches["process"].get_or_set(key, lambda: _drawn(figures, when, now), KEPT_SECONDS)
    return kept or _drawn(figures, when, now)


def _drawn(figures: Published, when: str, now: datetime) -> SafeString:
    name = name_of(when, timezone.localdate(now))
    context = {
        "figures": figures,
        "when": when,
        "period": name,
        "sentence": sentence(figures.of(when), name),
        "source": _("the record of dossiers, whole months up to %(day)s") % {"day": vn_date(figures.until)},
        "all": figures.of(when),
        "rows": _rows(figures, when, now),
    }
    context["pictures"] = pictures.of_period(figures, when, str(context["source"]))
    # What a template has written is escaped already.
    return SafeString(render_to_string("public/statistics_kept.html", context))


def name_of(when: str, today: date) -> str:
    """Return a period as people call it."""
    names = {LATELY: _("The last 12 months"), str(today.year): _("This year"), str(today.year - 1): _("Last year")}
    return names.get(when) or _("Year %(year)s") % {"year": when}


def sentence(shown: Shown, period: str) -> str:
    """Return whether the office was on time in a period."""
    if shown.resolved == 0:
        return _("%(period)s: no dossier was resolved.") % {"period": period}
    if shown.resolved is not None and shown.resolved >= LEAST and shown.on_time is None:
        return _(
            "%(period)s: %(count)s dossiers were resolved; the share on time is hidden, for the reason given below."
        ) % {
            "period": period,
            "count": vn_number(shown.resolved),
        }
    if shown.resolved is None or shown.on_time is None:
        return _("%(period)s: too few dossiers were resolved to say how many of them were on time.") % {
            "period": period
        }
    words = _("%(period)s: %(rate)s of dossiers were resolved on time or early, of %(count)s in all.")
    return words % {"period": period, "rate": percent(shown.on_time), "count": vn_number(shown.resolved)}


def _choices(figures: Published, when: str, today: date) -> list[Choice]:
    page = reverse("statistics")
    addresses: Mapping[str, str] = {LATELY: page, **{str(year): f"{page}?nam={year}" for year in figures.years}}
    return [Choice(name_of(name, today), url, name == when) for name, url in addresses.items()]


def _rows(figures: Published, when: str, now: datetime) -> Sequence[Row]:
    current = steady.now().once(all_in_force, timezone.localdate(now))
    paces: Mapping[int, Pace] = {}
    if when == LATELY:
        units = {one.procedure_id: machine_of(one.digest).committed_limit.unit for one in current.values()}
        paces = paces_of(units, now=now)
    slugs = {pk: slug for slug, pk in known().ids.items()}
    rows = [
        Row(
            slugs[pk],
            localized(known().procedures.get(slugs[pk])) or slugs[pk],
            reverse("procedure", args=[slugs[pk]]) if slugs[pk] in current else "",
            shown,
            paces.get(pk),
        )
        for pk, shown in figures.procedures(when).items()
    ]
    return sorted(rows, key=lambda row: sort_key(row.name))
