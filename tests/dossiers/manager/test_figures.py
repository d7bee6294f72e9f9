"""The page of figures: every number on it leads to exactly its dossiers, whoever looks and however it is narrowed."""

import re
from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from dossiers.manager import figures
from dossiers.models import Dossier
from dossiers.reports import cells
from dossiers.reports.official import causes
from dossiers.reports.periods import Period
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.manager import offices
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NUMBER = re.compile(r'<a(?: class="value")?\s+href="(/quan-ly/[a-z_]+/\?[^"]*)"[^>]*>([\d.]+)<')
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, some late, some of December, one resolved late, one given another date."""
    offices.and_of_december()


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


def test_who_left_keeps_a_row_whose_numbers_open_their_dossiers(office: None) -> None:
    Membership.objects.filter(user__username="dung").update(until=date(2026, 1, 21))
    visitor = Visitor("lan")

    page = text_of(visitor, "/quan-ly/?start=2026-01-01&end=2026-01-23&by=person")

    person = User.objects.get(username="dung").pk
    found = [one for one in set(NUMBER.findall(page)) if f"person={person}" in one[0] and one[1] != "0"]
    assert "Hoàng Tiến Dũng" in page
    assert len(found) > 3
    for address, number in found:
        assert TITLE.search(text_of(visitor, address.replace("&amp;", "&")))[1] == number, address


def test_the_page_says_first_whether_the_office_is_on_time_and_where_what_is_late_lies(office: None) -> None:
    page = Visitor("carol", language="vi").get("/quan-ly/").content.decode()

    sentence = re.sub(r"<[^>]*>|\s+", " ", page.partition('class="lead-figure">')[2].partition("</p>")[0])
    assert " ".join(sentence.split()) == (
        "Tháng này: 80 % đúng hạn, 4 trên 5 hồ sơ đã giải quyết; giảm 20 điểm so với cùng kỳ tháng trước. "
        "Vì sao 1 hồ sơ quá hạn . "
        "7 hồ sơ đang quá hạn, trong đó 3 hồ sơ chậm ở: Phòng Báo chí - Xuất bản."
    )


def test_what_waits_for_its_applicant_is_late_by_who_made_it_late_as_the_report_says() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "ask-payment", "dung", "2026-01-21 09:00")
    cells.rebuild()
    period = Period(date(2026, 1, 1), date(2026, 1, 23))

    page = Visitor("carol", language="vi").get("/quan-ly/").content.decode()
    [cause] = causes.causes_of(Dossier.objects.all(), period, NOW)

    assert f"1 hồ sơ đang quá hạn, chậm ở: {cause.where.vi}." in " ".join(page.split())
    assert cause.where.vi == "Phòng Báo chí - Xuất bản"
    late = text_of(Visitor("carol", language="vi"), "/quan-ly/open/?due=past")
    assert re.search(r"Phòng Báo chí - Xuất bản: [\d,]+ ngày làm việc", late)


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


@pytest.mark.parametrize("who", ["carol", "hoa"])
def test_a_value_that_means_nothing_is_named_on_the_page_of_figures(office: None, who: str) -> None:
    words = read(Visitor(who).get("/quan-ly/?sector=nix&unit=so-tttt&channel=counter")).words()

    assert "The figures are not narrowed by it." in words
    assert "Left out: Sector “nix”, Unit “so-tttt”, Channel “counter”." in words


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
    codes = re.compile(r'class="code"><a href="/mot-cua/([^/]+)/[?"]')
    expected = list(Dossier.objects.filter(accepted_at__isnull=False, resolved_at=None).order_by(column, "pk"))

    up = codes.findall(text_of(Visitor("carol"), f"/quan-ly/open/?sort={sort}"))
    down = codes.findall(text_of(Visitor("carol"), f"/quan-ly/open/?sort=-{sort}"))
    assert up == [dossier.code for dossier in expected] == down[::-1]


def test_a_late_dossier_says_in_whose_hands_it_is_and_for_how_many_days(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/open/?due=past")

    assert {int(days) for days in re.findall(r'is-late"[^>]*>(\d+)</td>', page)} == {4}
    assert "the one that has begun counts too" in page
    assert "Hoàng Văn Dũng" in page or "Dũng" in page


def test_a_dossier_that_was_resolved_late_says_where_it_was_longest(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/overdue/?start=2026-01-01&end=2026-01-31")

    assert "Longest with" in page
    assert re.search(r">Department Office: 10,69 working days</td>", page)
    assert "Longest with" in text_of(Visitor("carol"), "/quan-ly/open/"), "of what is late there"
    assert "Longest with" not in text_of(Visitor("carol"), "/quan-ly/open/?due=later")


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


CODES = re.compile(r'class="code"><a href="/mot-cua/([^/]+)/[?"]')


def test_what_is_open_goes_by_due_date_and_says_its_step_and_unit(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/open/")
    expected = list(Dossier.objects.filter(accepted_at__isnull=False, resolved_at=None).order_by("due_at", "pk"))

    assert CODES.findall(page) == [dossier.code for dossier in expected]
    step = next(one for one in expected if one.holder)
    assert step.machine.states[step.state].label.en in page
    assert '<span class="line">Press' in page


def test_lists_of_what_is_late_go_by_days_late_the_most_first(office: None) -> None:
    other = dossier_at("van-thu", at=local("2025-12-22 08:30"))
    act(other, "finish-van-thu", "tam", "2026-01-21 08:00")
    visitor = Visitor("carol")
    asked = "start=2026-01-01&end=2026-01-31"
    found = Dossier.objects.filter(verdict="overdue", resolved_at__gte=local("2026-01-01 00:00"))
    expected = [one.code for one in sorted(found, key=lambda one: one.resolved_at - one.lawful_due_at)]

    assert len(expected) == 2
    assert f"/quan-ly/overdue/?{asked}&sort=-late".replace("&", "&amp;") in text_of(
        visitor, f"/quan-ly/overdue/?{asked}"
    )
    assert CODES.findall(text_of(visitor, f"/quan-ly/overdue/?{asked}&sort=-late")) == expected[::-1]
    assert CODES.findall(text_of(visitor, f"/quan-ly/overdue/?{asked}&sort=late")) == expected
    open_late = CODES.findall(text_of(visitor, "/quan-ly/open/?due=past&sort=-late"))
    assert open_late == CODES.findall(text_of(visitor, "/quan-ly/open/?due=past&sort=due"))


def table_of(page: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the rows of what is broken down, and their cells."""
    table = page.partition('id="by"')[2].partition("<table")[2].partition("</table>")[0]
    rows = [row.split("<td") for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.DOTALL)]
    plain = [[re.sub(r"<[^>]*>", "", f"<td{cell}").strip() for cell in row] for row in rows]
    return [name for name, *_cells in plain], [cells for _name, *cells in plain]


