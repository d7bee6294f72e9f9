"""What was understood of answers, said back beside them: on the page, and to a page that has just saved its draft."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.http import HttpResponse

from dossiers.models import Draft
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.every_kind import FORM, with_answers

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PROGRESS = f"{FORM}tien-do/"
LINE = re.compile(r'id="understood_([\w.]+)"(?: hidden)?>(?:[^<]*<strong>([^<]*)</strong>)?</p>')

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def lines(page: HttpResponse) -> dict[str, str]:
    """Return what is said back, by question."""
    found = LINE.findall(page.content.decode())
    return {name: words.replace("\N{NO-BREAK SPACE}", " ") for name, words in found}


SAID = {
    "cost": ("1.000.000 đ", "1.000.000 đ"),
    "signed_on": ("Thứ hai, ngày 5 tháng 1 năm 2026", "Monday, 5 January 2026"),
    "held_at": ("16:30, Thứ ba, ngày 24 tháng 11 năm 2026", "16:30, Tuesday, 24 November 2026"),
    "born_on": ("Thứ hai, ngày 2 tháng 9 năm 1985", "Monday, 2 September 1985"),
    "hotline": ("+84912345678", "+84912345678"),
    "venue": ("Số 2 Hùng Vương, Phường Ba Đình, Thành phố Hà Nội",) * 2,
    "earlier": ("15/GP-STTTT, Thứ tư, ngày 12 tháng 3 năm 2014", "15/GP-STTTT, Wednesday, 12 March 2014"),
    "store": ("", ""),
    "applicant_phone": ("", ""),
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_kind_is_said_back_on_the_page_and_to_who_saves_in_the_background(language: str) -> None:
    alice = Visitor("alice", language=language)
    page = alice.send(alice.get(FORM), FORM, {**with_answers(), "do": "save"}, follow=True)
    expected = {name: words[language == "en"] for name, words in SAID.items()}

    assert lines(page) == expected
    progress = alice.get(PROGRESS, {"draft": str(Draft.objects.get().key)})
    assert lines(progress) == expected
    assert 'aria-describedby="id_signed_on_helptext understood_signed_on"' in page.content.decode()
    assert '<nav class="tasks" id="tasks"' in progress.content.decode()


def test_what_cannot_be_read_is_not_said_back_nor_what_is_not_asked() -> None:
    alice = Visitor("alice")
    typed = with_answers(signed_on="30/02/2026", cost="-5", hotline="12", venue__commune="26740")

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "save"}, follow=True)

    said = lines(page)
    assert {name for name in ("signed_on", "cost", "hotline", "venue") if said[name]} == set()
    assert said["born_on"]


def test_how_far_a_draft_is_is_said_to_its_owner_alone() -> None:
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {**with_answers(), "do": "autosave"})
    key = str(Draft.objects.get().key)

    assert "complete" in read(alice.get(PROGRESS, {"draft": key})).words()
    assert alice.get(PROGRESS, {"draft": "x"}).status_code == 404
    assert alice.get(PROGRESS).status_code == 404
    assert alice.post(PROGRESS).status_code == 405
    assert Visitor("mallory").get(PROGRESS, {"draft": key}).status_code == 404
    assert Visitor("").get(PROGRESS, {"draft": key}).status_code == 302
