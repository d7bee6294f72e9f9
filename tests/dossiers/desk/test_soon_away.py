"""Whose seat ends soon: whoever chooses somebody reads so, before the press and after it."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.desk.test_team import TEAM, TODAY, UNIT, chosen, words_of
from tests.dossiers.officers import officer

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_the_head_reads_whose_seat_ends_soon_in_each_choice_and_after_the_press() -> None:
    [dossier] = some(1, "phan-cong")
    officer("nga", Role.SPECIALIST, UNIT, until=TODAY + timedelta(days=1))
    said = f"nga (here until {TODAY + timedelta(days=1):%d/%m/%Y} only)"
    hoa = Visitor("hoa")

    assert said in words_of(hoa.get(TEAM))
    proposed = hoa.post(TEAM, {"do": "propose", "chosen": chosen([dossier])})
    assert f"Soon not there: {said}" in words_of(proposed)
    given = hoa.post(
        TEAM, {"do": "move", "chosen": chosen([dossier]), "assignee": str(story.person("nga").pk)}, follow=True
    )

    assert f"Soon not there: {said}" in words_of(given)


def test_who_is_to_stand_in_stands_last_where_the_own_seat_ends_soon() -> None:
    officer("an", Role.SPECIALIST, UNIT, until=TODAY + timedelta(days=1))
    officer("nga", Role.SPECIALIST, UNIT)

    words = words_of(Visitor("dung").get("/tai-khoan/vang-mat/"))

    assert words.index("nga · ") < words.index(f"an (here until {TODAY + timedelta(days=1):%d/%m/%Y} only) · ")
