"""What somebody types into the form of an act and has not sent: which of it is kept, how it comes back, when it goes."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from django import forms

from accounts.models import User
from accounts.rows import is_row
from dossiers import acts, policy
from dossiers.display.remarked import ASKED
from dossiers.log.effective import taken_back
from dossiers.models import Dossier, Event, UnsentWords
from dossiers.models.rows import rows_behind
from dossiers.pages.acting.action_form import REMARKED, ActionForm
from dossiers.refusals.workbench import KeptElsewhere, TooLongToKeep
from procedures.language.lifecycle.first import ASK_WITHDRAWAL

TYPED = (forms.TextInput, forms.NumberInput, forms.Textarea, forms.Select, forms.RadioSelect)
"""Controls in which somebody types or chooses: no file, no tick, nothing hidden."""
KEPT = "kept_version"
"""The name under which a form says which words it knows to be kept."""
MOST_LETTERS = 60_000
"""Characters of one draft: more than all fields of any act take."""


def version_of(unsent: UnsentWords | None) -> str:
    """Return by what a page knows which words are kept; "" for none."""
    return unsent.saved_at.isoformat() if unsent else ""


def names_of(form: ActionForm) -> list[str]:
    """Return the names of the fields of a form that are kept."""
    return [name for name, field in form.fields.items() if isinstance(field.widget, TYPED)]


def written_by(person: User, dossier: Dossier) -> list[UnsentWords]:
    """Return all that is kept of what a person has typed on a dossier, whatever has become of that since: one query."""
    return rows_behind(UnsentWords, "WHERE person_id = %s AND dossier_id = %s", [person.pk, dossier.pk])


def unsent_by(person: User, dossier: Dossier, recorded: Iterable[Event]) -> dict[str, UnsentWords]:
    """Return what a person has typed and not sent on a dossier as it stands, by act: one query."""
    return unsent_in(written_by(person, dossier), dossier, recorded)


def unsent_in(written: Iterable[UnsentWords], dossier: Dossier, recorded: Iterable[Event]) -> dict[str, UnsentWords]:
    """Return of what a person has written on a dossier what is not sent, as it stands, by act.

    What was sent with an act that was taken back is typed again. A reason to end a dossier is not, if the applicant
    has asked to withdraw it since: that is another reason.
    """
    recorded = list(recorded)
    undone, answer = taken_back(recorded), policy.withdrawing_act(dossier)
    asked_at = max((event.at for event in recorded if event.action == ASK_WITHDRAWAL), default=None)
    rows = [row for row in written if row.state in (dossier.state, "")]
    found = {row.action: row for row in rows if not row.sent or row.sent in undone}
    if answer and asked_at and answer.name in found and found[answer.name].saved_at < asked_at:
        # It stays known, so that what is typed now takes its place.
        found[answer.name].fields = {}
    return found


def put_back(form: ActionForm, unsent: UnsentWords) -> None:
    """Put what was typed before where it was typed. What was remarked since is added when it is sent, to be read first."""
    for name in names_of(form):
        form.fields[name].initial = unsent.fields.get(name, form.fields[name].initial)
    if REMARKED in form.fields:
        form.fields[REMARKED].initial = unsent.remarked


def keep(form: ActionForm, person: User, *, at: datetime) -> UnsentWords | None:
    """Keep what was typed into a form that was sent, as far as it did not begin with it; return it, None for nothing.

    Raises ``TooLongToKeep``, or ``KeptElsewhere`` where the form does not know what is kept; then that stands.
    """
    dossier, action, fields = form.dossier, form.action.name, _changed_in(form)
    state = "" if acts.is_beside(action) else dossier.state
    before = UnsentWords.objects.filter(person=person, dossier=dossier, action=action).first()
    there = before if before and (before.state, before.sent) == (state, 0) else None
    if there and form.data.get(KEPT, version_of(there)) != version_of(there):
        raise KeptElsewhere
    if not fields:
        if before:
            forget(person, dossier, action)
        return None
    if sum(map(len, fields.values())) > MOST_LETTERS:
        raise TooLongToKeep
    sent = form.data.get(REMARKED, "")
    # Of what is no remark's number all remarks came later: they are added, which loses nothing.
    remarked = int(sent) if REMARKED in form.fields and is_row(sent) else 0
    kept = {"state": state, "fields": fields, "remarked": remarked, "saved_at": at, "sent": 0}
    return UnsentWords.objects.update_or_create(person=person, dossier=dossier, action=action, defaults=kept)[0]


def keep_refused(form: ActionForm, person: User, *, at: datetime) -> None:
    """Keep what stands in a form that came back: it is what was typed last, whatever was kept before."""
    if sum(map(len, _changed_in(form).values())) <= MOST_LETTERS:
        with suppress(KeptElsewhere):
            keep(form, person, at=at)


def sent(form: ActionForm, person: User, event: Event) -> None:
    """Keep what was sent with an act for as long as that may be taken back: one takes it back to mend a word."""
    forget(person, form.dossier, event.action)
    is_little = sum(map(len, _changed_in(form).values())) <= MOST_LETTERS
    if not acts.is_beside(event.action) and is_little and keep(form, person, at=form.at):
        mine = UnsentWords.objects.filter(person=person, dossier=form.dossier, action=event.action)
        mine.update(sent=event.sequence, state=event.source)


def _changed_in(form: ActionForm) -> Mapping[str, str]:
    """Return what was typed, as far as a form does not begin with it."""
    sent = {name: str(form.data[name]).replace("\x00", "") for name in names_of(form) if name in form.data}
    begun = form.typed
    return {name: text for name, text in sent.items() if text.strip() != begun.get(name, "").strip()}


def supersede(person: User, dossier: Dossier, remarked: Mapping[str, Collection[str]]) -> None:
    """Forget what stands in a person's drafts of remarks that have been changed since; what was typed itself stays.

    ``remarked``: by field, what was remarked there before. Our own words alone are no draft.
    """
    for row in UnsentWords.objects.filter(person=person, dossier=dossier):
        left = {name: text for name, text in row.fields.items() if text.strip() not in remarked.get(name, ())}
        if left == row.fields:
            continue
        if left in ({}, {"reason": ASKED}):
            row.delete()
        else:
            row.fields = left
            row.save(update_fields=["fields"])


def forget(person: User, dossier: Dossier, action: str) -> None:
    """Forget what was typed for an act: it is sent, or nothing is left of it."""
    UnsentWords.objects.filter(person=person, dossier=dossier, action=action).delete()
