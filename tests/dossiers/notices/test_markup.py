"""A mail as HTML: the words of its text, escaped, with one button, and nothing that is fetched."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core import mail

from dossiers.background import relay
from dossiers.notices import preferences
from dossiers.notices.channels.markup import MOST_BYTES, Section, page
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import dossier_in
from portal.mail import FolderBackend
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local

SITE = "https://mot-cua.example.vn"
TEXTS = sorted((golden.FOLDER / "notices").glob("*.txt"))
FETCHES = re.compile(
    r"<(?:img|link|script|iframe|object|video|audio|source|style|base|form)\b|url\(|@import|\bsrc=", re.IGNORECASE
)


def made(body: str, subject: str = "Hồ sơ", language: str = "vi") -> str:
    return page([Section(language, subject, body)], f"{SITE}/ho-so/1/", site=SITE)


class Reader(HTMLParser):
    """The words of a page, its links, and whether each element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_notice_is_laid_out_whole_within_its_size_and_fetches_nothing(path: Path) -> None:
    body = path.read_text().partition("\n\n")[2]

    text = page([Section("vi", "Hồ sơ", body)], "http://127.0.0.1:8000/ho-so/", site="http://127.0.0.1:8000")

    assert 0 < len(text.encode()) <= MOST_BYTES
    read = Reader(text)
    assert read.open == []
    assert not FETCHES.search(text)
    assert all(link.startswith("http://127.0.0.1:8000/") for link in read.links)
    # The colon of a row is the border of its cells.
    words, typed = (re.sub(r"[\s:]", "", one) for one in ("".join(read.words), body))
    assert typed in words


def test_markup_and_signs_of_control_in_a_name_are_text() -> None:
    text = made('Kính gửi <img src=x onerror="alert(1)"> & \x07\x1b[31mH\'Hen,', subject="</title><script>x</script>")

    assert "<img" not in text
    assert "<script" not in text
    assert "\x07" not in text
    assert "\x1b" not in text
    assert '<img src=x onerror="alert(1)"> & [31mH\'Hen,' in "".join(Reader(text).words)


def test_addresses_of_this_site_alone_are_links() -> None:
    text = made(f"Xem {SITE}/ho-so/?a=1&b=2.\nvà https://evil.example/{SITE}/ hay {SITE}.evil.example/")

    assert Reader(text).links == [f"{SITE}/ho-so/?a=1&b=2", f"{SITE}/ho-so/1/"]


def test_lines_with_names_are_rows_and_others_stay_lines() -> None:
    text = made("Mã số hồ sơ: H26-1\nThủ tục: Cấp phép: in\n\nTrân trọng,\nMột cửa")

    assert text.count('<th scope="row"') == 2
    assert ">Cấp phép: in</td>" in text
    assert "Trân trọng,<br>Một cửa" in text


def test_a_list_is_no_table_although_each_of_its_lines_has_a_colon() -> None:
    text = made("Việc tiếp theo: xin mang đến:\n- Đĩa hoặc USB: 1 bản chính\nNơi nhận: Bộ phận Một cửa")

    assert "<table" not in text
    assert "xin mang đến:<br>- Đĩa hoặc USB: 1 bản chính<br>Nơi nhận: Bộ phận Một cửa</p>" in text


def test_a_label_breaks_between_words_and_is_as_wide_beside_a_long_value() -> None:
    text = made(f"Hẹn trả kết quả: 17:00\nNơi nhận: {'Bộ phận Một cửa, ' * 9}")

    assert text.count('<th scope="row" style="width:28%;') == 2
    assert text.count("overflow-wrap:break-word") == 2


def test_lines_that_are_set_in_stand_below_the_one_above_them_which_is_bold() -> None:
    text = made(f"1. Bản thảo: 02 bản\n   Cần làm: đóng dấu\n   {SITE}/ho-so/\nMới nộp: 2\n   {SITE}/mot-cua/\nXong")

    assert re.findall(r"<b>(.*?)</b>", text) == ["1. Bản thảo: 02 bản", "Mới nộp: 2"]
    assert "<table" not in text
    assert ">Cần làm: đóng dấu<br><a href=" in text
    assert '<p style="margin:16px 0">Xong</p>' in text


def test_no_colour_is_set_but_the_system_s_and_the_button_s_own() -> None:
    text = made("Kính gửi")

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", text)) == {"#8b1a1a", "#ffffff"}
    assert re.findall(r"(?:[;\"])(?:background|color):[^;\"]+", text) == [
        ";background:Canvas",
        ";color:CanvasText",
        ";background:#8b1a1a",
        ";color:#ffffff",
    ]


def test_a_reason_of_5000_letters_is_laid_out_in_both_languages() -> None:
    sections = [Section(language, "Hồ sơ", f"Lý do: {'ắ' * 5_000}") for language in ("vi", "en")]

    assert page(sections, f"{SITE}/ho-so/1/", site=SITE).count("ắ") == 10_000


def test_what_is_too_long_goes_as_text_alone() -> None:
    assert made("ắ" * 19_000)
    assert made("ắ" * 20_000) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "sections"), [("", ["vi", "en"]), ("vi", ["vi"]), ("en", ["en"])])
def test_a_mail_has_the_page_beside_its_text_and_its_paper(language: str, sections: list[str]) -> None:
    preferences.choose(story.person("alice"), Choice(language=language))
    walk = dossier_in("phan-cong", at=local("2026-01-05 08:30"))
    for _run in range(3):
        relay.run(walk.at + timedelta(minutes=1))

    [letter] = [one for one in mail.outbox if "accepted" in one.extra_headers["Message-ID"]]
    message = letter.message()

    html = message.get_body(("html",)).get_content()
    assert message.get_body(("plain",)).get_content().strip() == letter.body.strip()
    assert re.findall(r'<div lang="(\w+)">', html) == sections
    assert html.count("display:inline-block") == len(sections)
    assert f"{site_settings.PUBLIC_URL}/ho-so/{walk.dossier.code}/" in html
    assert len(letter.attachments) == 1
    if not language:
        golden.assert_matches("notices/accepted.html", html)


@pytest.mark.django_db
def test_the_demo_shows_a_mail_as_a_mail_program_does(settings, tmp_path: Path) -> None:
    settings.MAIL_DIR = tmp_path
    story.file(at=local("2026-01-05 08:30"))
    relay.run(local("2026-01-05 08:31"))
    FolderBackend(alias="default").send_messages(mail.outbox)
    [listed] = Visitor().get("/demo/thu/").context["listed"].rows
    assert f"{listed.url}trang/" in Visitor().get(listed.url).content.decode()

    shown = Visitor().get(f"{listed.url}trang/")

    assert shown.content.decode() == listed.html
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    settings.IS_DEMO = False
    assert Visitor().get(f"{listed.url}trang/").status_code == 404
