"""The rows of the work-list as they are written: what tells a dossier apart first, then who has it and what is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import get_language, gettext_lazy
from markupsafe import Markup

from dossiers import queries
from dossiers.display.badges import nearest_badges
from dossiers.display.drawn import due_badge
from dossiers.display.formats import days, vn_money
from dossiers.display.links import paths_to
from dossiers.lists.people import named_holders
from dossiers.log.arrivals import Arrival
from dossiers.models import Channel

ARRIVAL_LABELS: Mapping[str, Promise] = {
    Arrival.NEW.value: gettext_lazy("new"),
    Arrival.RETURNED.value: gettext_lazy("sent back"),
    Arrival.ANSWERED.value: gettext_lazy("answered"),
}
"""What a row is marked with that has come and was not dealt with."""
KEPT_MARKS = 1024


class Line(NamedTuple):
    """A row as it is written, in the reader's language: what is told apart here is not looked up in each row of the page."""

    url: str
    subject: str
    """What tells it apart; where its version says nothing of that, what is asked for: who asks stands beside it."""
    marks: Markup
    """Whether it is new, came back or was answered; what is proposed or decided; what is owed; whether a message waits."""
    code: str
    begins: str
    end: str
    """The number in two parts: the first is the agency's, which all have."""
    nearest: Markup
    """What is due first, in a word with its date."""
    applicant: str
    organisation: str
    procedure: str
    holder: str
    """Who has it, by name where it is one person."""
    step: str
    due: str
    """Its appointment; nothing before there is one."""
    filed: str
    channel: str
    chosen: str
    """What its box sends: its number, and the sequence that is shown."""


def lines(rows: Sequence[queries.Row], now: datetime) -> list[Line]:
    """Return rows as they are written at an instant."""
    badge, path, language, who = (
        nearest_badges(now),
        paths_to("desk_file"),
        get_language(),
        named_holders(rows, localdate(now)),
    )
    on, channels = days(get_current_timezone()), {one.value: str(one.label) for one in Channel}
    return [
        Line(
            path(row.code),
            row.subject or machine.name.of(language),
            _marks(row, language),
            row.code,
            *_number(row.code),
            due_badge(badge(row)),
            row.applicant_name,
            row.organisation,
            machine.name.of(language),
            who(row),
            machine.states[row.state].label.of(language),
            on(row.due_at) if row.due_at else "",
            on(row.filed_at),
            channels[row.channel],
            f"{row.code}:{row.sequence}",
        )
        for row, machine in ((row, row.machine) for row in rows)
    ]


def _number(code: str) -> tuple[str, str]:
    """Return a number in its two parts."""
    begins, hyphen, end = code.partition("-")
    return begins + hyphen, end


def _marks(row: queries.Row, language: str | None) -> Markup:
    if not (row.arrived or row.owed or row.outcome or row.proposed or row.message_waits or row.withdrawal_asked):
        return NO_MARKS
    decided = row.machine.outcome(row.outcome or row.proposed)
    label = decided.label.of(language) if decided else ""
    owed = vn_money(row.owed) if row.owed else ""
    said = {"waits": row.message_waits, "withdraws": row.withdrawal_asked and row.is_open}
    return _drawn(row.arrived, label, owed, language, is_proposed=not row.outcome, **said)


NO_MARKS = Markup()


@lru_cache(KEPT_MARKS)
def _drawn(
    arrived: str, outcome: str, owed: str, _language: str | None, *, is_proposed: bool, waits: bool, withdraws: bool
) -> Markup:
    context = {
        "arrived": arrived,
        "label": str(ARRIVAL_LABELS[arrived]) if arrived else "",
        "outcome": outcome,
        "is_proposed": is_proposed,
        "owed": owed,
        "waits": waits,
        "withdraws": withdraws,
    }
    # What a template has written is escaped already.
    return Markup(render_to_string("components/row_marks.html", context).rstrip())  # noqa: S704
