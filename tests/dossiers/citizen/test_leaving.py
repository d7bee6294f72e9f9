"""Who has asked to withdraw reads it once, is not asked for a fee meanwhile, and reads afterwards that it is owed no more."""

from pathlib import Path

import pytest

from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def own(walk: Walk) -> str:
    """Return what the applicant reads of a dossier."""
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()


def page(walk: Walk) -> str:
    """Return the applicant's page of a dossier."""
    return Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()


def test_the_wish_is_said_once_and_the_fee_is_not_asked_for(tmp_path: Path) -> None:
    walk = owing(tmp_path, "return")
    assert "trước khi nhận kết quả" in own(walk)

    words = own(walk.take("ask-withdrawal", "alice", reason="Nộp nhầm."))

    assert words.count("Bạn đã xin rút hồ sơ này") == 1
    assert "Bộ phận Một cửa sẽ xác nhận; trong khi chờ, hồ sơ vẫn được giải quyết như thường." in words
    assert "nên chưa phải nộp 1.800.000 đ; hồ sơ được rút thì không phải nộp khoản này nữa" in words
    assert "Nộp trước khi nhận kết quả" not in words


def test_what_is_due_at_once_is_not_asked_for_either(tmp_path: Path) -> None:
    walk = owing(tmp_path, "acceptance")
    assert 'id="pay-first"' in page(walk)

    walk.take("ask-withdrawal", "alice", reason="Nộp nhầm.")

    assert 'id="pay-first"' not in page(walk)


def test_once_withdrawn_page_and_mail_say_that_it_is_owed_no_more(tmp_path: Path) -> None:
    walk = (
        owing(tmp_path, "return").take("ask-withdrawal", "alice", reason="Nộp nhầm.").take("confirm-withdrawal", "bob")
    )

    event = walk.dossier.events.order_by("sequence").last()
    mail = written("withdrawn", news_of(event)).whole.replace("\N{NO-BREAK SPACE}", " ")
    walk.dossier.refresh_from_db()

    assert walk.dossier.owed
    assert "bạn không phải nộp khoản 1.800.000 đ chưa nộp" in own(walk)
    assert "không phải nộp khoản 1.800.000 đ chưa nộp của hồ sơ này" in mail
    assert "You need not pay the 1.800.000 đ" in mail
    badges = page(walk).partition('<p class="badges">')[2].partition("</p>")[0]
    assert "Withdrawn as you asked" in badges
    assert "Withdrawn by the applicant" not in badges
