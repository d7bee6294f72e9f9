"""Why a dossier will not be ready in time: whoever has it is asked on its page, while that can be told in time (ADR 0075)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, clock
from dossiers.commands.given import check_day
from dossiers.display.formats import localized, vn_date
from dossiers.display.promises.ahead import outrun_in_words
from dossiers.log import appointments
from dossiers.log.appointments import outrun
from dossiers.models import LateReason, Occasion, ReasonTemplate
from dossiers.pages.acting.apologies import (
    MEANT,
    apology_stands,
    as_question,
    box,
    far_off,
    late_reason_of,
    only_once,
)
from dossiers.pages.acting.reasons import printed
from dossiers.pages.forms import MOST_WORDS, Day, PlainText
from dossiers.pages.opened import Opened
from dossiers.refusals import Refusal
from procedures.machine import Clock, LimitUnit, Paper

EXPLAINING = "tre"
"""In the address: somebody wants to write why it will be late."""


class LateReasonForm(forms.Form):
    """The reason and the proposed day."""

    def __init__(self, opened: Opened, row: LateReason | None, data: QueryDict | None = None) -> None:
        initial = {"reason": row.reason, "day": row.day} if row else {}
        super().__init__(data, initial=initial, auto_id="id_late_%s", use_required_attribute=False)
        self.opened = opened
        area = forms.Textarea(attrs={"rows": 3})
        hint = _("The applicant reads it in the letter, once a leader has signed.")
        self.fields |= {
            "reason": PlainText(label=_("Reason"), max_length=MOST_WORDS, widget=area, help_text=hint),
            "day": Day(label=_("Proposed day")),
        }
        if data and printed.MEANT in data:
            self.fields[printed.MEANT] = printed.box()
            self.order_fields(["reason", printed.MEANT])
        if data and MEANT in data:
            self.fields[MEANT] = box()

    def clean(self) -> dict[str, Any]:
        """Refuse a day that the letter could not bear now."""
        cleaned, opened = super().clean() or {}, self.opened
        self._ask_first_of_reason(cleaned.get("reason", ""))
        if day := cleaned.get("day"):
            action = appointments.apologising(opened.dossier, opened.events, opened.now)
            try:
                check_day(day, action, opened.dossier, opened.now, opened.calendar)
            except Refusal as refusal:
                self.add_error("day", str(refusal))
            else:
                self._ask_first_of(day, action)
        return cleaned

    def _ask_first_of_reason(self, reason: str) -> None:
        """Ask about a reason that says next to nothing, as whoever signs the letter is asked."""
        opened = self.opened
        name = appointments.apologising(opened.dossier, opened.events, opened.now)
        action = acts.find(opened.dossier.machine, opened.dossier.state, name)
        if action is None or self.data.get(printed.MEANT):
            return
        if asked := printed.asked_of(reason, action, Paper.APOLOGY, opened.now):
            self.fields[printed.MEANT] = printed.box()
            self.order_fields(["reason", printed.MEANT])
            self.add_error("reason", asked)

    def _ask_first_of(self, day: date, action: str) -> None:
        """Ask about a day that may be a slip of the year, until the person ticks that it is meant."""
        asked = as_question(far_off(action, day, self.opened.dossier, self.opened.now))
        if asked and not self.cleaned_data.get(MEANT):
            self.fields[MEANT] = box()
            self.add_error("day", asked)


@dataclass(frozen=True, slots=True)
class LateAsk:
    """What whoever has a dossier is asked: its form, and until when it comes in time."""

    form: LateReasonForm
    until: str
    url: str
    is_open: bool
    """Whether its form is drawn: once the date itself is near or late and nothing is written yet, or where somebody wants it."""
    reasons: Sequence[ReasonTemplate]
    """Texts in stock that fit anywhere."""
    earlier: str
    """What the applicant was told before of such a letter; "" where there was none."""


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A reason with a day that nobody has signed yet, as officers read it."""

    row: LateReason
    may_sign: bool
    """Whether its reader signs such letters, and sees this one as it is printed."""
    hindered: str
    """Why nobody can sign it now; "" where a leader can."""
    earlier: str
    """What the applicant was told before of such a letter; "" where there was none."""
    signing: str
    """The act by which its reader signs it, which goes before what others do next; "" where it does not."""
    figures: str = ""
    """How much time the steps that remain need, and how much is left; "" where they fit, or the date has passed."""


