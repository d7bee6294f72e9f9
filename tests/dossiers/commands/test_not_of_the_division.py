"""A dossier is given within its division: whoever sits elsewhere is refused by name, and nothing is written."""

import pytest

from accounts.roles import Role
from dossiers.refusals.review import NotOfTheDivision
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.desk.test_team import TEAM, chosen
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_who_sits_in_another_division_is_refused_by_name() -> None:
    lac = officer("lac", Role.SPECIALIST, "buu-chinh-vien-thong")
    [dossier] = some(1, "phan-cong")

    with nothing_written(), pytest.raises(NotOfTheDivision):
        story.take(dossier, "finish-phan-cong", "hoa", at=NOW, assignee=lac)
    answer = Visitor("hoa").post(TEAM, {"do": "move", "assignee": lac.pk, "chosen": chosen([dossier])}, follow=True)

    words = read(answer).words()
    assert f"{dossier.code}: lac is no case officer of Press and Publishing Division, which has this dossier." in words
    assert "This value cannot be chosen here." not in words
