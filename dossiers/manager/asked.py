"""What somebody asks of the figures: a period and a selection, read from an address and written into the next ones."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.signin import OfOfficer
from dossiers.display.formats import is_end_of_day, localized, unit_name
from dossiers.display.links import path_to
from dossiers.lists.known import known
from dossiers.lists.people import called_in, case_officers
from dossiers.models import Channel
from dossiers.pages.forms import Day, LastOfMinute
from dossiers.reports import counted
from dossiers.reports.past import figures as of_then
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.figures import Counts
from dossiers.reports.periods import Period, usual
from dossiers.reports.selection import Scope, Selection, scope_of
from procedures.time.calendar import local

NONE: Mapping[str, str] = {}
KEPT = 4096
"""Values of addresses that a process keeps as they are written."""
SAID = 60
"""Letters of a value that means nothing, as a page repeats it."""
LOOKS = ("by", "order", "against")
"""By what figures are broken down, in which order, and what they are compared with."""
LOOK = re.compile(r"-?[a-z_]{1,20}")
"""What may be one of their names; what it means says whoever shows it."""


class PeriodForm(forms.Form):
    """A period of local days; the month up to today where none is given."""

    start = Day(label=gettext_lazy("From"))
    end = Day(label=gettext_lazy("To"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it begins."))
        return cleaned

    def period(self) -> Period:
        """Return the chosen period of a valid form."""
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])


class PastForm(forms.Form):
    """As of which past minute figures are asked, and whether what is known since counts: of today where there is none."""

    asof = LastOfMinute()
    known = forms.BooleanField(
        label=gettext_lazy("Only what was known then"),
        help_text=gettext_lazy(
            "A step that was taken back later counts as it stood. Without this it counts as never done."
        ),
        required=False,
    )
    now: datetime

    @classmethod
    def of(cls, given: Mapping[str, str], now: datetime) -> Self:
        """Return the form for an address, unbound where it names no instant."""
        form = cls(given if given.get("asof") else None)
        form.now = now
        return form

    def clean_asof(self) -> datetime:
        """Refuse a minute that has not begun."""
        at: datetime = self.cleaned_data["asof"]
        if is_end_of_day(at) and local(at).date() == local(self.now).date():
            raise forms.ValidationError(
                _("This day has not ended yet. Write a time before its day, or choose an earlier day.")
            )
        if at - timedelta(minutes=1) >= self.now:
            raise forms.ValidationError(_("This time is still to come. Choose one that has passed."))
        return at

    @property
    def as_of(self) -> AsOf | None:
        """The instant and the question; None for today, and for what is wrong."""
        is_right = self.is_bound and self.is_valid()
        return AsOf(self.cleaned_data["asof"], known=self.cleaned_data["known"]) if is_right else None

    @property
    def instant(self) -> datetime:
        """The instant as of which it is asked."""
        return self.as_of.at if self.as_of else self.now

    @property
    def today(self) -> date:
        """Its local day."""
        return timezone.localdate(self.instant)


class Choices(forms.Form):
    """What figures are narrowed to: offered is what there is in the sight of whoever asks."""

    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    procedure = forms.ChoiceField(label=gettext_lazy("Procedure"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Case officer"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)

    def __init__(self, values: Mapping[str, str], offered: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        super().__init__(initial=dict(values))
        for name in list(self.fields):
            choices = list(offered.get(name, ()))
            if choices:
                self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]
            else:
                del self.fields[name]


@dataclass(frozen=True, slots=True)
class Asking:
    """How a page asks: by which form, of which period where none is given, narrowed to what."""

    form: type[PeriodForm] = PeriodForm
    usual: Callable[[date], Period] = usual
    narrows: Collection[str] = tuple(Choices.base_fields)
    looks_back: bool = False
    """Whether it can be asked as of a past instant."""


OF_FIGURES = Asking()
OF_THEN = Asking(looks_back=True)


def period_of(request: OfOfficer, asking: Asking, today: date) -> tuple[PeriodForm, Period]:
    """Return the form and its period; the usual one where none was given, or one that the form says is wrong."""
    chosen = asking.usual(today)
    if request.GET.keys().isdisjoint(PeriodForm.base_fields):
        return asking.form(initial={"start": chosen.start, "end": chosen.end}), chosen
    form = asking.form(request.GET)
    return form, form.period() if form.is_valid() else chosen


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What an address asks that its page does not show, though others do: it is said there, and goes on to the next page."""

    values: Mapping[str, str]
    """What it is not narrowed to, as addresses have it."""
    words: Mapping[str, str]
    """The same in words, by the same names."""
    as_of: AsOf | None
    """The past instant, of a page that shows today alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A period and a selection with the words for both, and how they are written into an address."""

    scope: Scope
    form: PeriodForm
    choices: Choices
    period: Period
    selection: Selection
    values: Mapping[str, str]
    """What it is narrowed to, as addresses have it."""
    words: Mapping[str, str]
    """The same in words, by the same names."""
    kept: Mapping[str, str]
    """How the page of figures is looked at, which stays so through its lists and back: ``LOOKS``."""
    ignored: Mapping[str, str]
    """What in the address means nothing to whoever asks: its values, by what is chosen by them in words."""
    then: PastForm
    elsewhere: Elsewhere

    @property
    def now(self) -> datetime:
        """The instant as of which it is asked: this one, or a past one."""
        return self.then.instant

    @property
    def today(self) -> date:
        """Its local day."""
        return self.then.today

    @property
    def is_to_come(self) -> bool:
        """Whether the period has not begun on that day."""
        return self.period.start > self.today

    @property
    def as_of(self) -> AsOf | None:
        """The past instant as of which it is asked; None for today."""
        return self.then.as_of

    @property
    def counts(self) -> Counts:
        """Where its figures come from."""
        return of_then if self.as_of else counted

    @property
    def whose(self) -> str:
        """The divisions that the figures are of, where somebody answers for divisions alone; nothing for the whole."""
        if not self.scope.selection.divisions:
            return ""
        return self.words.get("unit") or ", ".join(name for _pk, _slug, name in divisions(self.scope))

    @property
    def past(self) -> dict[str, str]:
        """The past instant as addresses have it; nothing for today."""
        return _past(self.as_of)

    def query(self, changes: Mapping[str, str] = NONE, period: Period | None = None) -> str:
        """Return the part of an address behind the question mark; an empty value leaves a choice out."""
        days = period or self.period
        days_of = {"start": days.start.isoformat(), "end": days.end.isoformat()}
        values = {**days_of, **self.values, **self.past, **self.kept, **changes}
        return "&".join(_written(name, value) for name, value in values.items() if value)

    @property
    def given(self) -> dict[str, str]:
        """What a form that leads elsewhere keeps: the selection, and the period where one was chosen."""
        days = {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()}
        return {**(days if self.form.is_bound and not self.form.errors else {}), **self.values}

    @property
    def onward(self) -> str:
        """Return the query of a page that can show what this one cannot: the days that were chosen, and all else."""
        values = {**self.given, **self.elsewhere.values, **_past(self.as_of or self.elsewhere.as_of), **self.kept}
        return urlencode(values)

    @property
    def bare(self) -> str:
        """The address of the same period of all that somebody answers for."""
        return f"?{self.query(dict.fromkeys(self.values, ''))}"

    def page(self, changes: Mapping[str, str] = NONE, period: Period | None = None) -> str:
        """Return the address of the figures."""
        return f"{path_to('dashboard')}?{self.query(changes, period)}"

    def list(self, figure: str, changes: Mapping[str, str] = NONE, period: Period | None = None) -> str:
        """Return the address of the dossiers that a figure counts."""
        return f"{path_to('figure', figure)}?{self.query(changes, period)}"


