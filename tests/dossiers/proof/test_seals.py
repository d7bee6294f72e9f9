"""Days that are over are sealed: once, whoever runs it and how often, and what comes late gets a further seal."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Unit
from dossiers import tasks
from dossiers.models import Seal, SealLeaf, leaf_content
from dossiers.proof import audit, merkle, seals, signing
from tests.dossiers.lifecycle import MONDAY, act, dossier_at

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(days=30)
THE_DAY = MONDAY.date()


def test_each_day_gets_a_seal_over_its_events_in_the_order_of_the_log() -> None:
    walk = dossier_at("phan-cong")
    act(walk, "finish-phan-cong", "hoa", "2026-01-07 09:00")

    assert seals.seal_through(THE_DAY + timedelta(days=9), at=AT) == 2

    first, second = Seal.objects.order_by("number")
    assert (first.number, first.day, first.events, first.previous_digest) == (1, date(2026, 1, 5), 3, "")
    assert (second.number, second.day, second.events) == (2, date(2026, 1, 7), 1)
    assert second.previous_digest == first.digest
    assert first.agency_code == walk.dossier.agency.agency_code
    events = list(walk.dossier.events.order_by("sequence"))
    assert [leaf.event_id for leaf in SealLeaf.objects.order_by("seal", "place")] == [event.pk for event in events]
    hashes = [merkle.leaf_hash(leaf_content(walk.dossier.code, e.sequence, e.digest)) for e in events[:3]]
    assert first.root == merkle.root(hashes).hex()
    assert first.digest == first.compute_digest()
    assert signing.verifies(signing.public_key(), first.signature, first.signed_content())


def test_sealing_again_adds_nothing() -> None:
    dossier_at("returned")

    assert seals.seal_through(THE_DAY, at=AT) == 1
    assert seals.seal_through(THE_DAY, at=AT) == 0
    assert seals.seal_yesterday(at=AT) == 0


def test_the_local_day_of_an_event_is_the_one_that_counts() -> None:
    walk = dossier_at("phan-cong")
    act(walk, "finish-phan-cong", "hoa", "2026-01-06 00:30")

    seals.seal_through(THE_DAY, at=AT)

    assert list(Seal.objects.values_list("day", "events")) == [(date(2026, 1, 5), 3)]


def test_a_day_that_is_not_over_is_not_sealed() -> None:
    dossier_at("filed")

    with pytest.raises(ValueError, match="05/01/2026 is not over"):
        seals.seal_through(THE_DAY, at=MONDAY)
    assert seals.seal_yesterday(at=MONDAY) == 0
    assert seals.seal_yesterday(at=MONDAY + timedelta(days=1)) == 1


def test_what_is_recorded_after_the_seal_of_its_day_gets_a_further_one() -> None:
    dossier_at("accepted", at=MONDAY + timedelta(days=2))
    seals.seal_through(THE_DAY + timedelta(days=2), at=AT)
    dossier_at("accepted", at=MONDAY + timedelta(days=2, hours=2))
    dossier_at("accepted")

    assert seals.seal_through(THE_DAY + timedelta(days=2), at=AT) == 2

    chain = Seal.objects.order_by("number")
    assert [(seal.number, seal.day.day, seal.events) for seal in chain] == [(1, 7, 2), (2, 5, 2), (3, 7, 2)]
    assert audit.check_all().differences == []


def test_another_agency_has_its_own_chain() -> None:
    first, second = dossier_at("accepted").dossier, dossier_at("accepted", at=MONDAY + timedelta(days=1)).dossier
    other = Unit.objects.create(slug="so-khac", name_vi="Sở khác", name_en="Other", kind="agency", agency_code="H26.KH")
    type(second).objects.filter(pk=second.pk).update(agency=other)

    seals.seal_through(THE_DAY + timedelta(days=1), at=AT)

    assert {*Seal.objects.values_list("agency_code", "number")} == {(first.agency.agency_code, 1), ("H26.KH", 1)}


def test_a_large_record_is_sealed_in_several_transactions_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 3)
    for day in range(4):
        dossier_at("accepted", at=MONDAY + timedelta(days=day))

    assert seals.seal_yesterday(at=AT) == 4

    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert audit.check_all().differences == []


@pytest.mark.parametrize("table", ["dossiers_seal", "dossiers_sealleaf"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_a_seal(table: str, statement: str) -> None:
    dossier_at("filed")
    seals.seal_through(THE_DAY, at=AT)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a pending check of a key would refuse TRUNCATE first
        with pytest.raises(DatabaseError, match="only grows"):
            cursor.execute(statement.format(table))
        transaction.set_rollback(True)


def test_the_command_seals_and_prints_what_to_note_elsewhere() -> None:
    dossier_at("filed")
    printed = io.StringIO()

    call_command("seal_days", stdout=printed)

    seal = Seal.objects.get()
    assert printed.getvalue().splitlines() == ["1 seals made.", f"{seal} 2026-01-05 {seal.digest}"]


def test_the_command_prints_the_public_key_and_seals_nothing() -> None:
    dossier_at("filed")
    printed = io.StringIO()

    call_command("seal_days", "--public-key", stdout=printed)

    assert printed.getvalue().strip() == signing.public_key()
    assert not Seal.objects.exists()


def test_the_command_refuses_today() -> None:
    with pytest.raises(CommandError, match="only a day that is over"):
        call_command("seal_days", "--through", f"{timezone.localdate():%Y-%m-%d}")


def test_the_schedule_calls_the_task(settings: Any) -> None:
    dossier_at("filed")

    tasks.TASKS["seal"]()

    assert Seal.objects.count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["seal"]["task"] == tasks.TASKS["seal"].name


def test_a_key_is_made_once_for_nobody_else_to_read(settings: Any, tmp_path: Any) -> None:
    settings.SEAL_KEY, settings.SEAL_KEY_FILE = None, tmp_path / "cluster" / "seal_key"

    made = signing.public_key()

    assert signing.public_key() == made
    assert settings.SEAL_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.SEAL_KEY_FILE.parent.iterdir()] == ["seal_key"]


def test_the_key_of_the_environment_goes_before_the_file(settings: Any) -> None:
    settings.SEAL_KEY = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

    # RFC 8032, section 7.1, test 1.
    assert signing.public_key() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
