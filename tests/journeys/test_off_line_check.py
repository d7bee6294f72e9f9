"""Whoever holds a paper checks it without network, by a file that was kept; and on its page, what its code says by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from dossiers.log.parts.issued import RESULT
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.issued import coded
from dossiers.papers.receipt import receipt_of
from dossiers.papers.signed.fields import FIELDS
from dossiers.papers.signed.own import BY_THE_OFFICE
from dossiers.papers.signed.statement import signed_statement, with_statement
from dossiers.papers.signed.statement_keys import compressed
from portal.demo import story
from portal.env import FormerKey
from procedures.machine import Paper
from procedures.results import ResultKind
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.kinds import ONE_OF_EACH, another, letter_of, stated
from tests.dossiers.papers.results import made, paper_of
from tests.journeys.conftest import PHONE
from tests.journeys.people import FILING, Someone, assert_accessible
from tests.journeys.test_off_line import READY

TRUE, FORGED, COPIED = "Thật: cơ quan này đã ký", "Giả mạo: chữ ký không phải", "Phần xác nhận là của một giấy khác"
LATE, REVOKED = "Giấy đề ngày sau khi khoá ký đã ngừng dùng", "đã bị thu hồi"
UNKNOWN, BROKEN, NONE = "Ở đây không biết khoá ký", "bị cắt hoặc hỏng", "Mã này không tự xác nhận điều gì"
DIFFERS = "hồ sơ lưu ghi khác"
VOUCHED = "Cơ quan có phát hành một văn bản mang mã này"
DOUBTED, WRONG = "Mã trên giấy này không đáng tin", {FORGED, COPIED, DIFFERS}
UNCHECKED, UNREAD = "Chưa kiểm tra được mã trên giấy này", {BROKEN, UNKNOWN}
SAME, OTHER = "✓ Đúng như đã ký", "✗ Không khớp với cả mục"
DAY = date(2026, 1, 5)
CHECK = "/xac-minh/ngoai-mang/"
OTHERS, RETIRED, REVOKED_KEY = (ec.derive_private_key(number, ec.SECP256R1()) for number in (3, 5, 7))


@dataclass
class Held:
    """A receipt with the address in its code, what is printed on it, and a picture of its page."""

    letter: Letter
    address: str
    printed: dict[str, str]
    picture: Path

    @property
    def bare(self) -> str:
        """The address alone."""
        return self.address.partition("#")[0]

    def signed_by(
        self, key: ec.EllipticCurvePrivateKey, *, number: str = "01/2026/TNHS", on: date = DAY, token: str = ""
    ) -> str:
        """Return an address with a statement by some key: of this paper, else of one with another token."""
        values, token = list(self.printed.values()), token or self.letter.token
        return f"{self.bare}#{signed_statement(key, '01', number, on=on, token=token, values=values)}"


@pytest.fixture
def keys(site: str, settings: Settings) -> None:
    settings.STATEMENT_KEYS_BEFORE = (
        FormerKey(compressed(RETIRED.public_key()).hex(), DAY),
        FormerKey(compressed(REVOKED_KEY.public_key()).hex(), None),
    )


@pytest.fixture
def paper(keys: None, tmp_path: Path) -> Held:
    walk = story.dossier_in("accepted", at=MONDAY)
    letter = registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)
    receipt = receipt_of(letter.event, letter.number, letter.token)
    stated = with_statement(receipt, "01", letter.number, on=DAY, token=letter.token)
    with letter.file.open("rb") as file:
        page = pypdfium2.PdfDocument(file.read())[0].render(scale=200 / 72).to_pil()
    picture = tmp_path / "giấy.png"
    page.save(picture)
    return Held(letter, stated.address, {field.name: field.of(receipt) for field in FIELDS["01"]}, picture)


@pytest.fixture
def kept(site: str, paper: Held, new_page: Callable[..., Page], tmp_path: Path) -> Iterator[Page]:
    """Keep the page as a file, and open it on a telephone that has no network."""
    page = new_page(viewport=PHONE)
    page.goto(f"{site}{CHECK}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lưu trang này thành tệp").click()
    file = tmp_path / "kiem-tra-giay.html"
    download.value.save_as(file)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    yield page
    assert [url for url in asked if not url.startswith("file:")] == []


def typed(page: Page, address: str) -> Page:
    page.get_by_label("Địa chỉ mà máy quét đọc được").fill(address)
    return page


def test_from_a_picture_of_the_page_a_true_paper_is_told_from_a_changed_one(
    kept: Page, paper: Held, picture: Callable[[Page, str], None]
) -> None:
    kept.get_by_label("Ảnh chụp giấy").set_input_files(paper.picture)

    expect(kept.get_by_text(TRUE)).to_be_visible()
    for said in ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01/2026/TNHS", "05/01/2026"):
        expect(kept.locator("#facts dl")).to_contain_text(said)
    due = kept.get_by_label("Thời gian trả kết quả")
    due.fill("17:00 19/1/2026")
    verdicts = kept.locator("[data-field]:visible")
    expect(verdicts).to_have_text(SAME)
    due.fill("17 giờ 00 phút, ngày 29 tháng 01 năm 2026")
    expect(verdicts).to_contain_text(OTHER)
    kept.get_by_label("Người nộp hồ sơ").fill("nguyễn thị AN")
    expect(verdicts).to_contain_text([SAME, OTHER])
    for theme in ("light", "dark"):
        kept.emulate_media(color_scheme=theme)
        assert_accessible(kept)
        picture(kept, f"true-{theme}")


def test_every_field_of_the_paper_is_found_as_it_is_printed(kept: Page, paper: Held) -> None:
    typed(kept, paper.address)

    for field in FIELDS["01"]:
        kept.get_by_label(field.label.vi, exact=True).fill(paper.printed[field.name])
    expect(kept.locator("[data-field=same]:visible")).to_have_count(len(FIELDS["01"]))


def are_told_apart(page: Page, address: str, token: str) -> None:
    """Type an address as it is, with another signature and with another paper's token."""
    for given, sentence in (
        (address, TRUE),
        (address[:-1] + str((int(address[-1]) + 1) % 10), FORGED),
        (address.replace(token, "k3PqZ0" * 7), COPIED),
    ):
        typed(page, given)
        expect(page.locator("[data-state]:visible")).to_have_count(1)
        expect(page.locator("[data-state]:visible")).to_contain_text(sentence)


