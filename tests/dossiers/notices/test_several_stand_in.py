"""A leave in which several stand in: each is told which seats, and who has the others; one who ends is not the end of the leave."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import Substitution, User
from accounts.roles import Role
from dossiers.background import jobs as running
from dossiers.models import Job
from dossiers.notices.kinds import AWAY, STANDS_IN
from portal.demo import story
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import LAST, OWN, TODAY, typed
from tests.dossiers.officers import each_at_once, officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

DUNG, HOA = "Hoàng Tiến Dũng", "Phạm Thị Hoa"
PRESS, POST = "Chuyên viên thụ lý, Phòng Báo chí - Xuất bản", "Chuyên viên thụ lý, Phòng Bưu chính - Viễn thông"


def told(kind: str) -> dict[str, EmailMultiAlternatives]:
    """Return by user name the mails that the jobs of a kind send by now, the last of each person."""
    mail.outbox.clear()
    for job in Job.objects.filter(kind=kind).order_by("pk"):
        running.go_on(job.pk, now=NOW, seconds=60)
    names = dict(User.objects.values_list("email", "username"))
    return {names[one.to[0]]: one for one in mail.outbox}


def matches(name: str, one: EmailMultiAlternatives) -> None:
    golden.assert_mail_matches(name, f"Subject: {one.subject}\n\n{one.body}", one.message())


@pytest.fixture
def page() -> str:
    """Let lan enter that dung is away: one case officer of each of two divisions stands in, and the third has nobody."""
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    officer("thu", Role.SPECIALIST, "buu-chinh-vien-thong")
    each_at_once()
    path = f"{OWN}{story.person('dung').pk}/"
    for who in ("nga", "thu"):
        Visitor("lan").post(path, typed(who))
    assert Substitution.objects.count() == len(("nga", "thu"))
    return path


def row_of(username: str) -> str:
    return str(Substitution.objects.get(substitute=story.person(username)).pk)


def change(page: str, username: str, days: int) -> None:
    pk = row_of(username)
    day = LAST + timedelta(days=days)
    Visitor("lan").post(page, {"change": pk, f"absence-{pk}-until": f"{day:%d/%m/%Y}"})


def test_who_stands_in_reads_in_which_seats_and_who_has_the_others(page: str) -> None:
    mails = told(STANDS_IN)

    assert mails.keys() == {"nga", "thu"}
    assert f"Ông/Bà làm thay ở: {PRESS}." in mails["nga"].body
    assert f"Cùng làm thay {DUNG}:\n- thu: {POST}\n- Chưa có ai làm thay ở: " in mails["nga"].body
    matches("stands-in-beside", mails["nga"])


def test_who_stands_in_already_is_told_of_another(page: str) -> None:
    """So is whoever is away, each time by a title that names whom it adds."""
    first = told(AWAY)

    assert first.keys() == {"dung", "nga"}
    days = f"từ ngày {TODAY:%d/%m/%Y} đến ngày {LAST:%d/%m/%Y}"
    assert first["nga"].subject == f"Thêm người làm thay {DUNG} {days}: thu"
    assert [str(one.subject) for one in mail.outbox if "dung" in one.to[0]] == [
        f"Ông/Bà được ghi vắng mặt {days}",
        f"Thêm người làm thay Ông/Bà {days}: thu",
    ]
    assert f"Làm thay Ông/Bà:\n- nga: {PRESS}\n- thu: {POST}\n- Chưa có ai làm thay ở: " in first["dung"].body
    matches("away-added", first["dung"])


def test_where_two_have_one_seat_they_are_asked_to_agree(page: str) -> None:
    assert "xin thống nhất" not in told(STANDS_IN)["nga"].body
    asked = Visitor("lan").post(page, typed("hoa"))

    Visitor("lan").post(page, {**typed("hoa"), "meant": asked.context["form"].fields["meant"].widget.attrs["value"]})

    assert "nằm trong danh sách việc của từng người: xin thống nhất ai làm hồ sơ nào." in told(STANDS_IN)["hoa"].body


def test_who_is_away_is_told_that_one_of_them_stands_in_no_more_and_the_leave_goes_on(page: str) -> None:
    told(AWAY)

    Visitor("lan").post(page, {"end": row_of("nga")})

    mails = told(AWAY)
    assert mails.keys() == {"dung", "nga"}
    one = mails["dung"]
    assert one.subject == f"nga không còn làm thay {DUNG} từ ngày {TODAY:%d/%m/%Y}"
    assert f"Ông/Bà vẫn được ghi vắng mặt đến hết ngày {LAST:%d/%m/%Y}." in one.body
    assert f"Làm thay Ông/Bà:\n- thu: {POST}\n" in one.body
    for word in ("được kết thúc", "Kết thúc", "was ended"):
        assert word not in f"{one.subject}{one.body}", word
    assert f"Ông/Bà không còn làm thay {DUNG} từ ngày {TODAY:%d/%m/%Y}" in mails["nga"].body
    matches("away-one-ended", one)


def test_the_end_of_the_last_of_them_is_the_end_of_the_leave(page: str) -> None:
    Visitor("lan").post(page, {"end": row_of("nga")})
    told(AWAY)

    Visitor("lan").post(page, {"end": row_of("thu")})

    assert told(AWAY)["dung"].subject == f"Kết thúc việc vắng mặt của {DUNG} từ ngày {TODAY:%d/%m/%Y}"


def test_a_last_day_that_is_moved_of_one_of_them_is_not_that_of_the_leave(page: str) -> None:
    told(AWAY)

    change(page, "nga", -2)

    one, day = told(AWAY)["dung"], LAST - timedelta(days=2)
    assert one.subject == f"Đổi ngày cuối nga làm thay {DUNG}: {day:%d/%m/%Y} thay cho {LAST:%d/%m/%Y}"
    assert f"Ông/Bà vẫn được ghi vắng mặt đến hết ngày {LAST:%d/%m/%Y}." in one.body
    assert f"- nga ({TODAY:%d/%m/%Y}–{day:%d/%m/%Y}): {PRESS}\n- thu: {POST}\n" in one.body
    matches("away-one-changed", one)


def test_one_who_is_cancelled_before_the_first_day_is_told_as_such(page: str) -> None:
    told(AWAY)
    later = {"since": (LAST - timedelta(days=1)).isoformat()}
    asked = Visitor("lan").post(page, typed("hoa", **later))
    Visitor("lan").post(
        page, {**typed("hoa", **later), "meant": asked.context["form"].fields["meant"].widget.attrs["value"]}
    )
    told(AWAY)

    Visitor("lan").post(page, {"end": row_of("hoa")})

    one = told(AWAY)["dung"]
    assert one.subject.startswith(f"{HOA} không làm thay {DUNG} từ ngày ")
    assert "việc này đã được huỷ trước khi bắt đầu" in one.body
    assert f"Ông/Bà vẫn được ghi vắng mặt đến hết ngày {LAST:%d/%m/%Y}." in one.body
