"""A fee of which the definition knows no sum: what it depends on stands at the check, after the filing and with the dossier."""

from datetime import datetime

import pytest

from dossiers.models import Dossier
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
SAID = "Phí, lệ phí Tuỳ trường hợp: "
POSTAL = f"{SAID}Có thu phí thẩm định theo Thông tư 291/2016/TT-BTC. Bộ phận Một cửa báo số tiền"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def filed(slug: str) -> tuple[Visitor, Dossier, str]:
    """Return who has filed, the dossier, and the words of the check before it."""
    alice, check = Visitor("alice", language="vi"), f"/ho-so/nop/{slug}/kiem-tra/"
    story.draft_of("alice", NOW, slug=slug)
    page = alice.get(check)
    alice.send(page, check)
    return alice, Dossier.objects.get(), read(page).words()


def test_who_files_reads_that_there_is_a_fee_and_what_it_depends_on() -> None:
    alice, dossier, check = filed("gp-buu-chinh")

    assert POSTAL in check
    for page in ("da-nop/", ""):
        assert POSTAL in read(alice.get(f"/ho-so/{dossier.code}/{page}")).words(), page
    mail = written("filed", news_of(dossier.events.get()))
    assert "Phí, lệ phí tuỳ trường hợp: Có thu phí thẩm định theo Thông tư 291/2016/TT-BTC." in mail.whole
    assert "The fee depends on the case: " in mail.whole


def test_a_fee_that_the_answers_tell_is_told_as_a_sum() -> None:
    _alice, dossier, check = filed(story.SLUG)

    assert SAID not in check
    assert "Phí, lệ phí phải nộp theo nội dung đã khai" in check
    assert "tuỳ trường hợp" not in written("filed", news_of(dossier.events.get())).whole
