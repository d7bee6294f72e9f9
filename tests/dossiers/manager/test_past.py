"""Figures and lists as of a past instant: what the page itself gave then, and a clear sentence where nothing can be shown."""

import re
from urllib.parse import parse_qsl, urlencode

import pytest

from dossiers.models import Dossier
from dossiers.reports import cells
from dossiers.reports.past import standing
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local
from tests.dossiers.manager.test_figures import NUMBER, TITLE, text_of
from tests.dossiers.undoing import take_back

THEN = "2026-01-16T16:00"
pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-16 16:00:40"))]
JANUARY = "start=2026-01-01&end=2026-01-16"


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, and one that was just resolved by mistake."""
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    dossier_at("returned", at=local("2025-12-08 08:30"))
    act(dossier_at("van-thu", at=local("2026-01-06 08:30")), "finish-van-thu", "tam", "2026-01-16 16:00:10")
    cells.rebuild()  # what is laid down comes without triggers


def go_on(clock) -> None:
    """Take the mistake back, resolve it and others later, and let weeks go by."""
    resolved = Dossier.objects.latest("changed_at")
    take_back(resolved, "tam", at=local("2026-01-16 16:01:05"))
    for dossier in Dossier.objects.filter(state="van-thu"):
        act(Walk(dossier, dossier.changed_at), "finish-van-thu", "tam", "2026-01-21 08:00")
    clock.move_to(local("2026-02-20 09:00"))


def numbers(page: str) -> dict[str, str]:
    """Return every number of a page by its list, whatever else stands in the address."""
    found = {}
    for address, number in NUMBER.findall(page):
        found[re.sub(r"(&amp;)?(asof|known)=[^&]*", "", address)] = number
    return found


def test_the_page_gives_what_it_gave_then(office: None, clock) -> None:
    visitor = Visitor("carol")
    then = {by: numbers(text_of(visitor, f"/quan-ly/?{JANUARY}&by={by}")) for by in ("sector", "unit", "outcome")}

    go_on(clock)

    for by, before in then.items():
        page = text_of(Visitor("carol"), f"/quan-ly/?{JANUARY}&by={by}&asof={THEN}&known=1")
        assert "You are looking at the past: 16:00 16/01/2026" in page
        shown = numbers(page)
        assert len(shown) > 20
        assert shown == {address: before[address] for address in shown}
    assert numbers(text_of(Visitor("carol"), f"/quan-ly/?{JANUARY}&by=sector")) != then["sector"]


@pytest.mark.parametrize("known", ["", "&known=1"])
@pytest.mark.parametrize(
    ("who", "by"), [("carol", "outcome"), ("lan", "person"), ("hoa", "unit"), ("dung", "procedure")]
)
def test_every_number_opens_exactly_its_dossiers_as_of_the_same(
    office: None, clock, who: str, by: str, known: str
) -> None:
    go_on(clock)
    visitor = Visitor(who)

    found = sorted(set(NUMBER.findall(text_of(visitor, f"/quan-ly/?{JANUARY}&by={by}&asof={THEN}{known}"))))

    assert len(found) > 20
    for address, number in [one for one in found if one[1] != "0"][::2]:
        assert "asof=2026-01-16T16%3A00" in address
        page = text_of(visitor, address.replace("&amp;", "&"))
        assert "You are looking at the past" in page
        assert TITLE.search(page)[1] == number, address
        assert page.count('<th scope="row" class="code">') == int(number), address


def test_what_was_taken_back_was_known_and_was_not_so(office: None, clock) -> None:
    go_on(clock)
    visitor = Visitor("carol")

    def resolved(more: str) -> int:
        return int(TITLE.search(text_of(visitor, f"/quan-ly/resolved/?{JANUARY}&{more}"))[1])

    assert resolved(f"asof={THEN}&known=1") == resolved(f"asof={THEN}") + 1 == resolved("") + 1
    page = text_of(visitor, f"/quan-ly/resolved/?{JANUARY}&asof={THEN}&known=1&sort=-due")
    assert re.search(r'href="/mot-cua/[^/]+/luc/\?at=2026-01-16T16:00"', page)
    today, other = re.search(r'no-print"><a href="([^"]*)">Back.*?<a href="([^"]*)">', page, re.DOTALL).groups()
    assert "asof" not in today
    assert "sort=-due" in today
    assert ("asof" in other, "known" in other) == (True, False)
    for address in (today, other):
        text_of(visitor, address.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("asof", "sentence"),
    [
        ("2026-01-16T16:01", "This time is still to come. Choose one that has passed."),
        ("16/01/2026", "This day has not ended yet. Write a time before its day, or choose an earlier day."),
        ("31/02/2026", "There is no such day. Please check it."),
        ("2099-01-01T00:00", "This time is still to come. Choose one that has passed."),
        ("yesterday", "Please give a time and a day, or a day alone, such as 16:30 24/11/2026."),
        ("25:00 15/01/2026", "The time must be between 00:00 and 23:59."),
        ("2026-13-01T00:00", ""),
        ("%00", ""),
        ("2020-01-01T00:00", "There was no dossier yet: the first of what is chosen was filed at 08:30 08/12/2025."),
        ("0001-01-01T00:00", ""),
    ],
)
@pytest.mark.parametrize("address", ["/quan-ly/", "/quan-ly/open/"])
def test_an_instant_that_cannot_be_shown_has_a_sentence_and_no_figure(
    office: None, asof: str, sentence: str, address: str
) -> None:
    answer = Visitor("carol").get(f"{address}?asof={asof}&known=1")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-summary"' in page
    assert sentence in page
    assert not NUMBER.search(page)
    assert "<table" not in page


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("15/01/2026", "the end of 15/01/2026"),
        ("ngày 15 tháng 1 năm 2026", "the end of 15/01/2026"),
        ("2026-01-15", "the end of 15/01/2026"),
        ("15/01/2026 08:00", "08:00 15/01/2026"),
        ("08:00 15/01/2026", "08:00 15/01/2026"),
        ("8h ngày 15/01/2026", "08:00 15/01/2026"),
        ("8 giờ 30 ngày 15.1.2026", "08:30 15/01/2026"),
    ],
)
def test_an_instant_is_taken_as_people_write_it_and_a_day_alone_to_its_end(office: None, typed: str, then: str) -> None:
    answer = Visitor("carol").get("/quan-ly/open/", {"asof": typed})

    assert f"You are looking at the past: {then}." in read(answer).words()
    written = then.replace("the end of", "23:59").split()
    assert "asof=2026-01-15T" + written[0].replace(":", "%3A") in answer.content.decode()


def test_one_example_shows_how_it_is_written(office: None) -> None:
    words = read(Visitor("carol", language="vi").get("/quan-ly/?asof=x")).words()

    assert words.count("16:30 24/11/2026") == 3
    assert "24/11/2026 16:30" not in words


def test_the_minute_that_runs_can_be_asked_and_is_today(office: None) -> None:
    visitor = Visitor("carol")

    assert (
        TITLE.search(text_of(visitor, f"/quan-ly/open/?asof={THEN}"))[1]
        == TITLE.search(text_of(visitor, "/quan-ly/open/"))[1]
    )
    assert "You are looking at the past" not in text_of(visitor, "/quan-ly/?asof=&known=1")


def test_more_than_can_be_read_is_to_be_narrowed(office: None, monkeypatch: pytest.MonkeyPatch, clock) -> None:
    go_on(clock)
    monkeypatch.setattr(standing, "MOST", 0)

    answer = Visitor("carol").get(f"/quan-ly/?asof={THEN}")

    assert answer.status_code == 422
    assert "Choose a sector or a procedure, or a later time." in answer.content.decode()


def test_what_is_not_ones_own_narrows_nothing_and_is_said_to_then_too(office: None, clock) -> None:
    go_on(clock)
    visitor = Visitor("hoa")

    page = text_of(visitor, f"/quan-ly/open/?unit=van-phong&asof={THEN}")

    assert TITLE.search(page)[1] == TITLE.search(text_of(visitor, f"/quan-ly/open/?asof={THEN}"))[1]
    assert "not yours to choose" in page
    assert Visitor("alice").get(f"/quan-ly/?asof={THEN}").status_code in (403, 404)


BOOK, INDICES, II_06A = (f"/quan-ly/bao-cao/{name}/" for name in ("so-theo-doi", "chi-so", "ii-06a"))


def onward(page: str, path: str) -> dict[str, str]:
    """Return what the link of a page to a path has behind its question mark."""
    found = re.search(rf'href="{path}(?:\?([^"]*))?"', page.partition("<main")[2])[1]
    return dict(parse_qsl((found or "").replace("&amp;", "&")))


@pytest.mark.parametrize("address", [II_06A, INDICES, BOOK])
def test_the_days_the_unit_and_the_past_instant_go_along_to_each_report_and_back(
    office: None, clock, address: str
) -> None:
    go_on(clock)
    visitor = Visitor("carol")
    asked = {"start": "2026-01-01", "end": "2026-01-16", "unit": "bao-chi-xuat-ban", "asof": THEN, "known": "1"}

    figures = text_of(visitor, f"/quan-ly/?{urlencode(asked)}")
    reports = text_of(visitor, f"/quan-ly/bao-cao/?{urlencode(onward(figures, '/quan-ly/bao-cao/'))}")
    shown = text_of(visitor, f"{address}?{urlencode(onward(reports, address))}")

    assert "You are looking at the past: 16:00 16/01/2026." in reports
    for page, path in ((reports, "/quan-ly/"), (reports, address), (shown, "/quan-ly/bao-cao/")):
        assert onward(page, path).items() >= asked.items(), path
    assert "01/01/2026 to 16/01/2026" in shown


def test_what_a_report_cannot_show_of_what_was_asked_is_said(office: None, clock) -> None:
    go_on(clock)
    visitor = Visitor("carol")
    asked = f"{JANUARY}&unit=bao-chi-xuat-ban&channel=online&asof={THEN}"

    book, indices, figures = (text_of(visitor, f"{address}?{asked}") for address in (BOOK, INDICES, "/quan-ly/"))

    unable = "This page cannot look back to 16:00 16/01/2026: it shows what is recorded"
    assert [unable in page for page in (book, indices, figures)] == [True, False, False]
    assert "This page is not narrowed by: On line." in book
    assert re.search(r"This page is not narrowed by: On line, [^,.]*\.", indices)
    assert "This page is not narrowed by" not in figures
    assert "what else was chosen does not narrow them" in text_of(visitor, f"/quan-ly/bao-cao/?{asked}")


def test_a_report_that_was_opened_by_itself_hands_nothing_on(office: None) -> None:
    visitor = Visitor("carol")

    for address in (II_06A, INDICES, BOOK):
        assert onward(text_of(visitor, address), "/quan-ly/bao-cao/") == {}
    wrong = text_of(visitor, "/quan-ly/bao-cao/?start=2026-02-01&end=2026-01-01&asof=2099-01-01T00:00")
    assert onward(wrong, II_06A) == {}
    assert "cannot be used, and does not go on to the reports" in wrong


@pytest.mark.parametrize("wrong", ["unit=khong-co", "person=zzz", "procedure=zzz", "over=zzz", "reason=zzz", "at=zzz"])
def test_a_value_that_means_nothing_narrows_nothing_and_is_said_to(office: None, wrong: str) -> None:
    visitor = Visitor("lan")
    plain = text_of(visitor, f"/quan-ly/received/?{JANUARY}")

    page = text_of(visitor, f"/quan-ly/received/?{JANUARY}&{wrong}")

    assert TITLE.search(page)[1] == TITLE.search(plain)[1]
    assert (page.count("not yours to choose"), plain.count("not yours to choose")) == (1, 0)


@pytest.mark.parametrize(
    ("figure", "hint"),
    [
        ("open", "accepted and not resolved at 16:00 16/01/2026"),
        ("pending_overdue", "past the return date at 16:00 16/01/2026"),
        ("unanswered", "still waiting for the desk at 16:00 16/01/2026"),
        ("to_answer", "waiting for the desk at 16:00 16/01/2026, its hours not over by then"),
        ("waiting", "in process at 16:00 16/01/2026, and asked for more"),
    ],
)
def test_a_list_of_the_past_names_its_instant_and_says_nothing_of_now(
    office: None, clock, figure: str, hint: str
) -> None:
    go_on(clock)

    page = text_of(Visitor("carol"), f"/quan-ly/{figure}/?{JANUARY}&asof={THEN}")

    [meta] = re.findall(r'<p class="meta">(.*?)</p>', page, re.DOTALL)
    assert hint in meta
    assert not re.search(r"\b(now|today)\b", meta)
