"""Two officers remark on the same paper: whoever comes second reads the first, and chooses what becomes of the own words."""

import pytest

from dossiers.models import Remark
from tests.dossiers.browsing import read
from tests.dossiers.desk.test_review import MONDAY, PAPER, WORDS, filed, page_of, press

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def test_own_words_can_stand_behind_another_s() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})
    refused = press("lan", dossier, {"save": PAPER, f"text.{PAPER}": "Thiếu dấu giáp lai"}, page=old)

    press("lan", dossier, {"append": f"{PAPER}:1"}, page=refused)

    assert Remark.objects.latest("number").text == f"{WORDS}\nThiếu dấu giáp lai"


def test_over_a_tick_there_is_nothing_to_stand_behind() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"tick": PAPER})

    refused = press("lan", dossier, {"save": PAPER, f"text.{PAPER}": "Thiếu dấu giáp lai"}, page=old)

    assert 'name="replace"' in refused.content.decode()
    assert 'name="append"' not in refused.content.decode()


def test_words_that_are_emptied_are_dropped_and_the_other_s_stand_there_again() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})
    refused = press("lan", dossier, {"save": PAPER, f"text.{PAPER}": "Thiếu dấu giáp lai"}, page=old)

    answer = press("lan", dossier, {f"text.{PAPER}": ""}, page=refused, headers={"HX-Request": "true"})

    assert WORDS in read(answer).words()
    assert "aria-invalid" not in answer.content.decode()
    assert [row.text for row in Remark.objects.all()] == [WORDS]
