"""The rows of the work-list as they are written: what tells a dossier apart first, then who has it and what is due."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _
from markupsafe import Markup

from accounts.seats import Seats
from dossiers.desk.found import Match
from dossiers.desk.lists.lying import NOTHING, Lying, lying_among
from dossiers.desk.remaining import remaining
from dossiers.display.badges import Badge, Due, badges, nearest_standing, nearest_writer
from dossiers.display.balance import settled
from dossiers.display.drawn import due_badge
from dossiers.display.formats import days, vn_money
from dossiers.display.labels import ARRIVAL_LABELS
from dossiers.display.links import path_to
from dossiers.display.promises import promised_mark, waiting_marks
from dossiers.filing import dues
from dossiers.lists.openings import unopened
from dossiers.lists.people import absent_names, named_holders
from dossiers.log import money
from dossiers.log.arrivals import Arrival
from dossiers.log.decisions import is_signed_in
from dossiers.models import Channel
from dossiers.models.rows.listed import Row
from dossiers.reports.lived.lateness import late_in_pauses
from procedures.machine import Pause

KEPT_ROWS = 4096
"""Rows that a process keeps as they were drawn, of some 1.2 kB each: most of a list's are those of the last look."""


WHOLE_OVERDUE, LATE_STEP_FIRST = Due("", "overdue"), Due("step", "overdue")


class Look(NamedTuple):
    """What is the same in all rows of a page."""

    language: str | None
    kept: str
    """The query by which a file that is opened knows the list."""
    place: str
    """Where in the file one wants to go, as an address says it; else empty."""
    columns: tuple[str, ...]
    can_choose: bool
    of_lying: bool = False
    """Whether they are shown for what lies at the desk, which stands in them."""
    of_letters: bool = False
    """Whether they are shown for the letters of apology that wait, whose days stand in them."""


class Drawn(NamedTuple):
    """Rows as they are written."""

    rows: Markup
    has_left: bool
    """Whether one of them says how much time is left until its nearest deadline."""


class _Line(NamedTuple):
    """All that a row shows: two that are equal are drawn alike."""

    look: Look
    row: Row
    due: Due
    left: str
    """How much working time is left until its nearest deadline."""
    soon: Badge | None
    """That the whole deadline is near, where a late step stands before it."""
    holder: str
    absent: str
    """In whose place whoever looks has it, "" where it is the own work or another's."""
    is_new: bool
    """Whether it is new to who looks."""
    is_demanded: bool
    """Whether what it owes is the rest of what the office has asked for, or a leader has let it go on unpaid."""
    matches: tuple[Match, ...]
    is_ticked: bool
    may_choose: bool
    promised: str
    lying: Lying
    late: str
    """Of what is late and paused: since when, and who made it so; the pause says nothing of that."""


def drawn(  # noqa: PLR0913 - what a list says of its rows
    rows: Sequence[Row],
    seats: Seats,
    look: Look,
    now: datetime,
    *,
    matches: Mapping[int, tuple[Match, ...]] | None = None,
    ticked: Collection[str] = (),
    may_choose: Callable[[Row], bool] = lambda _row: True,
) -> Drawn:
    """Draw rows for somebody at an instant, each with the words of it that were searched for.

    ``may_choose``: which have a box, where rows have one at all.
    """
    who, found = named_holders(rows, localdate(now)), matches or {}
    absent = absent_names(seats, localdate(now))
    new, late, left = unopened(rows, seats), late_in_pauses(rows, now), remaining(now)
    lie = lying_among(rows) if look.of_lying else {}
    demanded, letters = dues.demanded_among(rows), waiting_marks(rows) if look.of_letters else {}
    lines = [
        _Line(
            look,
            row,
            due := nearest_standing(row, now),
            left(row, due.kind, row.nearest_at),
            _soon(row, now, left) if due == LATE_STEP_FIRST else None,
            who(row),
            absent(row),
            row.pk in new,
            row.pk in demanded,
            found.get(row.pk, ()),
            row.code in ticked,
            may_choose(row),
            letters.get(row.pk) or promised_mark(row, now),
            lie.get(row.pk, NOTHING),
            late.get(row.pk, ""),
        )
        for row in rows
    ]
    text = Markup("\n".join(map(_drawn, lines)))  # noqa: S704 - of pieces that are drawn, and escaped, already
    return Drawn(text, any(line.left for line in lines))


def _soon(row: Row, now: datetime, left: Callable[[Row, str, datetime], str]) -> Badge | None:
    """Return that the whole deadline of a row is near; None where it is not."""
    if not row.is_due_soon(now):
        return None
    badge = badges(now)(row)
    return badge._replace(left=left(row, badge.kind, row.deadline_at))


@lru_cache(KEPT_ROWS)
def _drawn(line: _Line) -> Markup:
    row, language = line.row, line.look.language
    machine, on = row.machine, days(get_current_timezone())
    name, state = machine.name.of(language), machine.states[row.state]
    decided, owed = machine.outcome(row.outcome or row.proposed), row.debt
    arrived = row.arrived if line.is_new or row.arrived != Arrival.NEW else ""
    begins, hyphen, end = row.code.partition("-")
    context = {
        "line": line,
        "row": row,
        "look": line.look,
        "url": path_to("desk_file", row.code),
        # The reminder stands in the head of the file.
        "place": "" if row.reminded else line.look.place,
        # Where its version says nothing of what it is about: what is asked for; who asks stands beside it.
        "subject": row.subject or name,
        "begins": begins + hyphen,
        "end": end,
        "nearest": due_badge(_nearest(line, on)),
        "procedure": name,
        "step": state.label.of(language),
        "due": _due(line, state.pause, on),
        "filed": on(row.filed_at),
        "channel": Channel(row.channel).label,
        "came": arrived,
        "arrived": ARRIVAL_LABELS.get(arrived, ""),
        "is_signed": is_signed_in(machine, row.state),
        "outcome": decided.label.of(language) if decided else "",
        "owed": vn_money(owed) if owed else "",
        "over": vn_money(row.overpaid) if row.overpaid else "",
        "settled": settled(row),
        "is_due": bool(owed) and (line.is_demanded or money.is_due_in(machine, state)),
    }
    # What a template has written is escaped already.
    return Markup(render_to_string("desk/list_row.html", context).rstrip())  # noqa: S704


def _nearest(line: _Line, on: Callable[[datetime], str]) -> Badge:
    """Return what is due first.

    What is overdue as a whole, whose badge says that, names the deadline before it too: by that one lists are sorted.
    """
    badge, row = nearest_writer()(line.row, line.due), line.row
    if line.due == WHOLE_OVERDUE and on(row.nearest_at) != on(row.deadline_at):
        # One piece: a narrow column breaks before it.
        text = _("step due %(day)s") if row.nearest_at == row.step_due_at else _("nearest deadline %(day)s")
        words = (text % {"day": on(row.nearest_at)}).replace(" ", "\u00a0")
        return badge._replace(at=f"{badge.at} · {words}")
    return badge._replace(left=line.left) if line.left else badge


def _due(line: _Line, pause: Pause | None, on: Callable[[datetime], str]) -> str:
    """Return the whole deadline, marked where only a late step is told beside it; none in a pause, after which it is counted anew."""
    if line.soon:
        return due_badge(line.soon)
    return on(line.row.due_at) if line.row.due_at and not pause else ""
