"""The administrator's page of what rules the one-stop mechanism on a day: where each rule stands, and what is doubtful."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import localized
from dossiers.lists.wanted import wanted
from dossiers.office.gaps import lacking
from dossiers.pages.forms import Day
from procedures import steady
from procedures.language.wording import AFTER
from procedures.machine import AfterSupplement, Text
from procedures.time.regimes.book import Regimes
from procedures.time.regimes.rules import FORM_OF, WHAT, Content, Follows, FormRow, Regime, Rule, Value

FOLLOWS: Mapping[Follows, Promise] = {
    Follows.ACCEPTANCE: gettext_lazy("day of acceptance"),
    Follows.FILING: gettext_lazy("day of filing"),
    Follows.ACT: gettext_lazy("day of the act"),
}


class DayForm(forms.Form):
    """The day that is asked about; today where none is given."""

    ngay = Day(label=gettext_lazy("Day"), help_text=gettext_lazy("What is in force on this day."), required=False)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in force, in words."""

    what: Text
    lines: tuple[str, ...]
    value: Value
    law: Text
    follows: Promise

    @property
    def is_vietnamese(self) -> bool:
        """Say whether it is what official forms are called, in Vietnamese alone."""
        return self.value.rule is Rule.FORMS


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text that is published, and its days."""

    regime: Regime
    last_on: date | None
    is_in_force: bool


@administrator
@require_safe
def regimes(request: OfOfficer) -> HttpResponse:
    """Show what is in force on a day, and every text that is published."""
    form = DayForm(request.GET if "ngay" in request.GET else None)
    day = (form.is_valid() and form.cleaned_data["ngay"]) or timezone.localdate()
    known, asked = steady.now().regimes, wanted(request.GET)
    texts = [TextRow(one, known.last_day_of(one), known.is_in_force(one, day)) for one in reversed(known.all)]
    context = {
        "form": form,
        "day": day,
        "rules": [row for row in _rules(known, day) if asked.fits(*_texts_of(row))],
        "texts": [row for row in texts if asked.fits(*_words_of(row.regime))],
        "wanted": asked,
        "kept": [("ngay", day.isoformat())] if "ngay" in request.GET else (),
        **lacking(request),
    }
    return render(request, "office/regimes.html", context)


def _texts_of(row: RuleRow) -> Iterator[str]:
    """Yield what a rule may be found by."""
    for text in (row.what, row.law, row.value.source, row.value.doubt):
        if text:
            yield from (text.vi, text.en)
    yield from row.lines


def _words_of(regime: Regime) -> Iterator[str]:
    """Yield what a text may be found by."""
    yield regime.slug
    for text in (regime.name, *regime.uncertain):
        yield from (text.vi, text.en)


def _rules(known: Regimes, day: date) -> Iterator[RuleRow]:
    """Yield what each rule says on a day; of one that is not ruled then there is nothing."""
    found = known.found_on(day)
    for rule in Rule:
        for given in found.get(rule, ()):
            value = given.value
            yield RuleRow(WHAT[rule], tuple(_lines(value.content)), value, given.regime.name, FOLLOWS[value.follows])


def _lines(content: Content) -> Iterator[str]:
    match content:
        case None:
            yield _("not known")
        case AfterSupplement():
            yield localized(AFTER[content])
        case Text():
            yield localized(content)
        case tuple():
            yield from map(_form_line, content)
        case _:
            yield str(content)


def _form_line(row: FormRow) -> str:
    symbol = f" ({row.series})" if row.series else ""
    if not symbol and row.number and row.form in FORM_OF.values():
        # Of what is numbered (ADR 0071).
        symbol = f" ({_('no symbol is known: its numbers end with the year')})"
    return f"{row.number} {row.title}{symbol}".strip()
