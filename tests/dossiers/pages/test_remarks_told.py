"""What is said of remarks where reasons are given: to officers, who alone make any."""

import pytest

from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 08:00"))]


@pytest.mark.parametrize(("who", "prefix", "is_told"), [("alice", "ho-so", False), ("dung", "mot-cua", True)])
def test_who_gives_reasons_at_the_desk_alone_hears_of_remarks(who: str, prefix: str, *, is_told: bool) -> None:
    code = dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier.code

    page = Visitor(who).get(f"/{prefix}/{code}/").content.decode()

    assert 'name="reason"' in page
    assert ("A remark that is typed at an item and not saved is not in here" in page) is is_told
