"""Deadlines that pass by themselves: each recorded once, found by the index, whatever happens to a run."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.roles import Role
from dossiers import commands, refusals, turns
from dossiers.background import relay, sweeps
from dossiers.background.sweeps import Watched
from dossiers.models import Dossier
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.models import ProcedureVersion
from tests.dossiers.commands.test_random_walks import _take
from tests.dossiers.lifecycle import ACTIONS, ENDS, MONDAY, SYSTEM, act, dossier_at, local, place_of
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written, undone

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
DUE_SOON = local("2026-01-16 08:00")
"""A dossier that was accepted on Monday is due on 19/01, after a weekend."""
LATE = local("2026-01-20 00:00")


def remarks(dossier: Dossier) -> list[tuple[str, datetime]]:
    """Return what the system has done on a dossier, and when."""
    return [(event.action, event.at) for event in dossier.events.filter(role=Role.SYSTEM).order_by("sequence")]


def swept(walk: Walk, when: str) -> Dossier:
    """Sweep at a local instant and return the dossier as it is then."""
    sweeps.run(local(when))
    walk.dossier.refresh_from_db()
    return walk.dossier


def test_a_dossier_is_remarked_when_its_date_is_near_and_when_it_has_passed() -> None:
    dossier = dossier_at("tham-dinh").dossier

    for now in (DUE_SOON - TICK, DUE_SOON, DUE_SOON + TICK, LATE - TICK, LATE, LATE + timedelta(days=9)):
        sweeps.run(now)

    assert remarks(dossier) == [("note-due-soon", DUE_SOON), ("note-overdue", LATE)]
    told = [event.facts["deadline"] for event in dossier.events.filter(role=Role.SYSTEM)]
    assert [datetime.fromisoformat(at) for at in told] == [local("2026-01-19 17:00")] * 2


def test_a_run_after_missed_days_records_each_deadline_that_has_passed_once() -> None:
    walks = [dossier_at(state) for state in ("filed", "tham-dinh", "ky-duyet")]
    now = local("2026-01-23 09:00")

    first, second = sweeps.run(now), sweeps.run(now)

    assert (first.events, second.events) == (3, 0)
    assert [remarks(walk.dossier) for walk in walks] == [
        [("note-unanswered", now)],
        [("note-overdue", now)],
        [("note-overdue", now)],
    ]


def test_a_remark_moves_nothing_and_makes_no_page_old() -> None:
    walk = dossier_at("tham-dinh")
    seen, before = walk.dossier.sequence, (walk.dossier.state, walk.dossier.due_at, walk.dossier.holder)

    dossier = swept(walk, "2026-01-20 09:00")

    assert (dossier.state, dossier.due_at, dossier.holder) == before
    given = commands.Given(files=(), note="")
    who = story.actor("dung", dossier, "finish-tham-dinh", local("2026-01-20 10:00"))
    commands.advance(dossier, "finish-tham-dinh", actor=who, given=given, seen=seen, at=local("2026-01-20 10:00"))
    assert Dossier.objects.get().state == "xem-xet"
    assert audit.check_all().differences == []


def test_a_filing_without_an_answer_is_remarked_a_minute_after_its_eight_hours() -> None:
    walk = dossier_at("filed")

    assert remarks(swept(walk, "2026-01-06 08:30")) == []
    dossier = swept(walk, "2026-01-06 08:31")

    assert remarks(dossier) == [("note-unanswered", local("2026-01-06 08:31"))]
    assert dossier.watch_at is None


def test_a_new_appointment_is_a_new_deadline() -> None:
    walk = dossier_at("tham-dinh")
    swept(walk, "2026-01-16 09:00")
    act(walk, "reappoint", "lan", "2026-01-16 10:00", date=local("2026-01-22 00:00").date())

    for when in ("2026-01-20 09:00", "2026-01-21 09:00", "2026-01-23 00:00"):
        swept(walk, when)

    assert [name for name, _at in remarks(walk.dossier)] == ["note-due-soon", "note-due-soon", "note-overdue"]


# The applicant's own time


@pytest.mark.parametrize(
    ("state", "target"), [("filed.supplement-asked", "rejected"), ("tham-dinh.supplement-asked", "stopped")]
)
def test_a_supplement_lapses_after_the_last_day_of_the_applicant(settings: Settings, state: str, target: str) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at(state)

    assert swept(walk, "2026-01-12 23:59").state == state
    dossier = swept(walk, "2026-01-13 00:00")

    assert (dossier.state, dossier.holder, dossier.watch_at) == (target, "", None)
    assert remarks(dossier)[-1] == ("lapse", local("2026-01-13 00:00"))
    # That the time is running out was told before.
    assert [name for name, _at in remarks(dossier)[:-1]] == ["note-supply-soon"]
    told = dossier.events.get(action="lapse").facts["deadline"]
    assert datetime.fromisoformat(told) == local("2026-01-12 17:00")
    assert place_of(dossier).clock == "ended"
    assert audit.check_all().differences == []
    relay.run(local("2026-01-13 00:01"))
    assert any("đã hết thời hạn bổ sung" in str(message.body) for message in mail.outbox)


def test_where_no_time_is_set_nothing_lapses() -> None:
    walk = dossier_at("tham-dinh.supplement-asked")

    assert swept(walk, "2027-01-12 09:00").state == "tham-dinh.supplement-asked"
    assert walk.dossier.watch_at is None


def test_an_answer_before_midnight_of_the_last_day_is_in_time(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at("tham-dinh.supplement-asked")
    act(walk, "answer-supplement", "alice", "2026-01-12 23:59")

    assert swept(walk, "2026-01-13 00:00").state == "tham-dinh.supplement-answered"


def test_an_answer_after_the_lapse_is_refused_with_a_sentence(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at("tham-dinh.supplement-asked")
    seen = walk.dossier.sequence
    swept(walk, "2026-01-13 00:00")
    actor = story.actor("alice", walk.dossier, "answer-supplement", local("2026-01-13 00:01"))

    with pytest.raises(refusals.Stale) as refused, nothing_written():
        commands.advance(
            walk.dossier,
            "answer-supplement",
            actor=actor,
            given=commands.Given(),
            seen=seen,
            at=local("2026-01-13 00:01"),
        )

    assert "Hết hạn bổ sung" in str(refused.value)


def test_what_was_late_before_it_waited_is_remarked_before_it_lapses(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    walk = dossier_at("tham-dinh.supplement-proposed")
    act(walk, "issue-supplement", "bob", "2026-01-20 09:00")

    dossier = swept(walk, "2026-02-02 09:00")

    assert [name for name, _at in remarks(dossier)] == ["note-overdue", "lapse"]


# Whatever is wrong with one, the others have their turn


def unreadable(dossier: Dossier) -> None:
    """Give a dossier a version that nobody can compile."""
    version = ProcedureVersion.objects.get(pk=dossier.version_id)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO procedures_procedureversion SELECT (v.r).* FROM (SELECT jsonb_populate_record(x, %s) AS r "
            "FROM procedures_procedureversion x WHERE id = %s) AS v ON CONFLICT DO NOTHING",
            ['{"id": 999999, "version": 99, "text": "nonsense", "digest": "%s"}' % ("0" * 64), version.pk],
        )
        cursor.execute("UPDATE dossiers_dossier SET version_id = 999999 WHERE id = %s", [dossier.pk])
        cursor.execute("SET session_replication_role = origin")


def test_a_dossier_that_cannot_be_read_stops_nobody_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    broken, well = dossier_at("filed").dossier, dossier_at("filed").dossier
    unreadable(broken)

    swept = sweeps.run(local("2026-01-07 09:00"))

    assert (swept.events, swept.broken) == (1, 1)
    assert [remarks(broken), len(remarks(well))] == [[], 1]
    assert "turn.broken" in caplog.text


def test_a_calendar_that_ends_puts_a_dossier_off_and_stops_nobody(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    late = dossier_at("tham-dinh", at=local("2027-12-06 08:30"))
    lapsing = dossier_at("filed.supplement-asked", at=local("2027-12-20 08:30"))

    swept = sweeps.run(local("2028-01-05 09:00"))

    assert (swept.events, swept.broken) == (1, 1)
    assert [remarks(late.dossier), len(remarks(lapsing.dossier))] == [[], 1]


def test_many_that_fail_first_do_not_keep_the_run_from_those_behind_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose time is up says where, and the next goes on behind it."""
    monkeypatch.setattr(sweeps, "RUN", replace(sweeps.RUN, batch=2))
    broken = [dossier_at("filed").dossier for _n in range(3)]
    well = dossier_at("filed", at=MONDAY + timedelta(minutes=10)).dossier
    for dossier in broken:
        unreadable(dossier)
    now, third = local("2026-01-07 09:00"), max(broken, key=lambda dossier: dossier.pk)

    went_on = sweeps.run(now, after=Watched(third.watch_at, third.pk))

    assert (went_on.events, went_on.broken) == (1, 0)
    assert remarks(well) == [("note-unanswered", now)]
    whole = sweeps.run(now)
    assert (whole.events, whole.broken, whole.stopped_at) == (0, 3, None)


