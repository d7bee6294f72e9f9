"""The page of figures: every number on it leads to exactly its dossiers, whoever looks and however it is narrowed."""

import re
from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit
from accounts.roles import Role
from dossiers.manager import figures
from dossiers.models import Dossier
from dossiers.reports import cells
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NUMBER = re.compile(r'<a(?: class="value")?\s+href="(/quan-ly/[a-z_]+/\?[^"]*)"[^>]*>([\d.]+)<')
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, some late, some of December, one resolved late, one given another date."""
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    dossier_at("returned", at=local("2025-12-08 08:30"))
    late = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    cells.rebuild()  # what is laid down comes without triggers
    act(late, "finish-van-thu", "tam", "2026-01-20 08:00")


def text_of(visitor: Visitor, address: str) -> str:
    """Return a page."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("carol", ""),
        ("carol", "?start=2025-12-01&end=2026-01-19&by=sector"),
        ("carol", "?start=2025-12-01&end=2026-01-23&by=outcome"),
        ("lan", "?start=2026-01-01&end=2026-01-31&by=person"),
        ("lan", "?start=2026-01-01&end=2026-01-23&by=channel&unit=bao-chi-xuat-ban"),
        ("hoa", "?start=2026-01-01&end=2026-01-23&by=unit&channel=online"),
        ("dung", "?start=2026-01-01&end=2026-01-23"),
        ("carol", "?start=2027-01-01&end=2027-01-23"),
    ],
)
def test_every_number_opens_exactly_its_dossiers(office: None, who: str, asked: str) -> None:
    visitor = Visitor(who)
    found = sorted(set(NUMBER.findall(text_of(visitor, f"/quan-ly/{asked}"))))

    assert len(found) > 20
    some = [one for one in found if one[1] != "0"] + [one for one in found if one[1] == "0"][::5]
    for address, number in some:
        page = text_of(visitor, address.replace("&amp;", "&"))
        assert TITLE.search(page)[1] == number, address
        assert page.count('<th scope="row" class="code">') == min(int(number.replace(".", "")), 50), address
    assert "2027" in asked or any(number != "0" for _address, number in found)


def test_the_page_says_first_whether_the_office_is_on_time_and_where_what_is_late_lies(office: None) -> None:
    page = Visitor("carol", language="vi").get("/quan-ly/").content.decode()

    sentence = re.sub(r"<[^>]*>|\s+", " ", page.partition('class="lead-figure">')[2].partition("</p>")[0])
    assert " ".join(sentence.split()) == (
        "Tháng này: 80 % đúng hạn, 4 trên 5 hồ sơ đã giải quyết; giảm 20 điểm so với cùng những ngày đó của tháng trước. "
        "7 hồ sơ đang quá hạn, trong đó 3 hồ sơ ở: Phòng Báo chí - Xuất bản."
    )


def test_who_heads_a_division_sees_its_figures_and_people_and_a_case_officer_ones_own(office: None) -> None:
    other = officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    officer("binh", Role.DIVISION_HEAD, "buu-chinh-vien-thong")
    one = Dossier.objects.filter(assignee__username="dung", resolved_at=None).first()
    Dossier.objects.filter(pk=one.pk).update(assignee=other)

    counts = {
        who: int(TITLE.search(text_of(Visitor(who), "/quan-ly/open/"))[1]) for who in ("lan", "hoa", "dung", "minh")
    }
    assert counts["lan"] > counts["hoa"] > counts["dung"] > 0
    assert counts["minh"] == 1
    assert int(TITLE.search(text_of(Visitor("binh"), "/quan-ly/open/"))[1]) == 0
    offers = {who: 'name="person"' in text_of(Visitor(who), "/quan-ly/") for who in ("carol", "lan", "hoa", "dung")}
    assert offers == {"carol": False, "lan": True, "hoa": True, "dung": False}


@pytest.mark.parametrize(
    "forged",
    [
        "unit=van-phong",
        "person=1",
        "person=x",
        "sector=khong-co",
        "procedure=%00",
        "channel=fax",
        "unit=so-tttt",
    ],
)
def test_what_is_not_ones_own_to_choose_narrows_nothing_and_is_said_to(office: None, forged: str) -> None:
    visitor = Visitor("hoa")

    page = text_of(visitor, f"/quan-ly/open/?{forged}")
    assert TITLE.search(page)[1] == TITLE.search(text_of(visitor, "/quan-ly/open/"))[1]
    assert "not yours to choose" in page


@pytest.mark.parametrize(
    "part",
    [
        "step=khong-co",
        "at=khong-co",
        "at=%00",
        "holder=x",
        "age=1-2",
        "due=never",
        "outcome=4-x",
        "outcome=x",
        "sort=pk",
    ],
)
def test_a_part_that_there_is_not_narrows_nothing(office: None, part: str) -> None:
    visitor = Visitor("carol")

    assert text_of(visitor, f"/quan-ly/open/?{part}").count("<tr>") == text_of(visitor, "/quan-ly/open/").count("<tr>")


@pytest.mark.parametrize(
    ("sort", "column"), [("accepted", "accepted_at"), ("due", "due_at"), ("applicant", "applicant_key")]
)
def test_a_list_goes_by_the_column_that_was_chosen(office: None, sort: str, column: str) -> None:
    codes = re.compile(r'class="code"><a href="/mot-cua/([^/]+)/"')
    expected = list(Dossier.objects.filter(accepted_at__isnull=False, resolved_at=None).order_by(column, "pk"))

    up = codes.findall(text_of(Visitor("carol"), f"/quan-ly/open/?sort={sort}"))
    down = codes.findall(text_of(Visitor("carol"), f"/quan-ly/open/?sort=-{sort}"))
    assert up == [dossier.code for dossier in expected] == down[::-1]


def test_a_late_dossier_says_in_whose_hands_it_is_and_for_how_many_days(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/open/?due=past")

    assert {int(days) for days in re.findall(r'is-late">(\d+)</td>', page)} == {4}
    assert "Hoàng Văn Dũng" in page or "Dũng" in page


def test_a_dossier_that_was_resolved_late_says_where_it_was_longest(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/overdue/?start=2026-01-01&end=2026-01-31")

    assert "Longest with" in page
    assert re.search(r'<td class="clip">Department Office: 10,69 working days</td>', page)
    assert "Longest with" not in text_of(Visitor("carol"), "/quan-ly/open/")


def test_a_dossier_without_a_limit_or_of_a_unit_that_was_moved_is_counted_once(office: None) -> None:
    agency = Unit.objects.get(slug="so-tttt")
    other = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX")
    everything = int(TITLE.search(text_of(Visitor("carol"), "/quan-ly/open/"))[1])

    Unit.objects.filter(slug="bao-chi-xuat-ban").update(parent=other)

    # Whose a dossier is was written on it when it was filed.
    assert int(TITLE.search(text_of(Visitor("carol"), "/quan-ly/open/"))[1]) == everything
    assert agency.pk != other.pk


def test_the_page_asks_as_often_whatever_there_is(
    office: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor = Visitor("carol")
    visitor.get("/quan-ly/")

    with django_assert_max_num_queries(34):
        visitor.get("/quan-ly/?start=2025-01-01&end=2026-01-23")


def test_while_the_years_before_are_loaded_the_page_says_so(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    carol = Visitor("carol")
    assert "is being loaded" not in text_of(carol, "/quan-ly/")

    monkeypatch.setattr(figures, "history_loaded_until", lambda: date(2017, 3, 4))

    assert "is being loaded, up to what was filed on 04/03/2017" in text_of(carol, "/quan-ly/")
