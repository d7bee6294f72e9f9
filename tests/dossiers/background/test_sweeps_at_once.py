"""Sweeps with real commits: many at once, and a worker that is killed in the middle."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from dossiers import commands, refusals, turns
from dossiers.background import sweeps
from dossiers.models import Dossier, Event, OutboxEntry
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.lifecycle import dossier_at, local
from tests.journeys.conftest import Worker

pytestmark = pytest.mark.usefixtures("committed_db")

NOW = local("2026-01-23 09:00")


def remarks() -> Counter[tuple[int, str]]:
    """Count each remark on each dossier."""
    return Counter(Event.objects.filter(role="system").values_list("dossier", "action"))


def test_sweeps_at_the_same_time_write_every_event_once() -> None:
    for state in ("filed", "tham-dinh") * 4:
        dossier_at(state)

    runs = at_once([partial(sweeps.run, NOW)] * 4, threads=4)

    assert sum(run.events for run in runs) == 8
    assert set(remarks().values()) == {1}
    assert len(remarks()) == 8
    assert OutboxEntry.objects.filter(kind__in=["overdue", "unanswered"]).count() == 8
    assert sum(run.broken for run in runs) == 0
    assert audit.check_all().differences == []


def test_of_an_answer_and_a_lapse_at_the_same_time_one_wins(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    now = local("2026-01-13 00:00")
    walks = [dossier_at("tham-dinh.supplement-asked") for _n in range(6)]

    def answer(dossier: Dossier) -> str:
        actor = story.actor("alice", dossier, "answer-supplement", now)
        try:
            given = commands.Given(note="Đã bổ sung.")
            commands.advance(dossier, "answer-supplement", actor=actor, given=given, seen=dossier.sequence, at=now)
        except refusals.Refusal as refusal:
            return str(refusal)
        return ""

    jobs = [partial(answer, walk.dossier) for walk in walks]
    outcomes = at_once([*jobs[:3], partial(sweeps.run, now), *jobs[3:]], threads=4)

    said = [outcome for outcome in outcomes if isinstance(outcome, str)]
    states = Counter(Dossier.objects.values_list("state", flat=True))
    assert states["tham-dinh.supplement-answered"] == said.count("")
    assert states["stopped"] == len([word for word in said if word]) == 6 - said.count("")
    assert audit.check_all().differences == []


def test_a_dossier_that_is_locked_for_long_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOCK_WAIT", "200ms")
    locked, free = dossier_at("filed").dossier, dossier_at("filed").dossier

    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=locked.pk)
        [run] = at_once([partial(sweeps.run, NOW)], threads=1)

    assert (run.events, run.broken) == (1, 1)
    assert set(remarks()) == {(free.pk, "note-unanswered")}
    assert sweeps.run(NOW).events == 1


def test_a_worker_that_is_killed_in_the_middle_of_a_sweep_loses_and_repeats_nothing() -> None:
    made = timezone.now() - timedelta(days=40)
    dossiers = [story.file("alice", at=made) for _n in range(30)]
    first = Worker()
    first.start(with_schedule=False)
    try:
        current_app.send_task("dossiers.tasks.sweep")
        first.wait(lambda: Event.objects.filter(role="system").exists())
        first.kill()
    finally:
        first.kill()
    done = sum(remarks().values())

    second = Worker()
    second.start(with_schedule=False)
    try:
        current_app.send_task("dossiers.tasks.sweep")
        second.wait(lambda: not Dossier.objects.filter(watch_at__lte=timezone.now()).exists())
    finally:
        second.kill()

    assert done < len(dossiers), "it was killed after it had done everything"
    assert remarks() == Counter({(dossier.pk, "note-unanswered"): 1 for dossier in dossiers})
    assert audit.check_all().differences == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
