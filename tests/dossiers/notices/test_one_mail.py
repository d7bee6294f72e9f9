"""One thing is one mail: what the ladder, the morning and a remark of the record would each say is said to a person once."""

from datetime import timedelta

import psycopg
import pytest
from django.core import mail

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from dossiers import outbox, turns
from dossiers.background import relay, sweeps
from dossiers.background.planned import climbing, mornings
from dossiers.background.planned.climbing import Climbing
from dossiers.background.planned.mornings import Mornings
from dossiers.models import Climb, InboxItem, Morning, NoticeTimes
from dossiers.notices import preferences
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.kinds import Group
from dossiers.notices.planned import ladder, morning
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.locks import Lock
from procedures.time.calendar import LOCAL
from procedures.time.calendars import current_calendar
from tests import databases, golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

ACCEPTED = "2026-01-05 08:30"
NEXT_STEP, NEXT_WHOLE = "Việc tiếp theo: ", "đã quá hạn trả kết quả"


def times(**rungs: int | None) -> None:
    """Set the rungs of the agency; those not named are told of nothing."""
    NoticeTimes.objects.create(agency=Unit.objects.get(slug="so-tttt"), **(dict.fromkeys(ladder.RUNGS) | rungs))


def with_dung() -> Walk:
    return dossier_in("tham-dinh", at=local(ACCEPTED))


def after(walk: Walk, column: str, days: int, hour: str = "07:00") -> str:
    """Return an hour of the working day so many after a deadline."""
    deadline = getattr(walk.dossier, column)
    return f"{current_calendar().add_working_days(deadline.date(), days)} {hour}"


def sent(who: str) -> list[mail.EmailMessage]:
    """Return the mails that one officer has got."""
    return [one for one in mail.outbox if f"{who}@example.vn" in one.to]


def climbed(when: str) -> None:
    assert not turns.take(climbing.RUN, Climbing(local(when)))


def morning_of(when: str) -> None:
    assert not turns.take(mornings.RUN, Mornings(local(when)))


@pytest.mark.parametrize("first", [climbed, morning_of])
def test_a_step_that_passed_overnight_is_one_mail_whichever_run_is_first(first) -> None:
    times(step_holder=0)
    walk = with_dung()
    when = after(walk, "step_due_at", 1)
    mail.outbox.clear()

    first(when)
    climbed(when)
    morning_of(when)
    climbed(when)

    [message] = sent("dung")
    assert message.subject.startswith("Việc của Ông/Bà")
    assert f"{walk.dossier.code} – bước đang làm đã quá hạn" in message.body
    assert InboxItem.objects.of(story.person("dung").pk).filter(kind="escalated").count() == 1


