"""Who files a film is told to bring its disc, and the desk notes that it came; with and without scripts."""

import pytest
from playwright.sync_api import expect

from dossiers.acts import RECEIVE_HANDED
from dossiers.models import Event
from tests.dossiers.film import ANSWERS, DISC, TITLE
from tests.journeys.people import Someone
from tests.journeys.test_whole_path import Look, Opener

ASKED = {name: value for name, value in ANSWERS.items() if not name.startswith("printing_house")}
NOTE = "1 USB, mở xem được"


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_film_is_filed_its_disc_is_brought_and_the_desk_notes_it(
    new_page: Opener, picture: Look, *, has_javascript: bool
) -> None:
    alice, bob = (
        Someone(new_page(javascript=has_javascript), picture, has_javascript=has_javascript).sign_in(name)
        for name in ("alice", "bob")
    )

    code = alice.file(ASKED)
    expect(alice.page.locator("main")).to_contain_text(TITLE)
    alice.visit(f"/ho-so/{code}/", "to-bring")
    expect(alice.page.locator("main")).to_contain_text(f"kèm mã hồ sơ {code}")

    bob.visit(f"/mot-cua/{code}/", "not-received")
    expect(bob.page.locator(f"[id='component.{DISC}']")).to_contain_text("Chưa nhận")
    bob.page.get_by_role("link", name="Ghi nhận đã nhận").click()
    expect(bob.page.locator(f"#action-{RECEIVE_HANDED} select")).to_be_focused()
    bob.act(f"/mot-cua/{code}/", RECEIVE_HANDED, note=NOTE)
    bob.visit(f"/mot-cua/{code}/", "received")
    expect(bob.page.locator(f"[id='component.{DISC}']")).to_contain_text(NOTE)

    alice.visit(f"/ho-so/{code}/", "came")
    expect(alice.page.locator("main")).not_to_contain_text("Cần mang hoặc gửi đến nơi tiếp nhận")
    assert Event.objects.get(dossier__code=code, action=RECEIVE_HANDED).role == "one_stop_officer"
