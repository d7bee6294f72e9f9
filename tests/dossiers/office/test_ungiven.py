"""What is to be given to a case officer next lies with nobody where none may get it: it is named before and after (ADR 0094, 0095)."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from accounts.models import Membership, Unit, User
from accounts.people.leaving import LeavingError
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers.commands.deciding import interests
from dossiers.desk.team.hanging import hanging_on
from dossiers.models import Dossier, InterestKind
from dossiers.pages.gaps import of_administrator
from dossiers.pages.gaps.closing import close
from dossiers.reports.alerts.barred import Way, barred
from dossiers.reports.alerts.coming import coming
from dossiers.reports.alerts.stranded import UNGIVEN, of_agency
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.officers import officer, substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

PRESS = "bao-chi-xuat-ban"
TODAY = local(NOW).date()
DAY = timedelta(days=1)
PAGE = "/van-hanh/con-thieu/"


@pytest.fixture
def given() -> Dossier:
    """A dossier that waits to be given; of two case officers one has declared an interest, so dung alone can get it.

    In the other divisions dung is one of two.
    """
    mai = officer("mai", Role.SPECIALIST, PRESS)
    User.objects.filter(pk=mai.pk).update(full_name="Đỗ Thị Mai")
    nga = officer("nga", Role.SPECIALIST, "buu-chinh-vien-thong")
    Membership.objects.create(user=nga, role=Role.SPECIALIST, unit=Unit.objects.get(slug="cong-nghe-thong-tin"))
    [dossier] = some(1, "phan-cong")
    interests.declare(dossier, by=mai, kind=InterestKind.RELATIVE, reason="Anh ruột nộp.", at=NOW)
    caches["process"].clear()
    return dossier


def words_of(who: str, path: str) -> str:
    caches["process"].clear()
    return read(Visitor(who).get(path)).words()


def ended(username: str) -> None:
    Membership.objects.filter(user__username=username).update(until=TODAY - DAY)
    caches["process"].clear()


def test_who_alone_can_be_given_it_is_not_let_go(given: Dossier) -> None:
    dung, by = story.person("dung"), story.person("admin")

    [seat] = hanging_on(dung, TODAY).seats

    assert (seat.only, seat.waiting) == ((given.code,), 0)
    words = words_of("admin", f"/mot-cua/ban-giao/{dung.pk}/")
    assert f"Others have this role too, and may not handle {given.code}" in words
    with pytest.raises(LeavingError, match=given.code):
        close(dung, by=by, at=NOW)


def test_once_another_has_the_seat_the_account_is_closed_and_nothing_lacks(given: Dossier) -> None:
    dung, admin = story.person("dung"), Visitor("admin")
    [seat] = hanging_on(dung, TODAY).seats

    admin.post(f"/mot-cua/ban-giao/{dung.pk}/", {"do": "seat", "row": seat.seat.pk, "to": story.person("tam").pk})

    assert not hanging_on(dung, TODAY)
    close(dung, by=story.person("admin"), at=NOW)
    assert given.code not in words_of("admin", PAGE)


def test_what_nobody_can_be_given_is_named_with_who_is_kept_out(given: Dossier) -> None:
    ended("dung")

    [one] = barred(Dossier.objects.filter(pk=given.pk), TODAY)

    assert (one.role, one.names, one.way) == (Role.SPECIALIST, ("Đỗ Thị Mai",), Way.ANOTHER_OFFICER)
    for who, page in (("admin", PAGE), ("hoa", "/mot-cua/"), ("lan", "/mot-cua/phong/")):
        words = words_of(who, page)
        assert f"{given.code}: It is given to a case officer of Press and Publishing" in words, who
        assert "nobody who is there may get it: Đỗ Thị Mai may not handle it" in words, who
        assert "the administrator gives somebody the seat of a case officer there" in words, who
    agency = Unit.objects.get(slug="so-tttt")
    [seen] = [one for found in of_agency(agency, NOW).values() for one in found]
    assert (seen.signal, seen.measured["code"]) == (UNGIVEN, given.code)


def test_the_declaration_that_leaves_nobody_says_so_at_once(given: Dossier) -> None:
    typed = {"kind": "organisation", "reason": "Công ty của mình."}

    answer = Visitor("dung").post(f"/mot-cua/{given.code}/lien-quan/", typed, follow=True)

    assert "nobody who is there may get it: " in read(answer).words()
    assert "Đỗ Thị Mai, Hoàng Tiến Dũng may not handle it" in read(answer).words()


def test_the_end_of_the_seat_is_asked_about_and_stands_in_the_forecast(given: Dossier) -> None:
    seat, last, admin = story.person("dung").memberships.get(unit__slug=PRESS), TODAY + 4 * DAY, Visitor("admin")
    path = f"/van-hanh/nguoi/{seat.user_id}/vi-tri/{seat.pk}/"
    shown = {name: value for form in read(admin.get(path)).forms for name, value in form.values.items()}

    asked = read(admin.post(path, {**shown, "until": f"{last:%d/%m/%Y}"})).words()

    assert f"is its applicant or has declared an interest: {given.code}." in asked
    Membership.objects.filter(pk=seat.pk).update(until=last)
    caches["process"].clear()
    [line] = coming(Dossier.objects.all(), TODAY)
    assert (line.on, line.code, line.role, line.count) == (last + DAY, given.code, Role.SPECIALIST, 1)


def test_a_leave_of_whom_alone_it_could_be_given_is_asked_about_and_named_while_it_lasts(given: Dossier) -> None:
    typed = {"since": TODAY.isoformat(), "until": (TODAY + 40 * DAY).isoformat(), "substitute": ""}
    dung = Visitor("dung")

    asked = read(dung.post("/tai-khoan/vang-mat/", typed)).words()

    assert "nobody could go on with: 1 dossier of Case officer, Press and Publishing" in asked
    substitute("dung", "bob", TODAY, TODAY + 40 * DAY)
    assert given.code in words_of("admin", PAGE)


def test_a_stand_in_of_the_division_has_it(given: Dossier) -> None:
    substitute("dung", "hoa", TODAY, TODAY + 4 * DAY)

    assert barred(Dossier.objects.filter(pk=given.pk), TODAY) == []


def test_where_all_are_on_leave_the_page_says_so_today() -> None:
    [dossier] = some(1, "phan-cong")
    substitute("dung", "bob", TODAY, TODAY + 40 * DAY)

    [line] = coming(Dossier.objects.filter(pk=dossier.pk), TODAY, also_now=True)

    assert (line.on, line.role, line.count, line.why) == (TODAY, Role.SPECIALIST, 1, "on_leave")
    assert "Nobody can go on with this, now or soon" in words_of("admin", PAGE)


def test_where_somebody_can_be_given_it_nothing_is_said(given: Dossier) -> None:
    caches["process"].clear()

    assert not of_administrator(seats_of(story.person("admin"), TODAY), TODAY).barred
    assert coming(Dossier.objects.all(), TODAY) == []
