"""Many at once, with real commits: numbers, first events, actions and submissions happen once each."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from accounts.models import Unit, User
from dossiers import commands, numbers, refusals
from dossiers.commands import Given
from dossiers.models import Attachment, Counter, Dossier, Draft, Event, OutboxEntry
from dossiers.policy import Actor
from dossiers.proof import audit
from dossiers.refusals import Refusal, decision
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Capacity
from procedures.time.calendar import CalendarExhausted
from tests.dossiers import renewals
from tests.dossiers.lifecycle import MONDAY, dossier_at, local

pytestmark = pytest.mark.usefixtures("committed_db")

THREADS = 16
TODAY = date(2026, 1, 5)


def at_once[T](jobs: Sequence[Callable[[], T]], threads: int = THREADS) -> list[T]:
    """Run jobs in threads that all start together, each thread with a connection of its own."""
    gate = threading.Barrier(threads)
    waiting = threading.local()

    def run(job: Callable[[], T]) -> T:
        if not hasattr(waiting, "over"):
            waiting.over = True
            gate.wait(timeout=30)
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, jobs))


def drafts_of_alice(count: int, at: datetime = MONDAY) -> list[UUID]:
    """Return the keys of complete drafts, copied from one."""
    first = story.draft_of("alice", at)
    papers = list(first.attachments.all())
    copies = [
        Draft(
            owner=first.owner,
            procedure=first.procedure,
            version=first.version,
            number=number,
            answers=first.answers,
            created_at=MONDAY,
            saved_at=MONDAY,
        )
        for number in range(2, count + 1)
    ]
    Draft.objects.bulk_create(copies)
    rows = []
    for copy in copies:
        for paper in papers:
            row = Attachment.objects.get(pk=paper.pk)
            row.pk, row.draft = Attachment().pk, copy
            rows.append(row)
    Attachment.objects.bulk_create(rows)
    return [first.key, *(copy.key for copy in copies)]


def test_fifty_submissions_from_sixteen_threads_have_fifty_numbers_without_a_gap_and_fifty_first_events() -> None:
    keys = drafts_of_alice(50)
    alice = story.person("alice")

    filed = at_once([partial(commands.submit, key, owner=alice, at=MONDAY) for key in keys])

    assert sorted(dossier.code for dossier in filed) == [f"H26.NN-260105-{number:04d}" for number in range(1, 51)]
    assert set(Event.objects.values_list("sequence", "action")) == {(1, "submit")}
    assert (Dossier.objects.count(), Event.objects.count(), Draft.objects.count()) == (50, 50, 0)
    assert (
        list(OutboxEntry.objects.order_by("kind").values_list("kind", flat=True))
        == ["filed"] * 50 + ["letter-filing"] * 50
    )
    assert Counter.objects.get().last == 50
    assert audit.check_all().differences == []


def test_one_draft_submitted_many_times_at_once_becomes_one_dossier() -> None:
    draft = story.draft_of("alice", MONDAY)

    def press() -> tuple[str, str]:
        try:
            return "filed", commands.submit(draft.key, owner=draft.owner, at=MONDAY).code
        except refusals.AlreadyFiled as refusal:
            return "told", refusal.code

    answers = at_once([press] * 8, threads=8)

    code = Dossier.objects.get().code
    assert sorted(answers) == [("filed", code), *[("told", code)] * 7]
    assert (Event.objects.count(), Counter.objects.get().last) == (1, 1)


def test_of_two_officers_who_take_the_same_action_at_once_one_wins_and_the_other_is_told_who_and_when() -> None:
    at = local("2026-01-06 09:15")
    for _ in range(5):
        walk = dossier_at("tham-dinh")
        dossier = walk.dossier
        people = [story.actor(username, dossier, "stop", at) for username in ("hoa", "lan")]

        def stop(actor: Actor, dossier: Dossier = dossier) -> str | refusals.Stale:
            given = Given(reason="Tài liệu đang bị thanh tra.")
            try:
                event = commands.advance(dossier, "stop", actor=actor, given=given, seen=dossier.sequence, at=at)
            except refusals.Stale as refusal:
                return refusal
            assert event.actor is not None
            return event.actor.get_full_name()

        results = at_once([partial(stop, actor) for actor in people], threads=2)

        (winner,) = [result for result in results if isinstance(result, str)]
        (told,) = [result for result in results if isinstance(result, refusals.Stale)]
        assert (told.who, told.at) == (winner, "09:15 06/01/2026")
        assert dossier.events.filter(action="stop").count() == 1
    assert audit.check_all().differences == []


def test_of_two_deciders_at_once_one_decides_and_the_other_is_told(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = renewals.granted(state="ky-duyet")
    dossier, at = walk.dossier, walk.at + timedelta(minutes=5)
    content = story.content_of(dossier)
    wishes = [
        ("decide", Given(content=content, capacity=capacity))
        for capacity in (Capacity.FOR_THE_HEAD, Capacity.BY_DELEGATION)
    ]
    wishes += [("direct-refused", Given(reason="Không đúng thẩm quyền."))]

    def press(action: str, given: Given) -> Event | refusals.Stale:
        actor = story.actor("lan", dossier, action, at)
        try:
            return commands.advance(dossier, action, actor=actor, given=given, seen=dossier.sequence, at=at)
        except refusals.Stale as refusal:
            return refusal

    pressed = at_once([partial(press, *wish) for wish in wishes], threads=len(wishes))

    (done,) = [one for one in pressed if isinstance(one, Event)]
    assert [event.action for event in dossier.events.order_by("pk")][-1] == done.action
    assert Dossier.objects.get().sequence == dossier.sequence + 1
    assert audit.check_all().differences == []


def test_a_result_is_revoked_or_rested_on_and_never_both_at_once(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    seen = set()
    for _ in range(6):
        earlier = renewals.granted()
        at = earlier.at + timedelta(minutes=5)
        draft = story.draft_of("alice", at, slug=renewals.CHANGE, answers=renewals.naming(earlier))
        leader = story.actor("lan", earlier.dossier, "revoke-result", at)

        def file(key: UUID = draft.key, owner: User = draft.owner, at: datetime = at) -> str:
            try:
                commands.submit(key, owner=owner, at=at)
            except refusals.InvalidAnswers as refusal:
                return str(refusal.errors["earlier.number"].vi)
            return "filed"

        def revoke(earlier: Walk = earlier, leader: Actor = leader, at: datetime = at) -> str:
            given = Given(reason="Cấp sai thẩm quyền.")
            dossier = earlier.dossier
            try:
                commands.advance(dossier, "revoke-result", actor=leader, given=given, seen=dossier.sequence, at=at)
            except decision.RestedOn:
                return "rested on"
            return "revoked"

        seen.add(tuple(at_once([file, revoke], threads=2)))

    assert seen <= {("filed", "rested on"), ("Giấy này đã bị thu hồi.", "revoked")}
    assert audit.check_all().differences == []


def test_of_two_numbers_at_once_one_replaces_the_earlier_result(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    earlier = renewals.granted()
    walks = [renewals.changed(earlier, state="van-thu") for _ in range(2)]
    at = max(walk.at for walk in walks) + timedelta(minutes=5)

    def number(walk: Walk) -> str:
        try:
            story.take(walk.dossier, "number", "tam", at=at)
        except decision.EarlierTaken as refusal:
            return refusal.number
        return "numbered"

    assert sorted(at_once([partial(number, walk) for walk in walks], threads=2)) == [
        earlier.dossier.result.number,
        "numbered",
    ]
    assert audit.check_all().differences == []


def test_different_actions_on_one_dossier_at_once_never_both_happen_on_the_same_page() -> None:
    walk = dossier_at("tham-dinh")
    dossier, at = walk.dossier, walk.at + timedelta(minutes=5)
    wishes = [("finish-tham-dinh", "dung"), ("recall", "hoa"), ("stop", "lan"), ("ask-withdrawal", "alice")]

    def wish(action: str, username: str) -> str | None:
        actor = story.actor(username, dossier, action, at)
        given = Given(reason="Lý do.") if action == "stop" else Given()
        with suppress(Refusal):
            return commands.advance(dossier, action, actor=actor, given=given, seen=dossier.sequence, at=at).action
        return None

    done = at_once([partial(wish, *pair) for pair in wishes], threads=len(wishes))

    assert len([action for action in done if action]) == 1
    assert Dossier.objects.get().sequence == dossier.sequence + 1


def test_a_submission_that_is_rolled_back_leaves_no_gap() -> None:
    first, broken, last = drafts_of_alice(3, local("2027-12-31 08:00"))
    alice = story.person("alice")
    evening = local("2027-12-31 16:30")  # the first answer would fall behind the calendar's last day
    morning = evening.replace(hour=8, minute=0)

    codes = [commands.submit(first, owner=alice, at=morning).code]
    with pytest.raises(CalendarExhausted):
        commands.submit(broken, owner=alice, at=evening)
    codes.append(commands.submit(last, owner=alice, at=morning).code)

    assert codes == ["H26.NN-271231-0001", "H26.NN-271231-0002"]
    assert Draft.objects.get().key == broken


def test_the_number_after_9999_is_10000() -> None:
    keys = drafts_of_alice(2)
    alice = story.person("alice")
    agency = Unit.objects.get(slug="so-tttt")
    Counter.objects.create(agency=agency, series="dossier", on=TODAY, last=9998)

    codes = [commands.submit(key, owner=alice, at=MONDAY).code for key in keys]

    assert codes == ["H26.NN-260105-9999", "H26.NN-260105-10000"]


def test_numbers_taken_at_once_are_all_different_and_one_that_is_given_up_is_taken_again() -> None:
    agency = Unit.objects.get(slug="so-tttt")

    def take(given_up: bool) -> int:
        with transaction.atomic():
            number = numbers.take(agency, "dossier", TODAY)
            transaction.set_rollback(given_up)
        return 0 if given_up else number

    taken = at_once([partial(take, n % 3 == 0) for n in range(48)])

    assert sorted(number for number in taken if number) == list(range(1, 33))


def test_a_command_owns_its_transaction() -> None:
    draft = story.draft_of("alice", MONDAY)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)
    dossier = commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        story.take(dossier, "accept", "bob", at=MONDAY)

    assert Dossier.objects.get().sequence == 1


def test_actions_on_different_dossiers_do_not_wait_for_each_other() -> None:
    held, free = dossier_at("accepted"), dossier_at("accepted")

    def take(dossier: Dossier, at: datetime) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return story.take(dossier, "transfer", "bob", at=at).action

    with transaction.atomic():
        Dossier.objects.select_for_update(of=("self",)).get(pk=held.dossier.pk)
        done = at_once([lambda: take(free.dossier, free.at)], threads=1)

    assert done == ["transfer"]
