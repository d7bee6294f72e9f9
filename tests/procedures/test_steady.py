"""What is read once is read again as soon as it has changed, by whomever, and never before that is committed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from accounts.models import Unit
from procedures import steady
from procedures.models import ProcedureVersion, UnitSector
from procedures.time.calendars import Calendars, build_default, store

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def _name(slug: str) -> str:
    return Unit.objects.get(slug=slug).name_vi


def test_what_was_asked_is_not_asked_again(django_assert_num_queries: Callable) -> None:
    first = steady.now().once(_name, "mot-cua")

    with django_assert_num_queries(1):
        assert steady.now().once(_name, "mot-cua") == first


CHANGES: dict[str, Callable[[], object]] = {
    "unit": lambda: Unit.objects.filter(slug="mot-cua").update(name_vi="Quầy"),
    "unit, more": lambda: Unit.objects.create(
        slug="tam", name_vi="Tạm", name_en="Spare", kind="division", parent=Unit.objects.get(slug="so-tttt")
    ),
    "sector": lambda: UnitSector.objects.create(unit=Unit.objects.get(slug="mot-cua"), sector="tam"),
    "sector, less": lambda: UnitSector.objects.all()[:1].get().delete(),
    "calendar": lambda: store(build_default(2016, 2026), decision="1/QĐ", at=NOW),
    "version": lambda: ProcedureVersion.objects.current()[:1].get().retire(at=NOW),
    "version, saved": lambda: ProcedureVersion.objects.filter(status="published")[:1].get().save(),
}


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "version"])
def test_each_change_renews_the_stamp(change: str) -> None:
    before = steady.now().stamp

    CHANGES[change]()

    assert steady.now().stamp != before


def test_what_a_transaction_saw_that_was_rolled_back_is_forgotten() -> None:
    before = steady.now().once(_name, "mot-cua")
    with transaction.atomic():
        Unit.objects.filter(slug="mot-cua").update(name_vi="Nơi khác")
        assert steady.now().once(_name, "mot-cua") == "Nơi khác"
        transaction.set_rollback(True)

    assert steady.now().once(_name, "mot-cua") == before


def test_it_is_renewed_where_a_replica_is_played() -> None:
    before = steady.now().stamp
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Unit.objects.filter(slug="mot-cua").update(name_vi="Quầy")
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert steady.now().stamp != before


def test_without_a_stamp_nothing_is_kept() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procedures_stamp")

    asked: list[str] = []
    for _time in range(2):
        steady.now().once(asked.append, "x")

    assert asked == ["x", "x"]


def test_no_more_is_kept_than_a_process_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "MOST", 3)
    known = steady.now()
    for number in range(10):
        assert known.once(abs, -number) == number
    assert len(known._known) <= 3


def test_other_calendars_can_be_put_in_their_place() -> None:
    known, other = steady.now(), Calendars.only(build_default(2020, 2021))

    assert known.on(other).calendars is other
    assert known.calendars is not other
    assert known.on(other).once(_name, "mot-cua") == known.once(_name, "mot-cua")
