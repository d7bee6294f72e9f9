"""Previews of the calendar that were there before jobs come through the upgrade, and back."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Membership
from dossiers.background import jobs
from dossiers.calendars import previews
from dossiers.models import CalendarPreview, Job, JobState, Outcome
from procedures.time.calendars import plan
from tests.dossiers.calendars.test_previews import STORM
from tests.dossiers.lifecycle import dossier_at, local

BEFORE = "0011_notices_have_a_channel"
START, NOW = local("2026-01-05 08:30"), local("2026-01-13 09:00")


@pytest.fixture
def goes_forward(committed_db: None) -> Iterator[None]:
    yield
    call_command("migrate", "dossiers", verbosity=0)


def columns() -> list[tuple[object, ...]]:
    """Return what previews held before jobs."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, by_id, created_at, done, "cursor", finished_at FROM dossiers_calendarpreview ORDER BY id'
        )
        return cursor.fetchall()


def facts(job: Job) -> tuple[object, ...]:
    return job.kind, job.by_id, job.role, job.unit_id, job.agency_id, job.state, job.created_at, job.finished_at


def test_a_finished_preview_and_one_that_goes_on_come_through_both_ways(goes_forward: None) -> None:
    dossiers = [dossier_at("tham-dinh", at=START).dossier.pk for _n in range(2)]
    carol = Membership.objects.select_related("user", "unit").get(user__username="carol")
    typed = {"decision": "77/QĐ-UBND"}
    done = previews.begin(plan(STORM), by=carol.user, at=NOW, kind="ngay-nghi", typed=typed)
    jobs.run(NOW)
    waiting = previews.begin(plan(STORM), by=None, at=NOW)
    before = {preview.pk: facts(preview.job) for preview in CalendarPreview.objects.all()}

    call_command("migrate", "dossiers", BEFORE, verbosity=0)
    kept = columns()
    call_command("migrate", "dossiers", verbosity=0)

    assert kept == [
        (done.pk, carol.user_id, NOW, 2, max(dossiers), NOW),
        (waiting.pk, None, NOW, 0, 0, None),
    ]
    assert {preview.pk: facts(preview.job) for preview in CalendarPreview.objects.all()} == before
    job = CalendarPreview.objects.get(pk=done.pk).job
    assert (job.arguments, job.total, job.done, job.failed) == (typed, 2, 2, 0)
    assert dict(job.outcomes.values_list("item", "outcome")) == dict.fromkeys(dossiers, Outcome.DONE)
    assert jobs.run(NOW) is False
    assert CalendarPreview.objects.get(pk=waiting.pk).job.state == JobState.DONE
    assert CalendarPreview.objects.get(pk=waiting.pk).rows.count() == 2
