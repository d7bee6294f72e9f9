"""How a call ended, as the desk notes it on each of its lists: somebody was told, nobody answered, or the number is another one's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rows import is_row
from accounts.signin import OfOfficer
from dossiers import outbox
from dossiers.calendars.call_keys import ANSWER, CLOSED, OPEN, PLACE, RESULT, parts
from dossiers.commands.deciding import collecting
from dossiers.commands.deciding.collecting import Reminded
from dossiers.models import CallOutcome, CollectionReminder, Dossier
from dossiers.pages.forms import PlainText

MOST_NOTE = 300
TAKE_BACK = "take_back"
"""The key of a call whose note is taken back."""
OUTCOMES = CallOutcome.choices
_OF_A_PLACE = frozenset({PLACE, CLOSED, OPEN, outbox.PLACE_MOVED})
_MATTERS: Mapping[str, Promise] = {
    "": gettext_lazy("about the result that is ready"),
    "day": gettext_lazy("about the day of the result"),
    "place": gettext_lazy("about the place of the result"),
    "answer": gettext_lazy("about the answer that is waited for"),
    "request": gettext_lazy("about what no mail brought"),
}
"""What a call or a letter was about, as the file says it."""


class CalledForm(forms.Form):
    """That somebody was phoned, how that ended, and what was said, if anything is to be kept of it."""

    outcome = forms.ChoiceField(
        choices=OUTCOMES,
        # Enter in the note presses none of the buttons: what it says may be that nobody was told.
        error_messages={"required": gettext_lazy("Press how the call ended. Nothing was noted yet.")},
    )
    note = PlainText(label=gettext_lazy("What was said"), max_length=MOST_NOTE, required=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a call was not noted, to be said at its row with what was typed there."""

    dossier: int
    about: str
    note: str
    why: str

    @classmethod
    def of(cls, form: CalledForm, dossier: int, about: str = "") -> Self:
        """Return it of a form with faults."""
        why = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return cls(dossier, about, str(form.data.get("note", "")), why)


class Row(NamedTuple):
    """The row of a list at which a call is noted."""

    about: str = ""
    """As of ``collecting.phoned``."""
    since: datetime | None = None
    """The same."""
    calls: Sequence[Reminded] = ()
    """The calls and letters by which it says already that somebody was told."""


def note(request: OfOfficer, dossier: Dossier, form: CalledForm, now: datetime, row: Row) -> None:
    """Note a call by a form without faults, and say so."""
    by = request.user
    outcome, words = CallOutcome(form.cleaned_data["outcome"]), form.cleaned_data["note"]
    if outcome == CallOutcome.REACHED:
        made = collecting.phoned(dossier, by=by, note=words, at=now, about=row.about, since=row.since)
    else:
        made = collecting.phoned_in_vain(dossier, outcome, by=by, note=words, at=now, about=row.about)
    if made is None:
        said = _("You have just noted a call about %(code)s with these words. Nothing was noted once more.")
        messages.warning(request, said % {"code": dossier.code})
    elif outcome == CallOutcome.REACHED:
        messages.success(request, _("Noted: phoned about %(code)s.") % {"code": dossier.code})
    else:
        _say_in_vain(request, made, row)


def _say_in_vain(request: OfOfficer, made: CollectionReminder, row: Row) -> None:
    """Say of a call that told nobody whether the row stays, and of which other dossiers it counts as told no more that somebody was told."""
    is_wrong = made.outcome == CallOutcome.WRONG
    said = _("Noted about %(code)s: %(outcome)s. Nobody was told: it stays in this list.")
    # At a number that is another one's nobody was told before either.
    if any(not is_wrong or one.phone != made.number for one in row.calls):
        said = _(
            "Noted about %(code)s: %(outcome)s. It was told before, and that still counts: nobody has to be called."
        )
    messages.success(request, said % {"code": made.dossier.code, "outcome": CallOutcome(made.outcome).label})
    if codes := collecting.noted_with(made) if is_wrong else []:
        said = _(
            "What was told at that number about %(codes)s was told to somebody else too: it is in this list again."
        )
        messages.warning(request, said % {"codes": ", ".join(codes)})


def take_back(request: OfOfficer, now: datetime) -> None:
    """Take back the call that a press names, and say so; only who has noted one takes it back, on the same day."""
    key = request.POST[TAKE_BACK]
    if is_row(key) and collecting.not_phoned(int(key), by=request.user, at=now):
        messages.success(request, _("The note of the call was taken back."))
    else:
        messages.warning(request, _("Only a call that you have noted today can be taken back. Nothing was changed."))


def own_calls(calls: Iterable[Reminded], reader: int, now: datetime) -> frozenset[int]:
    """Return the keys of the calls that the reader has noted today, and may take back."""
    today = timezone.localdate(now)
    return frozenset(one.key for one in calls if one.caller == reader and timezone.localdate(one.at) == today)


def matter(about: str) -> str:
    """Return what a call or letter was about by its key (``CollectionReminder.about``), in the words of the file."""
    named = parts(about).keys() & {*RESULT, *ANSWER}
    if not about:
        found = ""
    elif not named:
        found = "request"
    elif named & {*ANSWER}:
        found = "answer"
    else:
        found = "place" if named <= _OF_A_PLACE else "day"
    return str(_MATTERS[found])
