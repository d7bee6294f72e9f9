"""A second dossier of the same person on one day: point, organisation and authority stand there, and can be put right."""

from datetime import datetime, timedelta

import pytest

from dossiers.filing.counter import intake
from dossiers.filing.known.own_names import OWNER
from dossiers.models import Channel, Draft
from procedures.answers import part_field
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
FIRST, SECOND = "gcn-diem-tro-choi", "cap-lai-gcn-diem-tro-choi"
NEWSLETTER, MATERIAL, PRINTER = "gp-ban-tin", "xb-tai-lieu-khong-kinh-doanh", "cap-lai-gp-in"
BY = {intake.AUTHORITY: counter.AUTHORITY, intake.AUTHORISED_UNTIL: "31/01/2027"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def test_what_the_first_said_of_the_point_stands_in_the_second() -> None:
    person = counter.mai(MONDAY)
    point = {"point_name": "Internet Ngọc Lan", part_field("point_address", "line"): "Số 8, ngõ 25 phố Láng Hạ"}
    counter.entered(FIRST, at=MONDAY, person=person, more=point, accept=False)

    answers = counter.begun(SECOND, at=MONDAY + timedelta(minutes=5), person=person).answers

    assert {name: answers.get(name) for name in point} == point
    assert "applicant_phone" in answers


@pytest.mark.parametrize("later", [timedelta(days=1)])
def test_nothing_of_another_day_or_of_somebody_else_does(later: timedelta) -> None:
    person = counter.mai(MONDAY)
    counter.entered(FIRST, at=MONDAY, person=person, accept=False)

    on_another_day = counter.begun(SECOND, at=MONDAY + later, person=person)
    of_another = counter.begun(SECOND, at=MONDAY, person=counter.mai(MONDAY, number="001188009999", name="Lê Thị Hoa"))
    by_post = counter.begun(SECOND, at=MONDAY + later, person=person, channel=Channel.POST)

    for draft in (on_another_day, of_another, by_post):
        assert not draft.answers.get("point_name")


def second(slug: str, *, after: str, more: dict[str, str], owner: str = counter.ORGANISATION) -> Draft:
    """Return what is begun for the person five minutes after a dossier that was filed for an organisation with these answers."""
    person = counter.mai(MONDAY)
    counter.entered(after, at=MONDAY, person=person, more={OWNER: owner, **BY, **more}, accept=False)
    return counter.begun(slug, at=MONDAY + timedelta(minutes=5), person=person)


def test_what_the_first_said_of_the_organisation_stands_where_the_second_asks_the_same() -> None:
    said = {
        "establishment_no": "45/QĐ-UBND",
        "established_on": "02/03/2015",
        part_field("organisation_address", "line"): "Số 10 phố Láng Hạ",
        "newsletter_name": "Bản tin Khuyến học",
    }

    answers = second(MATERIAL, after=NEWSLETTER, more=said).answers

    assert answers[OWNER] == answers["organisation_name"] == counter.ORGANISATION
    assert answers["establishment_decision_no"] == "45/QĐ-UBND", "it is asked under another name there"
    assert answers["establishment_decided_on"] == "02/03/2015"
    assert "Bản tin Khuyến học" not in answers.values(), "what is the dossier’s own is typed"


def test_a_business_is_carried_with_who_represents_it() -> None:
    said = {
        "business_name": "CÔNG TY IN LÁNG HẠ",
        "business_tax_code": "0100109106",
        "representative_name": "Nguyễn Văn Hùng",
        "representative_position": "Giám đốc",
        "representative_born_on": "02/03/1980",
    }

    answers = second("dk-co-so-in", after=PRINTER, more=said, owner="CÔNG TY IN LÁNG HẠ").answers

    assert {name: answers.get(name) for name in said} == said
    assert answers[OWNER] == "CÔNG TY IN LÁNG HẠ"


def test_by_which_paper_the_person_acts_is_carried_and_its_paper_is_still_asked_for() -> None:
    draft = second(MATERIAL, after=NEWSLETTER, more={})

    answer = Visitor("bob", language="vi").get(f"/mot-cua/quay/{draft.key}/")

    page = read(answer)
    fields = page.forms[-1].values
    assert {name: draft.counter.get(name) for name in BY} == BY
    assert {name: fields.get(name) for name in BY} == BY
    assert f"là theo hồ sơ {draft.counter[intake.TAKEN_FROM]} trong ngày" in page.words()
    assert "Bản giấy uỷ quyền, giấy giới thiệu cũng phải có trong hồ sơ này." in page.words()


def test_what_is_carried_is_not_taken_for_typed() -> None:
    draft = second(MATERIAL, after=NEWSLETTER, more={})
    assert draft.counter

    assert not intake.is_begun(draft.counter)
    assert intake.is_begun({**draft.counter, intake.SETS: "1"})


def test_what_is_carried_can_be_changed_and_is_filed_as_it_was_changed() -> None:
    draft = second(MATERIAL, after=NEWSLETTER, more={})
    bob = Visitor("bob", language="vi")
    changed = {OWNER: "Hội Văn nghệ Láng Hạ", "organisation_name": "Hội Văn nghệ Láng Hạ", intake.AUTHORITY: "GGT 99"}

    bob.post(f"/mot-cua/quay/{draft.key}/", {**changed, "do": "save"})

    draft.refresh_from_db()
    assert {**draft.answers, **draft.counter}.items() >= changed.items()


def test_who_filed_for_himself_has_no_authority_in_the_second() -> None:
    person = counter.mai(MONDAY)
    counter.entered(FIRST, at=MONDAY, person=person, more={OWNER: ""}, accept=False)

    draft = counter.begun(MATERIAL, at=MONDAY + timedelta(minutes=5), person=person)

    assert not draft.answers.get(OWNER)
    assert intake.AUTHORITY not in draft.counter
