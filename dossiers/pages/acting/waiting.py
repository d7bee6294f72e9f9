"""What was sent by somebody whose session had ended, as it is read before it is sent again (ADR 0054)."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away.carrying import Sending
from accounts.models import User
from dossiers import acts
from dossiers.display.agency.front_door import front_door
from dossiers.display.formats import localized
from dossiers.filing import corrections, drafts
from dossiers.log.answers import standing
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Draft
from dossiers.pages.acting.action import act_of
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.answers import typed_text
from dossiers.pages.known import known_of
from procedures.answers import clean, raw_names, shown, typed
from procedures.form import Question


def act_sent(dossier: Dossier | None, name: str, person: User, fields: Mapping[str, str], *, page: str) -> Sending:
    """Return an act on a dossier with all that was typed for it; nothing of a dossier that its sender does not see."""
    if dossier is None:
        return Sending()
    what, action = act_of(dossier, name), acts.find(dossier.machine, dossier.state, name)
    lines: Sequence[tuple[str, str]] = ()
    if action is not None:
        log, known = log_of(dossier)
        form = ActionForm(
            action, dossier, at=timezone.now(), known=known, log=log, person=person, data=dict(fields), files={}
        )
        lines = lines_of(form, fields)
    return Sending(what, _receiver(dossier, name, person), lines, page=page)


def lines_of(form: forms.Form, typed: Mapping[str, str], names: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Return what was typed or chosen in the fields of a form, each with its label; in those of some ``names`` alone."""
    return [
        (str(bound.label), text)
        for bound in form.visible_fields()
        if (names is None or bound.name in names) and (text := _in_words(bound.field, typed.get(bound.name, "")))
    ]


def _in_words(field: forms.Field, typed: str) -> str:
    """Return what was typed or chosen, in words."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if typed else ""
    choices = getattr(field, "choices", ())
    return (
        next((str(label) for value, label in choices if str(value) == typed), typed.strip())
        if choices
        else typed.strip()
    )


def _receiver(dossier: Dossier, name: str, person: User) -> str:
    """Return who gets what an act says: of an applicant's the agency, of a message from the office the applicant."""
    if person.pk in (dossier.applicant_id, dossier.read_by):
        return front_door().name
    return dossier.applicant_name if name == acts.TO_APPLICANT else ""


def receiving_sent(dossier: Dossier, asked: Sequence[Question], fields: Mapping[str, str], *, page: str) -> Sending:
    """Return how somebody wanted to receive the result, as a press would have recorded it."""
    raw = dict(fields)
    lines = [(localized(each.label), typed_text(each, raw)) for each in shown(asked, clean(asked, raw)[0])]
    named = [line for line in lines if line[1]]
    return Sending(act_of(dossier, acts.CHANGE_RECEIVING), front_door().name, named, page=page)


def filing_sent(person: User, key: str, *, page: str) -> Sending:
    """Return the application that a press would have filed: what it asks, what was answered, its files."""
    try:
        draft = Draft.objects.open().filter(owner=person, key=UUID(key)).first()
    except ValueError:
        draft = None
    if draft is None:
        return Sending()
    machine, raw = draft.version.machine, draft.answers
    asked = drafts.asked_of(machine)
    answered = [(localized(each.label), typed_text(each, raw)) for each in shown(asked, clean(asked, raw)[0])]
    what = _("File a dossier: %(procedure)s") % {"procedure": localized(machine.name)}
    lines = [(label, text) for label, text in answered if text]
    return Sending(what, front_door().name, lines, _files_of(draft), page)


def answer_sent(dossier: Dossier | None, *, page: str) -> Sending:
    """Return the answer to a request that a press would have sent: what it changes and says, and its files."""
    draft = corrections.draft_of(dossier) if dossier else None
    if dossier is None or draft is None:
        return Sending()
    machine, raw = dossier.machine, draft.answers
    stands = standing(known_of(dossier, timezone.now()).events)
    lines = [
        (localized(each.label), typed_text(each, raw))
        for each in drafts.questions_of(machine)
        if {name: raw[name] for name in raw_names(each, raw)}
        != (typed(each, stands[each.name]) if each.name in stands else {})
    ]
    words = {corrections.LACKING + name: localized(title) for name, title in corrections.titles_of(machine).items()}
    words[corrections.NOTE] = _("A word to the office")
    lines += [(label, raw[name]) for name, label in words.items() if raw.get(name, "").strip()]
    what = _("Answer to the office’s request: %(code)s") % {"code": dossier.code}
    return Sending(what, front_door().name, [line for line in lines if line[1]], _files_of(draft), page)


def _files_of(draft: Draft) -> list[tuple[str, int]]:
    return [(one.name, one.size) for one in draft.attachments.filter(problem="")]
