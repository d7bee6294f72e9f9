"""An absence beside others: what another one is in the way of, and what may be meant."""

from http import HTTPStatus

import pytest

from accounts.models import Membership, Substitution
from accounts.roles import Role
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import LAST, OWN, typed, words_of
from tests.dossiers.officers import officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.mark.parametrize(("reader", "path"), [("carol", f"{OWN}{{lan}}/"), ("lan", OWN)])
def test_who_can_enter_another_stand_in_is_led_there(reader: str, path: str) -> None:
    Visitor("lan").post(OWN, typed("carol" if reader == "carol" else "tam"))
    whose = OWN if reader == "carol" else f"{OWN}{story.person('tam').pk}/"

    answer = Visitor(reader).post(whose, typed("bob"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "which you can do yourself" in words_of(answer)
    assert f'href="{path.format(lan=story.person("lan").pk)}">the page of' in answer.content.decode()
    assert Substitution.objects.count() == 1


def test_a_second_stand_in_on_some_of_the_days_is_asked_about_and_may_be_meant() -> None:
    lan, second = Visitor("lan"), typed("carol", since=LAST.isoformat())
    lan.post(OWN, typed("tam"))

    asked = lan.post(OWN, second)

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    error = read(asked).errors["id_meant"]
    assert "entered already, 30/11/2026–04/12/2026, with Bùi Thanh Tâm standing in" in error
    assert "on 04/12/2026 Bùi Thanh Tâm and Ngô Cẩm Châu would both stand in" in error
    assert Substitution.objects.count() == 1
    lan.post(OWN, {**second, "meant": f"{LAST} {LAST} {story.person('carol').pk}"})
    assert Substitution.objects.count() == len(("tam", "carol"))


def test_two_who_stand_in_for_other_seats_are_not_asked_about() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    officer("thu", Role.SPECIALIST, "buu-chinh-vien-thong")
    dung = Visitor("dung")
    assert {one.unit.slug for one in Membership.objects.filter(user=story.person("dung"))} >= {
        "bao-chi-xuat-ban",
        "buu-chinh-vien-thong",
    }
    dung.post(OWN, typed("nga"))

    dung.post(OWN, typed("thu"))

    assert Substitution.objects.count() == len(("nga", "thu"))


def test_the_table_of_absences_names_the_seats_in_which_each_stands_in() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    officer("thu", Role.SPECIALIST, "buu-chinh-vien-thong")
    dung = Visitor("dung")
    for who in ("nga", "thu"):
        dung.post(OWN, typed(who))

    page = dung.get(OWN).content.decode()

    for who, unit in (("nga", "Press and Publishing Division"), ("thu", "Post and Telecommunications Division")):
        assert f'{who}<br><span class="meta">Case officer, {unit}</span>' in page
