"""What was sent from pages of the counter by somebody whose session had ended, each with what it is called (ADR 0054)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away.carrying import Sending
from accounts.away.unsent import Named
from accounts.models import User
from accounts.seats import seats_of
from dossiers import queries
from dossiers.desk.counter.entry_form import CounterForm
from dossiers.desk.counter.person_form import LookUpForm, PersonForm
from dossiers.desk.counter.supplied.form import AnswerForm
from dossiers.desk.counter.supplied.requested import opened
from dossiers.display.formats import localized
from dossiers.filing.counter import entries, intake
from dossiers.models import Draft
from dossiers.pages.acting.waiting import lines_of
from dossiers.pages.answers import AnswerRow, AnswerSection, typed_text
from procedures.answers import raw_names


def person_sent(_user: User, _where: dict[str, Any], typed: Mapping[str, str]) -> Sending:
    """Return what was typed of who stands at the counter."""
    form = LookUpForm() if "shown" in typed else PersonForm()
    return Sending(_("Who stands here"), lines=lines_of(form, typed), page=reverse("counter"))


def entry_sent(user: User, where: dict[str, Any], typed: Mapping[str, str]) -> Sending:
    """Return what was typed of an application on paper, for the officer who enters it."""
    draft = entries.open_of(user, where["pk"])
    if draft is None:
        return Sending()
    form = CounterForm(Draft(version=draft.version, answers=dict(typed), channel=draft.channel), [])
    what = _("Application on paper: %(procedure)s") % {"procedure": localized(draft.version.machine.name)}
    return Sending(what, lines=list(_lines(form, typed)), page=reverse("counter_entry", args=[draft.pk]))


def answer_sent(user: User, where: dict[str, Any], typed: Mapping[str, str]) -> Sending:
    """Return what was typed of an answer on paper, for an officer of the desk who sees the dossier."""
    seats = seats_of(user, timezone.localdate())
    dossier = queries.seen_by(seats, where["code"])
    found = opened(dossier, user, seats) if dossier else None
    if dossier is None or found is None:
        return Sending()
    form = AnswerForm(found.asked, Draft(version=dossier.version, answers=dict(typed), channel=dossier.channel), [])
    what = _("Answer to the office’s request: %(code)s") % {"code": dossier.code}
    return Sending(what, lines=list(_lines(form, typed)), page=reverse("counter_answer", args=[dossier.code]))


def person_typed(_where: Mapping[str, Any], typed: Mapping[str, str]) -> Named:
    """Return what was typed of who stands at the counter, for whoever sent it and is known here no more."""
    form = LookUpForm() if "shown" in typed else PersonForm()
    return _named(_("Who stands here"), lines_of(form, typed), form.fields)


def entry_typed(where: Mapping[str, Any], typed: Mapping[str, str]) -> Named:
    """Return the same of an application on paper: what its procedure asks is public, and nothing of the draft stands in it."""
    draft = Draft.objects.filter(pk=where["pk"], entered_by__isnull=False).select_related("version").first()
    if draft is None:
        return Named((), ())
    form = CounterForm(Draft(version=draft.version, answers=dict(typed), channel=draft.channel), [])
    fields = {name for part in form.questions() for one in part for name in raw_names(one, typed)}
    title = _("Application on paper: %(procedure)s") % {"procedure": localized(draft.version.machine.name)}
    return _named(title, list(_lines(form, typed)), {*fields, *_beside(form)})


def _named(title: str, lines: Sequence[tuple[str, str]], fields: Collection[str]) -> Named:
    rows = [AnswerRow(label, text) for label, text in lines]
    return Named([AnswerSection("", title, rows)] if rows else [], fields)


def _beside(form: CounterForm) -> list[str]:
    """Return the fields beside the questions: how many of each paper came, and the rest of the page."""
    counted = [intake.count_field(one.name, column) for one in form.components for column in intake.COLUMNS]
    return [*counted, *dict(form.more())]


def _lines(form: CounterForm, typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what was typed: of each question what it asks, of the papers how many came, and the rest of the page."""
    for question in (one for part in form.questions() for one in part):
        if text := typed_text(question, dict(typed)):
            yield localized(question.label), text
    yield from lines_of(form, typed, _beside(form))
