"""The stored record as a test sees it: all of it at once, taken back, or tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from dossiers.models import AccessRecord, Dossier, Event, OfferedScan, Opening, SigningSheet, UnsentWords
from dossiers.proof import audit
from dossiers.proof.audit import entries

type Record = dict[str, list[tuple[object, ...]]]


READ = (AccessRecord, OfferedScan, Opening, SigningSheet, UnsentWords)
"""What is written beside the log where a page is opened, a sheet is printed, or something comes back refused: nothing of a dossier is another by it."""


def record(*, but: tuple[type[Model], ...] = ()) -> Record:
    """Return every row of every table of dossiers, ``but`` some, and but what says that a page was opened."""
    models = [model for model in _models() if model not in (*but, *READ)]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


def _models() -> list[type[Model]]:
    return sorted(apps.get_app_config("dossiers").get_models(), key=lambda model: model.__name__)


@contextmanager
def nothing_written(*, but: tuple[type[Model], ...] = ()) -> Iterator[None]:
    """Fail if anything is added, changed or removed, ``but`` in some tables."""
    before = record(but=but)
    yield
    assert record(but=but) == before


def differences_of(dossier: Dossier) -> list[audit.Difference]:
    """Return what the check names of one dossier and its log, as they are stored."""
    [record], unreadable = entries.load([dossier.pk])
    assert not unreadable
    return audit.check_dossier(record.dossier, record.log)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside; unlike ``atomic`` it is no transaction of its own for commands."""
    savepoint = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


@contextmanager
def triggers_off() -> Iterator[None]:
    """Be somebody who controls the database server: no trigger and no foreign key stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was written before is checked before
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def change(event: Event, **columns: object) -> None:
    """Change a recorded event behind the application's back."""
    with triggers_off():
        Event.objects.filter(pk=event.pk).update(**columns)


def remove(event: Event) -> None:
    """Remove a recorded event with its words."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dossiers_eventpayload WHERE event_id = %s", [event.pk])
        cursor.execute("DELETE FROM dossiers_event WHERE id = %s", [event.pk])


def forge(dossier: Dossier) -> None:
    """Compute all digests of a log again, as somebody would who knows how they are made."""
    previous = ""
    for event in dossier.events.order_by("sequence"):
        event.previous_digest = previous
        event.digest = previous = event.compute_digest()
        change(event, previous_digest=event.previous_digest, digest=event.digest)
