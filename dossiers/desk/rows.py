"""The rows of the work-list as they are written."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import get_language
from markupsafe import Markup

from accounts.models import User
from accounts.roles import Role
from dossiers import clock, queries
from dossiers.display.badges import badges
from dossiers.display.drawn import due_badge
from dossiers.display.formats import vn_datetime
from dossiers.display.links import paths_to
from procedures.machine import LimitUnit


class Line(NamedTuple):
    """A row as it is written, in the reader's language: what is told apart here is not looked up in each row of the page."""

    url: str
    code: str
    due: Markup
    tell_by: str
    """By when a refusal must be told, "" where no time is set for it."""
    step_late: str
    """When its step was due, if that has passed while the whole dossier still looks in time; else "" ."""
    place: str
    case_officer: str
    """Who has it, where that is a case officer."""
    applicant: str
    subject: str
    procedure: str
    chosen: str
    """What its box sends: its number, and the sequence that is shown."""


def lines(rows: Sequence[queries.Row], now: datetime) -> list[Line]:
    """Return rows as they are written at an instant."""
    badge, path, language, tell_by = badges(now), paths_to("desk_file"), get_language(), _tell_by(rows)
    names = _names(rows)
    return [
        Line(
            path(row.code),
            row.code,
            due_badge(badge(row)),
            vn_datetime(tell_by.get(row.pk)),
            vn_datetime(row.step_due_at) if _is_step_late(row, now) else "",
            machine.states[row.state].label.of(language),
            names.get(row.assignee_id, "") if row.holder == Role.SPECIALIST else "",
            row.applicant_name,
            row.subject,
            machine.name.of(language),
            f"{row.code}:{row.sequence}",
        )
        for row, machine in ((row, row.machine) for row in rows)
    ]


def _names(rows: Sequence[queries.Row]) -> dict[int | None, str]:
    """Return the case officers of some rows by their ids: one query, or none."""
    ids = {row.assignee_id for row in rows if row.holder == Role.SPECIALIST and row.assignee_id}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)} if ids else {}


def _is_step_late(row: queries.Row, now: datetime) -> bool:
    """Say whether a step is past its time while its dossier still looks in time."""
    if not row.is_open or row.resolved_at is not None or row.step_due_at is None or row.is_late(now):
        return False
    return clock.is_late(row.step_due_at, now, LimitUnit.WORKING_HOUR)


def _tell_by(rows: Sequence[queries.Row]) -> dict[int, datetime]:
    """Return by dossier when a refusal must be told, where what was announced sets a time for it."""
    events = queries.announced([row for row in rows if row.accepted_at is None and row.is_open and row.machine.event])
    found = {row.pk: _inform_by(row, events[row.pk]) for row in rows if row.pk in events}
    return {pk: at for pk, at in found.items() if at is not None}


def _inform_by(row: queries.Row, event_at: datetime) -> datetime | None:
    """Return the instant before an announced event by which the earliest of the outcomes must be told."""
    hours = [one.hours_before_event for one in row.machine.outcomes if one.hours_before_event is not None]
    return clock.inform_by(event_at, max(hours)) if hours else None
