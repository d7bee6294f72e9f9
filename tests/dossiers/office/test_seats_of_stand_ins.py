"""A seat ends of whoever stands in for others: it is asked about by name, ends with the seat, and is told to whom it concerns."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, Membership, Substitution, Unit
from accounts.roles import Role
from dossiers.background import jobs as running
from dossiers.models import InboxItem, Job
from dossiers.notices.kinds import AWAY
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.officers import each_at_once, substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = NOW.date()
ENDS = TODAY + timedelta(days=2)


def day(one: date) -> str:
    return f"{one:%d/%m/%Y}"


def end_seat(until: date = ENDS, **more: str) -> HttpResponse:
    """Let the administrator end the seat of tam, the clerk."""
    seat = Membership.objects.get(user=story.person("tam"), role=Role.CLERK)
    path = f"/van-hanh/nguoi/{seat.user_id}/vi-tri/{seat.pk}/"
    admin = Visitor("admin", language="vi")
    values = form_of(admin.get(path), path).values
    return admin.post(path, {**values, "until": day(until), **more})


def meant(page: HttpResponse) -> dict[str, str]:
    """Return the tick by which the question of a page is answered."""
    return {"meant": page.context["form"].fields["meant"].widget.attrs["value"]}


@pytest.fixture(autouse=True)
def _stands_in_for_two() -> None:
    substitute("lan", "tam", TODAY, ENDS + timedelta(days=1))
    substitute("hoa", "tam", ENDS + timedelta(days=3), ENDS + timedelta(days=5))


def test_those_who_lose_their_stand_in_are_named_before_and_nothing_is_kept() -> None:
    page = end_seat()

    words = read(page).words()
    assert page.status_code == 422
    assert "Vẫn kết thúc vị trí" in words
    for absent, until in (("lan", ENDS + timedelta(days=1)), ("hoa", ENDS + timedelta(days=5))):
        assert f"Bùi Thanh Tâm làm thay {story.person(absent).get_full_name()} đến {day(until)}" in words
    assert not Membership.objects.get(user=story.person("tam"), role=Role.CLERK).until
    assert Substitution.objects.filter(ended_on=None).count() == 2


def test_the_absences_say_until_when_it_holds_and_who_is_replaced_reads_it() -> None:
    each_at_once()
    assert end_seat(**meant(end_seat())).status_code == 302
    for job in Job.objects.filter(kind=AWAY):
        running.go_on(job.pk, now=NOW, seconds=60)

    lan = list(Substitution.objects.filter(absent=story.person("lan")).order_by("since"))
    assert [(one.substitute, one.since, one.until) for one in lan] == [
        (story.person("tam"), TODAY, ENDS),
        (None, ENDS + timedelta(days=1), ENDS + timedelta(days=1)),
    ]
    former, now = Substitution.objects.filter(absent=story.person("hoa")).order_by("pk")
    assert (former.ended_on, now.substitute, now.since) == (TODAY, None, ENDS + timedelta(days=3))
    words = read(Visitor("tam", language="vi").get("/tai-khoan/vang-mat/")).words()
    assert f"{day(TODAY)}–{day(ENDS)}" in words
    assert f"–{day(ENDS + timedelta(days=1))}" not in words
    for absent in ("lan", "hoa"):
        [one] = InboxItem.objects.filter(person=story.person(absent), kind=AWAY)
        assert f"chưa có người làm thay {story.person(absent).get_full_name()}" in one.subject_vi
        assert "Ông/Bà vẫn vắng mặt" in one.body_vi
        assert "You are still away" in one.body_en
    kinds = set(AccountChange.objects.values_list("kind", flat=True))
    assert {ChangeKind.AWAY_CHANGED, ChangeKind.AWAY_ENDED, ChangeKind.AWAY} <= kinds


def test_with_another_seat_of_the_agency_nothing_falls() -> None:
    desk = Unit.objects.get(slug="mot-cua")
    Membership.objects.create(user=story.person("tam"), role=Role.ONE_STOP_OFFICER, unit=desk, since=TODAY)

    page = end_seat()

    assert "làm thay" not in read(page).words()
    assert Substitution.objects.filter(substitute=None).count() == 0


def test_where_another_stands_in_too_the_absence_goes_on_with_that_one_alone() -> None:
    substitute("lan", "carol", TODAY, ENDS + timedelta(days=1))

    end_seat(**meant(end_seat()))
    for job in Job.objects.filter(kind=AWAY):
        running.go_on(job.pk, now=NOW, seconds=60)

    [lan] = InboxItem.objects.filter(person=story.person("lan"), kind=AWAY)
    assert f"từ ngày {day(ENDS + timedelta(days=1))}: {story.person('carol').get_full_name()}" in lan.subject_vi
    left = Substitution.objects.filter(absent=story.person("lan"), until__gt=ENDS)
    assert [one.substitute for one in left] == [story.person("carol")]
