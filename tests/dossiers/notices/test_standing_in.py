"""Who is entered to stand in for a colleague is told, by mail and on the site, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from accounts import absences
from accounts.absences import Absence
from accounts.models import Substitution
from dossiers.background import jobs as running
from dossiers.display.formats import vn_datetime
from dossiers.models import InboxItem, Job, JobState, Morning
from dossiers.notices.kinds import AWAY, STANDS_IN
from dossiers.notices.planned import standing_in
from dossiers.notices.preferences import Choice, choose
from portal.demo import story
from tests import golden
from tests.dossiers.background.test_relay import closed_port, smtp
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import LAST, OWN, TODAY, typed
from tests.dossiers.officers import each_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def entered(absent: str = "lan", substitute: str = "tam", by: str = "", *, days: int = 4) -> Substitution:
    """Return an absence that somebody has entered."""
    wanted = Absence(story.person(absent), story.person(substitute), TODAY, TODAY + timedelta(days=days))
    return absences.enter(wanted, by=story.person(by or absent), at=NOW)


def sent(kind: str = STANDS_IN) -> list[EmailMultiAlternatives]:
    """Return the mails that the jobs send by now."""
    each_at_once()
    mail.outbox.clear()
    for job in Job.objects.filter(kind=kind):
        running.go_on(job.pk, now=NOW, seconds=60)
    return list(mail.outbox)


def test_who_is_to_stand_in_is_told_once_by_mail_and_on_the_site() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    first, again = sent(), sent()

    assert [one.to for one in first] == [[story.person("tam").email]]
    assert again == []
    one = first[0]
    assert one.subject == f"Ông/Bà thay Vũ Ngọc Lan từ ngày {TODAY:%d/%m/%Y} đến ngày {LAST:%d/%m/%Y}"
    golden.assert_mail_matches("stands-in", f"Subject: {one.subject}\n\n{one.body}", one.message())
    item = InboxItem.objects.get(person=story.person("tam"))
    assert (item.kind, item.path, item.dossiers) == (STANDS_IN, OWN, [])
    assert "You stand in for Vũ Ngọc Lan" in read(Visitor("tam").get("/thong-bao/")).words()
    job = Job.objects.get(kind=STANDS_IN)
    assert job.state == JobState.DONE
    jobs = read(Visitor("admin").get("/van-hanh/")).words()
    assert f"Notice to who stands in: Bùi Thanh Tâm in place of Vũ Ngọc Lan, {TODAY:%d/%m/%Y}–{LAST:%d/%m/%Y}" in jobs
    assert "By itself" in jobs
    assert "At a terminal" not in jobs


def test_who_has_entered_it_for_a_colleague_is_named_and_one_day_is_one_day() -> None:
    standing_in.begin(entered("dung", "hoa", by="lan", days=0), at=NOW)

    (one,) = sent()

    assert one.subject == f"Ông/Bà thay {story.person('dung').get_full_name()} ngày {TODAY:%d/%m/%Y}"
    assert "(người ghi: Vũ Ngọc Lan)" in one.body
    assert "đến hết ngày" not in one.body


def test_of_what_was_entered_late_it_is_told_from_when_on_it_holds_as_the_page_has_it() -> None:
    wanted = Absence(story.person("lan"), story.person("tam"), TODAY - timedelta(days=1), LAST)
    row = absences.enter(wanted, by=story.person("lan"), at=NOW)
    standing_in.begin(row, at=NOW)

    (one,) = sent()

    since, page = vn_datetime(NOW), read(Visitor("lan", language="vi").get(OWN)).words()
    assert f"từ {since} đến {LAST:%d/%m/%Y}" in page
    hour, day = since.split(" ")
    assert one.subject == f"Ông/Bà thay Vũ Ngọc Lan từ {hour} ngày {day} đến hết ngày {LAST:%d/%m/%Y}"
    assert f"Ông/Bà được ghi là người làm thay từ {hour} ngày {day}" in one.body
    golden.assert_mail_matches("stands-in-late", f"Subject: {one.subject}\n\n{one.body}", one.message())


def test_nobody_is_told_where_nobody_stands_in_nor_who_has_entered_it() -> None:
    Visitor("lan").post(OWN, typed())
    assert not Job.objects.exists()

    assert standing_in.begin(entered("dung", "hoa", by="hoa"), at=NOW) is None


def test_what_was_ended_before_it_was_told_is_not_told() -> None:
    row = entered()
    job = standing_in.begin(row, at=NOW)
    absences.end(row, by=story.person("lan"), at=NOW)

    assert sent() == []
    assert job is not None
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert job.why["vi"] == standing_in.OVER.vi


@pytest.mark.parametrize("morning", ["", Morning.GATHERED, Morning.BESIDE])
@pytest.mark.parametrize("begins_in", [0, 1])
def test_who_gathers_mail_in_the_morning_finds_it_there_unless_it_begins_today(morning: str, begins_in: int) -> None:
    choose(story.person("tam"), Choice(morning=morning))
    row = entered()
    row.since = TODAY + timedelta(days=begins_in)
    row.save(update_fields=["since"])
    standing_in.begin(row, at=NOW)

    assert bool(sent()) == (morning == Morning.BESIDE or not begins_in)
    assert InboxItem.objects.filter(person=story.person("tam"), kind=STANDS_IN).count() == 1


def test_who_is_away_is_told_that_another_has_entered_it() -> None:
    Visitor("carol").post(f"{OWN}{story.person('lan').pk}/", typed("tam"))

    first, again = sent(AWAY), sent(AWAY)

    (one,) = first
    assert again == []
    assert one.to == [story.person("lan").email]
    assert one.subject == f"Ông/Bà được ghi vắng mặt từ ngày {TODAY:%d/%m/%Y} đến ngày {LAST:%d/%m/%Y}"
    golden.assert_mail_matches("away", f"Subject: {one.subject}\n\n{one.body}", one.message())
    item = InboxItem.objects.get(person=story.person("lan"))
    assert (item.kind, item.path) == (AWAY, OWN)


def test_both_are_told_by_whom_it_was_ended() -> None:
    Visitor("lan").post(OWN, typed("tam"))
    row = Substitution.objects.get()

    Visitor("carol").post(f"{OWN}{story.person('lan').pk}/", {"end": str(row.pk)})

    mails = {one.to[0]: one for one in sent(AWAY)}
    assert mails.keys() == {story.person("lan").email, story.person("tam").email}
    one = mails[story.person("tam").email]
    assert f"(người ghi: {story.person('carol').get_full_name()})" in one.body
    golden.assert_mail_matches("away-ended", f"Subject: {one.subject}\n\n{one.body}", one.message())


def test_who_had_entered_it_and_who_was_to_stand_in_are_told_that_it_was_cancelled_before_it_began() -> None:
    first = TODAY + timedelta(days=2)
    wanted = Absence(story.person("dung"), story.person("hoa"), first, first + timedelta(days=3))
    row = absences.enter(wanted, by=story.person("lan"), at=NOW)

    Visitor("dung").post(OWN, {"end": str(row.pk)})

    mails = {one.to[0]: one for one in sent(AWAY)}
    assert mails.keys() == {story.person("lan").email, story.person("hoa").email}
    lan, hoa = (mails[story.person(who).email] for who in ("lan", "hoa"))
    assert "đã được huỷ trước khi bắt đầu" in lan.body
    assert f"{story.person('hoa').get_full_name()} không làm thay" in lan.body
    assert "Ông/Bà không làm thay" in hoa.body
    golden.assert_mail_matches("away-cancelled", f"Subject: {lan.subject}\n\n{lan.body}", lan.message())


def test_nobody_is_told_of_what_that_one_has_done() -> None:
    Visitor("lan").post(OWN, typed())
    Visitor("lan").post(OWN, {"end": str(Substitution.objects.get().pk)})

    assert not Job.objects.filter(kind=AWAY).exists()


def test_where_another_is_put_in_place_of_who_leaves_all_three_are_told() -> None:
    Visitor("lan").post(OWN, typed("tam"))
    row, bob = Substitution.objects.get(), story.person("bob")

    Visitor("carol").post(f"/mot-cua/ban-giao/{row.substitute_id}/", {"do": "stand-in", "row": row.pk, "to": bob.pk})

    found = sent(AWAY)
    mails = {one.to[0]: one for one in found}
    lan, tam = mails[story.person("lan").email], mails[story.person("tam").email]
    assert len(found) == 2, "one mail each: the absence itself has not changed"
    assert lan.subject == f"Người làm thay Vũ Ngọc Lan từ ngày {TODAY:%d/%m/%Y}: {bob.get_full_name()}"
    assert "Ông/Bà vẫn vắng mặt" in lan.body
    assert "Ông/Bà không làm thay nữa" in tam.body
    golden.assert_mail_matches("away-replaced", f"Subject: {lan.subject}\n\n{lan.body}", lan.message())
    assert [one.to[0] for one in sent()] == [bob.email]
    name = f"{bob.get_full_name()} in place of Vũ Ngọc Lan"
    assert f"Notice to who is away: {name}" in read(Visitor("admin").get("/van-hanh/")).words()


@pytest.mark.parametrize(("who", "mails"), [("tam", 0), ("admin", 1), ("left", 1)])
def test_what_could_wait_for_a_morning_goes_at_once_to_whoever_gets_no_such_mail(who: str, mails: int) -> None:
    """An administrator without another seat, and who has no seat any more: theirs would be a mail that never goes."""
    person = story.person("tam" if who == "left" else who)
    if who == "left":
        person.memberships.update(until=TODAY - timedelta(days=1))
    soon = {"since": TODAY + timedelta(days=3), "until": TODAY + timedelta(days=4)}
    standing_in.begin(Substitution.objects.create(absent=story.person("lan"), substitute=person, **soon), at=NOW)
    for job in Job.objects.filter(kind=STANDS_IN):
        running.go_on(job.pk, now=NOW, seconds=60)

    assert [one.to for one in mail.outbox] == [[person.email]] * mails
    assert InboxItem.objects.filter(person=person, kind=STANDS_IN).count() == 1


def test_whom_a_mail_server_that_is_away_kept_from_knowing_is_told_once_it_is_back(settings: Settings) -> None:
    Visitor("lan").post(OWN, typed("tam"))
    each_at_once()
    mail.outbox.clear()
    alive, settings.MAILERS = settings.MAILERS, smtp(closed_port())
    running.run(NOW, seconds=60)
    job = Job.objects.get(kind=STANDS_IN)
    assert (job.state, job.failed) == (JobState.DONE, 1)
    # Of the mail alone: on the site it waits from then on.
    assert InboxItem.objects.get(person=story.person("tam"), kind=STANDS_IN).sent_at == NOW
    assert running.tried_again_at(job, NOW) == NOW + timedelta(minutes=10)

    # Twice as long each time: 10 minutes after the beginning, 20, and so on.
    running.run(NOW + timedelta(minutes=9), seconds=60)
    job.refresh_from_db()
    assert job.finished_at == NOW
    running.run(NOW + timedelta(minutes=11), seconds=60)
    job.refresh_from_db()
    assert (job.finished_at, job.failed) == (NOW + timedelta(minutes=11), 1)
    settings.MAILERS = alive
    running.run(NOW + timedelta(minutes=21), seconds=60)
    assert mail.outbox == []
    running.run(NOW + timedelta(minutes=22), seconds=60)

    assert [one.to for one in mail.outbox] == [[story.person("tam").email]]
    assert InboxItem.objects.filter(person=story.person("tam"), kind=STANDS_IN).count() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.DONE, 1, 0)
    running.run(NOW + timedelta(hours=20), seconds=60)
    assert len(mail.outbox) == 1


def test_whom_nothing_reaches_for_a_day_is_left_to_the_administrator(settings: Settings) -> None:
    Visitor("lan").post(OWN, typed("tam"))
    each_at_once()
    settings.MAILERS = smtp(closed_port())
    running.run(NOW, seconds=60)

    running.run(NOW + running.TOLD_FOR, seconds=60)

    job = Job.objects.get(kind=STANDS_IN)
    assert (job.finished_at, job.failed) == (NOW, 1)
    assert running.tried_again_at(job, NOW + running.TOLD_FOR) is None