def waiting_letter_of(opened: Opened, seats: Seats) -> WaitingLetter | None:
    """Return the letter of a dossier that waits for a leader, or for the end of a pause; None without one, and of one's own.

    No query of what runs in time.
    """
    dossier = opened.dossier
    may_wait = _is_at_risk(opened) or dossier.place.pause is not None
    row = late_reason_of(dossier) if may_wait and dossier.applicant_id != seats.user_id else None
    if row is None:
        return None
    runs = dossier.place.clock is Clock.RUNNING
    paused = _(
        "It cannot be signed now: it waits until the pause is over. If the return date moves then, it is written anew."
    )
    hindered, may_sign = "" if runs else paused, seats.about(dossier).has(Role.DEPARTMENT_LEADER)
    is_first = may_sign and runs and dossier.holder != Role.DEPARTMENT_LEADER
    signing = appointments.apologising(dossier, opened.events, opened.now) if is_first else ""
    return WaitingLetter(
        row, may_sign, hindered, only_once(opened.events, opened.now), signing, _figures(opened) if runs else ""
    )


def letter_first(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what a page shows with that act first, and open, by which its reader signs the letter that waits.

    As it is where another act is begun, or the reader signs none.
    """
    letter: WaitingLetter | None = shown["letter"]
    if letter is None or not letter.signing or shown["continued"]:
        return shown
    rows = sorted(shown["actions"], key=lambda row: row.name != letter.signing)
    return shown | {"actions": rows, "continued": letter.signing}


def late_ask_of(
    opened: Opened,
    seats: Seats,
    reasons: Sequence[ReasonTemplate],
    row: LateReason | None,
    data: QueryDict | None = None,
    *,
    is_wanted: bool = False,
) -> LateAsk | None:
    """Return what is asked of somebody; None of whoever does not have the dossier, and while it is in time.

    ``row``: what is written already.
    """
    if not _is_asked(opened, seats):
        return None
    dossier, now = opened.dossier, opened.now
    is_urgent = row is None and (dossier.is_late(now) or dossier.is_due_soon(now))
    return LateAsk(
        LateReasonForm(opened, row, data),
        _until(opened),
        reverse("late_reason", args=[dossier.code]),
        is_wanted or is_urgent or data is not None,
        [one for one in reasons if one.occasion == Occasion.OTHER],
        only_once(opened.events, opened.now),
    )


def _is_asked(opened: Opened, seats: Seats) -> bool:
    """Say whether somebody has a dossier that misses its date, or is near it, and for that date nobody has apologised."""
    dossier, now = opened.dossier, opened.now
    if dossier.place.clock is not Clock.RUNNING or dossier.due_at is None or dossier.applicant_id == seats.user_id:
        return False
    # Who leads the department signs the letter at once, and asks nobody.
    held = (dossier.holder, dossier.unit_id, dossier.assignee_id)
    if dossier.holder == Role.DEPARTMENT_LEADER or not seats.about(dossier).have(*held):
        return False
    return _is_at_risk(opened) and not apology_stands(dossier, opened.events, now)


def _is_at_risk(opened: Opened) -> bool:
    """Say whether a dossier misses its date, or is near it, or its step is late, or what remains of its path fits no longer."""
    dossier, now = opened.dossier, opened.now
    step_is_late = dossier.step_due_at and clock.is_late(dossier.step_due_at, now, LimitUnit.WORKING_HOUR)
    if dossier.is_late(now) or dossier.is_due_soon(now) or step_is_late:
        return True
    return outrun(dossier, opened.calendar, now) is not None


def _until(opened: Opened) -> str:
    """Say that what remains fits no longer, until when a leader who signs moves the appointment, and by which limit it is judged."""
    judged = clock.judged_by(opened.dossier.lawful_due_at)
    return " ".join(filter(None, (_figures(opened), _moving(opened), localized(judged))))


def _figures(opened: Opened) -> str:
    found = outrun(opened.dossier, opened.calendar, opened.now)
    return localized(outrun_in_words(found, opened.now, opened.calendar)) if found else ""


def _moving(opened: Opened) -> str:
    """Say until when a leader who signs moves the appointment, or that it cannot be moved any more."""
    last = appointments.last_day_to_move(opened.dossier, opened.events, opened.now, opened.calendar)
    if last is None:
        return _(
            "The appointment cannot be moved any more: the letter can only promise a new day for the result, and the appointment stays."
        )
    words = {"day": vn_date(last.signed_on), "last": vn_date(last.allowed)}
    if last.signed_on != last.allowed:
        return (
            _(
                "A leader who signs it by %(day)s, the last working day before that, moves the appointment; "
                "after %(last)s the letter can only promise a new day for the result, and the appointment stays."
            )
            % words
        )
    return (
        _(
            "A leader who signs it by %(day)s moves the appointment; after that the letter can only promise a new day for the "
            "result, and the appointment stays."
        )
        % words
    )
