"""Where the law has an address in one province, no other is offered, and one that was chosen before is said at once."""

import re

import pytest

from dossiers.filing import drafts
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-11-30 09:00")
SLUG = "trien-lam-hoi-cho-xbp"
FORM = f"/ho-so/nop/{SLUG}/"
SAID = "“Địa chỉ nơi tổ chức” phải ở Thành phố Hà Nội."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def offered(name: str, slug: str = SLUG) -> list[str]:
    page = Visitor("alice", language="vi").get(f"/ho-so/nop/{slug}/").content.decode()
    found = re.search(rf'<select name="{re.escape(name)}".*?</select>', page, re.DOTALL)
    assert found
    return re.findall(r'<option value="?(\d+)', found[0])


def test_only_the_province_that_is_taken_is_offered_and_the_page_says_why() -> None:
    story.draft_of("alice", NOW, {}, SLUG)

    assert offered("venue.province") == ["01"]
    assert len(offered("point_address.province", "gcn-diem-tro-choi")) > 1, "a rule that only warns"
    assert SAID in read(Visitor("alice", language="vi").get(FORM)).words()


def test_another_one_that_was_chosen_before_is_told_before_ward_and_street_are_there() -> None:
    draft = story.draft_of("alice", NOW, {"venue.province": "79"}, SLUG)

    _values, errors = drafts.check(draft.version.machine, draft.answers, [], at=NOW)

    assert errors["venue.province"].vi == SAID
    assert offered("venue.province") == ["01", "79"]
