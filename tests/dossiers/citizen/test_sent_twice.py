"""The very same file as two pages, or as two papers, is said in the form, at the check and to the officer; it stops nothing."""

import pytest

from dossiers import commands
from dossiers.filing import arriving
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-11-30 09:00")
SLUG = "gp-hoat-dong-in"
SAID = "Cùng một tệp nằm ở 3 chỗ: “a.pdf”, “b.pdf” (Bản sao giấy chứng nhận đăng ký kinh doanh"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_one_file_in_three_places_is_looked_at_again_by_both_sides() -> None:
    draft = story.draft_of("alice", NOW, slug=SLUG)
    draft.attachments.all().delete()
    same = story.pdf(2, "same")
    for component, name in (("giay-dang-ky", "a.pdf"), ("giay-dang-ky", "b.pdf"), ("so-yeu-ly-lich", "c.pdf")):
        arriving.add_file(draft, component, story.upload(name, same), by=draft.owner, at=NOW)

    alice = Visitor("alice", language="vi")
    form, check = (read(alice.get(f"/ho-so/nop/{SLUG}/{page}")).words() for page in ("", "kiem-tra/"))
    dossier = commands.submit(draft.key, owner=draft.owner, at=NOW)
    file = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert form.count(SAID) == 2, "at each of the two papers"
    assert all(SAID in page for page in (check, file))
    assert "“c.pdf” (Sơ yếu lý lịch" in check
