"""What the paper of a refusal is called: as the form is titled, before the acceptance and after it."""

from datetime import timedelta

import pytest

from dossiers.background import relay
from dossiers.models import Letter
from portal.demo.story import dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.test_refusal import refused_after_appraisal
from tests.printed import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

TITLE, ANOTHER = "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Phiếu từ chối giải quyết hồ sơ"


@pytest.mark.parametrize(("state", "who"), [("filed", "bob"), ("van-thu", "tam")])
def test_the_act_names_the_paper_by_the_title_of_its_form(state: str, who: str) -> None:
    walk = dossier_in(state, at=MONDAY)

    words = read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert TITLE in words
    assert ANOTHER not in words


def test_paper_and_page_have_one_name_for_it_after_the_acceptance() -> None:
    walk = refused_after_appraisal(MONDAY)
    relay.run(walk.at + timedelta(minutes=2))
    letter = Letter.objects.get(dossier=walk.dossier, kind="03")

    words = read(Visitor("tam", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    with letter.file.open("rb") as file:
        assert TITLE.upper() in words_of(file.read())
    assert TITLE in words
    assert ANOTHER not in words
