"""What the applicant reads where something is to be paid now: the account, its code, the desk."""

import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
import zxingcpp
from PIL import Image

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Payment
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.payments import vietqr
from dossiers.payments.account import fictitious
from dossiers.payments.ways import ways_of
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import owing

NOW = local("2026-12-07 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def page_of(dossier) -> str:
    page = Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")
    assert len(page.content) <= 60_000
    return page.content.decode()


@pytest.mark.parametrize("place", ["tham-dinh.payment-due", "result-ready"])
def test_what_is_owed_now_is_shown_with_account_message_and_desk(place: str) -> None:
    dossier = dossier_at(place).dossier

    words = read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")).words()

    assert "Số tài khoản0000000000" in words
    assert f"Nội dung chuyển khoản{dossier.code}" in words
    assert "Hoặc nộp trực tiếp tại: Bộ phận Tiếp nhận và Trả kết quả" in words
    assert "làm việc thứ hai đến thứ sáu" in words
    assert "tài khoản này không có thật" in words


def test_the_code_on_the_page_is_read_as_the_account_the_amount_and_the_number_of_the_dossier() -> None:
    dossier = dossier_at("result-ready").dossier

    [address] = re.findall(r'src="(data:image/svg[^"]+)"', page_of(dossier))

    found = read_picture(unquote(unescape(address).partition(",")[2]))
    account = fictitious()
    assert vietqr.read(found) == vietqr.Transfer("999999", account.number, dossier.owed, dossier.code)


def test_without_an_account_the_page_names_the_desk_alone(settings) -> None:
    settings.PAYMENT_ACCOUNT = None

    page = page_of(dossier_at("result-ready").dossier)

    assert "Nộp trực tiếp tại:" in page
    assert "Số tài khoản" not in page
    assert "data:image/svg" not in page


@pytest.mark.parametrize("due", ["filing", "acceptance"])
@pytest.mark.at(local("2026-01-05 10:00"))
def test_what_is_due_before_the_acceptance_is_asked_for_at_once_and_its_receipt_is_named(
    due: str, tmp_path: Path
) -> None:
    walk = owing(tmp_path, due)
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"

    filed = read(alice.get(f"{address}da-nop/")).words()
    words = written("filed", news_of(walk.dossier.events.get()))
    subject, mail = words.subject.vi, " ".join(words.whole.split())
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-05 09:00", fee=Fee(1_800_000, "cash", ""))
    paid = read(alice.get(address)).words()

    assert "Bạn cần nộp 1.800.000 đ ngay: hồ sơ được tiếp nhận sau khi đã nộp." in filed
    assert "Số tài khoản0000000000" in filed
    assert walk.dossier.code in subject
    assert "cần nộp trước khi hồ sơ được tiếp nhận: 1.800.000 đ." in mail
    assert "số tài khoản 0000000000" in mail
    assert "Ông/Bà chưa phải làm gì thêm" not in mail
    assert f"Đã nộp: 1.800.000 đ (biên lai {Payment.objects.get().receipt})" in paid
    assert "Số tài khoản" not in paid


@pytest.mark.at(local("2026-01-06 10:00"))
def test_what_was_paid_beyond_what_is_due_is_said() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_900_000, "cash", "", is_meant=True))

    assert (
        "Nộp thừa 100.000 đ: phải nộp 1.800.000 đ, đã nộp 1.900.000 đ. Bộ phận Một cửa sẽ hoàn lại phần thừa."
        in read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    )


def test_where_nothing_is_to_be_paid_now_no_account_is_shown() -> None:
    for dossier in (story.file("alice", at=NOW), dossier_at("rejected").dossier, dossier_at("withdrawn").dossier):
        assert "Số tài khoản" not in page_of(dossier), dossier.state


def test_a_number_that_is_too_long_for_a_code_is_typed_by_hand(settings) -> None:
    dossier = dossier_at("result-ready").dossier
    account = settings.PAYMENT_ACCOUNT
    dossier.code = "G01.899.000.000.000.000-261125-0001"
    ways = ways_of(dossier, 15_000)

    assert (ways.account, ways.picture, ways.message) == (account, "", dossier.code)


def read_picture(svg: str) -> str:
    """Return what a reader of another make reads in a picture of squares: each line of it is a row of them."""
    side = int(re.findall(r"viewBox='0 0 (\d+) \d+'", svg)[0])
    image = Image.new("1", (side, side), 1)
    [path] = re.findall(r"class='qrline' stroke='#000' d='([^']+)'", svg)
    x = y = 0
    for move, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if move == "h":
            for column in range(int(given[0])):
                image.putpixel((int(x) + column, int(y)), 0)
            x += given[0]
        elif move == "M":
            x, y = given[0], given[1] - 0.5
        else:
            x, y = x + given[0], y + given[1]
    whole = io.BytesIO()
    image.resize((side * 4, side * 4)).save(whole, "png")
    [found] = zxingcpp.read_barcodes(Image.open(whole))
    return found.text
