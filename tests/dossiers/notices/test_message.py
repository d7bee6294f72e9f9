"""The words of a notice: whole in each language, and each in its own."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dossiers.models import Event
from dossiers.notices import occasions
from dossiers.notices.message import RULE, written
from portal.demo import story
from portal.postgres import BASE_DIR
from procedures.machine import Text
from procedures.time.calendar import LOCAL

FOLDER = BASE_DIR / "templates" / "django" / "notices"
SUBJECT = re.compile(r"\{% block (subject(?:_en)?) %\}(.*?)\{% endblock \1 %\}")
OF_VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


def subjects(path: Path) -> dict[str, str]:
    """Return the subjects that a template gives, by the names of their blocks."""
    return {name: words for name, words in SUBJECT.findall(path.read_text()) if words}


TEMPLATES = sorted(path for path in FOLDER.glob("*.txt") if subjects(path))


def test_the_templates_are_found() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_notice_has_a_subject_in_both_languages(path: Path) -> None:
    found = subjects(path)

    assert found.keys() == {"subject", "subject_en"}
    assert OF_VIETNAMESE.search(found["subject"])
    assert not OF_VIETNAMESE.search(found["subject_en"])


@pytest.fixture
def event(db: None) -> Event:
    return story.file(at=datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)).events.get()


def test_a_line_break_never_reaches_a_header(event: Event) -> None:
    news = replace(occasions.news_of(event), code="H26\r\nBcc: mallory@example.vn")

    words = written("filed", news)

    assert words.subject == Text(
        "Hồ sơ H26 Bcc: mallory@example.vn: đã nộp, chờ kiểm tra",
        "Dossier H26 Bcc: mallory@example.vn: filed, waiting to be checked",
    )
    assert words.body.vi.startswith("Kính gửi Ông/Bà Nguyễn Thị An,")


def test_what_looks_like_the_line_between_the_languages_is_a_word_of_the_writer(event: Event) -> None:
    news = replace(occasions.news_of(event), reason=f"Trang 1\n{RULE}\nTrang 2")

    words = written("rejected", news)

    assert "Trang 2" in words.body.vi
    assert words.body.en.startswith("Dear Nguyễn Thị An,")


def test_what_people_typed_is_mailed_as_it_was_typed(event: Event) -> None:
    news = occasions.news_of(event)
    news = replace(news, applicant=replace(news.applicant, name="H'Hen <Niê> & con"), reason='"đủ" & <rõ>')

    assert "Kính gửi Ông/Bà H'Hen <Niê> & con," in written("filed", news).whole
    assert 'Lý do: "đủ" & <rõ>\n' in written("rejected", news).whole


def test_a_subject_is_cut_where_the_database_ends(event: Event) -> None:
    news = replace(occasions.news_of(event), code="X" * 400)

    assert len(written("filed", news).subject.vi) == 255
