"""The page of a refusal at the desk: where it leads, and what it does not say beside."""

from datetime import datetime, timedelta

import pytest

from portal.demo.story import dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 11, 30, 8, 50, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_it_leads_back_to_the_file_and_the_work_list() -> None:
    dossier = dossier_in("accepted", at=NOW - timedelta(hours=1)).dossier

    answer = Visitor("bob").post(f"/mot-cua/{dossier.code}/accept/", {"seen": "1"})

    assert answer.status_code == 409
    page = answer.content.decode().partition('<div class="buttons">')[2].partition("</div>")[0]
    assert f'href="/mot-cua/{dossier.code}/accept/"' in page, "which leads to the file"
    assert 'href="/mot-cua/"' in page
    assert 'href="/thu-tuc/"' not in page


@pytest.mark.parametrize(
    ("who", "address", "link"), [("carol", "/quan-ly/khong-co/", "/quan-ly/"), ("bob", "/mot-cua/x/", "/mot-cua/")]
)
def test_what_is_not_there_leads_to_where_one_works(who: str, address: str, link: str) -> None:
    page = Visitor(who).get(address).content.decode().partition('<div class="buttons">')[2]

    assert f'href="{link}"' in page.partition("</div>")[0]


@pytest.mark.parametrize("who", ["", "mallory", "alice"])
def test_who_does_not_work_there_is_led_to_what_is_everybody_s(who: str) -> None:
    page = Visitor(who).get("/mot-cua/khong-co/", follow=True).content.decode()

    assert 'href="/mot-cua/"' not in page.partition('<div class="buttons">')[2]


def test_what_was_done_before_is_told_below_a_refusal_and_not_above_it() -> None:
    dossier, bob = dossier_in("filed", at=NOW - timedelta(hours=1)).dossier, Visitor("bob")
    address = f"/mot-cua/{dossier.code}/accept/"
    bob.post(address, {"seen": "1"})

    refused = bob.post(address, {"seen": "1"})

    assert refused.status_code == 409
    above, _, below = read(refused).words().partition("Nothing further was recorded by this press")
    assert "Done: Accept" not in above
    assert "What you did before Done: Accept" in below
