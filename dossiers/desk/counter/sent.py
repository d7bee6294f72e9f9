"""What was sent from pages of the counter by somebody whose session had ended, each with what it is called (ADR 0054)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away.carrying import Sending
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
from dossiers.pages.answers import typed_text


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


def _lines(form: CounterForm, typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what was typed: of each question what it asks, of the papers how many came, and the rest of the page."""
    for question in (one for part in form.questions() for one in part):
        if text := typed_text(question, dict(typed)):
            yield localized(question.label), text
    counted = [intake.count_field(one.name, column) for one in form.components for column in intake.COLUMNS]
    yield from lines_of(form, typed, [*counted, *dict(form.more())])
