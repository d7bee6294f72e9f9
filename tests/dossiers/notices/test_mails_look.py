"""Each notice as somebody has looked at it in a mail program: to the dot, as wide as a window for mail, some as wide as a phone."""

import re
from collections.abc import Mapping
from datetime import datetime

import pytest
from PIL import Image

from accounts.models import User
from dossiers.notices.channels.markup import Section, page
from portal.demo.story import dossier_in
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.notices.test_applicants import mail_of
from tests.golden.mails import WIDTHS, drawn, ink_at_edges, other_than_kept, packed
from tests.golden.pictures import SLIGHT, most_of

SITE = "http://127.0.0.1:8000"
LARGEST = 40_960
"""Bytes of a kept picture."""
ON_PHONE = (
    "accepted-from-2026-07",
    "counter-closed",
    "digest-bao-chi-xuat-ban",
    "escalated",
    "fee-due",
    "rejected-long",
    "returned-by-post",
    "supplement-handed-in",
)
"""One of each way in which a mail is laid out: rows, items with long addresses, an account, a list of papers, long words."""

LONG_NAME = "Công ty Trách nhiệm hữu hạn Một thành viên In, Xuất bản và Phát hành Văn hoá phẩm các dân tộc miền núi phía Bắc Việt Nam"
LONG_REASON = "Đ" + "ắ" * 199 + " " + ("trang mờ, " * 480)[:4_799]


def pages_of(*names: str) -> Mapping[str, str]:
    """Return the pages of notices as they were read and found right; of all where none is named."""
    paths = sorted((golden.FOLDER / "notices").glob("*.html"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths if not names or path.stem in names}


def pictures_of(folder: str, pages: Mapping[str, str]) -> dict[str, Image.Image]:
    return dict(zip(pages, drawn(pages.values(), WIDTHS[folder]), strict=True))


@pytest.mark.django_db
def test_a_name_of_120_letters_and_a_reason_of_5000_are_read_and_laid_out_whole() -> None:
    assert (len(LONG_NAME), len(LONG_REASON)) == (120, 5_000)
    User.objects.filter(username="alice").update(full_name=LONG_NAME)
    walk = dossier_in("filed", at=datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)).take("reject", "bob", reason=LONG_REASON)

    message = mail_of(walk, "rejected")

    body = message.get_body(("plain",))
    assert body is not None
    text = f"Subject: {message['Subject']}\n\n{body.get_content()}"
    assert text.count(f"{LONG_NAME},") == 2
    golden.assert_mail_matches("rejected-long", text, message)


@pytest.mark.parametrize(("folder", "names"), [("notices", ()), ("notices-on-phone", ON_PHONE)])
def test_every_notice_looks_as_it_was_found_right_and_nothing_stands_beyond_its_edge(
    folder: str, names: tuple[str, ...]
) -> None:
    pictures = pictures_of(folder, pages_of(*names))

    assert {*(names or ("accepted", "morning-lan"))} <= pictures.keys()
    assert [name for name, picture in pictures.items() if ink_at_edges(picture)] == []
    assert other_than_kept(folder, pictures) == [], "not what was looked at and found right"
    kept = {path.stem: path for path in (golden.FOLDER / folder).glob("*.png")}
    assert kept.keys() == pictures.keys(), "a picture of what is not sent any more, or none of what is"
    assert [name for name, path in kept.items() if path.stat().st_size > LARGEST] == []


def test_a_picture_shows_whatever_is_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLDEN", raising=False)
    [accepted] = pages_of("accepted").values()
    changed = accepted.replace("08:50 ngày 05/01/2026", "08:56 ngày 05/01/2026")
    plainer = accepted.replace("font-weight:bold", "font-weight:normal")

    was, again, other, plain = drawn([accepted, accepted, changed, plainer], WIDTHS["notices"])

    assert most_of(was, again) == 0
    assert min(most_of(was, other), most_of(was, plain)) > SLIGHT
    assert other_than_kept("notices", {"accepted": was, "never-sent": was}) == ["never-sent"]
    assert len(packed(was)) < LARGEST


@pytest.mark.parametrize("folder", WIDTHS)
def test_what_is_too_wide_for_a_page_is_seen_at_its_edge(folder: str) -> None:
    name = "Nguyễn" * 20
    text = page([Section("vi", "Hồ sơ", f"Người nhận: {name}\nĐịa chỉ: {name}")], f"{SITE}/ho-so/", site=SITE)
    stiff = re.sub("overflow-wrap:anywhere", "white-space:nowrap", text)

    broken, beyond = drawn([text, stiff], WIDTHS[folder])

    assert not ink_at_edges(broken)
    assert ink_at_edges(beyond)
