"""Who is said to be able to ask for a fee: never who is kept out of the dossier, or has left."""

from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models import User
from dossiers.commands.deciding import interests
from dossiers.models import InterestKind
from portal.demo import story
from tests.dossiers.browsing import read
from tests.dossiers.desk.test_fees import page
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing

NOW = MONDAY + timedelta(days=3)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

CANNOT = "Its case officer cannot: the head of the division gives it to another one first."


@pytest.mark.parametrize("how", ["declared", "closed"])
def test_a_case_officer_who_cannot_is_not_named_nor_is_the_head_as_one(tmp_path: Path, how: str) -> None:
    walk, dung = owing(tmp_path, "processing").until("tham-dinh"), story.person("dung")
    before = read(page(walk, "hoa")).words()

    if how == "declared":
        interests.declare(walk.dossier, by=dung, kind=InterestKind.RELATIVE, reason="Anh ruột nộp.", at=NOW)
    else:
        User.objects.filter(pk=dung.pk).update(is_active=False)
    after = read(page(walk, "hoa")).words()

    assert f"Who can do that: Case officer ({dung.get_full_name()})" in before
    assert CANNOT in after
    assert "Who can do that: Case officer" not in after
