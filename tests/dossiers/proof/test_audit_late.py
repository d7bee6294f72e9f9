"""What the sealing leaves to be told: seals that were made late, seals that were moved, rows that belong to nothing."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import Unit
from dossiers.models import Attachment, Dossier, EventPayload, Seal
from dossiers.proof import audit, seals
from portal.demo import story
from procedures.models import CalendarVersion
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.proof.records import change, forge, triggers_off
from tests.dossiers.proof.test_audit_sealed import delete, rebuild, update

pytestmark = pytest.mark.django_db
TUESDAY = local("2026-01-06 00:10")


def remarks() -> list[str]:
    """Return the lines of the remarks, after making sure that nothing differs."""
    report = audit.check_all(now=TUESDAY + timedelta(days=60))
    assert report.differences == []
    return [str(remark) for remark in report.remarks]


def sql(statement: str, *values: object) -> None:
    """Be the owner of the database."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(("made", "late"), [("2026-01-07 02:00", False), ("2026-01-07 02:01", True)])
def test_a_seal_that_was_made_more_than_a_day_and_two_hours_late_is_a_remark(made: str, late: bool) -> None:
    dossier_at("accepted")

    seals.seal_yesterday(at=local(made))

    (seal,) = Seal.objects.all()
    line = f"Remark on seal {seal}: late seal: made late, over 2 live events of 2026-01-05, made {made}"
    assert remarks() == ([line] if late else [])


def test_an_event_that_was_put_into_a_sealed_day_stays_a_remark_after_the_schedule_has_sealed_it() -> None:
    walk = dossier_at("accepted")
    seals.seal_yesterday(at=TUESDAY)
    assert remarks() == []
    act(walk, "transfer", "bob", "2026-01-05 16:00", division=Unit.objects.get(slug="bao-chi-xuat-ban"))

    seals.seal_yesterday(at=TUESDAY + timedelta(hours=1))

    (seal,) = Seal.objects.filter(number=2)
    assert remarks() == [
        f"Remark on seal {seal}: late seal: a further one for that day, over 1 live events of 2026-01-05, "
        "made 2026-01-06 01:10"
    ]


def test_history_is_sealed_late_and_nothing_is_told() -> None:
    filed = dossier_at("filed").dossier
    (event,) = filed.events.all()
    change(event, facts=event.facts | {"origin": "history"})
    forge(filed)
    rebuild(filed)

    seals.seal_yesterday(at=TUESDAY + timedelta(days=30))

    assert remarks() == []


def test_a_remark_changes_no_exit_code_and_has_a_key_of_its_own() -> None:
    dossier_at("accepted")
    seals.seal_yesterday(at=TUESDAY + timedelta(days=30))
    printed = io.StringIO()

    call_command("check_dossiers", "--json", stdout=printed)
    call_command("check_dossiers", stdout=printed)

    as_json, *lines = printed.getvalue().splitlines()
    (remark,) = json.loads(as_json)["remarks"]
    assert remark.keys() == {"about", "what"}
    assert lines[0].startswith("Remark on seal ")
    assert lines[1] == "1 dossiers, 2 events (0 not sealed yet), 1 seals, 0 differences, 1 remarks."


def test_seals_that_were_moved_to_another_agency_are_named() -> None:
    dossier = dossier_at("accepted").dossier
    seals.seal_yesterday(at=TUESDAY)
    other = Unit.objects.create(slug="so-khac", name_vi="Sở khác", name_en="Other", kind="agency", agency_code="H26.KH")
    update(Seal.objects.all(), agency=other)

    found = [(line.what, line.computed) for line in audit.check_all().differences]

    assert found[0][0] == "anchor", "the chain of the right agency is gone"
    assert found[1:] == [
        ("agency", f"id {dossier.agency_id}, by its identifier"),
        ("agency", f"of the dossiers {dossier.code}"),
    ]


def test_a_sealed_dossier_that_was_given_to_another_agency_is_named() -> None:
    dossier = dossier_at("filed").dossier
    seals.seal_yesterday(at=TUESDAY)
    other = Unit.objects.create(slug="so-khac", name_vi="Sở khác", name_en="Other", kind="agency", agency_code="H26.KH")
    Dossier.objects.filter(pk=dossier.pk).update(agency=other)

    assert [line.what for line in audit.check_all().differences] == ["agency", "agency"]


def test_an_agency_whose_identifier_was_changed_keeps_its_seals() -> None:
    dossier = dossier_at("filed").dossier
    seals.seal_yesterday(at=TUESDAY)
    Unit.objects.filter(pk=dossier.agency_id).update(agency_code="H26.MOI")

    assert audit.check_all().differences == []


def test_events_whose_dossier_was_removed_before_they_were_sealed_are_named() -> None:
    dossier = dossier_at("filed").dossier
    delete("dossiers_attachment", "dossier_id = %s", dossier.pk)
    delete("dossiers_dossier", "id = %s", dossier.pk)

    (difference,) = audit.check_all().differences
    assert (difference.dossier, difference.stored) == (f"dossier id {dossier.pk}", "missing")


