"""Changes of the calendar: what a preview tells, one event for each moved dossier, mail, and a run that goes on."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import Unit
from dossiers import commands
from dossiers.acts import RECOUNT
from dossiers.background import jobs, relay
from dossiers.calendars import changes, previews
from dossiers.clock import Verdict
from dossiers.commands import locked
from dossiers.models import CalendarPreview, Dossier, Effect, Event, JobState, OutboxEntry
from dossiers.proof.audit import check_all
from portal.demo.story import Walk
from procedures.machine import Text
from procedures.models import CalendarChange, CalendarVersion
from procedures.time.calendar import OFFICE_WEEK, CalendarError, DayException, DayKind
from procedures.time.calendars import calendar_for, current_calendar, plan
from procedures.time.corrections import Correction
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = pytest.mark.usefixtures("committed_db")

DECISION = "77/QĐ-UBND"
START = "2026-01-05 08:30"
NOW = "2026-01-13 09:00"
"""A dossier accepted at START is due on Monday 19/01/2026; Thursday 15/01 lies on its way."""


def day_off(on: date = date(2026, 1, 15), *, official: bool = True) -> DayException:
    return DayException(on, DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), DECISION, official)


def changed(correction: Correction, at: str = NOW) -> CalendarChange:
    return changes.apply(plan(correction), decision=DECISION, decided_on=date(2026, 1, 12), by=None, at=local(at))


def looked(correction: Correction, at: str = NOW) -> CalendarPreview:
    """Look at all that a correction would touch."""
    preview = previews.begin(plan(correction), by=None, at=local(at))
    assert jobs.go_on(preview.job_id, now=local(at)) is False
    preview.job.refresh_from_db()
    return preview


def effects(preview: CalendarPreview, effect: Effect) -> dict[int, dict[str, object]]:
    """Return what a preview tells of each dossier."""
    return dict(preview.rows.filter(effect=effect).values_list("dossier", "told"))


def recounts(dossier: Dossier) -> list[Event]:
    return list(dossier.events.filter(action=RECOUNT))


@pytest.fixture
def walk() -> Walk:
    return dossier_at("tham-dinh", at=local(START))


def test_a_preview_tells_what_moves_and_writes_nothing(walk: Walk) -> None:
    before = Event.objects.count(), CalendarVersion.objects.count()

    found = looked(Correction(put=(day_off(),)))

    assert (found.job.state, found.job.done, found.job.total) == (JobState.DONE, 1, 1)
    [(pk, moves)] = effects(found, Effect.MOVED).items()
    assert pk == walk.dossier.pk
    assert moves["due_at"] == moves["lawful_due_at"]
    assert [datetime.fromisoformat(at) for at in moves["due_at"]] == [
        local("2026-01-19 17:00"),
        local("2026-01-20 17:00"),
    ]
    assert (Event.objects.count(), CalendarVersion.objects.count()) == before


def test_what_no_changed_day_can_touch_is_not_even_looked_at(walk: Walk) -> None:
    found = looked(Correction(put=(day_off(date(2026, 2, 3)),)))
    assert (found.job.total, found.rows.count()) == (0, 0)


def test_a_closed_dossier_that_would_be_judged_otherwise_is_told_and_keeps_its_verdict() -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    walk.at = local("2026-01-20 08:00")
    walk.until("result-ready")
    assert walk.dossier.verdict == Verdict.OVERDUE
    correction = Correction(put=(day_off(),))

    found = looked(correction, "2026-01-21 09:00")
    changed(correction, "2026-01-21 09:00")
    changes.run(local("2026-01-21 09:00"))

    assert effects(found, Effect.JUDGED) == {walk.dossier.pk: {"recorded": "overdue", "would_be": "on_time"}}
    walk.dossier.refresh_from_db()
    assert walk.dossier.verdict == Verdict.OVERDUE
    assert not recounts(walk.dossier)
    assert check_all().differences == []


def test_applying_writes_one_event_for_a_moved_dossier_and_none_for_others(walk: Walk) -> None:
    other = dossier_at("filed", at=local("2026-01-13 08:30"))
    before = current_calendar().digest
    change = changed(Correction(put=(day_off(),)))

    assert changes.run(local(NOW)) is False

    (event,) = recounts(walk.dossier)
    walk.dossier.refresh_from_db()
    assert (walk.dossier.due_at, walk.dossier.lawful_due_at) == (local("2026-01-20 17:00"),) * 2
    assert walk.dossier.first_due_at == local("2026-01-19 17:00")
    assert (event.actor, event.role) == (None, "system")
    assert event.facts["decision"] == DECISION
    assert (event.facts["calendar_before"], event.facts["calendar_after"]) == (before, current_calendar().digest)
    assert datetime.fromisoformat(event.facts["before"]["due_at"]) == local("2026-01-19 17:00")
    assert not recounts(other.dossier)
    change.refresh_from_db()
    assert (change.moved, change.failures, change.finished_at) == (1, [], local(NOW))
    assert check_all().differences == []


def test_running_again_and_a_dossier_that_was_acted_on_meanwhile_get_no_second_event(walk: Walk) -> None:
    acted = dossier_at("tham-dinh", at=local(START))
    change = changed(Correction(put=(day_off(),)))
    act(acted, "finish-tham-dinh", "dung", "2026-01-13 10:00")

    changes.run(local("2026-01-13 11:00"))
    CalendarChange.objects.filter(pk=change.pk).update(finished_at=None, cursor=0, done=0)
    changes.run(local("2026-01-13 12:00"))

    acted.dossier.refresh_from_db()
    assert acted.dossier.due_at == local("2026-01-20 17:00")
    assert not recounts(acted.dossier)
    assert len(recounts(walk.dossier)) == 1
    change.refresh_from_db()
    assert change.moved == 1


def test_a_run_whose_time_is_up_is_gone_on_with(walk: Walk) -> None:
    second = dossier_at("tham-dinh", at=local(START))
    change = changed(Correction(put=(day_off(),)))

    assert changes.run(local(NOW), seconds=0.0) is True
    change.refresh_from_db()
    assert (change.total, change.done, change.finished_at) == (2, 0, None)

    commands.recount(walk.dossier.pk, commands.Cause(change.pk, DECISION), at=local(NOW))
    assert changes.run(local(NOW)) is False

    change.refresh_from_db()
    assert (change.done, change.moved) == (2, 2)
    assert [len(recounts(one.dossier)) for one in (walk, second)] == [1, 1]


def test_one_broken_dossier_stops_nobody_and_is_named(walk: Walk, caplog: pytest.LogCaptureFixture) -> None:
    whole = dossier_at("tham-dinh", at=local(START))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM dossiers_eventpayload")
        cursor.execute("DELETE FROM dossiers_event WHERE dossier_id = %s", [walk.dossier.pk])
        cursor.execute("SET session_replication_role = origin")
    found = looked(Correction(put=(day_off(),)))
    assert list(effects(found, Effect.UNCOUNTED)) == [walk.dossier.pk]
    assert list(effects(found, Effect.MOVED)) == [whole.dossier.pk]
    change = changed(Correction(put=(day_off(),)))

    changes.run(local(NOW))

    change.refresh_from_db()
    assert [failure["dossier"] for failure in change.failures] == [walk.dossier.code]
    [logged] = [record.getMessage() for record in caplog.records if "turn.broken" in record.getMessage()]
    assert str(walk.dossier.pk) in logged
    assert change.finished_at is not None
    assert len(recounts(whole.dossier)) == 1


def test_two_runs_side_by_side_write_each_event_once() -> None:
    walks = [dossier_at("tham-dinh", at=local(START)) for _ in range(4)]
    change = changed(Correction(put=(day_off(),)))
    cause = commands.Cause(change.pk, DECISION)
    ready = threading.Barrier(2)

    def all_of_them() -> None:
        ready.wait()
        for walk in walks:
            commands.recount(walk.dossier.pk, cause, at=local(NOW))
        connection.close()

    threads = [threading.Thread(target=all_of_them) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(recounts(walk.dossier)) for walk in walks] == [1] * 4
    assert check_all().differences == []


def test_a_calendar_waits_for_the_commands_that_count_by_the_one_before(walk: Walk) -> None:
    planned = plan(Correction(put=(day_off(),)))
    stored = threading.Event()

    def put() -> None:
        changes.apply(planned, decision=DECISION, decided_on=None, by=None, at=local(NOW))
        stored.set()
        connection.close()

    thread = threading.Thread(target=put)
    with changes.transaction.atomic():
        locked.dossier(walk.dossier.pk)
        thread.start()
        assert not stored.wait(0.5)
    thread.join(10)
    assert stored.is_set()


def test_the_applicant_is_told_from_when_to_when_and_why(walk: Walk) -> None:
    relay.run(timezone.now())
    mail.outbox.clear()
    changed(Correction(put=(day_off(),)))
    changes.run(local(NOW))
    event = recounts(walk.dossier)[0]
    assert [entry.kind for entry in OutboxEntry.objects.filter(event=event)] == ["recounted", "moved"]

    relay.run(timezone.now())

    [sent] = [message for message in mail.outbox if message.to == ["alice@example.vn"]]
    assert "20/01/2026" in sent.subject
    for words in ("Hẹn trả trước đây: 17:00 ngày 19/01/2026", "Hẹn trả mới: 17:00 ngày 20/01/2026", DECISION):
        assert words in sent.body


def test_the_first_answer_of_a_filing_moves_without_a_letter_to_the_applicant() -> None:
    walk = dossier_at("filed", at=local("2026-01-14 15:00"))
    changed(Correction(put=(day_off(),)), "2026-01-14 15:30")

    changes.run(local("2026-01-14 15:30"))

    (event,) = recounts(walk.dossier)
    walk.dossier.refresh_from_db()
    assert walk.dossier.answer_due_at == local("2026-01-16 15:00")
    assert [entry.kind for entry in OutboxEntry.objects.filter(event=event)] == ["moved"]


def test_a_second_change_waits_until_the_first_is_counted(walk: Walk) -> None:
    changed(Correction(put=(day_off(),)))
    with pytest.raises(CalendarError, match="đang được tính lại"):
        changed(Correction(put=(day_off(date(2026, 1, 16)),)))
    changes.run(local(NOW))
    changed(Correction(put=(day_off(date(2026, 1, 16)),)))


def test_a_plan_made_on_an_older_calendar_is_not_applied() -> None:
    old = plan(Correction(put=(day_off(date(2026, 1, 16)),)))
    changed(Correction(put=(day_off(),)))
    with pytest.raises(CalendarError, match="xem trước lại"):
        changes.apply(old, decision=DECISION, decided_on=None, by=None, at=local(NOW))


def test_a_change_taken_back_brings_the_old_dates_back(walk: Walk) -> None:
    before = current_calendar()
    changed(Correction(put=(day_off(),)))
    changes.run(local(NOW))
    changed(Correction(removed=(date(2026, 1, 15),)), "2026-01-13 15:00")
    changes.run(local("2026-01-13 15:00"))

    walk.dossier.refresh_from_db()
    assert current_calendar() == before
    assert walk.dossier.due_at == local("2026-01-19 17:00")
    assert len(recounts(walk.dossier)) == 2
    assert check_all().differences == []


# Units


@pytest.fixture
def division() -> Iterator[Unit]:
    return Unit.objects.get(slug="bao-chi-xuat-ban")


def test_a_step_runs_on_the_calendar_of_the_unit_that_holds_it(division: Unit) -> None:
    plain = dossier_at("tham-dinh", at=local(START))
    day = plain.dossier.step_due_at.date()
    changed(Correction(unit_id=division.pk, put=(day_off(day),)))
    changes.run(local(NOW))

    own = calendar_for(division.pk)
    assert not own.is_working(day)
    assert current_calendar().is_working(day)
    (event,) = recounts(plain.dossier)
    plain.dossier.refresh_from_db()
    assert event.reading["step_calendar_digest"] == own.digest
    assert event.reading["calendar_digest"] == current_calendar().digest
    assert plain.dossier.step_due_at.date() > day
    assert plain.dossier.due_at == local("2026-01-19 17:00")
    assert not OutboxEntry.objects.filter(event=event).exists()

    done = act(plain, "finish-tham-dinh", "dung", "2026-01-13 10:00")
    assert done.facts["step"]["calendar_digest"] == own.digest
    assert "step_calendar_digest" in done.reading  # the division's head holds it now
    assert check_all().differences == []


def test_a_forged_calendar_of_a_step_is_found(division: Unit) -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    changed(Correction(unit_id=division.pk, put=(day_off(walk.dossier.step_due_at.date()),)))
    changes.run(local(NOW))
    event = recounts(walk.dossier)[0]
    del event.reading["step_calendar_digest"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Event.objects.filter(pk=event.pk).update(reading=event.reading, digest=event.compute_digest())
        cursor.execute("SET session_replication_role = origin")

    assert any("step_due_at" in found.what for found in check_all().differences)


def test_an_agency_with_its_own_day_off_moves_the_whole_limit(walk: Walk) -> None:
    agency = walk.dossier.agency
    changed(Correction(unit_id=agency.pk, put=(day_off(),)))
    changes.run(local(NOW))

    walk.dossier.refresh_from_db()
    assert walk.dossier.due_at == local("2026-01-20 17:00")
    assert current_calendar().is_working(date(2026, 1, 15))
    assert check_all().differences == []


def test_own_sessions_of_a_division_move_its_steps(division: Unit) -> None:
    walk = dossier_at("tham-dinh", at=local(START))
    before = walk.dossier.step_due_at
    no_monday = ((), *OFFICE_WEEK[1:])

    found = looked(Correction(unit_id=division.pk, week=no_monday))
    assert [set(moves) for moves in effects(found, Effect.MOVED).values()] == [{"step_due_at"}]
    changed(Correction(unit_id=division.pk, week=no_monday))
    changes.run(local(NOW))

    walk.dossier.refresh_from_db()
    assert walk.dossier.step_due_at > before
    assert check_all().differences == []


def test_the_stored_change_tells_who_decided_what(walk: Walk) -> None:
    correction = Correction(put=(day_off(),))
    change = changed(correction)
    assert Correction.from_json(change.what) == correction
    (version,) = change.versions.all()
    assert (version.decision, version.digest) == (DECISION, current_calendar().digest)
    assert local(NOW) - change.created_at == timedelta(0)
