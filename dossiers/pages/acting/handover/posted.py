"""What is asked of whoever puts right a postal item: which one, its number, the day on its envelope."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.acts import CORRECT_POST
from dossiers.display.agency.given import items
from dossiers.display.agency.titles import letter_title
from dossiers.display.formats import vn_date, vn_datetime
from dossiers.filing.counter.intake import MOST_LETTERS
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts import posted
from dossiers.log.parts.posted import Mended
from dossiers.models import Event, Letter, OwnPaper
from dossiers.pages.acting.handover.items import used_before
from dossiers.pages.acting.handover.sending import if_meant, miscounted
from dossiers.pages.forms import Day
from procedures.answers.doubts.items import is_miscounted, written

ITEM, NUMBER, DAY = "posted", "posted_number", "posted_day"
MEANT = "posted_number_meant"
"""The box that is ticked once somebody has looked again at a number whose check digit does not fit."""


def fields(log: Sequence[Event], sent: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields; of one item alone with what stands there."""
    found = [(event, posted.mending(log, event.sequence)) for event in posted.items(log)]
    choices = [(str(event.sequence), _named(event, since)) for event, since in found]
    several = len(choices) > 1
    yield (
        ITEM,
        forms.ChoiceField(label=_("Postal item"), choices=[("", _("— choose —")), *choices] if several else choices),
    )
    number, day = ("", None) if several or not found else _standing(*found[0])
    hint = _("Leave it empty if it stays as it was recorded.")
    if not several:
        hint = _("As it was recorded: change only what is wrong.")
    yield (
        NUMBER,
        forms.CharField(
            label=_("Number of the postal item"),
            required=False,
            max_length=MOST_LETTERS,
            initial=number,
            help_text=hint,
        ),
    )
    if MEANT in sent:
        yield MEANT, _box()
    if any(posted.came(event) for event, _since in found):
        yield DAY, Day(label=_("Date on the envelope"), required=False, initial=day, help_text=hint)


def faults(cleaned: Mapping[str, Any], log: Sequence[Event], seats: Seats | None) -> Iterator[tuple[str, str]]:
    """Ask about a new number whose check digit does not fit, or that another item has, until it is meant."""
    number = written(cleaned.get(NUMBER, ""))
    if not number or cleaned.get(MEANT):
        return
    if number == _of_chosen(cleaned.get(ITEM, ""), log):
        return
    if is_miscounted(number):
        yield NUMBER, miscounted(number)
    if said := used_before(number, seats):
        yield NUMBER, if_meant(said)


def _of_chosen(item: str, log: Sequence[Event]) -> str:
    """Return the number that stands there of the item that is put right."""
    return next((number for event, number in posted.numbers(log) if str(event.sequence) == item), "")


def ticks(form: forms.Form) -> Iterator[tuple[str, str, forms.Field]]:
    """Give the box by which that is meant."""
    if NUMBER in form.errors and form.data.get(NUMBER, "").strip():
        yield NUMBER, MEANT, _box()


def _box() -> forms.Field:
    return forms.BooleanField(label=_("I have looked again: this is the number on the item"), required=False)


def given_of(cleaned: Mapping[str, Any]) -> Mended | None:
    """Return what was given; None where no item was chosen."""
    chosen = cleaned.get(ITEM, "")
    return Mended(int(chosen), written(cleaned.get(NUMBER, "")), cleaned.get(DAY)) if chosen else None


def to_mend_by_hand(event: Event, log: Sequence[Event]) -> str:
    """Say that a cover note prints a number that an event has put right: it stays as it was issued; "" of all else.

    ``log``: as it holds, with its words.
    """
    if event.action != CORRECT_POST:
        return ""
    notes = Letter.objects.filter(event__dossier=event.dossier_id, kind=OwnPaper.COVER_NOTE)
    note = notes.filter(event__sequence=facts_of(event).mends).first()
    printed = items.printed_on(note, log) if note else ""
    if note is None or printed == words_of(event.payload).post_number:
        return ""
    words = _(
        "%(paper)s No. %(note)s prints the former number %(number)s: if the item is still here, put the number right by hand on "
        "the note."
    )
    return words % {"paper": letter_title(note), "note": note.number_on_pages, "number": printed}


def _standing(event: Event, since: Sequence[Event]) -> tuple[str, date | None]:
    words = [words_of(one.payload) for one in since]
    return posted.number_of(words_of(event.payload), words), posted.day_of(event, since)


def _named(event: Event, since: Sequence[Event]) -> str:
    """Return what an item is called: what it was, when that was recorded, its number and day as they stand."""
    number, day = _standing(event, since)
    said = [f"{_kind(event)} {vn_datetime(event.at)}", number]
    said.append(_("envelope of %(day)s") % {"day": vn_date(day)} if day else "")
    return " · ".join(filter(None, said))


def _kind(event: Event) -> str:
    if not posted.came(event):
        return _("Went by post")
    return _("Filed by post") if event.sequence == 1 else _("Supplement by post")
