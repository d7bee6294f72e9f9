"""Mail to an account that came back: said on its person's page, counted among what needs attention, and named with a link."""

from datetime import datetime, timedelta

import pytest

from accounts.entry import first
from accounts.models import User
from accounts.roles import Role
from dossiers.models import ReturnCount, ReturnedMail
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def nga() -> User:
    """Return a new officer to whom the link for the first sign-in was mailed an hour ago, and came back."""
    person = officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    person.email = "Nga.Saiten@so-tttt.example"
    person.set_unusable_password()
    person.save()
    first.make(person, by=story.person("admin"), at=NOW - timedelta(hours=1))
    ReturnedMail.objects.create(
        message_id="<1@x>", recipient="nga.saiten@so-tttt.example", is_final=True, status="5.1.1", noted_at=NOW
    )
    ReturnCount.objects.create(on=NOW.date(), returned=1)
    return person


def words(path: str) -> str:
    return read(Visitor("admin", language="vi").get(path)).words()


def page_of(person: User) -> str:
    return f"/van-hanh/nguoi/{person.pk}/"


def test_the_page_of_the_person_says_that_the_link_did_not_arrive(nga: User) -> None:
    said = words(page_of(nga))

    assert "Thư gửi đến nga.saiten@so-tttt.example bị trả lại lúc 09:00 06/01/2026" in said
    assert "Đường liên kết đăng nhập lần đầu chưa đến nơi" in said


def test_what_needs_attention_counts_it_until_the_address_is_right_or_another_link_was_mailed(nga: User) -> None:
    path, counted = "/van-hanh/quan-tri/", "Thư gửi tài khoản bị trả lại trong một tuần qua: 1"
    assert counted in words(path)

    first.make(nga, by=story.person("admin"), at=NOW + timedelta(minutes=1))
    assert counted not in words(path)
    assert "bị trả lại lúc" not in words(page_of(nga))


def test_another_address_is_no_longer_that_which_came_back(nga: User) -> None:
    User.objects.filter(pk=nga.pk).update(email="nga@so-tttt.example")

    assert "bị trả lại trong một tuần qua" not in words("/van-hanh/quan-tri/")
    assert "bị trả lại lúc" not in words(page_of(nga))


def test_the_list_of_what_came_back_names_the_person_with_a_link(nga: User) -> None:
    html = Visitor("admin").get("/van-hanh/chua-gui/").content.decode()

    assert f'href="{page_of(nga)}"' in html
    assert f"{nga.get_full_name()}</a>" in html