def test_what_is_broken_down_goes_by_a_column_and_has_a_line_of_all(office: None) -> None:
    asked = "start=2025-12-01&end=2026-01-23&by=outcome"
    names, cells = table_of(text_of(Visitor("carol"), f"/quan-ly/?{asked}"))
    turned, by_number = table_of(text_of(Visitor("carol"), f"/quan-ly/?{asked}&order=-resolved"))

    assert names[-1] == turned[-1] == "Total"
    assert sorted(turned) == sorted(names)
    resolved = [int(row[1]) for row in by_number]
    assert resolved[:-1] == sorted(resolved[:-1], reverse=True)
    assert sum(resolved[:-1]) == resolved[-1] == int(cells[-1][1])
    assert table_of(text_of(Visitor("carol"), f"/quan-ly/?{asked}&order=%3Cb"))[0] == names


def test_what_is_broken_down_begins_with_what_was_least_on_time(office: None) -> None:
    asked = "start=2025-12-01&end=2026-01-23&by=channel"
    page = text_of(Visitor("carol"), f"/quan-ly/?{asked}")
    head = re.search(r'<th[^>]*aria-sort="ascending"[^>]*>.*?</th>', page.partition('id="by"')[2], re.DOTALL)[0]

    assert "On-time rate" in head
    assert table_of(page) == table_of(text_of(Visitor("carol"), f"/quan-ly/?{asked}&order=rate"))


