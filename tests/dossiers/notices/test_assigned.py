"""Mail to the case officer to whom a colleague's act brings dossiers: one for each person, once, and nothing of who applies."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import outbox, refusals
from dossiers.background import relay
from dossiers.commands import notes, taking_back
from dossiers.models import Notice, OutboxEntry
from dossiers.notices import asked
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW, before, begun, done
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import each_at_once, officer, personae, substitute

pytestmark = pytest.mark.django_db

FILED, GIVEN = local("2026-11-23 09:00"), local("2026-11-26 15:00")
WHY = "Người đang giữ nghỉ ốm."


@pytest.fixture
def minh() -> User:
    """Another case officer of dung's division."""
    return officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")


def at_work() -> Walk:
    """Return a dossier that dung has had for days, and was told of."""
    walk = dossier_in("tham-dinh", at=FILED)
    sent(GIVEN - timedelta(days=1))
    walk.at, walk.pace = GIVEN, timedelta(minutes=1)
    return walk


def sent(at: datetime = GIVEN + outbox.GATHERING + timedelta(minutes=5)) -> list[mail.EmailMessage]:
    """Return the mails to case officers whose dossiers have come, once they have gathered."""
    each_at_once()
    mail.outbox.clear()
    for _run in range(3):
        relay.run(at)
    return [one for one in mail.outbox if ".assigned." in one.extra_headers["Message-ID"]]


def test_who_gets_dossiers_from_a_colleague_is_told_of_all_in_one_mail_that_names_no_applicant(minh: User) -> None:
    first, second = at_work(), at_work()
    for walk in (first, second):
        walk.take("reassign", "hoa", assignee=minh, reason=WHY)

    [message] = sent()

    assert message.to == ["minh@example.vn"]
    for personal in (WHY, first.dossier.applicant_name, first.dossier.subject, "Khuyến học"):
        assert personal not in message.body
    assert sent() == []
    assert {*Notice.objects.filter(kind="assigned", recipient="minh@example.vn").values_list("dossier", flat=True)} == {
        first.dossier.pk,
        second.dossier.pk,
    }
    headers = "".join(f"{name}: {message.message()[name]}\n" for name in ("Subject", "To"))
    golden.assert_mail_matches("assigned", f"{headers}\n{message.body}", message.message())


def test_what_came_at_several_times_is_said_to_have_come_between_them(minh: User) -> None:
    for walk, minutes in [(at_work(), 0), (at_work(), 2)]:
        walk.at += timedelta(minutes=minutes)
        walk.take("reassign", "hoa", assignee=minh, reason=WHY)

    [message] = sent()

    first, last = (f"{GIVEN + timedelta(minutes=minutes):%H:%M ngày %d/%m/%Y}" for minutes in (1, 3))
    assert f"chuyển hồ sơ từ {first} đến {last} (" in message.body


def test_the_first_assignment_tells_too_and_so_does_what_is_sent_back() -> None:
    walk = dossier_in("tham-dinh", at=FILED)
    assert [one.to for one in sent(GIVEN - timedelta(days=1))] == [["dung@example.vn"]]
    walk.at, walk.pace = GIVEN, timedelta(minutes=1)
    walk.until("xem-xet")

    walk.take("send-back-tham-dinh", "hoa", reason="Ghi đúng tên Hội.")

    [message] = sent()
    assert message.to == ["dung@example.vn"]
    assert message.subject.startswith(f"Hồ sơ {walk.dossier.code}: được trả lại để Ông/Bà xử lý lại")
    assert "lý do ở đầu hồ sơ" in message.body
    assert "Ghi đúng" not in message.body
    headers = "".join(f"{name}: {message.message()[name]}\n" for name in ("Subject", "To"))
    golden.assert_mail_matches("assigned-sent-back", f"{headers}\n{message.body}", message.message())


def test_what_is_sent_back_beside_a_dossier_that_comes_is_told_of_in_the_same_mail(minh: User) -> None:
    back, given = dossier_in("tham-dinh", at=FILED), at_work()
    back.at, back.pace = GIVEN, timedelta(minutes=1)
    back.until("xem-xet").take("send-back-tham-dinh", "hoa", reason="Ghi đúng tên Hội.")
    given.take("reassign", "hoa", assignee=minh, reason=WHY)
    given.take("reassign", "hoa", assignee=story.person("dung"), reason=WHY)

    [message] = sent()

    assert message.subject.startswith("2 hồ sơ được chuyển tới Ông/Bà")
    assert "Phạm Thị Hoa trả lại hồ sơ lúc" in message.body
    assert "chuyển hồ sơ" in message.body