def test_of_every_kind_each_field_that_was_changed_is_told_from_what_was_signed(kept: Page, paper: Held) -> None:
    same, other = kept.locator("[data-field=same]:visible"), kept.locator("[data-field=other]:visible")
    for kind, walked in ONE_OF_EACH.items():
        letter = letter_of(kind, walked)
        found = stated(letter, kind)
        address = getattr(found, "form", found).address
        are_told_apart(kept, address, letter.token)
        typed(kept, address)
        boxes = {field: kept.get_by_label(field.label.vi, exact=True) for field in FIELDS[kind]}

        for field, box in boxes.items():
            box.fill(field.of(found))
        expect(same).to_have_count(len(boxes))
        for field, box in boxes.items():
            changed = another(field, found)
            box.fill("\n".join(changed) if isinstance(changed, tuple) else str(changed))
            expect(other).to_have_count(1)
            box.fill(field.of(found))
            expect(other).to_have_count(0)


def test_a_result_is_compared_by_its_text_and_who_signs_it(kept: Page, paper: Held) -> None:
    result = replace(paper_of(made(ResultKind.LICENCE).result), how=BY_THE_OFFICE)
    stated = coded(result, paper.letter.token)
    are_told_apart(kept, stated.address, paper.letter.token)
    typed(kept, stated.address)

    expect(kept.locator("#facts dl")).to_contain_text(result.number)
    for field in FIELDS[RESULT]:
        kept.get_by_label(field.label.vi, exact=True).fill(field.of(stated))
    expect(kept.locator("[data-field=same]:visible")).to_have_count(len(FIELDS[RESULT]))
    text = FIELDS[RESULT][1]
    kept.get_by_label(text.label.vi, exact=True).fill(text.of(stated).replace("500 bản", "5000 bản"))
    expect(kept.locator("[data-field=other]:visible")).to_have_count(1)


def test_what_is_forged_copied_or_by_a_key_out_of_use_is_said_in_a_sentence(kept: Page, paper: Held) -> None:
    forged = paper.address[:-1] + str((int(paper.address[-1]) + 1) % 10)
    copied = paper.address.replace(paper.letter.token, "k3PqZ0" * 7)
    later = DAY + timedelta(days=1)
    cases = [
        (forged, FORGED),
        (copied, COPIED),
        (paper.signed_by(OTHERS), UNKNOWN),
        (paper.signed_by(RETIRED), TRUE),
        (paper.signed_by(RETIRED, on=later), LATE),
        (paper.signed_by(REVOKED_KEY), REVOKED),
        (paper.bare, NONE),
        (" abc ", "Đây không phải mã trên giấy"),
        (f"javascript://{urlsplit(paper.bare).netloc}{urlsplit(paper.bare).path}", "Đây không phải mã trên giấy"),
        (paper.address.partition("#")[2], TRUE),
    ]
    for address, sentence in cases:
        typed(kept, address)

        expect(kept.locator("[data-state]:visible")).to_have_count(1)
        expect(kept.locator("[data-state]:visible")).to_contain_text(sentence)
        assert kept.locator("#facts").is_visible() == (sentence == TRUE)


