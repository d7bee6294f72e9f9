"""Form II.06a as of a past instant: what it said then, its identities at every instant, its numbers are their lists."""

import random
import re
from datetime import datetime, timedelta

import pytest

from accounts.models import Unit
from accounts.roles import Role
from dossiers.models import Dossier, IssuedReport
from dossiers.papers.sheets.report import PrintedReport
from dossiers.reports import cells
from dossiers.reports.official import making
from dossiers.reports.official.form import Report, faults
from dossiers.reports.official.making import Wanted
from dossiers.reports.official.wording import KNOWN, SO, notes_of
from dossiers.reports.past import figures
from dossiers.reports.past import standing as past
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.standing import standing
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local
from tests.dossiers.manager.test_past import go_on
from tests.dossiers.officers import officer
from tests.dossiers.reports.past.test_known_at_random import PERIODS, happens, has_taken_back
from tests.dossiers.reports.sheets import read_csv

pytestmark = pytest.mark.django_db

PAGE = "/quan-ly/bao-cao/ii-06a/"
JANUARY = "?start=2026-01-01&end=2026-01-16"
THEN = "asof=2026-01-16T16:00"
NUMBER = re.compile(r'<a href="(/quan-ly/[a-z_]+/\?[^"]*)">(?:[a-z ]+ )?([\d.]+)</a>')
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


def made(selection: Selection, period: Period, at: datetime) -> Report:
    """Return the report of an instant that is now."""
    return making.report_of(Wanted(selection, period, "", "", is_merged=True), at)


def made_then(selection: Selection, period: Period, as_of: AsOf) -> Report:
    """Return it as of a past instant."""
    wanted = Wanted(selection, period, "", "", is_merged=True, counts=figures, known=as_of.known)
    with standing(selection, as_of):
        return making.report_of(wanted, as_of.at)


