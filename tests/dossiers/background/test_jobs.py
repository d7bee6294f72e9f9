"""Jobs: each item once and with an outcome of its own, whatever becomes of the others."""

import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import Membership
from dossiers import jobs as started
from dossiers import turns
from dossiers.background import jobs
from dossiers.models import Job, JobState
from dossiers.refusals import NothingAsked, NotYours
from tests.dossiers.background.counting import (
    KIND,
    NOW,
    assert_adds_up,
    begun,
    counted,
    done_of,
    know,
    outcomes,
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch)


pytestmark = pytest.mark.django_db


def test_each_item_has_an_outcome_of_its_own_and_the_counts_add_up() -> None:
    job = begun(30)

    assert jobs.run(NOW) is False

    assert_adds_up(job)
    assert (job.state, job.finished_at, job.total) == (JobState.DONE, NOW, 30)
    assert outcomes(job) == {"done": done_of(30), "skipped": {3, 13, 23}, "failed": {7, 17, 27}}
    # What an item that was not done has written is taken back.
    assert counted() == dict.fromkeys(done_of(30), 1)


def test_it_is_told_why_an_item_was_not_done() -> None:
    job = begun(7)

    jobs.run(NOW)

    why = dict(job.outcomes.filter(why__isnull=False).values_list("item", "why"))
    assert why.keys() == {3, 7}
    for language in ("vi", "en"):
        with translation.override(language):
            assert why[3][language] == str(NothingAsked())
    assert "ZeroDivisionError" in why[7]["en"]
    assert "ZeroDivisionError" in why[7]["vi"]


def test_who_started_it_stands_there_with_the_seat() -> None:
    job = begun(1)

    seat = Membership.objects.get(user__username="carol")
    assert (job.by, job.role, job.unit) == (seat.user, seat.role, seat.unit)
    assert job.agency_id == seat.unit.agency_id


@pytest.mark.parametrize("who", ["alice", "bob", "admin"])
def test_nobody_starts_what_is_not_theirs(who: str) -> None:
    with pytest.raises(NotYours):
        begun(1, by=who)

    assert not Job.objects.exists()


def test_a_job_of_nothing_is_done_at_once() -> None:
    job = begun(0)

    assert jobs.run(NOW) is False

    assert_adds_up(job)
    assert (job.state, job.total) == (JobState.DONE, 0)


def test_one_that_is_stopped_by_the_clock_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(5)
    clock = iter((0.0, 0.0, 1.0, 99.0))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))

    assert jobs.run(NOW) is True

    job.refresh_from_db()
    assert (job.state, job.done, job.cursor, job.total) == (JobState.RUNNING, 2, 2, 5)
    monkeypatch.undo()
    monkeypatch.setitem(jobs.KINDS, KIND.name, KIND)
    assert jobs.run(NOW + timedelta(minutes=1)) is False
    assert_adds_up(job)
    assert counted() == dict.fromkeys(done_of(5), 1)


def test_the_one_that_waited_longest_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = begun(50), begun(1)
    monkeypatch.setattr(jobs, "RUN", replace(jobs.RUN, batch=2))
    clock = iter((0.0, 0.0, 99.0, 0.0, 0.0, 99.0))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))

    assert jobs.run(NOW) is True
    assert jobs.run(NOW + timedelta(seconds=10)) is True

    short.refresh_from_db()
    long.refresh_from_db()
    assert (short.state, short.done) == (JobState.DONE, 1)
    assert (long.state, long.done) == (JobState.RUNNING, 1)


def test_a_hundred_thousand_items_are_begun_at_once_and_never_all_in_memory() -> None:
    job = begun(100_000)
    tracemalloc.start()
    try:
        assert jobs.go_on(job.pk, now=NOW, seconds=0.5) is True
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    job.refresh_from_db()
    assert job.total == 100_000
    assert 0 < job.ended_items < 100_000
    assert_adds_up(job)
    assert peak < 20_000_000


def test_an_item_that_always_fails_stops_no_other_and_is_tried_anew_only_when_somebody_asks() -> None:
    job = begun(10)
    jobs.run(NOW)
    jobs.run(NOW)
    assert outcomes(job)["failed"] == {7}

    assert started.again(job.pk)
    jobs.run(NOW)

    assert_adds_up(job)
    assert (job.state, outcomes(job)["failed"]) == (JobState.DONE, {7})
    assert counted() == dict.fromkeys(done_of(10), 1)


def test_what_failed_is_done_when_it_is_run_again_and_nothing_else_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(10)
    jobs.run(NOW)
    monkeypatch.setattr("tests.dossiers.background.counting.BROKEN", 99)

    started.again(job.pk)
    jobs.run(NOW)

    assert_adds_up(job)
    assert (job.done, job.skipped, job.failed) == (9, 1, 0)
    assert counted() == dict.fromkeys(done_of(10) | {7}, 1)


def test_a_job_that_has_not_ended_cannot_be_run_again() -> None:
    job = begun(1)

    assert started.again(job.pk) is False

    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_what_is_done_together_is_tried_one_by_one_where_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, together=4)
    job = begun(12)

    jobs.run(NOW)

    assert_adds_up(job)
    assert outcomes(job) == {"done": done_of(12), "skipped": {3}, "failed": {7}}
    assert counted() == dict.fromkeys(done_of(12), 1)