def test_what_is_broken_down_is_compared_with_the_year_before_where_that_is_asked(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/?start=2026-01-01&end=2026-01-23&against=year")

    assert "On the year before" in page
    assert "On the period before" not in page


def test_how_figures_are_looked_at_stays_so_through_a_list_and_back(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/overdue/?start=2026-01-01&end=2026-01-23&by=channel&against=year")

    back = re.search(r'class="back" href="([^"]*)"', page)[1]
    assert back.endswith("&amp;by=channel&amp;against=year")


def test_what_is_due_in_the_next_working_days_passes_over_the_days_off(office: None) -> None:
    # 23/01/2026 is a Friday: three working days behind it are Monday to Wednesday.
    for filed_on in ("14", "15"):
        dossier_at("van-thu", at=local(f"2026-01-{filed_on} 08:30"))
    visitor = Visitor("carol")
    page = text_of(visitor, "/quan-ly/")
    soon = Dossier.objects.filter(
        accepted_at__isnull=False, resolved_at=None, late_at__gt=NOW, due_at__lt=local("2026-01-29 00:00")
    )
    [address] = re.findall(r'href="([^"]*due=soon)"', page)

    assert "(until 28/01/2026)" in page
    assert set(CODES.findall(text_of(visitor, address.replace("&amp;", "&")))) == {one.code for one in soon}
    assert soon.filter(due_at__gte=local("2026-01-28 00:00")).exists()
    assert Dossier.objects.filter(due_at__gte=local("2026-01-29 00:00"), due_at__lt=local("2026-01-30 00:00")).exists()


def test_a_procedure_is_not_called_standardised_where_its_iso_document_is_not_known(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/quy-trinh/")
    words = " ".join(re.sub(r"<[^>]*>", " ", page).split())

    [(steps, everything, known)] = re.findall(
        r"(\d+) of (\d+) procedures lie down in steps\. .* are known of (\d+)\.", words
    )
    assert int(steps) == int(everything) == page.count("<tr>") - 1
    assert int(known) == 0
    assert ">Standardised<" not in page


def test_a_unit_that_one_may_not_choose_is_said_to_be_passed_over(office: None) -> None:
    page = text_of(Visitor("dung"), "/quan-ly/?unit=cong-nghe-thong-tin")

    assert "not yours to choose" in page


def test_a_period_that_ends_before_it_begins_shows_no_rate(office: None) -> None:
    answer = Visitor("carol").get("/quan-ly/?start=2026-01-23&end=2026-01-01")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "The period ends before it begins." in page
    assert "figure--rate" not in page


@pytest.mark.parametrize("page", ["tra-loi", "thoi-gian", "le-phi", "vi-sao-tre"])
def test_how_figures_are_looked_at_stays_so_when_another_page_is_asked_for_other_days(office: None, page: str) -> None:
    shown = text_of(Visitor("carol"), f"/quan-ly/{page}/?start=2026-01-01&end=2026-01-23&by=channel")

    assert '<input type="hidden" name="by" value="channel">' in shown


def test_a_month_that_is_not_over_is_drawn_lighter_and_says_so(office: None) -> None:
    page = text_of(Visitor("carol"), "/quan-ly/theo-thoi-gian/")
    marks = re.findall(r"<title>([^<]*)</title>(.*?)</(?:a|g)>", page, re.DOTALL)
    lighter = {title.partition(":")[0].partition(", not")[0] for title, drawn in marks if 'opacity=".45"' in drawn}

    assert lighter == {"01/2026"}
    assert all('opacity=".45"' in drawn for title, drawn in marks if title.startswith("01/2026"))
    assert "01/2026, not over yet" in page


@pytest.mark.parametrize(
    ("who", "asked"),
    [("hoa", ""), ("dung", ""), ("carol", "&unit=bao-chi-xuat-ban")],
)
def test_what_the_desk_refused_is_no_number_of_a_division(office: None, who: str, asked: str) -> None:
    visitor, days = Visitor(who), "?start=2026-01-01&end=2026-01-23"

    page = text_of(visitor, f"/quan-ly/{days}{asked}")

    assert "figure--refused" not in page
    assert "has come to no division yet" in page
    assert "has come to no division yet" in text_of(visitor, f"/quan-ly/refused/{days}{asked}")
    whole = text_of(Visitor("carol"), f"/quan-ly/{days}")
    assert "figure--refused" in whole
    assert "has come to no division yet" not in whole