def test_what_was_known_is_what_the_report_said_and_its_identities_hold_at_any_instant() -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    selection, chance = Selection((Unit.objects.get(slug="so-tttt").pk,)), random.Random(15)
    at, filed, then = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL), list[int](), list[tuple[datetime, list[Report]]]()
    for _act in range(45):
        at += timedelta(minutes=chance.choice((5, 60, 240, 900, 2000)), seconds=chance.randrange(60))
        taken = None
        if len(filed) < 5 and (not filed or chance.random() < 0.3):
            filed.append(story.file("alice", at=at).pk)
        else:
            taken = happens(Dossier.objects.get(pk=chance.choice(filed)), chance, at)
        if chance.random() < 0.2:
            cells.rebuild()
            then.append(
                (at + timedelta(seconds=1), [made(selection, one, at + timedelta(seconds=1)) for one in PERIODS])
            )
        if taken and chance.random() < 0.5:
            has_taken_back(*taken, at + timedelta(seconds=45))

    for instant, reports in then:
        for period, said in zip(PERIODS, reports, strict=True):
            known, so = (made_then(selection, period, AsOf(instant, known=known)) for known in (True, False))
            assert known.to_json() == {**said.to_json(), "known": True}
            for report in (known, so):
                assert report.aside
                lines = (*report.lines, report.total, report.aside.line)
                assert [faults(line) for line in lines] == [[]] * len(lines)
    assert len(then) > 4
    assert sum(report.total.at(3) for _instant, reports in then for report in reports) > 10


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, and one that was just resolved by mistake."""
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    act(dossier_at("van-thu", at=local("2026-01-06 08:30")), "finish-van-thu", "tam", "2026-01-16 16:00:10")
    cells.rebuild()  # what is laid down comes without triggers


def numbers(page: str) -> list[tuple[str, str]]:
    """Return every number of a page with its list, whatever else stands in the address."""
    return [(re.sub(r"(&amp;)?(asof|known)=[^&\"]*", "", address), number) for address, number in NUMBER.findall(page)]


def text_of(visitor: Visitor, address: str) -> str:
    """Return a page."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def table_of(query: str) -> list[list[str]]:
    """Return the rows of the report as CSV."""
    rows = read_csv(Visitor("carol").get(f"{PAGE}csv/{query}").content)
    return [row for row in rows if len(row) > 1 and row[-1]]


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_the_page_and_its_files_give_what_they_gave_then(office: None, clock) -> None:
    before, table = numbers(text_of(Visitor("carol"), f"{PAGE}{JANUARY}&merged=1")), table_of(JANUARY)

    go_on(clock)

    page = text_of(Visitor("carol"), f"{PAGE}{JANUARY}&merged=1&{THEN}&known=1")
    assert "You are looking at the past: 16:00 16/01/2026" in page
    assert numbers(page) == before
    assert numbers(text_of(Visitor("carol"), f"{PAGE}{JANUARY}&merged=1")) != before
    assert numbers(text_of(Visitor("carol"), f"{PAGE}{JANUARY}&merged=1&{THEN}")) != before
    lists = [one for one in set(NUMBER.findall(page)) if one[1] != "0"]
    for address, number in lists[::3]:
        assert TITLE.search(text_of(Visitor("carol"), address.replace("&amp;", "&")))[1] == number
    assert table_of(f"{JANUARY}&{THEN}&known=1") == table
    assert table_of(JANUARY) != table


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_the_indices_are_of_then_too(office: None, clock) -> None:
    address = "/quan-ly/bao-cao/chi-so/" + JANUARY
    before = numbers(text_of(Visitor("carol"), address))

    go_on(clock)

    page = text_of(Visitor("carol"), f"{address}&{THEN}&known=1")
    assert "You are looking at the past: 16:00 16/01/2026" in page
    assert numbers(page) == before
    assert numbers(text_of(Visitor("carol"), address)) != before


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_none_of_an_earlier_time_is_issued(office: None, clock) -> None:
    go_on(clock)
    carol = Visitor("carol")

    assert "A report of an earlier time is not issued" in read(carol.get(f"{PAGE}{JANUARY}&{THEN}")).words()
    assert carol.post(f"{PAGE}{JANUARY}&{THEN}", {"checked": "1"}).status_code == 422
    assert not IssuedReport.objects.exists()


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_where_too_much_would_be_read_a_sentence_says_so(office: None, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on(clock)
    monkeypatch.setattr(past, "MOST", 0)

    answer = Visitor("carol").get(f"{PAGE}{JANUARY}&{THEN}")

    assert answer.status_code == 422
    assert "dossiers would have to be read again" in read(answer).words()
    assert Visitor("carol").get(f"{PAGE}csv/{JANUARY}&{THEN}").status_code == 302


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_its_files_say_of_which_knowledge_it_is(office: None) -> None:
    report = made(Selection((Unit.objects.get(slug="so-tttt").pk,)), PERIODS[0], local("2026-01-16 16:00:40"))

    for known, note in ((True, KNOWN), (False, SO)):
        assert note in notes_of(Report.of_json({**report.to_json(), "known": known}), "")
    assert not {KNOWN, SO} & set(notes_of(report, ""))


@pytest.mark.at(local("2026-01-16 16:00:40"))
def test_one_of_a_past_instant_bears_the_day_on_which_it_was_made(office: None, clock) -> None:
    go_on(clock)
    carol, asked = Visitor("carol"), f"{JANUARY}&{THEN}"
    selection = Selection((Unit.objects.get(slug="so-tttt").pk,))
    as_of = AsOf(local("2026-01-16 16:00:59"), known=True)
    wanted = Wanted(selection, PERIODS[0], "", "", counts=figures, known=True, made_at=local("2026-02-20 09:00"))

    with standing(selection, as_of):
        then = making.report_of(wanted, as_of.at)
    name = carol.get(f"{PAGE}xlsx/{asked}").headers["Content-Disposition"]

    assert "made on 20/02/2026, of the figures as of 16:00 16/01/2026" in read(carol.get(f"{PAGE}{asked}")).words()
    assert PrintedReport(then).place_and_day.endswith("ngày 20 tháng 02 năm 2026")
    assert notes_of(then, "")[0].startswith("Lập ngày 20/02/2026 theo số liệu tại thời điểm 16:00 ngày 16/01/2026;")
    assert 'filename="II-06a-20260101-20260116-tai-20260116-1600-xem-truoc.xlsx"' in name
    today = made(selection, PERIODS[0], local("2026-02-20 09:00"))
    assert PrintedReport(today).place_and_day == PrintedReport(then).place_and_day
    assert notes_of(today, "")[0].startswith("Số liệu tại thời điểm 09:00:00 ngày 20/02/2026;")
