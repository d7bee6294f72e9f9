"""What has been published cannot be changed, not even past the application."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django_fsm import TransitionNotAllowed
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, UnitKind
from procedures.models import CalendarVersion, Procedure, ProcedureVersion, UnitSector, VersionStatus, machine_of
from tests.procedures.shipped import TEXT, shipped_machine

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)


def shipped_version() -> ProcedureVersion:
    return ProcedureVersion.objects.get(digest=shipped_machine().digest)


def draft(**columns: Any) -> ProcedureVersion:
    procedure = Procedure.objects.create(slug="thu-tuc-thu", sector="linh-vuc-thu")
    given: dict[str, Any] = {"procedure": procedure, "version": 1, "text": "a", "digest": "a" * 64} | columns
    return ProcedureVersion.objects.create(effective_on=date(2026, 1, 1), **given)


def is_refused(rows: QuerySet[Any], **columns: Any) -> bool:
    """Say whether the database refuses to update (or, without columns, to delete) rows."""
    try:
        with transaction.atomic():
            rows.update(**columns) if columns else rows._raw_delete(rows.db)
    except IntegrityError:
        return True
    return False


def same(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)


@pytest.mark.parametrize(
    "columns",
    [
        {"text": "changed"},
        {"digest": "0" * 64},
        {"version": 9},
        {"decision_no": "1/QĐ"},
        {"effective_on": date(2020, 1, 1)},
        {"published_at": AT},
        {"status": VersionStatus.DRAFT, "published_at": None},
        {},
    ],
    ids=str,
)
def test_a_published_version_is_final(columns: dict[str, Any]) -> None:
    assert is_refused(same(shipped_version()), **columns)


def test_a_published_version_is_final_for_whoever_writes_sql() -> None:
    with pytest.raises(IntegrityError, match="a correction is a new version"), connection.cursor() as cursor:
        cursor.execute("UPDATE procedures_procedureversion SET text = text || ' '")


def test_a_draft_can_be_changed_and_thrown_away() -> None:
    version = draft()

    assert not is_refused(same(version), text="b", digest="b" * 64)
    assert not is_refused(same(version))


def test_a_version_goes_from_draft_to_published_to_retired() -> None:
    version = draft()

    version.publish(at=AT)
    version.save()
    version.refresh_from_db()
    assert (version.status, version.published_at) == (VersionStatus.PUBLISHED, AT)
    version.retire(at=AT + timedelta(days=1))
    version.save()
    version.refresh_from_db()

    assert (version.status, version.retired_at) == (VersionStatus.RETIRED, AT + timedelta(days=1))
    assert not ProcedureVersion.objects.published().filter(pk=version.pk).exists()
    assert not ProcedureVersion.objects.current(on=date(2026, 2, 1)).filter(pk=version.pk).exists()


def test_no_other_way_leads_through_the_life_of_a_version() -> None:
    version = draft()

    with pytest.raises(TransitionNotAllowed):
        version.retire(at=AT)
    version.publish(at=AT)
    with pytest.raises(TransitionNotAllowed):
        version.publish(at=AT)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, {"status": "retired", "published_at": AT, "retired_at": AT}),
        ({"status": "retired", "published_at": AT, "retired_at": AT}, {"status": "published", "retired_at": None}),
        ({"status": "retired", "published_at": AT, "retired_at": AT}, {"text": "b"}),
    ],
)
def test_the_database_refuses_a_leap_in_the_life_of_a_version(first: dict[str, Any], then: dict[str, Any]) -> None:
    version = draft(**first)

    assert is_refused(same(version), **then)


@pytest.mark.parametrize("columns", [{"status": "published"}, {"published_at": AT}, {"version": 0}])
def test_status_and_instants_go_together_and_versions_count_from_one(columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(**columns)


def test_a_version_number_is_used_once() -> None:
    version = draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        version.procedure.versions.create(version=1, text="b", digest="b" * 64, effective_on=date(2026, 1, 1))


def test_a_machine_is_compiled_once_and_asks_the_database_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = ProcedureVersion.objects.defer("text").get(pk=shipped_version().pk)
    machine_of.cache_clear()

    with django_assert_num_queries(1):
        first = version.machine
    with django_assert_num_queries(0):
        again = version.machine

    assert first is again
    assert first == shipped_machine()


def test_an_unknown_digest_has_no_machine() -> None:
    with pytest.raises(ProcedureVersion.DoesNotExist):
        machine_of("0" * 64)


def test_a_calendar_is_final() -> None:
    calendar = CalendarVersion.objects.create(
        created_at=AT, digest="c" * 64, content={}, decision="", first_on=date(2026, 1, 1), last_on=date(2026, 12, 31)
    )

    assert is_refused(same(calendar), content={"changed": True})
    assert is_refused(same(calendar))
    assert str(calendar) == "01/01/2026 – 31/12/2026 (cccccccc)"


def test_a_calendar_covers_at_least_a_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.create(
            created_at=AT, digest="d" * 64, content={}, first_on=date(2026, 1, 2), last_on=date(2026, 1, 1)
        )


def test_a_sector_is_served_by_the_units_named_for_it() -> None:
    agency = Unit.objects.create(
        slug="co-quan", name_vi="Cơ quan", name_en="Agency", kind=UnitKind.AGENCY, agency_code="H1"
    )
    division = Unit.objects.create(
        slug="phong", name_vi="Phòng", name_en="Division", kind=UnitKind.DIVISION, parent=agency
    )
    UnitSector.objects.create(unit=division, sector="linh-vuc-thu")

    served = UnitSector.objects.serving("linh-vuc-thu").get()

    assert (served.unit, str(served)) == (division, "Phòng: linh-vuc-thu")
    assert not UnitSector.objects.serving("linh-vuc-khac").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitSector.objects.create(unit=division, sector="linh-vuc-thu")


def test_names_say_which_version_it_is() -> None:
    assert str(shipped_version()) == "xb-tai-lieu-khong-kinh-doanh v1"
    assert shipped_version().text == TEXT