def test_a_code_that_leads_elsewhere_is_named_and_nobody_is_led_there(kept: Page, paper: Held) -> None:
    own = urlsplit(paper.bare).netloc
    elsewhere, link = kept.locator("#elsewhere"), kept.locator("#page")
    assert not elsewhere.is_visible()

    typed(kept, "https://example.vn/x")
    expect(elsewhere).to_contain_text("example.vn")
    expect(elsewhere).to_contain_text("không phải trang của cơ quan này")
    expect(kept.locator("[data-state]:visible")).to_have_count(0)

    # Its own statement, behind the address of another site.
    typed(kept, paper.address.replace(own, "example.vn"))
    expect(kept.get_by_text(TRUE)).to_be_visible()
    expect(elsewhere).to_contain_text("example.vn")
    expect(link).to_be_hidden()

    typed(kept, paper.address)
    expect(elsewhere).to_be_hidden()
    expect(link).to_have_attribute("href", paper.bare)
    expect(link).to_contain_text("cần có mạng")


def test_an_address_that_a_program_has_wrapped_is_read_all_the_same(kept: Page, paper: Held) -> None:
    middle = len(paper.address) // 2

    typed(kept, f" {paper.address[:60]} {paper.address[60:middle]}\n{paper.address[middle:]}\n")

    expect(kept.get_by_text(TRUE)).to_be_visible()


@pytest.mark.parametrize(
    "damaged",
    [
        lambda digits: digits[:-1],
        lambda digits: digits[:40],
        lambda digits: digits + "0",
        lambda digits: "9" * 1300,
        lambda digits: "0",
        lambda digits: "<img src=x onerror=alert(1)>",
        lambda digits: "%00%ff",
        # A list of four numbers; one of 23 that says more than it has; lists in lists.
        lambda digits: str(int.from_bytes(b"\x84\x01\x02\x03\x04")),
        lambda digits: str(int.from_bytes(b"\x97\x01")),
        lambda digits: str(int.from_bytes(b"\x81" * 60)),
    ],
)
def test_a_code_that_is_cut_off_or_damaged_is_said_to_be(
    kept: Page, paper: Held, damaged: Callable[[str], str]
) -> None:
    address, _sign, digits = paper.address.partition("#")

    typed(kept, f"{address}#{damaged(digits)}")

    expect(kept.locator("[data-state]:visible")).to_have_count(1)
    expect(kept.get_by_text(BROKEN)).to_be_visible()


def test_a_picture_without_a_code_and_a_file_that_is_none_are_said_to_be(kept: Page, tmp_path: Path) -> None:
    empty, text = tmp_path / "trắng.png", tmp_path / "thư.png"
    Image.new("RGB", (300, 200), "white").save(empty)
    text.write_text("no picture")

    for file, sentence in ((empty, "Không đọc được mã QR nào"), (text, "không phải ảnh mà trình duyệt mở được")):
        kept.get_by_label("Ảnh chụp giấy").set_input_files(file)
        expect(kept.locator("[data-state]:visible")).to_contain_text(sentence)

    kept.get_by_role("button", name="Dùng máy ảnh").click()
    expect(kept.get_by_text("Không dùng được máy ảnh")).to_be_visible()


def test_on_the_page_of_the_paper_the_code_is_held_against_the_record(
    site: str, paper: Held, page: Page, picture: Callable[[Page, str], None]
) -> None:
    digits = paper.address.partition("#")[2]
    path = f"{site}/xac-minh/{paper.letter.token}/"
    another = paper.signed_by(RETIRED, number="02/2026/TNHS").partition("#")[2]
    forged = digits[:-12] + str((int(digits[-12:]) + 1) % 10**12).zfill(12)
    cases = [
        (digits, "khớp với hồ sơ lưu"),
        ("", "Không có, vì trang được mở bằng địa chỉ gõ tay: mở bằng cách quét mã QR thì có."),
        (another, DIFFERS),
        (forged, FORGED),
        (paper.signed_by(OTHERS).partition("#")[2], UNKNOWN),
        (digits[:50], BROKEN),
        ("<script>alert(1)</script>", BROKEN),
    ]
    for fragment, sentence in cases:
        page.goto("about:blank")
        page.goto(f"{path}#{fragment}" if fragment else path)

        stated = page.get_by_role("region", name="Điều mã QR tự xác nhận")
        expect(stated.locator("[data-state]:visible")).to_have_count(1)
        expect(stated.locator("[data-state]:visible")).to_contain_text(sentence)
        # The head of the page vouches for nothing that the code contradicts.
        heads = page.locator("main .note:visible h2")
        expect(heads).to_have_text(UNCHECKED if sentence in UNREAD else DOUBTED if sentence in WRONG else VOUCHED)
        if sentence in UNREAD | WRONG:
            expect(page.locator("main .note:visible").first).to_contain_text(sentence)
        if fragment in {digits, forged}:
            assert_accessible(page)
            picture(page, "same" if fragment == digits else "forged")


