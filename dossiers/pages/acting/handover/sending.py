"""In which way a result, or what was handed in, goes to whom it is due, and what is asked about that before it is recorded for ever."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.display.formats import localized
from dossiers.display.labels import WAY_LABELS
from dossiers.filing.counter import people
from dossiers.filing.rules import numbers_item
from dossiers.models import Dossier
from dossiers.pages.acting.handover.items import used_before
from dossiers.pages.forms import PlainText
from procedures.answers.doubts.items import is_miscounted
from procedures.form import receiving
from procedures.results import Way

WAY, POST = "handover_way", "handover_post_number"
ADDRESS = "handover_address"
MOST_ADDRESS = 400
WAY_MEANT, POST_MEANT = "handover_way_meant", "handover_post_meant"
"""The boxes by which another way than the applicant has asked for, and an odd number of a postal item, are meant."""
_ADDRESS = "applicant_address"


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to go, and what its applicant has said of that."""

    dossier: Dossier
    values: Mapping[str, Any]
    """The typed answers; empty once they are erased."""
    hands_back: bool
    """Whether there is no result: nobody has said how what was handed in goes back."""
    seats: Seats | None = None
    """Of whoever asks: a dossier that they do not show is not named."""
    posted_to: str = ""
    """Where it goes by post as far as is known; asked of what goes back, or goes again, alone."""

    @property
    def asked_way(self) -> str:
        """How the applicant would receive the result, as a sentence; nothing where nobody was asked."""
        way = receiving.chosen(self.values)
        if way is None:
            return ""
        asked = ": ".join(filter(None, (localized(receiving.label_of(way)), receiving.posted_to(self.values))))
        return _("The applicant has asked for it: %(way)s.") % {"way": asked}

    def faults(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong, or asked first, each with the field where it is told."""
        way = cleaned.get(WAY)
        if way and self._is_otherwise(way) and not cleaned.get(WAY_MEANT):
            yield WAY, self._asked_first(Way(way))
        if way == Way.BY_POST:
            yield from faults_of_item(cleaned.get(POST, ""), self.seats, is_meant=bool(cleaned.get(POST_MEANT)))
            yield from self._fault_of_address(cleaned)

    def address(self) -> Iterator[tuple[str, forms.Field]]:
        """Ask where what goes back goes by post: the note in the envelope, the mail and the register have it."""
        if self.hands_back:
            hint = _("By post only: as the applicant has given it last. Change it if you were told another one.")
            yield (
                ADDRESS,
                PlainText(
                    label=_("Address to which it is sent"),
                    max_length=MOST_ADDRESS,
                    required=False,
                    initial=self.posted_to,
                    help_text=hint,
                ),
            )

    def _fault_of_address(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if self.hands_back and ADDRESS in cleaned and not cleaned[ADDRESS]:
            yield ADDRESS, _("Give the address to which it is sent.")

    def ticks(self, form: forms.Form) -> Iterator[tuple[str, str, forms.Field]]:
        """Give the boxes by which what was asked is meant: behind which field each stands, its name, and it."""
        way, number = form.data.get(WAY), form.data.get(POST, "")
        if WAY in form.errors and way in Way and self._is_otherwise(way):
            yield WAY, WAY_MEANT, _box(WAY_MEANT)
        if POST in form.errors and _has_digit(number):
            yield POST, POST_MEANT, _box(POST_MEANT)

    def _is_otherwise(self, way: str | None) -> bool:
        """Say whether a result goes another way than the applicant has asked for, although it could go that way."""
        asked = receiving.chosen(self.values)
        is_open = asked is not Way.ONLINE or people.served(self.dossier) is None
        return not self.hands_back and bool(way and asked) and is_open and way != asked

    def _asked_first(self, way: Way) -> str:
        """Ask whether another way is meant: with the address to which the result would go, or that none was given."""
        address, where = str(self.values.get(_ADDRESS) or ""), ""
        if way is Way.BY_POST:
            known = _("The applicant’s address in the dossier: %(address)s.") % {"address": address}
            where = known if address else _("No address was given to which it could go.")
        words = _("You have chosen “%(way)s”. If that is meant, tick the box below and press again.")
        return " ".join(filter(None, (self.asked_way, where, words % {"way": WAY_LABELS[way]})))


def boxes(name: str, sent: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Give a box that came with a form."""
    if name in sent:
        yield name, _box(name)


def faults_of_item(number: str, seats: Seats | None, *, is_meant: bool) -> Iterator[tuple[str, str]]:
    """Refuse what is no number of a postal item, and ask about an odd one: the register and the mail bear it for ever."""
    if not number:
        yield POST, _("Give the number of the postal item.")
    elif not _has_digit(number):
        words = _("“%(number)s” is no number of a postal item. It stands on the item, such as EB123456785VN.")
        yield POST, words % {"number": number}
    elif not numbers_item(number) and not is_meant:
        words = _(
            "“%(number)s” does not look like the number of a postal item, such as EB123456785VN. Look again at the item. If it "
            "is right, tick the box below and press again."
        )
        yield POST, words % {"number": number}
    elif not is_meant:
        if is_miscounted(number):
            yield POST, miscounted(number)
        if said := used_before(number, seats):
            yield POST, if_meant(said)


def if_meant(said: str) -> str:
    """Return what is asked of a number with how one says that it is meant."""
    return f"{said} " + _("If it is right, tick the box below and press again.")


def miscounted(number: str) -> str:
    """Ask about a number whose check digit does not fit."""
    words = _(
        "The check digit of “%(number)s” does not fit: a digit may be mistyped, or two swapped. Look again at the item. If it "
        "is right, tick the box below and press again."
    )
    return words % {"number": number}


def _has_digit(number: str) -> bool:
    return any(map(str.isdigit, number))


def _box(name: str) -> forms.Field:
    labels = {
        WAY_MEANT: _("I have read this: it is handed over in this way all the same"),
        POST_MEANT: _("I have looked again: this is the number on the item"),
    }
    return forms.BooleanField(label=labels[name], required=False)