def _past(as_of: AsOf | None) -> dict[str, str]:
    """Return a past instant as addresses have it; nothing for today."""
    if as_of is None:
        return {}
    return {"asof": f"{local(as_of.at):%Y-%m-%dT%H:%M}"} | ({"known": "1"} if as_of.known else {})


@lru_cache(KEPT)
def _written(name: str, value: str) -> str:
    """Write a value into an address: each of some hundred links of a page has nearly all of them again."""
    return urlencode({name: value})


def asked_of(request: OfOfficer, asking: Asking = OF_FIGURES) -> Asked:
    """Read what somebody asks. Raises ``Http404`` for whoever answers for no figure."""
    scope = scope_of(request.seats)
    if scope is None:
        raise Http404
    then = PastForm.of(request.GET if asking.looks_back else NONE, timezone.now())
    form, period = period_of(request, asking, then.today)
    offered, others = _offered(request, scope, then.today, asking.narrows)
    values, words = _chosen(request, offered)
    return Asked(
        scope=scope,
        form=form,
        choices=Choices(values, offered),
        period=period,
        selection=_narrowed(scope.selection, values),
        values=values,
        words=words,
        kept={name: value for name in LOOKS if LOOK.fullmatch(value := request.GET.get(name, ""))},
        ignored=_means_nothing(request, offered | others),
        then=then,
        elsewhere=_elsewhere(request, asking, others),
    )


