"""Words of the counter that were untrue of what came by post, or named the messenger alone."""

from datetime import datetime

import pytest

from dossiers.filing.counter.unnumbered import NUMBER
from dossiers.models import Channel
from dossiers.papers.supplement import supplement_of
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_nobody_stands_at_the_counter_for_what_came_by_post(channel: Channel) -> None:
    dossier = counter.entered(at=MONDAY, channel=channel, accept=False).dossier

    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert ("Người nộp đang ở quầy: gửi giấy và thư ngay" in page) is (channel is Channel.DESK)


def test_what_was_just_filed_names_whose_it_is() -> None:
    dossier = counter.entered(at=MONDAY).dossier

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/quay/{dossier.code}/da-nhan/")).words()

    assert f"{counter.NAME} · {counter.ORGANISATION}" in words


def test_form_02_calls_declared_only_what_was_declared() -> None:
    person = counter.mai(MONDAY, phone="")
    dossier = counter.entered(at=MONDAY, accept=False, person=person, more={"applicant_phone": ""}).dossier
    asks = {"applicant_phone": "Ghi số điện thoại.", NUMBER: "Ghi lại cho đúng."}
    walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={}, questions=asks)

    items = supplement_of(walk.events[-1], "01/2026/HDHS", "k3PqZ0" * 7).items

    assert {one.item.name: one.has_answer for one in items} == {"applicant_phone": False, NUMBER: True}


def test_who_may_look_up_a_licence_is_not_told_that_an_officer_does() -> None:
    draft = counter.begun("cap-lai-gcn-diem-tro-choi", at=MONDAY)

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/quay/{draft.key}/")).words()

    assert "cán bộ tra trong sổ" not in words
    assert "Giấy tờ không ghi thì để trống, hoặc tra trong sổ rồi ghi vào đây." in words
