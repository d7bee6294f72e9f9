"""A signed PDF that comes by the telephone's link: the counter reads what its signature says before it takes the file over."""

from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from dossiers import turns
from dossiers.background import looking
from dossiers.models import Attachment, Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.desk.counter.test_phone import asked, entry_of, send
from tests.dossiers.viewing import made, signing

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
CA = signing.Authority("VNPT-CA thử")
FINE = CA.person().signed(made.of_text("don de nghi"))
LINE = "Ký số: Nguyễn Văn A (Công ty X), nguyên vẹn, chứng thư do VNPT-CA thử cấp, tin cậy"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SIGNATURE_ROOTS = tmp_path / "files", tmp_path / "roots"
    settings.SIGNATURE_ROOTS.mkdir()
    (settings.SIGNATURE_ROOTS / "ca.pem").write_bytes(signing.pem(CA))


def panel_of(bob: Visitor, draft: Draft) -> tuple[int, str]:
    page: HttpResponse = bob.get(f"{entry_of(draft)}anh-den/")
    return page.status_code, unescape(page.content.decode())


def read() -> None:
    """Let the worker read the signatures of what waits."""
    assert not turns.take(looking.RUN, looking.Looking(MONDAY))


@pytest.mark.parametrize(
    ("content", "says", "tone"),
    [
        (FINE, LINE, "fine"),
        (
            signing.with_one_byte_changed(FINE, b"(pypdf)", b"(pypdg)"),
            "nội dung không phải là nội dung đã ký",
            "broken",
        ),
        (
            signing.Authority("CA lạ").person("Trần B", "").signed(made.of_text("giay khac")),
            "Ký số: Trần B, nguyên vẹn, chứng thư do CA lạ cấp, chưa tin cậy",
            "doubt",
        ),
    ],
    ids=["trusted", "changed", "unknown"],
)
def test_the_counter_reads_what_it_says_before_it_takes_the_file_over(content: bytes, says: str, tone: str) -> None:
    bob, phone, draft = Visitor("bob", language="vi"), Visitor(language="vi"), counter.begun(at=MONDAY)
    send(phone, asked(bob, draft), story.upload("don.pdf", content))

    waits = panel_of(bob, draft)
    read()
    came = panel_of(bob, draft)

    assert waits[0] == 200, "the page asks again until they are read"
    assert "Chữ ký số: đang được đọc" in waits[1]
    assert came[0] == 286
    assert "don.pdf" in came[1]
    assert says in came[1]
    assert f"signed--{tone}" in came[1]
    assert says in unescape(bob.get(entry_of(draft)).content.decode()), "and where it stands among the papers"


def test_of_one_that_nobody_signed_nothing_is_said_and_nothing_waited_for() -> None:
    bob, phone, draft = Visitor("bob", language="vi"), Visitor(language="vi"), counter.begun(at=MONDAY)
    send(phone, asked(bob, draft), story.upload("anh.pdf"))

    status, words = panel_of(bob, draft)

    assert (status, 'class="signed' in words) == (286, False)
    assert not Attachment.objects.exclude(awaits="").exists()
