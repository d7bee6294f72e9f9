"""A dossier whose only possible actors may not handle it is in somebody's list at once, with what can be done (ADR 0094)."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Unit, User
from accounts.rights import PASSING_ON
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers.commands.deciding import interests
from dossiers.lists.people import people
from dossiers.models import CounterPerson, Dossier, InterestKind, Joining
from dossiers.pages.gaps import barred_of
from dossiers.reports.alerts.barred import CONCERNING, Way, barred
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, some
from tests.dossiers.copies import copied
from tests.dossiers.listed import listed
from tests.dossiers.officers import CONTACT, officer, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
PAGE = "/van-hanh/con-thieu/"
PRESS = "bao-chi-xuat-ban"
NOBODY = "Nobody may go on with these dossiers"


def seen_by(who: str, page: str = "/mot-cua/") -> str:
    caches["process"].clear()
    return read(Visitor(who).get(PAGE if who == "admin" else page)).words()


def own_of(username: str, state: str) -> Dossier:
    """Return a dossier that somebody of the office has filed as a citizen."""
    filed = story.file(username, at=FILED, answers={**story.ANSWERS, **CONTACT})
    return Walk(filed, FILED, timedelta(minutes=1)).until(state).dossier


def declared(dossier: Dossier, username: str) -> None:
    kind, by = InterestKind.ORGANISATION, story.person(username)
    interests.declare(dossier, by=by, kind=kind, reason="Công ty của mình.", at=NOW)


def ways(dossier: Dossier) -> list[Way]:
    caches["process"].clear()
    return [one.way for one in barred(Dossier.objects.filter(pk=dossier.pk), TODAY)]


def test_the_head_s_own_is_named_to_the_leader_and_the_administrator_and_never_to_the_head() -> None:
    dossier = own_of("hoa", "phan-cong")

    for who in ("admin", "lan", "carol"):
        words = seen_by(who)
        assert f"{NOBODY} 1" in words, who
        assert f"{dossier.code}: It waits for Division head" in words, who
        assert "may not handle it, as the applicant or by an interest." in words, who
        assert "gives somebody else the role Division head" in words, who
    assert dossier.code in seen_by("lan", "/mot-cua/phong/")
    for who in ("hoa", "bob", "dung"):
        assert NOBODY not in seen_by(who), who


def test_a_declaration_of_the_only_head_is_said_by_the_press_that_makes_it() -> None:
    [dossier] = some(1, "phan-cong")
    assert ways(dossier) == []

    typed = {"kind": "organisation", "reason": "Tổ chức của mình."}
    answer = Visitor("hoa").post(f"/mot-cua/{dossier.code}/lien-quan/", typed, follow=True)

    words = read(answer).words()
    assert "Phạm Thị Hoa has declared an interest and may not handle it." in words
    assert "A stand-in does not help: what one may not handle is handled by nobody in one’s place." in words
    assert f"{NOBODY} 1" in seen_by("lan")
    assert ways(dossier) == [Way.ANOTHER_SEAT]


def test_what_the_administrator_can_do_is_a_link() -> None:
    """A stand-in helps for a head who may handle it and is away, never for who may not."""
    [dossier] = some(1, "phan-cong")
    mai = officer("mai", Role.DIVISION_HEAD, PRESS)
    substitute("mai", "tam", TODAY, TODAY)
    declared(dossier, "hoa")
    assert ways(dossier) == []

    declared(dossier, "tam")

    page = Visitor("admin").get(PAGE).content.decode()

    assert ways(dossier) == [Way.SEAT_OR_STAND_IN]
    assert f'<a href="/tai-khoan/vang-mat/{mai.pk}/">Enter who stands in for mai</a>' in page
    assert "Enter who stands in for Phạm Thị Hoa" not in page
    assert '<a href="/van-hanh/nguoi/">Give somebody the seat</a>' in page


def test_a_declaration_that_strands_nothing_says_nothing_of_it() -> None:
    [dossier] = some(1, "phan-cong")
    officer("moi", Role.DIVISION_HEAD, PRESS)

    typed = {"kind": "organisation", "reason": "Tổ chức của mình."}
    answer = Visitor("hoa").post(f"/mot-cua/{dossier.code}/lien-quan/", typed, follow=True)

    assert "It waits for" not in read(answer).words()
    assert NOBODY not in seen_by("admin")


def test_who_stands_in_for_whoever_declared_or_applied_does_not_go_on() -> None:
    other, left = some(2, "phan-cong")
    own = own_of("hoa", "phan-cong")
    declared(other, "hoa")

    substitute("hoa", "tam", since=TODAY, until=TODAY)

    assert ways(other) == ways(own) == [Way.ANOTHER_SEAT]
    assert list(listed(Visitor("tam").get("/mot-cua/?list=mine"))) == [left.code]


def test_another_seat_brings_it_to_somebody() -> None:
    dossier = own_of("bob", "filed")
    assert ways(dossier) == [Way.ANOTHER_SEAT]

    person = User.objects.get(username="carol")
    Membership.objects.create(user=person, role=Role.ONE_STOP_OFFICER, unit=Unit.objects.get(slug="mot-cua"))

    assert ways(dossier) == []
    assert NOBODY not in seen_by("admin")


def test_a_case_officer_s_is_given_to_another_by_the_head() -> None:
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")
    assert ways(dossier) == [Way.ANOTHER_OFFICER]
    assert dossier.code in seen_by("hoa")
    minh = officer("minh", Role.SPECIALIST, PRESS)

    assert ways(dossier) == [Way.GIVE]
    assert "The head of the division gives it to another case officer." in seen_by("hoa")
    story.take(dossier, "reassign", "hoa", at=NOW, assignee=minh)

    assert ways(dossier) == []
    assert NOBODY not in seen_by("hoa")


def test_where_the_head_may_not_either_another_head_is_asked_for() -> None:
    [dossier] = some(1, "tham-dinh")
    officer("minh", Role.SPECIALIST, PRESS)
    declared(dossier, "dung")
    declared(dossier, "hoa")

    assert ways(dossier) == [Way.ANOTHER_HEAD]
    assert NOBODY not in seen_by("hoa")
    assert dossier.code in seen_by("lan")


def test_what_another_account_of_the_same_person_applied_for_counts_as_one_s_own() -> None:
    number = "001185055555"
    User.objects.create(username="chi-hai", full_name="Phạm Thị Hoa", personal_id=number, email="hai@example.vn")
    dossier = own_of("chi-hai", "phan-cong")
    assert ways(dossier) == []

    User.objects.filter(username="hoa").update(personal_id=number)

    assert ways(dossier) == [Way.ANOTHER_SEAT]


def test_what_an_officer_reads_of_a_person_at_the_counter_is_not_looked_for_in_vain() -> None:
    [dossier] = some(1, "phan-cong")
    assert not CounterPerson.objects.exists()

    with nothing_written():
        assert ways(dossier) == []


def test_what_a_head_has_applied_for_at_the_counter_is_that_one_s_own_once_the_account_is_joined() -> None:
    [dossier] = some(1, "phan-cong")
    bob, hoa = story.person("bob"), story.person("hoa")
    served = CounterPerson.objects.create(user=dossier.applicant, number="001185055555", made_by=bob, made_at=NOW)
    assert ways(dossier) == []

    Joining.objects.create(person=served, account=hoa, joined_at=NOW, joined_by=bob)

    assert ways(dossier) == [Way.ANOTHER_SEAT]


def test_where_no_officer_has_to_do_with_any_an_opening_of_a_list_asks_once_by_indexes() -> None:
    [one] = some(1, "phan-cong")
    copied(one, 2_000, lambda number: one.deadline_at)
    head = seats_of(story.person("hoa"), TODAY)
    caches["process"].clear()
    known = people(TODAY).accounts

    with CaptureQueriesContext(connection) as asked:
        assert barred_of(head, TODAY) == []

    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")
        given = {"accounts": list(known), "on": TODAY, "passing": sorted(PASSING_ON)}
        cursor.execute(f"EXPLAIN {CONCERNING}", given)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"Index Cond: \(+applicant_id", plan), plan
    assert "Seq Scan on dossiers_dossier" not in plan


def test_an_act_of_a_barred_head_is_refused_as_before() -> None:
    [dossier] = some(1, "phan-cong")
    declared(dossier, "hoa")

    answer = Visitor("hoa").get(f"/mot-cua/{dossier.code}/")

    assert answer.status_code == 403


def test_who_stands_in_and_is_the_applicant_is_named_with_that_reason() -> None:
    dossier = own_of("dung", "phan-cong")
    substitute("hoa", "dung", TODAY, TODAY + timedelta(days=3))

    words = seen_by("lan")

    assert f"{dossier.code}: It waits for Division head" in words
    assert "Hoàng Tiến Dũng may not handle it, as the applicant or by an interest." in words
    assert "was the own draft" not in words
