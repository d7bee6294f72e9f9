"""An entry that is open in two tabs: what the second sends after the first has filed is not in the dossier, and that is said."""

from datetime import datetime
from typing import Any

import pytest

from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def entry(bob: Visitor) -> tuple[str, dict[str, Any]]:
    """Return the page of an entry that another tab has filed, and what that one sent."""
    draft = counter.begun(at=MONDAY)
    where, sent = f"/mot-cua/quay/{draft.pk}/", {**counter.pressed(draft, MONDAY), "extent": "5", "do": "accept"}
    assert bob.post(where, sent).status_code == 302
    return where, sent


@pytest.mark.parametrize("do", ["accept", "record", "save"])
def test_a_press_that_files_nothing_says_so_what_was_filed_and_what_stands_here(
    bob: Visitor, entry: tuple[str, dict[str, Any]], do: str
) -> None:
    where, sent = entry
    dossier = Dossier.objects.get()

    page = bob.post(
        where, {**sent, "material_name": "Lịch tay Láng Hạ", "extent": "50", "brought-ban-thao.original": "3", "do": do}
    )

    shown = read(page)
    assert page.status_code == 409
    assert "Lần bấm này không nộp gì" in shown.words()
    assert dossier.code in shown.words()
    rows = [(one.label, one.filed, one.typed) for one in page.context["differs"]]
    assert [(filed, typed) for _label, filed, typed in rows] == [
        (sent["material_name"], "Lịch tay Láng Hạ"),
        ("5", "50"),
        ("2", "3"),
    ]
    assert "Bản chính" in rows[-1][0]
    assert Dossier.objects.get().sequence == dossier.sequence


def test_a_scan_that_came_too_late_is_named(bob: Visitor, entry: tuple[str, dict[str, Any]]) -> None:
    where, sent = entry

    page = bob.post(where, {**sent, "component-ban-thao": story.upload("trang-1.pdf")})

    assert "trang-1.pdf" in read(page).words()
    assert not Dossier.objects.get().attachments.exists()


def test_a_second_press_of_the_same_is_led_to_what_the_first_has_filed(
    bob: Visitor, entry: tuple[str, dict[str, Any]]
) -> None:
    where, sent = entry

    again = bob.post(where, sent, follow=True)

    assert again.status_code == 200
    assert "không nộp gì" not in read(again).words()
    assert Dossier.objects.get().code in read(again).words()
    assert bob.get(where).status_code == 302


def test_another_officer_learns_nothing_of_it(entry: tuple[str, dict[str, Any]]) -> None:
    where, sent = entry

    assert Visitor("tam").post(where, sent).status_code == 404