def test_who_has_scanned_the_code_compares_the_words_from_there_and_is_not_told_to_scan(
    site: str, paper: Held, page: Page
) -> None:
    path, digits = f"{site}/xac-minh/{paper.letter.token}/", paper.address.partition("#")[2]
    link, to_scan = page.get_by_role("link", name="So từng chữ trên giấy"), page.get_by_text("hãy quét mã QR")
    page.goto(path)
    expect(to_scan).to_be_visible()
    expect(link).to_be_hidden()

    page.goto("about:blank")
    page.goto(f"{path}#{digits}")
    expect(link).to_be_visible()
    expect(to_scan).to_be_hidden()
    link.click()

    expect(page.get_by_text(TRUE)).to_be_visible()
    name = page.get_by_label("Người nộp hồ sơ")
    name.fill(paper.printed["applicant"])
    expect(page.locator("[data-field]:visible")).to_have_text(SAME)
    name.fill("Người khác")
    expect(page.locator("[data-field]:visible")).to_contain_text(OTHER)
    # Behind the address of another paper the same digits are a copy.
    page.goto("about:blank")
    page.goto(f"{site}{CHECK}#/xac-minh/{'k3PqZ0' * 7}/#{digits}")
    expect(page.get_by_text(COPIED)).to_be_visible()


def test_a_code_that_is_wrong_stays_so_at_the_head_whatever_else_is_done_on_the_page(
    site: str, paper: Held, page: Page, tmp_path: Path
) -> None:
    copied = f"{site}/xac-minh/{paper.letter.token}/#{paper.signed_by(RETIRED, token='k3PqZ0' * 7).partition('#')[2]}"
    with paper.letter.file.open("rb") as file:
        (tmp_path / "giấy.pdf").write_bytes(file.read())
    page.goto(copied)
    heads = page.locator("main .note:visible h2")
    expect(heads).to_have_text(DOUBTED)
    expect(page.locator("main .note:visible").first).to_contain_text(COPIED)

    # The file is the paper's own, and a jump within the page is no code.
    page.get_by_label("Tệp PDF bạn nhận được").set_input_files(tmp_path / "giấy.pdf")
    expect(page.get_by_text("Tệp này đúng là giấy đã cấp")).to_be_visible()
    page.evaluate("location.hash = 'compare'")
    expect(heads).to_have_text(DOUBTED)

    page.goto("about:blank")
    page.goto(f"{copied.partition('#')[0]}#compare")
    expect(heads).to_have_text(VOUCHED)


def test_without_scripts_the_head_says_what_the_record_knows_and_to_compare_it(
    site: str, paper: Held, new_page: Callable[..., Page]
) -> None:
    page = new_page(javascript=False)
    digits = paper.address.partition("#")[2]

    page.goto(f"{site}/xac-minh/{paper.letter.token}/#{digits[:-1]}{(int(digits[-1]) + 1) % 10}")

    expect(page.locator("main .note:visible h2")).to_have_text(VOUCHED)
    expect(page.locator("main .note:visible")).to_contain_text("nội dung in trên giấy")


def test_once_opened_it_opens_without_network_where_the_site_is_installed(
    site: str, paper: Held, new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    page = new_page(service_workers="allow")
    Someone(page, picture).signed_in("alice").visit(FILING)
    page.wait_for_function(READY)
    page.reload()
    page.goto(f"{site}{CHECK}")
    page.goto(f"{site}{FILING}")
    page.wait_for_function(f"async () => Boolean(await caches.match('{CHECK}'))")

    page.context.set_offline(True)
    page.goto(f"{site}{CHECK}")

    expect(typed(page, paper.address).get_by_text(TRUE)).to_be_visible()
