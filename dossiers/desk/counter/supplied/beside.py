"""Two desks with one supplement open: what the other one has typed since a page was made, by whom, and the choice between two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.display.formats import localized, vn_time
from dossiers.filing import drafts, overlaps
from dossiers.filing.corrections import Asked
from dossiers.filing.counter import answering
from dossiers.filing.overlaps import Clash, Overlap
from dossiers.models import Draft
from dossiers.pages.answers import typed_text
from dossiers.pages.fields import OfRow
from procedures.answers import cell_field
from procedures.machine import Question


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a page says of another one."""

    lines: Sequence[str] = ()
    """What was typed there where nothing was typed here: the page shows it now."""
    faults: Mapping[str, list[str]] = field(default_factory=dict)
    """What was typed here and is not kept, at its field."""
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    """The choice, by the field or the row of a table."""

    def at(self, name: str) -> Sequence[Clash]:
        """Return the choices at a place: of a table, at its cells and rows; of a paper, at its numbers of copies."""
        return [one for place, one in self.clashes.items() if place == name or place.startswith(f"{name}.")]


def of(draft: Draft, asked: Asked, overlap: Overlap | None, reader: User) -> Elsewhere:
    """Return what the reader of a page learns of another one that wrote into the draft since: one query where there is anything."""
    overlap = overlap or Overlap((), {}, {})
    clashing, unread = overlap.clashing, overlap.unread
    apart = {
        name: one for name, one in answering.apart_of(draft).items() if name not in {each.name for each in clashing}
    }
    if not (clashing or unread or apart):
        return Elsewhere()
    texts, names = answering.texts_of(draft), _names(draft, reader)
    faults, clashes = dict[str, list[str]](), dict[str, Clash]()
    for question in clashing:
        by = names.get(question.name, "")
        found = overlaps.choices(overlap, question, texts, typed_text)
        clashes |= {name: replace(clash, by=by) for name, clash in found}
        faults |= _faults(overlap, question, _not_kept(draft, question, by))
    lines = [_line(draft, one, names.get(one.name, "")) for one in unread]
    return Elsewhere([*lines, *_apart(asked, apart, reader)], faults, clashes)


def typed_over(draft: Draft, overlap: Overlap | None) -> Draft:
    """Return what the form shows, which is never saved: the draft, and where it was not saved what was typed."""
    if overlap is None or not overlap.clashing:
        return draft
    shown = drafts.typed_over(overlap, answering.texts_of(draft))
    counter = {**draft.counter, **{name: text for name, text in shown.items() if name in draft.counter}}
    return Draft(version=draft.version, answers=shown, counter=counter, channel=draft.channel)


def _names(draft: Draft, reader: User) -> dict[str, str]:
    """Return who typed last, by place: nobody of what the reader has typed in another window."""
    typed = {
        name: found[0]
        for name in draft.counter.get(answering.TYPED_BY, {})
        if (found := answering.typed_by(draft, name))
    }
    known = User.objects.filter(pk__in={*typed.values()} - {reader.pk})
    names = {one.pk: one.get_full_name() for one in known.only("full_name")}
    return {name: names[key] for name, key in typed.items() if key in names}


def _when(draft: Draft, question: Question) -> str:
    found = answering.typed_by(draft, question.name)
    return vn_time(found[1]) if found else vn_time(draft.saved_at)


def _not_kept(draft: Draft, question: Question, by: str) -> str:
    words = _(
        "Not saved: another window of yours has saved something else here at %(at)s. Choose which of the two stays."
    )
    if by:
        words = _("Not saved: %(who)s has typed something else here at %(at)s. Choose which of the two stays.")
    return words % {"who": by, "at": _when(draft, question)}


def _line(draft: Draft, question: Question, by: str) -> str:
    words = _(
        "At %(at)s another window of yours has saved at “%(label)s”: %(text)s. It stands here now; look at it, then go on."
    )
    if by:
        words = _("At %(at)s %(who)s has typed at “%(label)s”: %(text)s. It stands here now; look at it, then go on.")
    text = typed_text(question, answering.texts_of(draft))
    label = localized(question.label).rstrip("?:")
    return words % {"at": _when(draft, question), "who": by, "label": label, "text": text}


def _apart(asked: Asked, apart: Mapping[str, tuple[int | None, datetime, str]], reader: User) -> Iterator[str]:
    """Say what was typed at a page that was left before one of the two was chosen."""
    people = User.objects.filter(pk__in=[key for key, _at, _text in apart.values() if key])
    names = {one.pk: one.get_full_name() for one in people.only("full_name")} if apart else {}
    for place in answering.places_of(asked):
        if place.name not in apart:
            continue
        key, at, text = apart[place.name]
        words = _("At %(at)s you typed at “%(label)s”, and it was not saved: %(text)s.")
        if key != reader.pk:
            words = _("At %(at)s %(who)s typed at “%(label)s”, and it was not saved: %(text)s.")
        label = localized(place.label).rstrip("?:")
        yield words % {"at": vn_time(at), "who": names.get(key or 0, ""), "label": label, "text": text}


def _faults(overlap: Overlap, question: Question, sentence: str) -> dict[str, list[str]]:
    if question.name not in overlap.tables:
        return {question.name: [sentence]}
    found: dict[str, list[str]] = {}
    for clash in overlap.clashes_in(question.name):
        column = clash.column or question.columns[0]
        said = [sentence] if clash.column else OfRow([sentence])
        found[cell_field(question.name, clash.row, column.name)] = said
    return found