def test_a_run_whose_time_is_up_stops_and_the_task_goes_on_with_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = dossier_at("filed").dossier, dossier_at("filed").dossier
    clock = iter((0.0, 0.0, 1000.0))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))

    swept = sweeps.run(local("2026-01-07 09:00"))

    assert swept.stopped_at == Watched(first.watch_at, first.pk)
    assert [len(remarks(one)) for one in (first, second)] == [1, 0]
    monkeypatch.undo()
    assert sweeps.run(local("2026-01-07 09:00"), after=swept.stopped_at).events == 1
    assert len(remarks(second)) == 1


# The index and the guards say the same


@pytest.mark.parametrize("group", range(3))
def test_what_is_watched_is_what_is_open_after_every_action(
    group: int, settings: Settings, subtests: pytest.Subtests
) -> None:
    settings.APPLICANT_WORKING_DAYS = 4
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    taken: set[str] = set()

    for seed in range(100 + group * 4, 104 + group * 4):
        with subtests.test(seed=seed), undone():
            chance, walk = random.Random(seed), Walk(story.file("alice", at=MONDAY), MONDAY)
            for _turn in range(14):
                _agrees(walk)
                if chance.random() < 0.4:
                    walk.at = max(walk.at, walk.dossier.watch_at or walk.at)
                    _sweep(walk)
                actions = ACTIONS[walk.dossier.state]
                onward = [name for name, step in actions.items() if step.target not in ENDS and SYSTEM not in step.by]
                if not onward:
                    break
                name = chance.choice(onward)
                _take(walk, name, chance.choice(actions[name].by), chance)
            taken |= set(walk.dossier.events.filter(role=Role.SYSTEM).values_list("action", flat=True))
            assert audit.check_all().differences == []

    assert {"note-unanswered", "note-due-soon"} & taken, "these walks say little: the system had nothing to do"


def _agrees(walk: Walk) -> None:
    """At the watched instant something is open to the system, and before it nothing."""
    walk.dossier.refresh_from_db()
    watched = walk.dossier.watch_at
    if watched is None:
        assert sweeps.open_action(walk.dossier, walk.at + timedelta(days=400)) is None
    else:
        assert sweeps.open_action(walk.dossier, watched) is not None
        assert sweeps.open_action(walk.dossier, watched - TICK) is None


def _sweep(walk: Walk) -> None:
    sweeps.run(walk.at)
    walk.dossier.refresh_from_db()
    assert walk.dossier.watch_at is None or walk.dossier.watch_at > walk.at


def test_the_look_up_reads_the_index_of_what_is_watched_in_its_order() -> None:
    walk = dossier_at("tham-dinh")
    now, after = local("2026-02-20 09:00"), Watched(walk.dossier.watch_at, walk.dossier.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    for place in (None, after):
        with CaptureQueriesContext(connection) as asked:
            sweeps.due(now, place)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + asked[0]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "dossier_watched" in plan, plan
        assert "Sort" not in plan, plan
