"""Who has asked to withdraw reads it once, is not asked for a fee meanwhile, and reads afterwards that it is owed no more."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from dossiers.models import PaymentOrder
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.papers.refusal import stop_of
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def own(walk: Walk) -> str:
    """Return what the applicant reads of a dossier."""
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()


def listed() -> str:
    """Return what the applicant reads in the own list."""
    return read(Visitor("alice", language="vi").get("/ho-so/")).words()


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


def test_a_demand_to_pay_is_made_by_no_page_box_or_button_while_the_wish_waits() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung")
    asks = ("Cơ quan đang chờ bạn nộp", "Cách nộp", "Thanh toán trực tuyến", "Xem cách nộp", "cần nộp ngay")
    assert any(each in own(walk) for each in asks)
    assert any(each in listed() for each in asks)

    walk.take("ask-withdrawal", "alice", reason="Nộp nhầm.")

    assert [each for each in asks if each in own(walk)] == []
    assert [each for each in asks if each in listed()] == []
    assert "nên chưa phải nộp" in own(walk)
    page_of_it = Visitor("alice").get("/ho-so/").content.decode()
    assert walk.dossier.code in page_of_it, "it stands in the list all the same"
    paying = Visitor("alice", language="vi").post(f"/ho-so/{walk.dossier.code}/thanh-toan/", follow=True)
    assert not PaymentOrder.objects.exists(), read(paying).words()


def test_no_mail_asks_for_money_while_the_wish_waits(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    asked, wished = owing(tmp_path / "a", "processing"), owing(tmp_path / "b", "return")
    wished.take("ask-withdrawal", "alice", reason="Nộp nhầm.")

    mails = [accepted(walk.take("accept", "bob")) for walk in (asked, wished)]

    assert ["1.800.000" in mail for mail in mails] == [True, False]


def accepted(walk: Walk) -> str:
    """Return the mail that says that a dossier is accepted."""
    event = walk.dossier.events.order_by("sequence").last()
    return written("accepted", news_of(event)).whole.replace("\N{NO-BREAK SPACE}", " ")


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


def test_once_stopped_page_mail_and_notice_say_that_it_is_owed_no_more(tmp_path: Path) -> None:
    why = "Người nộp không còn hoạt động."
    walk = owing(tmp_path, "return").until("tham-dinh").take("decide-stop", "lan", reason=why)
    walk.take("issue-stop", "bob", reason=why)

    event = walk.dossier.events.order_by("sequence").last()
    mail = written("stopped", news_of(event)).whole.replace("\N{NO-BREAK SPACE}", " ")
    form = render_to_string("papers/stop.html", {"paper": stop_of(event, "01/2026", "t" * 42)})

    words = "không phải nộp khoản 1.800.000 đ chưa nộp"
    assert f"Hồ sơ không được giải quyết nữa: bạn {words}" in own(walk)
    assert f"Ông/Bà {words} của hồ sơ này" in mail
    assert "You need not pay the 1.800.000 đ" in mail
    assert f"Ông/Bà {words} của hồ sơ này" in form.replace("\N{NO-BREAK SPACE}", " ")
