"""A second dossier of the same person on one day: the name and address of the point stand there, and can be put right."""

from datetime import datetime, timedelta

import pytest

from dossiers.models import Channel
from procedures.answers import part_field
from procedures.time.calendar import LOCAL
from tests.dossiers import counter

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
FIRST, SECOND = "gcn-diem-tro-choi", "cap-lai-gcn-diem-tro-choi"

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
