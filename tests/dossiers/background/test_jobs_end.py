"""Every job comes to a clear end: of itself, by whoever cancels it, by a rule, or because it cannot go on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from dossiers import jobs as started
from dossiers import turns
from dossiers.background import jobs
from dossiers.calendars import previews
from dossiers.jobs import KEPT, NotDone, Stop
from dossiers.models import Job, JobOutcome, JobState, Outcome
from procedures.machine import Text
from tests.dossiers.background.counting import (
    KIND,
    NOW,
    Counting,
    assert_adds_up,
    begun,
    counted,
    done_of,
    know,
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch)


pytestmark = pytest.mark.django_db


def test_a_job_of_a_kind_that_the_release_does_not_know_is_stopped_and_holds_nobody_up() -> None:
    unknown = Job.objects.create(kind="of-another-release", created_at=NOW)
    known = begun(2)

    assert jobs.run(NOW) is False

    unknown.refresh_from_db()
    known.refresh_from_db()
    assert (unknown.state, unknown.why) == (JobState.STOPPED, started.as_json(started.UNKNOWN_KIND))
    assert known.state == JobState.DONE


def test_it_can_be_run_again_once_a_release_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(2)
    monkeypatch.delitem(jobs.KINDS, KIND.name)
    jobs.run(NOW)
    know(monkeypatch)

    started.again(job.pk)
    jobs.run(NOW)

    assert_adds_up(job)
    assert (job.state, job.why) == (JobState.DONE, None)


@pytest.mark.parametrize("lost", ["seat", "account", "group"])
def test_an_author_who_lost_the_right_meanwhile_stops_it_at_the_next_batch(
    monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    class Losing(Counting):
        def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
            if items == (4,):
                _take_away(lost, monkeypatch)
            return super().do(items, at)

    know(monkeypatch, doing=Losing)
    monkeypatch.setattr(jobs, "RUN", replace(jobs.RUN, batch=5))
    job = begun(20)

    assert jobs.run(NOW) is False

    assert_adds_up(job)
    assert (job.state, job.why, job.cursor) == (JobState.STOPPED, started.as_json(started.LOST_RIGHT), 5)
    assert counted().keys() == done_of(5)


def test_a_right_that_came_back_lets_it_go_on_when_somebody_asks() -> None:
    job = begun(4)
    seats = Membership.objects.filter(user__username="carol")
    seats.update(until=NOW.date() - timedelta(1))
    jobs.run(NOW)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.STOPPED, 0)

    seats.update(until=None)
    started.again(job.pk)
    jobs.run(NOW)

    assert_adds_up(job)
    assert job.state == JobState.DONE


def test_what_was_started_at_a_terminal_asks_for_no_seat() -> None:
    job = started.start(KIND, arguments={"items": 2}, by=None, at=NOW)

    jobs.run(NOW)

    job.refresh_from_db()
    assert (job.state, job.role, job.agency) == (JobState.DONE, "", None)


def test_one_that_was_cancelled_twice_ends_once_and_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(10)
    clock = iter((0.0, 0.0, 0.0, 99.0))
    with monkeypatch.context() as standing:
        standing.setattr(turns.time, "monotonic", lambda: next(clock))
        jobs.run(NOW)

    admin, carol = (User.objects.get(username=who) for who in ("admin", "carol"))
    first = started.cancel(job.pk, by=admin, at=NOW)
    second = started.cancel(job.pk, by=carol, at=NOW + timedelta(1))
    assert (first, second) == (True, False)
    jobs.run(NOW + timedelta(minutes=1))

    assert_adds_up(job)
    assert (job.state, job.cancel_asked_at, job.cancelled_by, job.done) == (JobState.CANCELLED, NOW, admin, 2)
    assert job.finished_at == NOW + timedelta(minutes=1)
    assert started.cancel(job.pk, by=admin, at=NOW) is False


def test_a_job_that_cannot_even_be_looked_up_is_stopped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Counting):
        def after(self, item: int, size: int) -> Sequence[int]:
            raise LookupError("gone")

    know(monkeypatch, doing=Broken)
    job, other = begun(2), previews_of_nothing()

    assert jobs.run(NOW) is False

    job.refresh_from_db()
    other.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert "LookupError" in job.why["en"]
    assert not other.is_open


def test_a_kind_may_stop_the_whole_job_amid_its_items(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = Text("hết chỗ", "no room left")

    class Stopping(Counting):
        def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
            if items == (5,):
                raise Stop(reason)
            return super().do(items, at)

    know(monkeypatch, doing=Stopping)
    job = begun(10)

    assert jobs.run(NOW) is False

    assert_adds_up(job)
    assert (job.state, job.why, job.cursor) == (JobState.STOPPED, started.as_json(reason), 4)


def test_one_that_kills_every_worker_is_stopped_and_says_so() -> None:
    job = begun(2)
    Job.objects.filter(pk=job.pk).update(tries=jobs.MOST_TRIES)

    jobs.run(NOW)

    job.refresh_from_db()
    assert (job.state, job.why) == (JobState.STOPPED, started.as_json(started.KILLS))
    started.again(job.pk)
    jobs.run(NOW)
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.DONE, 0)


def test_it_is_kept_for_a_month_after_its_end_and_an_open_one_for_ever() -> None:
    job, open_one = begun(3), begun(3)
    Job.objects.filter(pk=open_one.pk).update(created_at=NOW - timedelta(days=365))
    jobs.go_on(job.pk, now=NOW)

    started.forget(NOW + KEPT)
    assert Job.objects.count() == 2
    started.forget(NOW + KEPT + timedelta(seconds=1))

    assert Job.objects.get() == open_one
    assert not JobOutcome.objects.exists()


@pytest.mark.parametrize("state", JobState)
def test_a_state_that_contradicts_its_end_is_refused(state: JobState) -> None:
    ended = NOW if state in (JobState.WAITING, JobState.RUNNING) else None

    with pytest.raises(IntegrityError, match="job_has_ended_or_not"), transaction.atomic():
        Job.objects.create(kind="x", created_at=NOW, state=state, finished_at=ended)


def test_no_item_has_two_outcomes() -> None:
    job = begun(1)
    JobOutcome.objects.create(job=job, item=1, outcome=Outcome.DONE)

    with pytest.raises(IntegrityError, match="job_does_once"), transaction.atomic():
        JobOutcome.objects.create(job=job, item=1, outcome=Outcome.FAILED)


def _take_away(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take from carol what lets her go on."""
    if lost == "seat":
        Membership.objects.filter(user__username="carol").update(until=NOW.date() - timedelta(1))
    elif lost == "account":
        User.objects.filter(username="carol").update(is_active=False)
    else:
        know(monkeypatch, by=frozenset(), doing=Counting)


def previews_of_nothing() -> Job:
    """Start a job of another kind, which finds no preview."""
    return started.start(previews.KIND, by=User.objects.get(username="carol"), at=NOW)
