"""A form of an answer that another window has sent: what was typed into it and is not in that answer is shown, to be copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import commands
from dossiers.citizen.meanwhile.lost import Lost, files_not_in, in_a_line, writing
from dossiers.citizen.supplement_form import why_not
from dossiers.display.formats import localized, vn_datetime
from dossiers.filing import corrections, overlaps
from dossiers.filing.corrections import BROUGHT, LACKING, NOTE, Asked
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.pages.answers import AnswerRow, in_one_line, typed_text
from dossiers.refusals.drafting import AlreadyAnswered
from procedures.answers import choice_field
from procedures.machine import Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that has its answer: what it asked, and what was sent, the newest last."""

    dossier: Dossier
    asked: Asked
    """With the answers as they stand now."""
    sent: Sequence[Event]
    is_open: bool
    """Whether the office asks for something now, which another form answers."""

    @property
    def refusal(self) -> AlreadyAnswered:
        """Why another answer is not taken."""
        return AlreadyAnswered(vn_datetime(self.sent[-1].at), asks_again=self.is_open)


def answered(dossier: Dossier, events: Sequence[Event], number: str | None, *, is_open: bool) -> Answered | None:
    """Return how the request with a number was answered, the last one where a form names none; None where it was not."""
    asking = [event for event in events if corrections.asks(facts_of(event))]
    named = [event for event in asking if number is None or str(event.sequence) == number]
    if not named:
        return None
    since = takewhile(
        lambda event: not corrections.asks(facts_of(event)),
        (event for event in events if event.sequence > named[-1].sequence),
    )
    sent = [event for event in since if event.action == commands.ANSWER]
    items = corrections.requested(dossier.machine, words_of(named[-1].payload), facts_of(named[-1]))
    asked = corrections.asked_by(dossier.machine, standing(events), items)
    return Answered(dossier, asked, sent, is_open) if sent else None


def shown(request: SignedIn, found: Answered) -> HttpResponse:
    """Answer a form that comes too late: with what of it is not in the answer, or where nothing is, with its confirmation."""
    dossier, lost = found.dossier, _not_in(request, found)
    if request.POST.get("do") == "autosave":
        missing = _(
            "What you typed in this window is not in that answer: “%(labels)s”. It still stands here; press one of the buttons “Save…” to "
            "see it together and to learn how to bring it in."
        )
        return in_a_line(found.refusal, lost, missing)
    if not (lost or found.is_open):
        return redirect("corrected", code=dossier.code)
    context = {
        "dossier": dossier,
        "sentence": str(found.refusal),
        "lost": lost,
        "is_open": found.is_open,
        "write": None if found.is_open else writing(request, dossier, lost),
    }
    return render(request, "citizen/answered_meanwhile.html", context, status=found.refusal.status)


def _not_in(request: SignedIn, found: Answered) -> Lost:
    typed = {name: str(value) for name, value in request.POST.items()}
    touched = [place for place in found.asked.places if overlaps.is_touched(place, typed)]
    texts = [(place, _text_not_in(found, place, typed)) for place in touched]
    rows = [AnswerRow(_label(found.asked, place), text, name=place.name) for place, text in texts if text]
    return Lost(rows, files_not_in(request, found.dossier, found.asked.file_fields()))


def _text_not_in(found: Answered, place: Question, typed: Mapping[str, str]) -> str:
    """Return what was typed at a place, "" where just that was sent."""
    if place.name == BROUGHT:
        ticked = [one for one in place.choices if typed.get(choice_field(BROUGHT, one.value))]
        return "\n".join(localized(one.label) for one in ticked if not _is_noted(found, one.label.vi))
    if place.name == NOTE:
        text = typed.get(NOTE, "").strip()
        return "" if _is_noted(found, text) else text
    if place.name.startswith(LACKING):
        text, name = typed.get(place.name, "").strip(), place.name.removeprefix(LACKING)
        said = [words_of(event.payload).lacking.get(name, "") for event in found.sent]
        return "" if _plain(text) in map(_plain, said) else text
    text = typed_text(place, typed)
    return "" if text == in_one_line(place, found.asked.standing.get(place.name)) else text


def _is_noted(found: Answered, text: str) -> bool:
    """Say whether an answer said these words to the office: as a line of it, or as all that stands behind its statements."""
    lines = [words_of(event.payload).note.splitlines() for event in found.sent]
    said = {_plain(" ".join(note[start:])) for note in lines for start in range(len(note))}
    return not text or _plain(text) in said | {_plain(line) for note in lines for line in note}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _label(asked: Asked, place: Question) -> str:
    """Return what a place is called; where it says why something does not come, with that."""
    item = next((one for one in asked.items if LACKING + one.name == place.name), None)
    return f"{localized(place.label)} – {why_not(item)}" if item else localized(place.label)
