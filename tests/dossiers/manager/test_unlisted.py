"""Who is kept out of a dossier reads nothing of it in the lists of figures, their files and the register (ADR 0094)."""

from datetime import timedelta

import pytest

from accounts.seats import seats_of
from dossiers.commands.deciding import interests
from dossiers.manager.details.register import FILE as BOOK
from dossiers.manager.lists.listed import FILE
from dossiers.models import Dossier, InterestKind
from dossiers.models.standing import unlisted_for
from dossiers.reports import cells
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.officers import substitute
from tests.dossiers.reports.sheets import read_csv

DAYS = "start=2026-11-01&end=2026-11-30"
REGISTER = "/quan-ly/bao-cao/so-theo-doi/"
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def kept() -> Dossier:
    """Return one of two dossiers of a division whose head has declared an interest in it."""
    dossier, _other = some(2, "tham-dinh")
    cells.rebuild()  # what is laid down comes without triggers
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Người Được Giấu", organisation="Hội Được Giấu")
    interests.declare(dossier, by=story.person("hoa"), kind=InterestKind.RELATIVE, reason="Anh ruột nộp.", at=NOW)
    dossier.refresh_from_db()
    return dossier


def lines_of(visitor: Visitor, address: str) -> list[list[str]]:
    answer = visitor.post(address, {"format": "csv"})
    return read_csv(content_of(visitor.get(f"{answer.url}tai-ve/")))


@pytest.mark.parametrize("figure", ["open", "received"])
def test_lists_leave_it_out_and_say_how_many(kept: Dossier, figure: str) -> None:
    hoa = Visitor("hoa")

    answer = hoa.get(f"/quan-ly/{figure}/?{DAYS}")

    words = read(answer).words()
    assert kept.code not in answer.content.decode()
    assert "Được Giấu" not in words
    assert ": 2 " in words
    assert "1 dossier is counted and not shown: you have declared an interest in it." in words
    head, *lines = lines_of(hoa, f"/quan-ly/{figure}/tep-xuat/?{DAYS}")
    assert [len(line) for line in lines if len(line) > 1] == [len(FILE)]
    assert not [line for line in (head, *lines) if kept.code in line]


def test_a_lent_seat_shows_no_more_and_an_own_one_that_answers_for_the_agency_does(kept: Dossier) -> None:
    today = local(NOW).date()
    carol = Visitor("carol")
    interests.declare(kept, by=story.person("carol"), kind=InterestKind.RELATIVE, reason="Chị ruột nộp.", at=NOW)

    substitute("carol", "hoa", today, today + timedelta(days=3))

    assert unlisted_for(seats_of(story.person("hoa"), today)) == (kept.pk,)
    assert kept.code not in Visitor("hoa").get(f"/quan-ly/open/?{DAYS}").content.decode()
    assert kept.code in carol.get(f"/quan-ly/open/?{DAYS}").content.decode()
    assert "counted and not shown" not in read(carol.get(f"/quan-ly/open/?{DAYS}")).words()


def test_a_list_of_nothing_else_says_so_and_not_that_there_is_none(kept: Dossier) -> None:
    Dossier.objects.exclude(pk=kept.pk).update(channel="desk")

    words = read(Visitor("hoa").get(f"/quan-ly/open/?{DAYS}&channel=online")).words()

    assert "1 dossier is counted and not shown" in words
    assert "No dossier in this period" not in words


def test_the_register_keeps_its_line_without_a_name_and_its_file_says_that_one_is_missing(kept: Dossier) -> None:
    hoa = Visitor("hoa")

    words = read(hoa.get(f"{REGISTER}?{DAYS}")).words()

    assert kept.code in words
    assert words.count("not shown: an interest was declared") == 1
    assert "Được Giấu" not in words
    assert "Người Được Giấu" in read(Visitor("carol").get(f"{REGISTER}?{DAYS}")).words()
    lines = lines_of(hoa, f"{REGISTER}tep-xuat/?{DAYS}")
    assert len([line for line in lines[1:] if len(line) == len(BOOK)]) == 1
    assert not [line for line in lines if kept.code in line]
