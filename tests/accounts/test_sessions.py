"""The sessions of the office end after half an hour without use, and with the working day; those of citizens do not."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Carried, User
from accounts.roles import Role
from accounts.sessions import USED
from dossiers.models import Draft
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from procedures.models import CalendarChange
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read, renews_itself, rows
from tests.dossiers.officers import officer

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 7, 30, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
IDLE = "You were signed out after 30 minutes without use."
LONG = "You were signed out because you had been signed in for 10 hours."
FORM = f"/ho-so/nop/{story.SLUG}/"


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def signed_in(username: str, *, language: str = "en") -> Visitor:
    visitor = Visitor(language=language)
    visitor.post(LOGIN, {"login": username, "password": DEMO_PASSWORD}, follow=True)
    return visitor


@pytest.mark.parametrize(("username", "page"), [("bob", "/mot-cua/?list=late"), ("carol", "/quan-ly/"), ("admin", "/admin/"), ("bob", "/thu-tuc/")])  # fmt: skip
def test_twenty_nine_minutes_without_use_go_on_and_thirty_one_end_it(
    username: str, page: str, clock: time_machine.Traveller
) -> None:
    visitor = signed_in(username)
    clock.shift(timedelta(minutes=29))
    assert visitor.get(page).status_code == 200

    clock.shift(timedelta(minutes=31))
    answer = visitor.get(page, follow=True)

    assert answer.redirect_chain[0][0].startswith(f"{LOGIN}?next=/")
    assert IDLE in read(answer).words()
    back = visitor.send(answer, LOGIN, {"login": username, "password": DEMO_PASSWORD})
    assert (back.status_code, back["Location"]) == (302, page)


def test_the_sentence_is_vietnamese_too(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob", language="vi")
    clock.shift(timedelta(minutes=31))

    assert "Đã tự động đăng xuất sau 30 phút không sử dụng." in read(visitor.get("/mot-cua/", follow=True)).words()


def test_nothing_of_the_session_is_left(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    key = visitor.session.session_key
    clock.shift(timedelta(minutes=31))
    visitor.get("/mot-cua/")

    assert not Session.objects.filter(session_key=key).exists()
    assert visitor.get("/mot-cua/")["Location"].startswith(LOGIN)


def test_a_session_in_use_ends_with_the_working_day(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    for _quarter in range(39):
        clock.shift(timedelta(minutes=15))
        assert visitor.get("/mot-cua/").status_code == 200
    clock.shift(timedelta(minutes=15))

    assert LONG in read(visitor.get("/mot-cua/", follow=True)).words()


def test_a_new_sign_in_is_a_new_day(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(hours=12))
    visitor.get("/mot-cua/")
    visitor.post(LOGIN, {"login": "bob", "password": DEMO_PASSWORD})
    clock.shift(timedelta(minutes=29))

    assert visitor.get("/mot-cua/").status_code == 200


def test_who_signs_out_and_in_begins_anew(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=29))
    visitor.post("/tai-khoan/logout/")
    visitor.post(LOGIN, {"login": "bob", "password": DEMO_PASSWORD})
    clock.shift(timedelta(minutes=29))

    assert visitor.get("/mot-cua/").status_code == 200


def test_what_is_sent_into_a_session_that_is_over_is_not_done_and_not_lost(clock: time_machine.Traveller) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    visitor = signed_in("hoa")
    before = rows()
    clock.shift(timedelta(minutes=31))

    sent = {"seen": dossier.sequence, "reason": "Thiếu đơn đề nghị"}
    words = read(visitor.post(f"/mot-cua/{dossier.code}/stop/", sent, follow=True)).words()

    assert IDLE in words
    assert "what you had just sent is kept for 30 minutes" in words
    assert (rows(), Carried.objects.count()) == (before, 1)
    assert visitor.get(f"/mot-cua/{dossier.code}/")["Location"].startswith(LOGIN)


def test_a_password_that_is_sent_too_late_is_not_shown(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=31))
    form = {"oldpassword": DEMO_PASSWORD, "password1": "hai con vịt vàng", "password2": "hai con vịt vàng"}

    page = visitor.post("/tai-khoan/password/change/", form)

    assert page.status_code == 403
    assert "vịt" not in page.content.decode()
    assert User.objects.get(username="bob").check_password(DEMO_PASSWORD)


def test_a_draft_is_not_saved_in_silence_for_an_officer_who_was_away(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=31))

    answer = visitor.post(FORM, {"do": "autosave", "applicant_name": "Trần Văn Bình"})

    # The script takes anything but 2xx and a plain text for a failure, and says so.
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (403, "text/html")
    assert not Draft.objects.exists()


def test_a_part_of_a_page_that_is_fetched_leads_the_whole_page_away(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=31))

    answer = visitor.get("/mot-cua/?q=an", headers={"hx-request": "true"})

    assert answer["HX-Redirect"] == f"{LOGIN}?next=/mot-cua/%3Fq%3Dan"


def test_the_sign_in_page_itself_does_not_lead_to_itself(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=31))

    page = visitor.get(LOGIN, follow=True)

    assert page.redirect_chain == [(LOGIN, 302)]
    assert IDLE in read(page).words()


@pytest.mark.parametrize("minutes", [31, 600, 13 * 24 * 60])
def test_a_citizen_keeps_the_session_for_a_long_form(minutes: int, clock: time_machine.Traveller) -> None:
    visitor = signed_in("alice")
    clock.shift(timedelta(minutes=minutes))

    assert visitor.post(FORM, {"do": "autosave", "applicant_name": "An"}).status_code == 200


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [(date(2016, 1, 1), date(2026, 1, 5), 200), (date(2026, 1, 7), None, 200), (date(2016, 1, 1), None, 302)],
    ids=["ended", "to-come", "in-force"],
)
def test_the_seat_of_the_day_decides(
    since: date, until: date | None, status: int, clock: time_machine.Traveller
) -> None:
    user = officer("khac", Role.CLERK, "van-phong", since=since, until=until)
    User.objects.filter(pk=user.pk).update(password=User.objects.get(username="bob").password)
    visitor = signed_in("khac")
    clock.shift(timedelta(minutes=31))

    assert visitor.get("/ho-so/").status_code == status


def test_the_agency_says_how_long(settings, clock: time_machine.Traveller) -> None:
    settings.OFFICER_IDLE_MINUTES, settings.OFFICER_SESSION_HOURS = 5, 1
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=6))
    assert "after 5 minutes without use" in read(visitor.get("/mot-cua/", follow=True)).words()

    visitor = signed_in("bob")
    for _time in range(15):
        clock.shift(timedelta(minutes=4))
        page = visitor.get("/mot-cua/", follow=True)

    assert "signed in for 1 hour." in read(page).words()


def test_a_page_that_loads_itself_again_keeps_nobody_signed_in(clock: time_machine.Traveller) -> None:
    change = CalendarChange.objects.create(decision="1/QĐ", what={}, by=story.person("carol"), created_at=TUESDAY)
    waiting = f"/quan-ly/lich/thay-doi/{change.pk}/"
    visitor = signed_in("carol")
    assert renews_itself(visitor.get(waiting))

    for _time in range(31):
        clock.shift(timedelta(minutes=1))
        answer = visitor.get(waiting)

    assert answer.status_code == 302


def test_the_session_is_written_once_a_minute_at_most(clock: time_machine.Traveller) -> None:
    visitor = signed_in("bob")
    used = visitor.session[USED]
    for _second in range(11):
        clock.shift(timedelta(seconds=5))
        visitor.get("/mot-cua/")
    assert visitor.session[USED] == used

    clock.shift(timedelta(seconds=5))
    visitor.get("/mot-cua/")

    assert visitor.session[USED] == used + 60


def test_the_end_leaves_a_line(clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture) -> None:
    visitor = signed_in("bob")
    clock.shift(timedelta(minutes=31))
    visitor.get("/mot-cua/")

    said = [record.msg for record in caplog.records if record.name == "accounts.sessions"]
    assert [(line["event"], line["user"], line["why"]) for line in said] == [("session_ended", story.person("bob").pk, "unused")]  # fmt: skip


def test_what_is_sent_after_a_sign_out_elsewhere_is_not_done_and_not_lost(clock: time_machine.Traveller) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    visitor = signed_in("hoa")
    visitor.post("/tai-khoan/logout/")
    before = rows()

    sent = {"seen": dossier.sequence, "reason": "Thiếu đơn đề nghị"}
    words = read(visitor.post(f"/mot-cua/{dossier.code}/stop/", sent, follow=True)).words()

    assert "You are no longer signed in. Sign in with the same account" in words
    assert (rows(), Carried.objects.count()) == (before, 1)


def test_what_is_sent_where_nobody_is_known_is_shown_and_not_done() -> None:
    before = rows()

    page = Client(headers={"accept-language": "en"}).post(FORM, {"do": "save", "applicant_name": "Lê Việt Anh"})

    assert page.status_code == 403
    assert "You are no longer signed in. Nothing of what you had just sent was done" in read(page).words()
    assert "Lê Việt Anh" in read(page).words()
    assert "Choose your files again" not in read(page).words()
    assert rows() == before


def test_files_that_were_sent_too_late_are_named(clock: time_machine.Traveller) -> None:
    upload = SimpleUploadedFile("don.pdf", b"%PDF-1.4")

    page = Client(headers={"accept-language": "en"}).post(FORM, {"do": "save", "component-don": upload})

    assert page.status_code == 403
    assert "Choose your files again, too." in read(page).words()


def test_a_part_of_a_page_that_nobody_may_have_leads_to_the_sign_in_page(clock: time_machine.Traveller) -> None:
    answer = Client().post(FORM, {"do": "autosave"}, headers={"hx-request": "true"})

    assert answer["Location"].startswith(LOGIN)
