"""What the applicant reads where something is to be paid now: the account, its code, the desk."""

import io
import re
from html import unescape
from urllib.parse import unquote

import pytest
import zxingcpp
from PIL import Image

from dossiers.payments import vietqr
from dossiers.payments.account import fictitious
from dossiers.payments.ways import ways_of
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

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


def test_where_nothing_is_to_be_paid_now_no_account_is_shown() -> None:
    for dossier in (story.file("alice", at=NOW), dossier_at("rejected").dossier, dossier_at("returned").dossier):
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
