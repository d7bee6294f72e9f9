"""Nothing stops the check: a dossier that cannot be read, or that rests on nothing, is named and the next one checked."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dossiers.models import Attachment, Dossier, EventPayload, payload_digest
from dossiers.proof import audit
from portal.demo import story
from procedures.models import machine_of
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import change, forge, triggers_off

pytestmark = pytest.mark.django_db


def made() -> Dossier:
    """Return a dossier with nine events; another one, of two, is forged in a column."""
    returned = story.dossier_in("returned", at=MONDAY).dossier
    other = dossier_at("accepted").dossier
    Dossier.objects.filter(pk=other.pk).update(holder="")
    return returned


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def sql(statement: str, *values: object) -> None:
    """Be the owner of the database."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def named(dossier: Dossier) -> list[str]:
    """Return what is named of a dossier, after making sure that the other one was checked and all were counted."""
    report = audit.check_all()
    assert (report.dossiers, report.events) == (2, 11)
    assert [found.what for found in report.differences if found.dossier != dossier.code] == ["holder"]
    return [found.what for found in report.differences if found.dossier == dossier.code]


def test_a_dossier_whose_version_is_gone_is_named_with_its_forged_events(dossier: Dossier) -> None:
    sql("UPDATE dossiers_dossier SET version_id = 999999 WHERE id = %s", dossier.pk)
    assert named(dossier) == ["version"]

    change(dossier.events.get(sequence=4), role="manager")

    assert named(dossier) == ["event 4 (finish-phan-cong) digest", "version"]


def test_a_dossier_whose_agency_is_gone_is_named(dossier: Dossier) -> None:
    sql("UPDATE dossiers_dossier SET agency_id = 999999 WHERE id = %s", dossier.pk)

    assert named(dossier) == ["agency"]


def test_a_definition_that_cannot_be_compiled_is_named(dossier: Dossier) -> None:
    sql("UPDATE procedures_procedureversion SET text = '][' WHERE id = %s", dossier.version_id)
    machine_of.cache_clear()

    report = audit.check_all()

    machine_of.cache_clear()
    assert [found.what for found in report.differences] == ["version", "version"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        7,
        "words",
        {"files": 5},
        {"files": None},
        {"files": "ab"},
        {"files": [{"name": "x"}]},
        {"files": [{"name": ["x"], "sha256": "y"}]},
    ],
    ids=json.dumps,
)
def test_words_of_another_shape_are_named_and_stop_nothing(dossier: Dossier, content: Any) -> None:
    event, salt = dossier.events.get(sequence=5), "0" * 32
    sql("ALTER TABLE dossiers_eventpayload DROP CONSTRAINT IF EXISTS payload_is_an_object")
    with triggers_off():
        EventPayload.objects.filter(event=event).update(content=content, salt=salt)
    change(event, payload_digest=payload_digest(salt, content))
    forge(dossier)

    (what,) = named(dossier)
    assert what in {f"event 5 (finish-tham-dinh) {name}" for name in ("words", "files")}


UNREADABLE = [
    ("dossiers_event", "event_at_is_of_our_time", "at = 'infinity' WHERE dossier_id = %s AND sequence = 9"),
    ("dossiers_event", "event_at_is_of_our_time", "at = '12000-01-01' WHERE dossier_id = %s AND sequence = 9"),
    ("dossiers_event", "event_at_is_of_our_time", "at = '0044-03-15 BC' WHERE dossier_id = %s AND sequence = 9"),
    ("dossiers_dossier", "dossier_instants_are_of_our_time", "due_at = 'infinity' WHERE id = %s"),
    ("dossiers_dossier", "dossier_instants_are_of_our_time", "watch_at = '-infinity' WHERE id = %s"),
]


@pytest.mark.parametrize(("table", "constraint", "statement"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_an_instant_that_no_program_can_read_is_named(
    dossier: Dossier, table: str, constraint: str, statement: str
) -> None:
    sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}")
    sql(f"UPDATE {table} SET {statement}", dossier.pk)

    assert named(dossier) == ["row"]


def test_facts_nested_without_end_are_named(dossier: Dossier) -> None:
    deep = "[" * 3000 + "]" * 3000
    sql("UPDATE dossiers_event SET facts = %s::jsonb WHERE dossier_id = %s AND sequence = 9", deep, dossier.pk)

    assert len(named(dossier)) == 1


def test_a_dossier_that_cannot_be_computed_is_told_by_the_rebuilding_and_by_the_export(dossier: Dossier) -> None:
    sql("UPDATE dossiers_dossier SET version_id = 999999 WHERE id = %s", dossier.pk)
    told = io.StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("rebuild_projections", stdout=io.StringIO(), stderr=told)

    assert told.getvalue().startswith(f"{dossier.code}: its columns cannot be computed (")
    assert [found.dossier for found in audit.check_all().differences] == [dossier.code], "the other one was rebuilt"
    with pytest.raises(CommandError, match="cannot be exported"):
        call_command("export_record", dossier.code)


def test_a_file_of_an_event_that_is_none_is_named(dossier: Dossier) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    with triggers_off():
        Attachment.objects.filter(pk=row.pk).update(event=999999)

    assert f"file {row.name}" in named(dossier)
