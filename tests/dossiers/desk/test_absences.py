"""The page of absences: what one enters for oneself and for the own people, what it leaves to nobody, and why one may act."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountChange, Substitution
from accounts.roles import Role
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, paid_until
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.sight import another_agency

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

OWN = "/tai-khoan/vang-mat/"
TODAY = local(NOW).date()
LAST = TODAY + timedelta(days=4)


def typed(substitute: str = "", **more: str) -> dict[str, str]:
    who = str(story.person(substitute).pk) if substitute else ""
    return {"since": TODAY.isoformat(), "until": LAST.isoformat(), "substitute": who, **more}


def words_of(answer: HttpResponse) -> str:
    return read(answer).words()


def waiting_for_the_leader() -> Walk:
    return Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("ky-duyet")


def test_one_enters_the_own_absence_and_the_colleague_decides_in_that_place() -> None:
    walk = waiting_for_the_leader()
    answer = Visitor("lan").post(OWN, typed("tam"), follow=True)

    page = Visitor("tam").get("/mot-cua/?list=mine")
    shown = Visitor("tam").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    row = Substitution.objects.get()
    assert (row.absent, row.substitute, row.entered_by) == (
        story.person("lan"),
        story.person("tam"),
        story.person("lan"),
    )
    assert "Entered. It is in force from now on, until the end of 04/12/2026." in words_of(answer)
    assert list(listed(page)) == [walk.dossier.code]
    assert "in place of Vũ Ngọc Lan" in page.content.decode()
    assert "You act in place of Vũ Ngọc Lan" in shown


def test_it_is_said_what_a_case_officer_who_stands_in_for_a_leader_does_not_sign() -> None:
    waiting_for_the_leader()

    answer = Visitor("lan").post(OWN, typed("dung"), follow=True)
    other = Visitor("lan").post(OWN, typed("carol", meant=f"{TODAY} {LAST} {story.person('carol').pk}"), follow=True)

    assert "works on 1 open dossier: nobody signs what that same person passed up." in words_of(answer)
    assert "passed up" not in words_of(other)


def test_of_days_to_come_it_is_said_that_they_come_by_themselves() -> None:
    later = {"since": LAST.isoformat(), "until": LAST.isoformat()}

    answer = Visitor("lan").post(OWN, {**typed("tam"), **later}, follow=True)

    assert "Entered. It is in force on these days by itself." in words_of(answer)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("tam", "", "For 30/11/2026–04/12/2026 it is entered that Bùi Thanh Tâm stands in."),
        ("", "tam", "For 30/11/2026–04/12/2026 it is entered that nobody stands in."),
    ],
)
def test_somebody_and_nobody_on_one_day_is_refused_and_the_other_is_named(first: str, second: str, words: str) -> None:
    lan = Visitor("lan")
    lan.post(OWN, typed(first))

    answer = lan.post(OWN, {**typed(second), "since": LAST.isoformat()})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in read(answer).errors["id_substitute"]
    assert Substitution.objects.count() == 1


def test_what_would_lie_with_nobody_is_asked_about_and_stands_beside_the_absence() -> None:
    waiting_for_the_leader()
    lan = Visitor("lan")

    asked = lan.post(OWN, typed())

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "nobody could go on with: 1 dossier of Department leader" in read(asked).errors["id_meant"]
    assert not Substitution.objects.exists()
    meant = f"{TODAY} {LAST} "
    done = lan.post(OWN, typed(meant=meant), follow=True)
    assert Substitution.objects.get().substitute is None
    assert "Nobody can go on with: 1 dossier of Department leader" in words_of(done)


def test_another_answer_to_the_question_is_asked_again() -> None:
    waiting_for_the_leader()

    asked = Visitor("lan").post(OWN, typed(meant=f"{TODAY} {TODAY} "))

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Substitution.objects.exists()


@pytest.mark.parametrize("username", ["alice", "admin"])
def test_who_handles_no_dossiers_has_no_such_page(username: str) -> None:
    assert Visitor(username).get(OWN).status_code == HTTPStatus.NOT_FOUND
    assert OWN not in Visitor(username).get("/thong-bao/").content.decode()


@pytest.mark.parametrize(
    ("username", "other", "opens"),
    [
        ("hoa", "dung", True),
        ("carol", "lan", True),
        ("lan", "bob", True),
        ("hoa", "bob", False),
        ("dung", "hoa", False),
        ("bob", "tam", False),
        ("carol", "van", False),
        ("carol", "alice", False),
        ("mallory", "dung", False),
    ],
)
def test_the_read_another_opens_to_who_answers_for_that_one(username: str, other: str, opens: bool) -> None:
    visitor, path = Visitor(username), f"{OWN}{story.person(other).pk}/"

    status = visitor.get(path).status_code
    sent = visitor.post(path, typed()).status_code

    assert status == (HTTPStatus.OK if opens else HTTPStatus.NOT_FOUND)
    assert (sent == HTTPStatus.FOUND) is opens
    assert Substitution.objects.exists() is opens


def test_the_head_enters_it_for_a_case_officer_and_the_row_says_who_did() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    path = f"{OWN}{story.person('dung').pk}/"

    Visitor("hoa").post(path, typed("nga"))

    text = words_of(Visitor("dung").get(OWN))
    assert "Phạm Thị Hoa, 10:00 30/11/2026" in text
    assert "Away now" in text


def test_it_is_ended_by_its_button_and_stays_in_the_list() -> None:
    lan = Visitor("lan")
    lan.post(OWN, typed("tam"))

    answer = lan.post(OWN, {"end": str(Substitution.objects.get().pk)}, follow=True)

    text = words_of(answer)
    assert "Ended from today on." in text
    assert "Ended from 30/11/2026 on by Vũ Ngọc Lan" in text
    assert Visitor("tam").get("/quan-ly/").status_code == HTTPStatus.NOT_FOUND
    again = lan.post(OWN, {"end": str(Substitution.objects.get().pk)}, follow=True)
    assert "It was over already." in words_of(again)


def test_a_press_of_before_it_was_ended_reads_whose_place_it_was() -> None:
    walk, lan, carol = waiting_for_the_leader(), Visitor("lan"), Visitor("carol")
    lan.post(OWN, typed("carol"))
    page = carol.get(f"/mot-cua/{walk.dossier.code}/")
    lan.post(OWN, {"end": str(Substitution.objects.get().pk)})

    with nothing_written():
        pressed = carol.send(page, "/decide/", {"capacity": "KT"})
    strange = Visitor("dung").post(f"/mot-cua/{walk.dossier.code}/decide/", {"seen": walk.dossier.sequence})

    sentence = "You stood in for Vũ Ngọc Lan until that was ended today."
    assert pressed.status_code == HTTPStatus.FORBIDDEN
    assert sentence in words_of(pressed)
    assert (strange.status_code, sentence in words_of(strange)) == (HTTPStatus.FORBIDDEN, False)


@pytest.mark.parametrize("value", ["0", "x", "9" * 30, ""])
def test_ending_what_is_not_there_changes_nothing(value: str) -> None:
    Visitor("lan").post(OWN, typed("tam"))

    answer = Visitor("lan").post(OWN, {"end": value}, follow=True)

    assert "It was over already." in words_of(answer)
    assert Substitution.objects.get().ended_on is None


def test_an_absence_of_somebody_else_is_not_ended_at_the_own_page() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    Visitor("bob").post(OWN, {"end": str(Substitution.objects.get().pk)})

    assert Substitution.objects.get().ended_on is None


def test_a_refusal_stands_at_its_answer_and_nothing_is_stored() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    answer = Visitor("tam").post(OWN, typed("bob"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shown = read(answer)
    assert "Bùi Thanh Tâm stands in for Vũ Ngọc Lan, 30/11/2026–04/12/2026" in shown.words()
    assert "First enter somebody else for Vũ Ngọc Lan: Vũ Ngọc Lan does that" in shown.words()
    assert not shown.errors
    assert Substitution.objects.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"since": "x"}, {"since": "2026-11-30", "until": "2026-12-01", "substitute": "99999999"}]
)
def test_what_cannot_be_read_is_said_at_its_field(sent: dict[str, str]) -> None:
    answer = Visitor("lan").post(OWN, {"x": "1", **sent})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert read(answer).errors
    assert not Substitution.objects.exists()


def test_why_one_may_act_names_the_seat_its_days_and_in_whose_place() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    text = words_of(Visitor("tam", language="vi").get(OWN))

    assert "Vì sao có quyền này" in text
    assert "từ ngày 01/01/2016" in text
    assert "30/11/2026–04/12/2026 Vũ Ngọc Lan" in text


def test_the_read_who_answers_for_many_costs_the_same_however_many_they_are() -> None:
    carol = Visitor("carol")
    carol.get(OWN)
    with CaptureQueriesContext(connection) as before:
        carol.get(OWN)
    for number in range(8):
        officer(f"nv{number}", Role.CLERK, "van-phong")

    with CaptureQueriesContext(connection) as after:
        carol.get(OWN)

    assert len(after) == len(before)


def test_who_stands_in_neither_prolongs_nor_ends_it_and_has_no_page_of_whoever_is_away() -> None:
    Visitor("hoa").post(OWN, typed("dung"))
    row, dung = Substitution.objects.get(), Visitor("dung")
    path = f"{OWN}{story.person('hoa').pk}/"
    later = {"since": (LAST + timedelta(days=1)).isoformat(), "until": (LAST + timedelta(days=200)).isoformat()}

    with nothing_written():
        answers = [dung.get(path), dung.post(path, {**typed("dung"), **later}), dung.post(path, {"end": str(row.pk)})]

    assert {one.status_code for one in answers} == {HTTPStatus.NOT_FOUND}
    assert "Phạm Thị Hoa" not in words_of(dung.get(OWN)).partition("People whom you answer for")[2]
    assert list(Substitution.objects.values_list("pk", "ended_on")) == [(row.pk, None)]


@pytest.mark.parametrize(("username", "other"), [("carol", "lan"), ("carol", "bob"), ("lan", "nga")])
def test_nobody_makes_oneself_the_stand_in_of_whoever_is_not_below(username: str, other: str) -> None:
    officer("nga", Role.DEPARTMENT_LEADER, "so-tttt")

    answer = Visitor(username).post(f"{OWN}{story.person(other).pk}/", typed(username))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nobody makes oneself the stand-in" in read(answer).errors["id_substitute"]
    assert not Substitution.objects.exists()


@pytest.mark.parametrize(("username", "other"), [("hoa", "dung"), ("lan", "bob"), ("lan", "hoa")])
def test_who_is_above_may(username: str, other: str) -> None:
    answer = Visitor(username).post(f"{OWN}{story.person(other).pk}/", typed(username))

    assert answer.status_code == HTTPStatus.FOUND
    assert Substitution.objects.get().substitute == story.person(username)


def test_a_leave_whose_stand_in_may_sign_nothing_of_what_waits_is_asked_about() -> None:
    walk = waiting_for_the_leader()

    asked = Visitor("lan").post(OWN, typed("dung"))

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    error = read(asked).errors["id_meant"]
    assert "nobody could go on with: 1 dossier of Department leader" in error
    assert "nobody signs what that same person passed up" in error
    assert not Substitution.objects.exists()
    meant = f"{TODAY} {LAST} {story.person('dung').pk}"
    done = Visitor("lan").post(OWN, typed("dung", meant=meant), follow=True)
    assert "Nobody can go on with: 1 dossier of Department leader" in words_of(done)
    assert f"{walk.dossier.code}: It waits for Department leader" in words_of(Visitor("carol").get("/mot-cua/"))
    assert "stands in there, and neither initials nor signs what was the own draft" in words_of(
        Visitor("admin").get("/van-hanh/con-thieu/")
    )


def test_nor_may_who_drafted_stand_in_for_the_head_unasked() -> None:
    Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("xem-xet")

    asked = Visitor("hoa").post(OWN, typed("dung"))
    other = Visitor("hoa").post(OWN, typed("bob"))

    assert "nobody could go on with: 1 dossier of Division head" in read(asked).errors["id_meant"]
    assert other.status_code == HTTPStatus.FOUND


def test_what_is_only_to_be_given_out_is_not_asked_about() -> None:
    Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("phan-cong")

    assert Visitor("hoa").post(OWN, typed("dung")).status_code == HTTPStatus.FOUND


def test_who_is_chosen_without_a_title_is_said_to_sign_by_name_alone() -> None:
    lan = Visitor("lan")
    page = words_of(lan.get(OWN))
    assert "Bùi Thanh Tâm · Records clerk, Department Office – no title below a signature" in page
    assert "the paper bears the name alone, and nothing above it" in page

    answer = lan.post(OWN, typed("tam"), follow=True)

    assert "Bùi Thanh Tâm: Who has no title below a signature decides without a capacity" in words_of(answer)
    assert "no title below a signature" not in words_of(Visitor("bob").get(OWN))


def test_the_administrator_enters_and_ends_the_leave_of_the_only_leader() -> None:
    admin, path = Visitor("admin"), f"{OWN}{story.person('lan').pk}/"
    assert f'href="{path}"' in admin.get(f"/van-hanh/nguoi/{story.person('lan').pk}/").content.decode()
    page = admin.get(path)
    assert page.status_code == HTTPStatus.OK
    assert "My own absences" not in words_of(page)

    assert admin.post(path, typed("tam")).status_code == HTTPStatus.FOUND

    row = Substitution.objects.get()
    assert (row.absent, row.entered_by) == (story.person("lan"), story.person("admin"))
    assert "Ended from today on." in words_of(admin.post(path, {"end": str(row.pk)}, follow=True))


def test_so_does_the_administrator_that_of_the_provincial_office() -> None:
    officer("hai", Role.PROVINCIAL_OFFICE, "ubnd")
    path = f"{OWN}{story.person('van').pk}/"

    assert Visitor("admin").post(path, typed("hai")).status_code == HTTPStatus.FOUND

    assert Substitution.objects.get().entered_by == story.person("admin")


@pytest.mark.parametrize("other", ["khac", "alice"])
def test_nor_the_administrator_that_of_another_agency_or_of_a_citizen(other: str) -> None:
    another_agency()
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua-khac")
    assert Visitor("admin").get(f"{OWN}{story.person(other).pk}/").status_code == HTTPStatus.NOT_FOUND


def test_an_absence_that_is_refused_or_only_asked_about_leaves_no_line_there() -> None:
    Visitor("lan").post(OWN, typed("lan"))
    paid_until("ky-duyet")
    Visitor("lan").post(OWN, typed(""))

    assert not Substitution.objects.exists()
    assert not AccountChange.objects.exists()


def test_of_a_leave_that_began_yesterday_the_right_began_today() -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    Visitor("lan").post(OWN, typed("tam", since=yesterday))

    text = words_of(Visitor("tam", language="vi").get(OWN))

    assert "Vũ Ngọc Lan, 29/11/2026–04/12/2026" in text
    assert "30/11/2026–04/12/2026 Vũ Ngọc Lan" in text
