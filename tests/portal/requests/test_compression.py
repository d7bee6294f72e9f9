"""What citizens open comes compressed where their browser takes it; files and the office's pages as they are."""

import gzip

import pytest

from portal.demo import story
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.lifecycle import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

GZIP = {"accept-encoding": "gzip, br"}


@pytest.mark.parametrize(
    "address", ["/", "/thu-tuc/", f"/thu-tuc/{story.SLUG}/", f"/ho-so/nop/{story.SLUG}/", "/ho-so/"]
)
def test_pages_of_citizens_are_smaller_and_the_same(address: str) -> None:
    alice = Visitor("alice")

    plain, small = alice.get(address), alice.get(address, headers=GZIP)

    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) * 2 < len(plain.content)
    assert gzip.decompress(small.content)[:200] == plain.content[:200]


def test_files_and_the_pages_of_the_office_come_as_they_are() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    file = dossier.attachments.exclude(component="").first()

    handed = Visitor("alice").get(f"/ho-so/tep/{file.pk}/", headers=GZIP)

    assert "Content-Encoding" not in handed
    assert content_of(handed)
    assert "Content-Encoding" not in Visitor("bob").get("/mot-cua/", headers=GZIP)