def test_what_passes_in_the_day_is_mailed_at_once_and_not_told_again_the_next_morning() -> None:
    times(step_holder=0)
    walk = with_dung()
    late = walk.dossier.step_due_at + timedelta(minutes=10)
    morning.note(User.objects.all(), late)
    mail.outbox.clear()

    climbed(late.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"))
    [message] = sent("dung")
    assert "bước đang làm đã quá hạn" in message.subject

    mail.outbox.clear()
    morning_of(after(walk, "step_due_at", 1))
    assert all("Thời hạn cần Ông/Bà lưu ý" not in one.body for one in sent("dung"))


def test_who_wants_no_mail_in_the_morning_gets_it_at_once() -> None:
    times(step_holder=0)
    walk = with_dung()
    preferences.choose(story.person("dung"), Choice(morning=Morning.NONE))
    mail.outbox.clear()

    morning_of(after(walk, "step_due_at", 1))

    [message] = sent("dung")
    assert "bước đang làm đã quá hạn" in message.subject


@pytest.mark.parametrize("choice", [Choice(frozenset({Group.DEADLINES})), None])
def test_what_is_not_wanted_or_was_read_on_the_site_is_not_in_the_mail(choice: Choice | None) -> None:
    times(step_head=0)
    walk = with_dung()
    if choice:
        preferences.choose(story.person("hoa"), choice)
    when = after(walk, "step_due_at", 1)
    climbed(when)
    if not choice:
        InboxItem.objects.filter(kind="escalated").update(read_at=local(when))
    mail.outbox.clear()

    morning_of(when)

    assert sent("hoa") == []
    assert InboxItem.objects.of(story.person("hoa").pk).filter(kind="escalated").exists()


def test_while_another_process_goes_up_the_ladder_no_mail_of_the_morning_goes_out() -> None:
    times(step_holder=0)
    walk = with_dung()
    mail.outbox.clear()
    with psycopg.connect(databases.dsn(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [Lock.LADDER.value])
        morning_of(after(walk, "step_due_at", 1))
    assert mail.outbox == []

    morning_of(after(walk, "step_due_at", 1, "07:10"))
    assert len(sent("dung")) == 1


def test_step_and_whole_of_one_dossier_are_one_item_of_one_mail() -> None:
    times(step_leader=3, whole_leader=1)
    walk = with_dung()
    when = after(walk, "due_at", 3)
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    climbed(when)

    [message] = sent("lan")
    assert message.subject == f"Hồ sơ {walk.dossier.code}: đã quá hạn trả kết quả"
    assert message.body.count(f". {walk.dossier.code} – ") == 2, "once in each language"
    assert Climb.objects.count() == 2


def test_a_person_at_two_rungs_gets_one_mail_with_both_dossiers() -> None:
    times(step_holder=0, step_head=1)
    first = with_dung()
    at_head = dossier_in("xem-xet", at=local(ACCEPTED))
    when = after(first, "step_due_at", 2)
    officer("binh", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    climbed(when)

    [message] = sent("hoa")
    assert [one.dossier.code in message.body for one in (first, at_head)] == [True, True], message.body
    assert message in sent("binh"), "who is told the same is told together"


def test_the_head_who_stands_for_a_case_officer_is_told_once_of_the_step() -> None:
    times(step_holder=0, step_head=1)
    walk = with_dung()
    Membership.objects.filter(user__username="dung").update(until=walk.dossier.step_due_at.date() - timedelta(days=1))
    for days in (1, 2):
        when = after(walk, "step_due_at", days)
        morning.note(User.objects.all(), local(when))
        climbed(when)

    assert len([one for one in sent("hoa") if "bước đang làm" in one.subject]) == 1
    assert {*Climb.objects.values_list("rung", flat=True)} == {"step_holder", "step_head"}


def last_step_and_whole_together(walk: Walk) -> None:
    """Let the days of the step end with those of the whole, as those of a last step do."""
    type(walk.dossier).objects.filter(pk=walk.dossier.pk).update(step_due_at=walk.dossier.due_at)
    walk.dossier.refresh_from_db()


def test_who_was_reminded_that_the_whole_is_late_is_not_told_of_its_step_too() -> None:
    times(step_holder=0)
    walk = with_dung()
    last_step_and_whole_together(walk)
    sweeps.run(walk.dossier.late_at)
    for _run in range(3):
        relay.run(walk.dossier.late_at + outbox.GATHERING)
    assert len([one for one in sent("dung") if NEXT_WHOLE in one.subject]) == 1
    mail.outbox.clear()
    when = after(walk, "due_at", 1)
    morning.note(User.objects.all(), local(when))

    climbed(when)

    assert sent("dung") == []


def test_a_leader_who_knows_that_the_whole_is_late_is_not_told_of_its_step_days_after() -> None:
    times(step_leader=3, whole_leader=1)
    walk = with_dung()
    last_step_and_whole_together(walk)
    mail.outbox.clear()
    for days in (1, 3, 4):
        when = after(walk, "due_at", days)
        morning.note(User.objects.all(), local(when))
        climbed(when)

    assert [NEXT_WHOLE in one.subject for one in sent("lan")] == [True]


def test_where_a_letter_fails_nothing_of_the_same_people_is_noted_and_all_are_told_by_the_next(monkeypatch) -> None:
    times(step_holder=0)
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = with_dung()
    when = after(walk, "step_due_at", 1)
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    def failing(_message: mail.EmailMessage) -> int:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(by_mail.EmailMultiAlternatives, "send", failing)
        climbed(when)
    assert not Climb.objects.exists()

    climbed(when)
    assert len(sent("dung")) == 1


TODO = {
    ("dung", "tham-dinh", "step_holder"): "xin hoàn thành bước này",
    ("hoa", "tham-dinh", "step_head"): "giao hồ sơ cho người khác",
    ("hoa", "van-thu", "whole_head"): "nhắc người đang giữ.",
    ("lan", "tham-dinh", "step_leader"): "nhắc người đang giữ.",
    ("lan", "tham-dinh", "whole_leader"): "ký thư xin lỗi",
}


@pytest.mark.parametrize(("who", "state", "rung"), TODO)
def test_each_reader_is_told_what_is_to_be_done_and_where(who: str, state: str, rung: str) -> None:
    times(**{rung: 0})
    walk = dossier_in(state, at=local(ACCEPTED))
    column, days = ("due_at", 1) if rung.startswith("whole") else ("step_due_at", 1)
    when = after(walk, column, days)
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    climbed(when)

    [message] = sent(who)
    [todo] = [line for line in message.body.splitlines() if NEXT_STEP in line]
    assert TODO[who, state, rung] in todo
    address = f"/mot-cua/{walk.dossier.code}/"
    assert f"http://127.0.0.1:8000{address}" in message.body
    assert Visitor(who).get(address).status_code == 200


WHY = {
    "step_leader-1": ("step_due_at", 1, "bước đang làm đã quá hạn"),
    "whole_head-0": ("due_at", -1, "sắp đến hạn trả kết quả"),
    "whole_leader-1": ("due_at", 1, "đã quá hạn trả kết quả"),
    "step_leader-2": ("due_at", 1, "đã quá hạn trả kết quả"),
}


@pytest.mark.parametrize("case", WHY)
def test_the_reason_is_what_is_late_and_not_the_rung_that_tells_it(case: str) -> None:
    column, days, why = WHY[case]
    times(**{case.partition("-")[0]: min(days, 1)})
    walk = with_dung()
    when = after(walk, column, days)
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    climbed(when)

    [message] = [*sent("lan"), *sent("hoa")]
    assert message.subject == f"Hồ sơ {walk.dossier.code}: {why}"
    late = [line.strip() for line in message.body.splitlines() if line.endswith("– đã quá hạn")]
    assert any(line.startswith("Hẹn trả kết quả") for line in late) is ("quá hạn trả" in why)


def test_an_answer_that_is_late_is_called_an_answer() -> None:
    times(step_leader=1)
    story.file(at=local(ACCEPTED))
    when = "2026-01-08 09:00"
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()

    climbed(when)

    [message] = sent("lan")
    assert "đã quá hạn trả lời người nộp" in message.subject
    assert "Hạn trả lời người nộp: " in message.body
    assert "Hạn của bước" not in message.body


def test_the_morning_says_first_which_steps_end_on_the_day() -> None:
    walk = with_dung()
    on = walk.dossier.step_due_at.astimezone(LOCAL).date()
    mail.outbox.clear()

    morning_of(f"{on} 07:00")

    [message] = sent("dung")
    first = next(line for line in message.body.splitlines() if line.endswith(": 1"))
    assert first == "Bước phải xong hôm nay: 1"
    assert "?list=mine&step_time=today" in message.body
    golden.assert_mail_matches("morning-step-today", f"Subject: {message.subject}\n\n{message.body}", message.message())
