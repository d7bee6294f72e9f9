"""A dossier with its whole log, as pages show it: plain SQL whose rows are those of the models.

Five statements, whose compiling alone took a third of the time of a dossier's page as long as the ORM did it. Units and
versions are those of ``procedures.steady``, whose stamp comes with the log.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Manager, Max, Model
from django.utils import timezone

from accounts.models import Unit, User
from dossiers.log.effective import effective
from dossiers.models import Attachment, Dossier, Event, EventPayload, Letter
from dossiers.models.attachment import IN_ORDER
from dossiers.models.rows import columns, loaded, rows
from dossiers.models.rows.mailed import MAIL_KEPT, MailKept
from procedures import steady
from procedures.steady import STAMP, Steady


def log_of(dossier: Dossier) -> tuple[list[Event], Steady]:
    """Return a dossier's log as it holds, with all that belongs to it, and what is steady."""
    recorded, known = recorded_log(dossier)
    return effective(recorded), known


def recorded_log(dossier: Dossier) -> tuple[list[Event], Steady]:
    """Return all that was recorded of a dossier, what was taken back too, with its words, files, letters, people and units, and what is steady: four statements.

    What the dossier itself refers to is loaded with it: its version, units and people, whether mail to its applicant came back,
    and what that one has chosen about mail.
    """
    found = rows(_log(), [dossier.pk])
    known = steady.of(found[0][0]) if found else steady.now()
    events = [_event(row) for row in found]
    people = _people(dossier, events)
    files = _by_event(Attachment, rows(_of_dossier(Attachment, ", ".join(IN_ORDER)), [dossier.pk]))
    letters = _by_event(Letter, rows(_of_dossier(Letter, "id"), [dossier.pk]))
    for event in events:
        event.dossier = dossier
        _join(event, known.units, people)
        _prefetched(event, "attachments", Attachment.objects, files[event.pk])
        _prefetched(event, "letters", Letter.objects, letters[event.pk])
    dossier.rest_on(known)
    _join(dossier, known.units, people)
    return events, known


def _event(row: Sequence[Any]) -> Event:
    """Return an event with its words, from a row of ``_log``."""
    width = 1 + len(Event._meta.concrete_fields)
    event = loaded(Event, row[1:width])
    if row[width] is not None:
        event.payload = loaded(EventPayload, row[width:])
    return event


def _people(dossier: Dossier, events: Iterable[Event]) -> dict[int, User]:
    asked = {dossier.applicant_id, dossier.assignee_id}
    asked |= {pk for event in events for pk in (event.actor_id, event.on_behalf_of_id)}
    found = rows(_everybody(), [dossier.applicant_id, [pk for pk in asked if pk is not None]])
    people = {user.pk: user for user in (loaded(User, row[:-2]) for row in found)}
    for *_user, came_back, kept in (row for row in found if row[-1] is not None):
        dossier.mail_came_back, dossier.mail_kept = came_back, MailKept.read(kept)
    return people


def _by_event[Row: (Attachment, Letter)](
    model: type[Row], found: Iterable[Sequence[Any]]
) -> dict[int | None, list[Row]]:
    by_event: dict[int | None, list[Row]] = defaultdict(list)
    for row in found:
        one = loaded(model, row)
        by_event[one.event_id].append(one)
    return by_event


def _join(row: Dossier | Event, units: Mapping[int, Unit], people: Mapping[int, User]) -> None:
    """Give a row the units and people that it refers to."""
    for name, key, model in _references(type(row)):
        known: Mapping[int, Unit | User] = units if model is Unit else people
        pk = getattr(row, key)
        if pk in known:
            setattr(row, name, known[pk])


@cache
def _references(model: type[Model]) -> list[tuple[str, str, type[Model]]]:
    """Return the name, the key and the model of what a model refers to among units and people."""
    fields = ((field.name, field.attname, field.related_model) for field in model._meta.concrete_fields)
    return [(name, key, other) for name, key, other in fields if other is Unit or other is User]


def _prefetched[Row: Model](event: Event, name: str, manager: Manager[Row], found: list[Row]) -> None:
    """Keep with an event what its ``attachments`` or ``letters`` are, where ``prefetch_related`` keeps it."""
    kept = manager.none()
    kept._result_cache = found  # noqa: SLF001 - Django has no other way to say what a prefetch would have found
    event.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


@cache
def _log() -> str:
    return f"""
        SELECT stamp.value, {columns(Event)}, {columns(EventPayload)}
        FROM (SELECT {STAMP} AS value) AS stamp, dossiers_event
        LEFT JOIN dossiers_eventpayload ON dossiers_eventpayload.event_id = dossiers_event.id
        WHERE dossiers_event.dossier_id = %s ORDER BY dossiers_event.sequence
        """  # noqa: S608 - names of ours


@cache
def _everybody() -> str:
    came_back = "SELECT FROM dossiers_returnedmail AS mail WHERE mail.applicant_id = accounts_user.id AND mail.is_final"
    kept = f"CASE WHEN accounts_user.id = %s THEN {MAIL_KEPT} END"
    return f"SELECT {columns(User)}, EXISTS ({came_back}), {kept} FROM accounts_user WHERE id = ANY(%s)"  # noqa: S608 - names of ours


@cache
def _of_dossier(model: type[Model], order: str) -> str:
    table = model._meta.db_table
    rows_of = f"SELECT {columns(model)} FROM {table} WHERE dossier_id = %s"  # noqa: S608 - names of ours
    return f"{rows_of} AND event_id IS NOT NULL ORDER BY {order}"


def used_through() -> date | None:
    """Return the last local day on which something was done to a dossier; None where nothing was."""
    last = Event.objects.aggregate(last=Max("at"))["last"]
    return timezone.localdate(last) if last else None