def test_a_seal_that_cannot_be_read_is_named_and_the_others_are_checked() -> None:
    dossier_at("accepted")
    dossier_at("accepted", at=MONDAY + timedelta(days=1))
    seals.seal_yesterday(at=TUESDAY + timedelta(days=1))
    sql("ALTER TABLE dossiers_seal DROP CONSTRAINT seal_instants_are_of_our_time")
    sql("UPDATE dossiers_seal SET sealed_at = 'infinity' WHERE number = 1")

    found = [(line.dossier.partition(" id ")[0], line.what) for line in audit.check_all().differences]

    assert ("seal", "row") in found
    assert any(what == "number" for _about, what in found)


def test_a_seal_that_says_to_have_millions_of_events_is_told_in_a_line() -> None:
    dossier_at("accepted")
    seals.seal_yesterday(at=TUESDAY)
    update(Seal.objects.all(), events=20_000_000)

    (line,) = (line for line in audit.check_all().differences if line.what == "leaves")

    assert line.stored == "2, without place [2, 3, 4, 5, 6] and 19999993 more"


def test_words_that_are_the_null_of_json_are_not_erased_words() -> None:
    dossier = dossier_at("rejected").dossier
    sql("ALTER TABLE dossiers_eventpayload DROP CONSTRAINT payload_is_an_object")
    of_event = "event_id = (SELECT id FROM dossiers_event WHERE dossier_id = %s AND sequence = 2)"

    sql(f"UPDATE dossiers_eventpayload SET content = 'null' WHERE {of_event}", dossier.pk)
    assert [line.what for line in audit.check_all().differences] == ["event 2 (reject) words"] * 2

    sql("ALTER TABLE dossiers_eventpayload DROP CONSTRAINT payload_kept_or_erased")
    sql(f"UPDATE dossiers_eventpayload SET salt = '', erased_at = now() WHERE {of_event}", dossier.pk)
    assert [line.stored for line in audit.check_all().differences] == ["JSON null"]


def test_words_that_are_gone_without_an_erasure_are_named() -> None:
    dossier = dossier_at("rejected").dossier
    sql("ALTER TABLE dossiers_eventpayload DROP CONSTRAINT payload_kept_or_erased")
    update(EventPayload.objects.filter(event__dossier=dossier, event__sequence=2), content=None)

    assert [line.stored for line in audit.check_all().differences] == ["gone"]


def test_words_that_were_erased_before_they_were_said_are_named() -> None:
    dossier = dossier_at("rejected").dossier
    EventPayload.objects.filter(event__dossier=dossier, event__sequence=2).erase(at=MONDAY - timedelta(days=9))

    assert [line.what for line in audit.check_all().differences] == ["event 2 (reject) words"]


REFUSED = [
    ("payload_is_an_object", "UPDATE dossiers_eventpayload SET content = '[]'"),
    ("dossier_instants_are_of_our_time", "UPDATE dossiers_dossier SET watch_at = '-infinity'"),
    ("event_at_is_of_our_time", "UPDATE dossiers_event SET at = 'infinity'"),
    ("seal_instants_are_of_our_time", "UPDATE dossiers_seal SET day = 'infinity'"),
    (
        "attachment_of_event_is_of_dossier",
        "UPDATE dossiers_attachment SET draft_id = gen_random_uuid(), dossier_id = NULL",
    ),
]


@pytest.mark.parametrize(("constraint", "statement"), REFUSED, ids=[name for name, _statement in REFUSED])
def test_the_database_refuses_what_no_program_can_read(constraint: str, statement: str) -> None:
    story.dossier_in("filed", at=MONDAY)
    seals.seal_yesterday(at=TUESDAY)

    as_owner = f"SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica; {statement}"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(as_owner)


def test_a_file_of_an_event_that_is_in_no_dossier_is_named() -> None:
    dossier = story.dossier_in("filed", at=MONDAY).dossier
    row = dossier.attachments.all()[0]
    sql("ALTER TABLE dossiers_attachment DROP CONSTRAINT attachment_of_event_is_of_dossier")
    sql("ALTER TABLE dossiers_attachment DROP CONSTRAINT attachment_in_one_place")
    row.pk, row.id, row.dossier = None, Attachment().id, None
    row.save(force_insert=True)

    (difference,) = audit.check_all().differences
    assert (difference.dossier, difference.what) == (dossier.code, f"event 1 (submit) file {row.name}")


def test_a_calendar_that_no_change_explains_is_a_remark() -> None:
    assert remarks() == []
    first = CalendarVersion.objects.latest()
    CalendarVersion.objects.create(
        created_at=TUESDAY, digest="0" * 64, content={}, decision="none", first_on=first.first_on, last_on=first.last_on
    )

    assert remarks() == ["Remark on calendar 00000000: stored without a change; its decision says 'none'"]


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--jobs", "0", "at least one process"),
        ("--jobs", "-2", "at least one process"),
        ("--seal", "", "64 hexadecimal digits"),
        ("--seal", "xy", "64 hexadecimal digits"),
    ],
)
def test_an_option_that_says_nothing_is_refused_with_a_sentence(option: str, value: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("check_dossiers", f"{option}={value}")
