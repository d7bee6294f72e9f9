"""A result that got no number here, as each of the first edition: no page, mail or list says “số” of it with nothing behind."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail

from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.models import Letter, Result
from dossiers.notices import preferences
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.printed import words_of

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
NEXT = datetime(2026, 1, 5, 15, 0, tzinfo=LOCAL)
NOTHING_BEHIND = {
    "vi": re.compile(r"\b[Ss]ố\s*[:,;]?\s*(?:ngày\s*\d|của hồ sơ)|[·,]\s*,"),
    "en": re.compile(r"\bNo\.\s*(?:of\s*\d|[,.;)]|$)|[·,]\s*,"),
}
RETURNS, REGISTER = "/mot-cua/so-tra-ket-qua/", "/mot-cua/so-ket-qua/?year=2026"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NEXT)]


def handed_over(way: Way) -> Walk:
    walk = dossier_in("result-ready", at=MONDAY)
    post_number = "RR123456785VN" if way is Way.BY_POST else ""
    handover = Handover("Nguyễn Thị An", way, post_number=post_number)
    walk.take("return", "bob", handover=handover, recipient="")
    for _run in range(3):
        relay.run(walk.at + timedelta(minutes=5))
    assert not Result.objects.exists()
    return walk


def said_of(text: str, language: str) -> list[str]:
    """Return where a number is said with nothing behind, each with what stands before it."""
    return [text[max(0, found.start() - 60) : found.end() + 20] for found in NOTHING_BEHIND[language].finditer(text)]


@pytest.mark.parametrize("language", NOTHING_BEHIND)
@pytest.mark.parametrize("way", [Way.IN_PERSON, Way.BY_POST])
def test_every_page_that_names_such_a_result_reads_well(way: Way, language: str) -> None:
    walk = handed_over(way)
    code = walk.dossier.code
    checked = [("", f"/xac-minh/{letter.token}/") for letter in Letter.objects.filter(dossier=walk.dossier)]

    for who, address in (
        ("alice", f"/ho-so/{code}/"), ("alice", "/ho-so/"), ("bob", f"/mot-cua/{code}/"), ("bob", RETURNS), ("tam", REGISTER),
        ("", f"/tra-cuu/?code={code}"), *checked,
    ):  # fmt: skip
        answer = Visitor(who, language=language).get(address)
        assert answer.status_code == 200, address
        assert said_of(read(answer).words(), language) == [], address
    assert len(checked) >= 2


@pytest.mark.parametrize("language", NOTHING_BEHIND)
@pytest.mark.parametrize("way", Way)
def test_every_mail_about_such_a_result_reads_well(way: Way, language: str) -> None:
    preferences.choose(story.person("alice"), Choice(language=language))
    handed_over(way)

    about = [one.body for one in mail.outbox if "kết quả" in one.subject or "result" in one.subject]

    assert len(about) >= 2
    assert [found for body in about for line in body.splitlines() for found in said_of(line, language)] == []


def test_the_list_of_returns_says_that_no_number_was_recorded_on_the_page_and_in_its_file() -> None:
    handed_over(Way.IN_PERSON)

    page = read(Visitor("bob", language="vi").get(RETURNS)).words()
    file = content_of(Visitor("bob", language="vi").get(f"{RETURNS}csv/")).decode()

    assert "không ghi số" in page
    assert "không ghi số" in file


def test_the_cover_note_of_such_a_result_leaves_a_place_for_the_pen_and_says_so_nowhere_else() -> None:
    walk = handed_over(Way.BY_POST)
    note = Letter.objects.get(dossier=walk.dossier, kind="cover")

    with note.file.open("rb") as file:
        said = words_of(file.read())

    assert "số ………………… ngày ……/……/………" in " ".join(said.split())
    assert said_of(said, "vi") == []


@pytest.mark.parametrize("language", NOTHING_BEHIND)
def test_an_empty_number_would_be_seen(language: str) -> None:
    empty = {"vi": "Kết quả: Cấp giấy phép, số  ngày 05/01/2026", "en": "Result: Licence granted, No. of 05/01/2026"}
    whole = {"vi": "Mã số hồ sơ: 1, số 01/GP-STTTT ngày 05/01/2026", "en": "Dossier number: 1, No. 01/GP of 05/01/2026"}

    assert said_of(empty[language], language)
    assert not said_of(whole[language], language)