def _means_nothing(request: OfOfficer, offered: Mapping[str, list[tuple[str, str]]]) -> dict[str, str]:
    """Return what an address chooses that is not offered to whoever asks, on this page or another, by its label."""
    chosen, _words = _chosen(request, offered)
    return {
        str(field.label): value[:SAID]
        for name, field in Choices.base_fields.items()
        if (value := request.GET.get(name)) and name not in chosen
    }


def _elsewhere(request: OfOfficer, asking: Asking, others: Mapping[str, list[tuple[str, str]]]) -> Elsewhere:
    past = PastForm.of(NONE if asking.looks_back else request.GET, timezone.now())
    return Elsewhere(*_chosen(request, others), past.as_of)


def _chosen(request: OfOfficer, offered: Mapping[str, list[tuple[str, str]]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what an address chooses of what is offered, and what that is called, by the same names."""
    given = {name: request.GET[name] for name in offered if request.GET.get(name)}
    words = {name: called for name, value in given.items() if (called := dict(offered[name]).get(value, ""))}
    return {name: given[name] for name in words}, words


def _offered(
    request: OfOfficer, scope: Scope, today: date, narrows: Collection[str]
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """Return what can be chosen on a page, and what on others alone, by its name in addresses: values with their words."""
    offered = {
        "sector": [(slug, localized(name)) for slug, name in known().sectors.items()],
        "procedure": [(slug, localized(name)) for slug, name in known().procedures.items()],
        "channel": [(value, str(label)) for value, label in Channel.choices],
    }
    if not scope.is_own:
        offered["unit"] = [(slug, name) for _pk, slug, name in divisions(scope)]
    if scope.shows_people:
        names = called_in(case_officers(request.seats, today))
        offered["person"] = [(str(pk), name) for pk, name in names.items()]
    others = {name: offered.pop(name) for name in list(offered) if name not in narrows}
    return offered, others


def divisions(scope: Scope) -> list[tuple[int, str, str]]:
    """Return the divisions that somebody's figures are about, as id, part of an address and name."""
    bounds = scope.selection
    found = Unit.objects.filter(kind="division", parent__in=bounds.agencies).order_by("pk")
    if bounds.divisions:
        found = found.filter(pk__in=bounds.divisions)
    return [(unit.pk, unit.slug, unit_name(unit)) for unit in found]


def _narrowed(selection: Selection, values: Mapping[str, str]) -> Selection:
    """Return the selection narrowed to values that are offered."""
    narrowed: dict[str, str | int] = {name: values[name] for name in ("sector", "channel") if name in values}
    if slug := values.get("procedure"):
        narrowed["procedure"] = known().ids[slug]
    if slug := values.get("unit"):
        narrowed["division"] = Unit.objects.get(slug=slug).pk
    if pk := values.get("person"):
        narrowed["assignee"] = int(pk)
    return selection.narrowed_to(**narrowed)
