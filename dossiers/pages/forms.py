"""Fields of our forms: from what was typed to typed values, with each fault told at its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers import acts, outbox
from dossiers.display.formats import localized
from dossiers.log import handed
from dossiers.models import MOST_AMOUNT, Dossier, Event
from dossiers.pages.logged import reaching
from procedures.answers import (
    NOT_A_DATE,
    NOT_A_DATE_TIME,
    NOT_READ,
    AnswerError,
    date_time,
    day,
    integer,
    money,
    plain_text,
)
from procedures.form import Text

NOT_AN_INSTANT = Text(
    "Xin ghi giờ và ngày, hoặc chỉ ghi ngày, ví dụ 16:30 24/11/2026.",
    "Please give a time and a day, or a day alone, such as 16:30 24/11/2026.",
)
MOST_MINUTE = 40
"""Characters of a day with its time."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_WORDS = 4000
"""Characters in a reason or a note."""
MOST_IN_A_LINE = 200
"""Characters in a line of words about what came to the receiving point."""
MOST_MESSAGE = 2000
"""Characters in a message, or in a note for the office."""


def checked[T](read: Callable[[], T]) -> T:
    """Return what was read; what is wrong with it is told as a form tells it, in the reader's language."""
    try:
        return read()
    except AnswerError as error:
        raise ValidationError(localized(error.sentence)) from error


class PlainText(forms.CharField):
    """Text by the rules for answers: NFC, without control characters, not too long.

    No browser cuts off what is too long: what was pasted would lose its end without a word.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the control's attributes, without a greatest length."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes

    def to_python(self, value: Any) -> str:
        """Return the normalised text; raises ``ValidationError``."""
        is_long = isinstance(self.widget, forms.Textarea)
        return checked(lambda: plain_text(str(value or ""), self.max_length or MOST_WORDS, lines=is_long))


class NeededText(PlainText):
    """Text that a command needs in some cases, which its hint or its label names: it may be left empty in the others."""

    is_conditional = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class LastOfMinute(forms.Field):
    """The last instant of a minute, so that what is recorded in that minute belongs to it; of a day alone, that of its last."""

    widget = forms.TextInput

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Day and time"),
            help_text=gettext_lazy(
                "For example 16:30 24/11/2026, in the time of Viet Nam. A day without a time is taken to its end."
            ),
        )

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant, None where there is none; raises ``ValidationError``."""
        text = checked(lambda: plain_text(str(value or ""), MOST_MINUTE))
        return checked(lambda: _minute(text)).replace(second=59, microsecond=999_999) if text else None


def _minute(text: str) -> datetime:
    """Return the minute of a time with its day, or the last one of a day; raises ``AnswerError``."""
    try:
        return date_time(f"{day(text):%Y-%m-%d}T23:59")
    except AnswerError as error:
        if error.sentence != NOT_A_DATE:
            raise
    try:
        return date_time(text)
    except AnswerError as error:
        is_unread = error.sentence in (NOT_A_DATE_TIME, NOT_READ)
        raise AnswerError(NOT_AN_INSTANT if is_unread else error.sentence) from error


class Minute(forms.Field):
    """A time with its day, in the time of Viet Nam."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant, None where there is none; raises ``ValidationError``."""
        text = checked(lambda: plain_text(str(value or ""), MOST_MINUTE))
        return checked(lambda: date_time(text)) if text else None


class WholeNumber(forms.Field):
    """A whole number as it is written in Viet Nam: 1.800.000 is one million eight hundred thousand."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, *, least: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def to_python(self, value: Any) -> int | None:
        """Return the number, None where there is none; raises ``ValidationError``."""
        text = str(value or "").strip()
        return checked(partial(self.read, text, self.least)) if text else None

    def read(self, text: str, least: int) -> int:
        """Return the number of a text; raises ``AnswerError``."""
        return integer(text, least)


class Amount(WholeNumber):
    """An amount in đồng as it is written in Viet Nam: 1.800.000, 1,8 triệu."""

    def read(self, text: str, least: int) -> int:
        """Return the amount, at most what a row of the receipt book may hold; raises ``AnswerError``."""
        return money(text, least, MOST_AMOUNT)


class DayInput(forms.DateInput):
    """A browser's own control for a day; a plain one for what was typed otherwise, of which the other shows nothing."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not DAY.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


class Day(forms.DateField):
    """A day, as dd/mm/yyyy or as a browser's own control sends it."""

    widget = DayInput(format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """Return the day, None where there is none; raises ``ValidationError``."""
        text = str(value or "").strip()
        return checked(lambda: day(text)) if text else None


def message_hint(action: str, dossier: Dossier, log: Sequence[Event]) -> str:
    """Say whom a note or a message reaches, and how."""
    if action == acts.NOTE:
        return note_hint()
    if action == acts.TO_APPLICANT:
        return reaching.of_message(dossier, log)
    if dossier.is_open:
        return _("Whoever works on your dossier gets it; the answer is shown here, and you get a notice of it.")
    return _("The desk gets it; the answer is shown here, and you get a notice of it.")


def note_hint() -> str:
    """Say of a note who reads it, and when whoever it names is told."""
    hint = _("Only officers read it. Write @ and a name to tell a colleague by mail, %(n)s minutes later.")
    return hint % {"n": outbox.GATHERING_MINUTES}


class ReceivedField(forms.ChoiceField):
    """What came to the receiving point: what a dossier waits for; of what is noted already it says by whom, and when."""

    def __init__(
        self, dossier: Dossier, values: Mapping[str, object], log: Sequence[Event], data: Mapping[str, str]
    ) -> None:
        """Take what was sent from a page, which may be nothing: what was noted since that page was made is shown still."""
        machine, sent = dossier.machine, data.get("handed_in", "")
        self.noted = handed.noted_before(machine, log, sent) if sent else None
        names = {one.name: one for one in handed.missing(machine, values, log)}
        if self.noted and (component := machine.component(sent)):
            names[sent] = component
        super().__init__(label=_("What came"), choices=[(name, localized(one.title)) for name, one in names.items()])

    def validate(self, value: str) -> None:
        """Refuse what is not awaited; raises ``ValidationError``."""
        super().validate(value)
        if self.noted:
            raise ValidationError(str(self.noted))


def handed_in_note(readers: str, *, required: bool) -> PlainText:
    """Return the line in which the desk says how many came and in which condition."""
    label = _("How many, in what condition")
    return PlainText(label=label, max_length=MOST_IN_A_LINE, required=required, help_text=readers)


def only_choice(field: forms.Field) -> str:
    """Return the choice that stands there before anybody chooses; "" where nothing is chosen yet, or nothing is to be."""
    choices = [*field.widget.choices] if isinstance(field.widget, forms.Select) else []
    return str(choices[0][0]) if choices else ""
