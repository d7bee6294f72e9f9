"""The rows of the work-list as they are written: what tells a dossier apart first, then who has it and what is due."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone, localdate
from markupsafe import Markup

from accounts.seats import Seats
from dossiers.desk.found import Match
from dossiers.desk.remaining import remaining
from dossiers.display.badges import LATE_STEP, Badge, badges, late_since, nearest_badges
from dossiers.display.balance import settled
from dossiers.display.drawn import due_badge
from dossiers.display.formats import days, vn_money
from dossiers.display.labels import ARRIVAL_LABELS
from dossiers.display.links import path_to
from dossiers.display.promises import promised_mark, waiting_marks
from dossiers.filing import dues
from dossiers.lists.openings import unopened
from dossiers.lists.people import named_holders
from dossiers.log import money
from dossiers.log.arrivals import Arrival
from dossiers.log.decisions import is_signed_in
from dossiers.models import Channel
from dossiers.models.rows.listed import Row
from dossiers.models.standing import PAUSED
from dossiers.reports.lived.lateness import who_made_late
from procedures import steady
from procedures.machine import Pause
from procedures.models import machine_of_version

KEPT_ROWS = 4096
"""Rows that a process keeps as they were drawn, of some 1.2 kB each: most of a list's are those of the last look."""


class Look(NamedTuple):
    """What is the same in all rows of a page."""

    language: str | None
    kept: str
    """The query by which a file that is opened knows the list."""
    place: str
    """Where in the file one wants to go, as an address says it; else empty."""
    columns: tuple[str, ...]
    can_choose: bool
    of_letters: bool = False
    """Whether they are shown for the letters of apology that wait, whose days stand in them."""


class _Line(NamedTuple):
    """All that a row shows, and nothing else: two that are equal are drawn alike."""

    look: Look
    code: str
    sequence: int
    subject: str
    applicant: str
    organisation: str
    version_id: int
    state: str
    due_at: datetime | None
    filed_at: datetime
    channel: str
    arrived: str
    outcome: str
    proposed: str
    owed: int | None
    is_demanded: bool
    """Whether what it owes is the rest of what the office has asked for."""
    overpaid: int
    message_waits: bool
    proof_waits: bool
    settled: str
    """That nothing is owed any more of what it waits for, and why; in the language of the look."""
    withdrawal_asked: bool
    reminded: bool
    nearest: Badge
    holder: str
    matches: tuple[Match, ...]
    is_ticked: bool
    soon: Badge | None
    """That the whole deadline is near, where a late step stands before it."""
    promised: str
    late: str
    """Of what is late and paused: since when, and who made it so; the pause says nothing of that."""


def drawn(
    rows: Sequence[Row],
    seats: Seats,
    look: Look,
    now: datetime,
    *,
    matches: Mapping[int, tuple[Match, ...]] | None = None,
    ticked: Collection[str] = (),
) -> Markup:
    """Draw rows for somebody at an instant, each with the words of it that were searched for."""
    badge, who, found = nearest_badges(now), named_holders(rows, localdate(now)), matches or {}
    new, whole, late, left = unopened(rows, seats), badges(now), _late_in_pauses(rows, now), remaining(now)
    demanded, letters = dues.demanded_among(rows), waiting_marks(rows) if look.of_letters else {}
    lines = (
        _drawn(
            _Line(
                look,
                row.code,
                row.sequence,
                row.subject,
                row.applicant_name,
                row.organisation,
                row.version_id,
                row.state,
                row.due_at,
                row.filed_at,
                row.channel,
                row.arrived if row.pk in new or row.arrived != Arrival.NEW else "",
                row.outcome,
                row.proposed,
                row.debt,
                row.pk in demanded,
                row.overpaid,
                row.message_waits,
                row.proof_waits,
                settled(row),
                row.withdrawal_asked and row.is_open,
                row.reminded,
                nearest := left(row, badge(row), row.nearest_at),
                who(row),
                found.get(row.pk, ()),
                row.code in ticked,
                left(row, whole(row), row.deadline_at) if nearest.kind == LATE_STEP and row.is_due_soon(now) else None,
                letters.get(row.pk) or promised_mark(row, now),
                late.get(row.pk, ""),
            )
        )
        for row in rows
    )
    return Markup("\n".join(lines))  # noqa: S704 - of pieces that are drawn, and escaped, already


def _late_in_pauses(rows: Sequence[Row], now: datetime) -> dict[int, str]:
    """Say of what is late while it is paused since when it is so and by whom; no query where nothing is."""
    late = [row for row in rows if row.status in PAUSED and row.is_late(now)]
    who = who_made_late({row.pk: row.machine for row in late}, steady.now(), now) if late else {}
    return {row.pk: late_since(row.late_at, who.get(row.pk, "")) for row in late}


@lru_cache(KEPT_ROWS)
def _drawn(line: _Line) -> Markup:
    machine, language = machine_of_version(line.version_id), line.look.language
    on, name = days(get_current_timezone()), machine.name.of(language)
    decided = machine.outcome(line.outcome or line.proposed)
    begins, hyphen, end = line.code.partition("-")
    context = {
        "line": line,
        "look": line.look,
        "url": path_to("desk_file", line.code),
        # The reminder stands in the head of the file.
        "place": "" if line.reminded else line.look.place,
        # Where its version says nothing of what it is about: what is asked for; who asks stands beside it.
        "subject": line.subject or name,
        "begins": begins + hyphen,
        "end": end,
        "nearest": due_badge(line.nearest),
        "procedure": name,
        "step": machine.states[line.state].label.of(language),
        "due": _due(line, machine.states[line.state].pause, on),
        "filed": on(line.filed_at),
        "channel": Channel(line.channel).label,
        "arrived": ARRIVAL_LABELS.get(line.arrived, ""),
        "is_signed": is_signed_in(machine, line.state),
        "outcome": decided.label.of(language) if decided else "",
        "owed": vn_money(line.owed) if line.owed else "",
        "over": vn_money(line.overpaid) if line.overpaid else "",
        "is_due": bool(line.owed) and (line.is_demanded or money.is_due_in(machine, machine.states[line.state])),
    }
    # What a template has written is escaped already.
    return Markup(render_to_string("desk/list_row.html", context).rstrip())  # noqa: S704


def _due(line: _Line, pause: Pause | None, on: Callable[[datetime], str]) -> str:
    """Return the whole deadline, marked where only a late step is told beside it; none in a pause, after which it is counted anew."""
    if line.soon:
        return due_badge(line.soon)
    return on(line.due_at) if line.due_at and not pause else ""
