"""A phone number or a card shows what waits for that person: dossiers that go on, and results to be fetched with the way to the return."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.desk.counter.theirs import MOST_SHOWN
from dossiers.models import Asked, Dossier, LookUp
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
PHONE, STORED = "0933 444 555", "+84933444555"
NOBODY, OVER = "Không tìm thấy ai có số điện thoại này", "đều đã kết thúc"
MOST_STATEMENTS = 18

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(hours=1))]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def filed(who: str = "alice", **more: str) -> Dossier:
    return story.file(who, at=MONDAY, answers={**story.ANSWERS, "applicant_phone": PHONE, **more})


def ready(dossier: Dossier) -> Dossier:
    return Walk(dossier, MONDAY).until("result-ready").dossier


def card_of(name: str, number: str) -> str:
    return f"{number}||{name}|15051985|Nữ|Số 8, ngõ 25 Láng Hạ, Hà Nội|01072021"


def shown(page: HttpResponse) -> list[str]:
    """Return the numbers of the dossiers that wait, as the page has them."""
    return [one.code for one in page.context["waiting"]]


def focused(page: HttpResponse) -> list[str]:
    return [
        part.partition(">")[0] for part in page.content.decode().split("<") if " autofocus" in part.partition(">")[0]
    ]


def test_a_phone_shows_what_goes_on_and_first_of_all_what_is_to_be_fetched(bob: Visitor) -> None:
    waits, going_on = ready(filed()), filed()

    page = bob.post(DESK, {"shown": PHONE})

    assert shown(page) == [waits.code, going_on.code]
    assert NOBODY not in read(page).words()
    assert [f"/mot-cua/{waits.code}/#action-return" in one for one in focused(page)] == [True]
    assert "Tiếp tục với người này" in read(page).words(), "a new one can be begun beside"


def test_several_people_of_one_number_are_a_list_with_their_names(bob: Visitor) -> None:
    an, binh = filed("alice"), filed("mallory", applicant_name="Lê Văn Bình", applicant_id="001088004322")
    mai = counter.entered(at=MONDAY, person=counter.mai(MONDAY, phone=STORED)).dossier

    page = bob.post(DESK, {"shown": PHONE})

    assert set(shown(page)) == {an.code, binh.code, mai.code}
    words = read(page).words()
    assert all(name in words for name in (an.applicant_name, "Lê Văn Bình", counter.NAME))
    noted = LookUp.objects.filter(asked=Asked.PHONE).values_list("person", flat=True)
    assert set(noted) == {an.applicant_id, binh.applicant_id, mai.applicant_id}


def test_whose_own_number_it_is_is_found_though_no_answer_says_it(bob: Visitor) -> None:
    dossier = story.file("alice", at=MONDAY)
    User.objects.filter(pk=dossier.applicant_id).update(phone=STORED)

    assert shown(bob.post(DESK, {"shown": PHONE})) == [dossier.code]


def test_a_card_shows_what_its_holder_has_filed_on_line(bob: Visitor) -> None:
    dossier = ready(story.file("alice", at=MONDAY))

    page = bob.post(DESK, {"shown": card_of(dossier.applicant_name, "001185012345")})

    assert shown(page) == [dossier.code]
    assert [f"/mot-cua/{dossier.code}/#action-return" in one for one in focused(page)] == [True]


def test_what_only_has_such_figures_in_a_title_is_nobody_s(bob: Visitor) -> None:
    filed(applicant_phone="0987 654 321", material_name="Số 0933444555")

    page = bob.post(DESK, {"shown": PHONE})

    assert shown(page) == []
    assert NOBODY in read(page).words()


def test_an_officer_s_own_dossier_is_not_shown(bob: Visitor) -> None:
    dossier = filed()
    Dossier.objects.filter(pk=dossier.pk).update(applicant=story.person("bob"))

    page = bob.post(DESK, {"shown": PHONE})

    assert shown(page) == []
    assert dossier.code not in page.content.decode()


def test_of_what_has_ended_it_is_said_that_nothing_waits(bob: Visitor) -> None:
    Walk(filed(), MONDAY).until("returned")

    words = read(bob.post(DESK, {"shown": PHONE})).words()

    assert OVER in words
    assert NOBODY not in words


def test_more_than_a_screenful_is_in_the_list_and_many_cost_what_one_does(
    bob: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(MOST_SHOWN + 1):
        filed()
    bob.get(DESK)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = bob.post(DESK, {"shown": PHONE})

    assert len(shown(page)) == MOST_SHOWN
    link = next(one for one in read(page).forms if one.values.get("q"))
    assert (link.action, link.values["q"]) == ("/mot-cua/", PHONE)
    assert read(bob.get(link.action, link.values)).words().count("H26.") > MOST_SHOWN


def test_a_number_of_a_card_costs_no_more_either(
    bob: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(MOST_SHOWN):
        story.file("alice", at=MONDAY)
    bob.get(DESK)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = bob.post(DESK, {"shown": card_of("Trần Thị Ngọc Lan", "001185012345")})

    assert len(shown(page)) == MOST_SHOWN
    assert "xin đối chiếu thẻ" in read(page).words(), "another name has this number"


def test_a_supplement_that_is_waited_for_leads_to_where_it_is_recorded_and_of_a_filing_on_line_it_is_said_who_gives_it(
    bob: Visitor,
) -> None:
    online = filed()
    on_paper = counter.entered(at=MONDAY, person=counter.mai(MONDAY, phone=STORED), accept=False).dossier
    for one in (online, on_paper):
        story.take(one, "ask-supplement", "bob", at=MONDAY, components={one.machine.components[0].name: "Bản in mờ."})

    page = bob.post(DESK, {"shown": PHONE})

    assert read(page).words().count("người nộp bổ sung trên trang hồ sơ bằng tài khoản của mình") == 1
    link = f'href="/mot-cua/quay/{on_paper.code}/bo-sung/"'
    assert (link in page.content.decode(), f"/mot-cua/quay/{online.code}/bo-sung/" in page.content.decode()) == (
        True,
        False,
    )
    words = read(bob.post(DESK, {"shown": online.code})).words()
    assert "người nộp bổ sung trên trang hồ sơ bằng tài khoản của mình" in words