def test_who_had_it_before_and_gets_it_back_is_told_of_the_last_coming_once(minh: User) -> None:
    walk = at_work()
    walk.take("reassign", "hoa", assignee=minh)
    walk.take("reassign", "hoa", assignee=story.person("dung"))

    [message] = sent()

    assert message.to == ["dung@example.vn"]
    assert message.body.count(f"1. {walk.dossier.code}") == 2  # in each language
    assert "2. " not in message.body
    assert OutboxEntry.objects.filter(kind=outbox.ASSIGNED, error=asked.SEEN).count() == 1


def test_who_has_opened_it_by_then_is_told_nothing(minh: User) -> None:
    walk = at_work()
    walk.take("reassign", "hoa", assignee=minh)
    walk.dossier.refresh_from_db()
    notes.opened(walk.dossier, seats_of(minh, GIVEN.date()))

    assert sent() == []


@pytest.mark.parametrize("opened", [0, 1])
def test_what_was_opened_counts_to_what_was_given_with_the_rest(minh: User, opened: int) -> None:
    walks = [at_work(), at_work()]
    for walk in walks:
        walk.take("reassign", "hoa", assignee=minh)
        walk.dossier.refresh_from_db()
    notes.opened(walks[opened].dossier, seats_of(minh, GIVEN.date()))

    [message] = sent()

    assert message.subject.startswith("2 hồ sơ được chuyển tới Ông/Bà")
    assert all(walk.dossier.code in message.body for walk in walks)
    assert sent() == []


def test_who_stands_in_for_the_one_that_gets_it_is_told_as_well_but_never_who_passed_it_on(minh: User) -> None:
    substitute("minh", "hoa", since=GIVEN.date(), until=GIVEN.date())
    substitute("minh", "dung", since=GIVEN.date(), until=GIVEN.date())
    at_work().take("reassign", "hoa", assignee=minh)

    assert sorted(one.to[0] for one in sent()) == ["dung@example.vn", "minh@example.vn"]


def test_what_a_case_officer_fetches_back_alone_tells_nobody() -> None:
    walk = at_work()
    walk.until("xem-xet")
    walk.take("recall", "dung")

    assert walk.dossier.assignee == story.person("dung")
    assert sent() == []


def test_what_is_taken_back_in_time_tells_nobody(minh: User) -> None:
    walk = at_work()
    event = walk.take("reassign", "hoa", assignee=minh).dossier.events.latest("sequence")

    taking_back.take_back(walk.dossier.pk, event.sequence, actors=personae("hoa", GIVEN), at=walk.at)

    assert sent() == []
    assert OutboxEntry.objects.get(event=event).error == outbox.TAKEN_BACK


def test_an_act_that_tells_the_applicant_too_is_taken_back_as_long_as_that_has_not_gone_out() -> None:
    walk = at_work()
    walk.take("propose-supplement", "dung").take("issue-supplement", "bob").take("answer-supplement", "alice")
    event = walk.take("confirm-supplement", "bob").dossier.events.latest("sequence")
    dossier = walk.dossier
    dossier.refresh_from_db()
    soon = event.at + timedelta(seconds=5)

    offered = taking_back.offered(dossier, [*dossier.events.order_by("sequence")], personae("bob", soon), at=soon)

    assert offered
    assert offered.leaves_at == outbox.goes_out_at(event.at)
    relay.run(offered.leaves_at)
    with pytest.raises(refusals.Refusal):
        taking_back.take_back(dossier.pk, event.sequence, actors=personae("bob", soon), at=offered.leaves_at)


@pytest.mark.at(NOW)
def test_of_many_that_are_assigned_together_there_is_one_mail(minh: User) -> None:
    dossiers = [story.dossier_in("phan-cong", at=FILED).dossier for _one in range(3)]
    page = before(Visitor("hoa", language="en"), "assign", dossiers)
    done(begun("assign", dossiers, "hoa", assignee=minh))

    [message] = sent(NOW + timedelta(hours=1))

    assert message.to == ["minh@example.vn"]
    assert message.subject.startswith("3 hồ sơ")
    assert "Whoever gets them gets one mail, 5 minutes later, unless all are opened by then" in page.text
