"""Whoever's system it is changes one row: from that day on every paper, mail and page names it; what was before stays."""

from datetime import date, datetime

import pytest
from django.core.cache import caches

from dossiers import numbers
from dossiers.commands.submission import begin
from dossiers.models import Dossier, Event, Result
from dossiers.notices.occasions import news_of
from dossiers.papers.issued import issued
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from procedures import steady
from procedures.machine import Text
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, Walk, local
from tests.procedures.time.agencies.rows import FORMER, LATER, agency, entered

pytestmark = pytest.mark.django_db

NEXT_DAY = MONDAY.replace(day=MONDAY.day + 1)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def renamed(since: date, **given: str) -> None:
    entered(agency(since=since.isoformat(), name=LATER, **given))


def accepted(at: datetime) -> Dossier:
    return story.dossier_in("accepted", at=at).dossier


def acceptance(dossier: Dossier) -> Event:
    """Return the event, read anew: a dossier knows the names of when it was read."""
    return Event.objects.get(dossier=dossier.pk, sequence=2)


def test_a_receipt_names_the_agency_of_the_day_on_which_it_was_given() -> None:
    before, after = accepted(MONDAY), accepted(NEXT_DAY)
    renamed(NEXT_DAY.date())

    names = [receipt_of(acceptance(dossier), "01", "").office.agency.name_vi for dossier in (before, after)]

    assert names == [FORMER.vi, LATER.vi]


def test_a_mail_is_signed_by_the_agency_of_the_day_of_its_event() -> None:
    dossiers = [accepted(MONDAY), accepted(NEXT_DAY)]
    renamed(NEXT_DAY.date())

    news = [news_of(acceptance(dossier)) for dossier in dossiers]

    assert [one.office.agency.name_en for one in news] == [FORMER.en, LATER.en]


def test_a_result_is_issued_in_the_name_of_the_day_and_keeps_it() -> None:
    first, second = local("2026-11-30 08:30"), local("2027-03-01 08:30")
    old = returned(first)
    renamed(second.date())
    new = returned(second)

    results = [Result.objects.get(dossier=dossier.pk) for dossier in (old, new)]

    assert [result.issuer for result in results] == [FORMER.vi, LATER.vi]
    assert [issued(result, "A", None).office.agency.name_vi for result in results] == [FORMER.vi, LATER.vi]


def returned(at: datetime) -> Dossier:
    return Walk(story.file("alice", at=at, slug=story.SLUG), at).until("returned").dossier


@pytest.mark.at("2026-01-06 09:00")
def test_every_page_and_that_of_a_procedure_name_the_agency_of_today() -> None:
    renamed(date(2026, 1, 6), address="47 Hàng Dầu, Hà Nội")

    page = read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()

    assert FORMER.vi not in page
    assert page.count(LATER.vi) >= 3
    assert "185 Giảng Võ" in page
    assert LATER.en in read(Visitor(language="en").get("/")).words()


@pytest.mark.at("2026-01-05 09:00")
def test_the_day_before_they_name_the_former_one() -> None:
    renamed(date(2026, 1, 6))

    assert LATER.vi not in read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()


@pytest.mark.parametrize(
    ("filed", "number", "name", "law"),
    [
        ("2025-06-30 23:59", "H26.NN-250630-0001", FORMER, "61/2018"),
        ("2025-07-01 00:00", "H26.88-250701-0001", LATER, "118/2025"),
    ],
)
def test_around_midnight_each_has_the_agency_the_number_and_the_regime_of_its_side(
    filed: str, number: str, name: Text, law: str
) -> None:
    renamed(date(2025, 7, 1), code="H26.88")
    at, draft = local(filed), story.draft_of("alice", MONDAY, None, story.SLUG)

    dossier = begin(draft.version, draft.owner, draft.answers, key=draft.key, at=at, steady=steady.now())

    assert numbers.dossier_code(dossier.agency, at.date(), dossier.regimes) == number
    assert (dossier.agency.name_vi, dossier.agencies.named(FORMER, at.date())) == (name.vi, name)
    assert law in dossier.ruling(at).law.vi
