"""The administrator's page of who is told of figures: what it offers, adds, refuses and removes, and to whom it opens."""

import pytest

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.models import AlertKind, AlertRule
from portal.demo import alerts
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY

PAGE = "/van-hanh/bao-tin/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def unit(slug: str = "so-tttt") -> Unit:
    return Unit.objects.get(slug=slug)


def sent(**changes: str) -> dict[str, str]:
    return {"kind": "digest", "unit": str(unit().pk), "whom": Role.MANAGER, **changes}


def words(who: str = "admin") -> str:
    return read(Visitor(who, language="en").get(PAGE)).words()


def test_an_office_that_has_set_nothing_is_sent_so() -> None:
    assert "Nobody: no mail about figures is sent." in words()


def test_a_role_is_added_once_and_removed() -> None:
    admin = Visitor("admin", language="en")

    first, second = (read(admin.post(PAGE, sent(), follow=True)).words() for _n in range(2))
    [rule] = AlertRule.objects.all()
    removed = read(admin.post(PAGE, {"remove": str(rule.pk)}, follow=True)).words()
    again = read(admin.post(PAGE, {"remove": str(rule.pk)}, follow=True)).words()

    assert "They are told from now on." in first
    assert "They are told already." in second
    assert (rule.role, rule.person, rule.channel) == (Role.MANAGER, None, "mail")
    assert "They are not told any more." in removed
    assert "This was removed already." in again
    assert not AlertRule.objects.exists()


def test_a_person_who_answers_for_the_unit_is_added() -> None:
    hoa = User.objects.get(username="hoa")
    Visitor("admin").post(PAGE, sent(unit=str(unit("bao-chi-xuat-ban").pk), whom=f"person-{hoa.pk}"))

    assert AlertRule.objects.get().person == hoa


@pytest.mark.parametrize(
    ("whom", "why"),
    [
        ("hoa", "This person does not answer for that unit."),
        (Role.DIVISION_HEAD, "The head of a division answers for the division alone."),
        ("bob", "is not one of the available choices"),
        ("0", "is not one of the available choices"),
    ],
)
def test_whoever_may_not_see_the_figures_is_not_added(whom: str, why: str) -> None:
    person = User.objects.filter(username=whom).first()
    answer = Visitor("admin", language="en").post(PAGE, sent(whom=f"person-{person.pk}" if person else whom))

    assert answer.status_code == 422
    assert why in read(answer).words()
    assert not AlertRule.objects.exists()


@pytest.mark.parametrize("changes", [{"kind": "x"}, {"unit": "0"}, {"unit": "x"}, {"whom": ""}])
def test_what_means_nothing_is_refused(changes: dict[str, str]) -> None:
    assert Visitor("admin").post(PAGE, sent(**changes)).status_code == 422


@pytest.mark.parametrize("who", ["alice", "bob", "hoa", "lan", "carol", "mallory"])
def test_it_opens_to_administrators_alone(who: str) -> None:
    AlertRule.objects.create(unit=unit(), kind=AlertKind.DIGEST, role=Role.MANAGER, added_at=MONDAY)
    visitor = Visitor(who)

    for answer in (visitor.get(PAGE), visitor.post(PAGE, sent()), visitor.post(PAGE, {"remove": "1"})):
        assert answer.status_code == 404
    assert AlertRule.objects.count() == 1


def test_a_rule_of_another_agency_is_neither_shown_nor_removed() -> None:
    another = Unit.objects.create(slug="k", name_vi="Khác", name_en="Another", kind="agency", agency_code="H26.XX")
    rule = AlertRule.objects.create(unit=another, kind=AlertKind.DIGEST, role=Role.MANAGER, added_at=MONDAY)

    assert "Another" not in words()
    Visitor("admin").post(PAGE, {"remove": str(rule.pk)})
    assert Visitor("admin").post(PAGE, sent(unit=str(another.pk))).status_code == 422
    assert list(AlertRule.objects.all()) == [rule]


def test_the_demo_has_sensible_ones() -> None:
    alerts.load(MONDAY)
    alerts.load(MONDAY)

    assert AlertRule.objects.count() == 13
    assert "Manager" in words()


def test_a_refusal_stands_at_the_top_with_a_link_to_its_field() -> None:
    page = Visitor("admin", language="en").post(PAGE, sent(whom=Role.DIVISION_HEAD))

    summary = page.content.decode().partition('id="error-summary"')[2].partition("</div>")[0]
    assert page.status_code == 422
    assert 'href="#id_whom"' in summary
    assert "autofocus" in summary
