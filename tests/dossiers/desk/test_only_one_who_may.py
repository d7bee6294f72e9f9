"""Who alone may handle a dossier counts as the only holder of the role, though others have it (ADR 0094, 0095)."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from accounts.models import Membership, Substitution
from accounts.people.leaving import LeavingError
from accounts.roles import Role
from dossiers.desk.team.hanging import hanging_on
from dossiers.models import Dossier
from dossiers.pages.gaps.closing import close
from dossiers.reports.alerts.coming import coming
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, some
from tests.dossiers.officers import CONTACT, officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

PRESS = "bao-chi-xuat-ban"
TODAY = local(NOW).date()
DAY = timedelta(days=1)


@pytest.fixture
def own() -> Dossier:
    """What a head has filed as a citizen; the second head alone can give it to somebody."""
    officer("quan", Role.DIVISION_HEAD, PRESS)
    filed = story.file("hoa", at=FILED, answers={**story.ANSWERS, **CONTACT})
    return Walk(filed, FILED, timedelta(minutes=1)).until("phan-cong").dossier


def path_of(end: str = "") -> str:
    return f"/mot-cua/ban-giao/{story.person('quan').pk}/{end}"


def test_nothing_is_closed_before_somebody_else_may_handle_it(own: Dossier) -> None:
    quan, by = story.person("quan"), story.person("admin")
    admin, seat = Visitor("admin"), quan.memberships.get()
    words = read(admin.get(path_of())).words()
    assert f"Others have this role too, and may not handle {own.code}" in words
    assert "Nothing hangs on this person any more." not in words
    with pytest.raises(LeavingError, match=own.code):
        close(quan, by=by, at=NOW)
    person_page = read(admin.post(f"/van-hanh/nguoi/{quan.pk}/", {"do": "close"}, follow=True)).words()
    assert f"may handle {own.code}" in person_page
    assert not Membership.objects.filter(user=quan).exclude(until=None).exists()

    admin.post(path_of(), {"do": "seat", "row": seat.pk, "to": story.person("tam").pk})

    assert not hanging_on(quan, TODAY)
    close(quan, by=by, at=NOW)


def test_what_others_may_handle_keeps_nobody() -> None:
    quan = officer("quan", Role.DIVISION_HEAD, PRESS)
    some(1, "phan-cong")

    assert not hanging_on(quan, TODAY)


def test_the_head_reads_how_many_and_not_which(own: Dossier) -> None:
    words = read(Visitor("hoa").get(path_of())).words()

    assert "may not handle 1 of these" in words
    assert own.code not in words


def test_the_end_of_the_seat_is_asked_about_and_stands_in_the_forecast(own: Dossier) -> None:
    quan = story.person("quan")
    seat, last = quan.memberships.get(), TODAY + 4 * DAY
    path = f"/van-hanh/nguoi/{quan.pk}/vi-tri/{seat.pk}/"
    admin = Visitor("admin")
    shown = {name: value for form in read(admin.get(path)).forms for name, value in form.values.items()}

    asked = admin.post(path, {**shown, "until": f"{last:%d/%m/%Y}"})

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"is its applicant or has declared an interest: {own.code}." in read(asked).words()
    seat.refresh_from_db()
    assert seat.until is None
    assert coming(Dossier.objects.all(), TODAY) == []
    Membership.objects.filter(pk=seat.pk).update(until=last)
    [line] = coming(Dossier.objects.all(), TODAY)
    assert (line.on, line.code, line.role, line.count) == (last + DAY, own.code, Role.DIVISION_HEAD, 1)
    assert f"({own.code}) – the only one who may handle it" in read(admin.get("/van-hanh/con-thieu/")).words()


def test_a_leave_without_a_stand_in_is_asked_about(own: Dossier) -> None:
    typed = {"since": TODAY.isoformat(), "until": (TODAY + 4 * DAY).isoformat(), "substitute": ""}

    asked = Visitor("quan").post("/tai-khoan/vang-mat/", typed)

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "nobody could go on with: 1 dossier of Division head" in read(asked).words()
    assert not Substitution.objects.exists()


def test_who_leaves_with_a_file_that_nobody_may_be_given_reads_who_does_what() -> None:
    moi = officer("moi", Role.SPECIALIST, PRESS)
    filed = story.file("dung", at=FILED, answers={**story.ANSWERS, **CONTACT})
    walk = Walk(filed, FILED, timedelta(minutes=1)).until("phan-cong")
    story.take(walk.dossier, "finish-phan-cong", "hoa", at=NOW, assignee=moi)
    [other] = some(1, "phan-cong")
    story.take(other, "finish-phan-cong", "hoa", at=NOW, assignee=moi)

    words = {who: read(Visitor(who).get(f"/mot-cua/ban-giao/{moi.pk}/")).words() for who in ("hoa", "admin")}

    for shown in words.values():
        assert f"Of these nobody may be given yet: {filed.code}: No other case officer of Press and Publishing" in shown
        assert other.code not in shown.partition("Of these nobody")[2].partition("Seats that nobody")[0]
    assert "A new officer" in words["admin"]
    assert hanging_on(moi, TODAY).files == 2
    officer("nga", Role.SPECIALIST, PRESS)
    assert hanging_on(moi, TODAY).stuck == ()
