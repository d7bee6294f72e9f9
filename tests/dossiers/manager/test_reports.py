"""Pages of official reports: every number leads to its dossiers, what is issued stays, and to whom it is open."""

import re
from datetime import date, datetime
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit
from accounts.roles import Role
from dossiers.manager import indices, reports
from dossiers.manager.details import register
from dossiers.models import Dossier, IssuedReport
from dossiers.reports import cells
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.manager import offices
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
PAGE = "/quan-ly/bao-cao/ii-06a/"
CHECKED = {"checked": "2026-01-23"}
"""Of a period that has not ended on that day: what the tick says of it."""
WHY = "Bổ sung hồ sơ nộp tại quầy ngày 05/01."
QUARTER = "?start=2025-12-15&end=2026-03-14"
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NUMBER = re.compile(r'<a href="(/quan-ly/[a-z_]+/\?[^"]*)">(?:[a-z ]+ )?([\d.]+)</a>')
CODE = re.compile(r'<th scope="row"[^>]*>\s*<a[^>]*>([^<]+)</a></th>')
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, and one resolved late."""
    offices.in_every_state()


def text_of(visitor: Visitor, address: str) -> str:
    """Return a page."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def issued(who: str = "carol", query: str = QUARTER, replaces: int | None = None) -> IssuedReport:
    """Issue a report, from a page that names the one that it replaces."""
    named = {"replaces": ""} if replaces is None else {"replaces": str(replaces), "reason": WHY}
    answer = Visitor(who).post(f"{PAGE}{query}", CHECKED | named)
    assert answer.status_code == 302
    return IssuedReport.objects.get(pk=answer.url.split("/")[-2])


@pytest.mark.parametrize(
    ("who", "query"),
    [("carol", f"{QUARTER}&merged=1"), ("lan", f"{QUARTER}&unit=bao-chi-xuat-ban"), ("hoa", QUARTER), ("carol", "")],
)
def test_every_number_opens_exactly_its_dossiers(office: None, who: str, query: str) -> None:
    visitor = Visitor(who)
    found = sorted(set(NUMBER.findall(text_of(visitor, f"{PAGE}{query}"))))

    assert len(found) >= (22 if query else 11)
    for address, number in found:
        page = text_of(visitor, address.replace("&amp;", "&"))
        assert TITLE.search(page)[1] == number, address


@pytest.mark.parametrize("past", ["", "&asof=2026-01-21T12:00&known=1"])
def test_every_cause_of_overdue_opens_its_dossiers_which_are_all_the_overdue(office: None, past: str) -> None:
    carol = Visitor("carol")
    page = text_of(carol, f"{PAGE}{QUARTER}{past}").replace("&amp;", "&")
    causes = page.partition("Where it stayed longest")[2].partition("</table>")[0]

    for figure, least in (("overdue", 1), ("pending_overdue", 4)):
        found = re.findall(rf'href="(/quan-ly/{figure}/\?[^"]*longest=[^"]*)">(\d+)</a>', causes)
        lists = [text_of(carol, address) for address, _number in found]
        assert [TITLE.search(one)[1] for one in lists] == [number for _address, number in found]
        codes = [code for one in lists for code in CODE.findall(one)]
        whole = next(address for address, _number in NUMBER.findall(page) if f"/{figure}/" in address)
        assert sorted(codes) == sorted(CODE.findall(text_of(carol, whole)))
        assert len(codes) >= least


def test_what_is_issued_stays_to_the_byte_though_dossiers_change(office: None) -> None:
    kept = issued(query=f"{QUARTER}&merged=1&receiver=V%C4%83n+ph%C3%B2ng+UBND")
    visitor = Visitor("carol")
    before = [visitor.get(f"/quan-ly/bao-cao/{kept.pk}/{form}/").content for form in ("pdf", "xlsx", "csv")]
    page = text_of(visitor, f"/quan-ly/bao-cao/{kept.pk}/")

    Dossier.objects.filter(sector="xuat-ban").update(sector="bao-chi")
    Unit.objects.filter(slug="so-tttt").update(name_vi="Sở khác")
    cells.rebuild()

    assert [visitor.get(f"/quan-ly/bao-cao/{kept.pk}/{form}/").content for form in ("pdf", "xlsx", "csv")] == before
    assert text_of(visitor, f"/quan-ly/bao-cao/{kept.pk}/").partition("<table")[2] == page.partition("<table")[2]
    assert kept.by.username == "carol"
    assert (kept.at, kept.report["receiver"]) == (NOW, "Văn phòng UBND")
    assert f'href="/quan-ly/bao-cao/{kept.pk}/"' in text_of(visitor, "/quan-ly/bao-cao/")


def test_a_division_s_head_reports_on_it_and_sees_no_report_of_the_whole(office: None) -> None:
    officer("binh", Role.DIVISION_HEAD, "buu-chinh-vien-thong")
    whole, own, other = issued(), issued("binh"), issued(query=f"{QUARTER}&unit=bao-chi-xuat-ban")

    def seen(who: str) -> set[int]:
        return {
            kept.pk
            for kept in (whole, own, other)
            if Visitor(who).get(f"/quan-ly/bao-cao/{kept.pk}/").status_code == 200
        }

    # Hoa heads every division of the demo.
    assert (seen("carol"), seen("hoa"), seen("binh")) == ({whole.pk, own.pk, other.pk}, {own.pk, other.pk}, {own.pk})
    assert own.report["unit"] == "Phòng Bưu chính - Viễn thông"
    for who, kept in (("hoa", whole), ("dung", own), ("mallory", whole)):
        assert Visitor(who).get(f"/quan-ly/bao-cao/{kept.pk}/pdf/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/quan-ly/", "/quan-ly/bao-cao/", "/quan-ly/bao-cao/chi-so/", "/quan-ly/bao-cao/so-theo-doi/", PAGE]
)
def test_a_division_s_head_is_told_that_the_figures_are_a_part(office: None, address: str) -> None:
    officer("binh", Role.DIVISION_HEAD, "buu-chinh-vien-thong")
    said = "Số liệu hồ sơ của: Phòng Bưu chính - Viễn thông; chưa gồm hồ sơ chưa giao phòng nào."

    assert said in read(Visitor("binh", language="vi").get(address)).words()
    assert "chưa giao phòng nào" not in read(Visitor("carol", language="vi").get(address)).words()


def test_another_agency_s_report_is_not_there(office: None) -> None:
    kept = issued()
    other = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX")
    officer("nga", Role.MANAGER, other.slug)

    assert Visitor("nga").get(f"/quan-ly/bao-cao/{kept.pk}/").status_code == 404
    assert f"/bao-cao/{kept.pk}/" not in text_of(Visitor("nga"), "/quan-ly/bao-cao/")


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("?start=2026-02-01&end=2026-01-01", "id_end", "The period ends before it begins."),
        ("?start=2026-02-01&end=2026-03-01", "id_start", "This period has not begun yet: there is nothing to report."),
        ("?start=31/02/2026&end=2026-03-01", "id_start", "There is no such day. Please check it."),
        (f"{QUARTER}&receiver={'a' * 300}", "id_receiver", None),
    ],
)
def test_a_wrong_period_is_told_at_its_field_and_nothing_is_issued_of_it(
    office: None, query: str, field: str, sentence: str | None
) -> None:
    visitor = Visitor("carol")
    page = read(visitor.get(f"{PAGE}{query}"))

    assert field in page.errors
    assert sentence is None or page.errors[field] == sentence
    assert "No figure is shown: it would be a wrong one." in page.words()
    assert visitor.post(f"{PAGE}{query}", CHECKED).status_code == 422
    assert visitor.get(f"{PAGE}pdf/{query}").url.startswith(f"{PAGE}?")
    assert not IssuedReport.objects.exists()


def test_a_press_without_a_period_issues_nothing() -> None:
    assert Visitor("carol").post(PAGE, CHECKED).status_code == 422
    assert not IssuedReport.objects.exists()


def test_nothing_is_issued_that_nobody_says_is_checked(office: None) -> None:
    answer = Visitor("carol").post(f"{PAGE}{QUARTER}")

    assert answer.status_code == 422
    assert "Please check it and tick this first. Nothing was issued." in read(answer).words()
    assert not IssuedReport.objects.exists()


SO_FAR = "Quý I năm 2026 chưa kết thúc: số liệu tính đến 23/01/2026"


def test_what_is_issued_of_a_quarter_that_runs_says_so_wherever_it_stands(office: None) -> None:
    carol = Visitor("carol", language="vi")
    form = text_of(carol, f"{PAGE}{QUARTER}").partition('name="checked"')[2]

    assert SO_FAR in form.partition("</label>")[0]
    kept = issued()

    page = f"/quan-ly/bao-cao/{kept.pk}/"
    assert SO_FAR in read(carol.get(page)).words()
    assert "chưa kết thúc, mới đến 23/01/2026" in read(carol.get("/quan-ly/bao-cao/")).words()
    csv, workbook, pdf = (carol.get(f"{page}{form}/") for form in ("csv", "xlsx", "pdf"))
    assert csv.content.decode().splitlines()[-1] == f",{SO_FAR}{11 * ','}"
    with ZipFile(BytesIO(workbook.content)) as book:
        assert SO_FAR in book.read("xl/sharedStrings.xml").decode()
    assert SO_FAR in " ".join(PdfReader(BytesIO(pdf.content)).pages[0].extract_text().split())
    assert all("-den-20260123" in answer["Content-Disposition"] for answer in (csv, workbook, pdf))
    assert "Quarter I of 2026 has not ended" in read(Visitor("carol").get(page)).words()


@pytest.mark.parametrize("tick", ["1", "2026-01-22", "on"])
def test_a_tick_that_did_not_say_how_far_the_quarter_has_gone_issues_nothing(office: None, tick: str) -> None:
    answer = Visitor("carol").post(f"{PAGE}{QUARTER}", {"checked": tick, "replaces": ""})

    assert answer.status_code == 422
    assert "Please check it and tick this first. Nothing was issued." in read(answer).words()
    assert not IssuedReport.objects.exists()


def test_a_quarter_that_is_over_is_ticked_and_issued_as_a_whole_one(office: None) -> None:
    carol, last = Visitor("carol", language="vi"), "?start=2025-09-15&end=2025-12-14"
    assert "chưa kết thúc: số liệu" not in text_of(carol, f"{PAGE}{last}")

    answer = carol.post(f"{PAGE}{last}", {"checked": "1", "replaces": ""})

    assert answer.status_code == 302
    assert "chưa kết thúc" not in text_of(carol, answer.url)
    assert "chưa kết thúc" not in carol.get(f"{answer.url}csv/").content.decode()


def test_one_of_the_same_period_and_units_is_replaced_and_both_stay(office: None) -> None:
    first, of_division = issued(), issued(query=f"{QUARTER}&unit=bao-chi-xuat-ban")
    carol = Visitor("carol")
    page = read(carol.get(f"{PAGE}{QUARTER}")).words()
    assert f"Report {first.pk} of the same period and unit was issued" in page

    second = issued(replaces=first.pk)

    assert "Replaced by" not in text_of(carol, f"/quan-ly/bao-cao/{second.pk}/")
    assert f"Replaced by report {second.pk}" in read(carol.get(f"/quan-ly/bao-cao/{first.pk}/")).words()
    assert "Replaced by" not in text_of(carol, f"/quan-ly/bao-cao/{of_division.pk}/")
    words = read(carol.get("/quan-ly/bao-cao/")).words()
    assert words.count("replaced by") == 1
    assert f"replaced by {second.pk}" in words


def test_a_second_tab_replaces_no_report_that_it_did_not_name(office: None) -> None:
    carol = Visitor("carol")
    first = issued("lan")

    answer = carol.post(f"{PAGE}{QUARTER}&receiver=VP", CHECKED | {"replaces": ""})

    assert answer.status_code == 422
    page, words = answer.content.decode(), read(answer).words()
    assert f"number {first.pk}, after this page was opened. Nothing was issued from you" in words
    assert 'name="checked" value="2026-01-23" checked' in page
    assert 'value="VP"' in page
    assert list(IssuedReport.objects.all()) == [first]
    # The page names it now, so that who has looked can replace it; a second press of that is refused again.
    given = CHECKED | {"reason": WHY, "replaces": re.search(r'name="replaces" value="(\d+)"', page)[1]}
    assert [carol.post(f"{PAGE}{QUARTER}&receiver=VP", given).status_code for _press in range(2)] == [302, 422]
    assert IssuedReport.objects.count() == 2


def test_a_unit_that_is_not_one_s_own_narrows_nothing_and_is_said_to(office: None) -> None:
    officer("binh", Role.DIVISION_HEAD, "buu-chinh-vien-thong")

    assert "not yours to choose" in text_of(Visitor("binh"), f"{PAGE}{QUARTER}&unit=bao-chi-xuat-ban")
    assert "not yours to choose" not in text_of(Visitor("binh"), f"{PAGE}{QUARTER}&unit=buu-chinh-vien-thong")


def test_an_empty_selection_is_a_report_of_zeros(office: None) -> None:
    page = text_of(Visitor("carol"), f"{PAGE}?start=2020-01-01&end=2020-12-31")

    assert "No dossier in this period: the report is of zeros." in page
    assert {number for _address, number in NUMBER.findall(page)} == {"0"}


def test_one_press_gives_the_periods_of_official_reports_and_keeps_the_rest(office: None) -> None:
    page = text_of(Visitor("carol"), f"{PAGE}{QUARTER}&unit=bao-chi-xuat-ban&receiver=VP&merged=1")

    tabs = page.partition('class="tabs"')[2].partition("</ul>")[0].replace("&amp;", "&")
    asked = [dict(parse_qsl(urlsplit(address).query)) for address in re.findall(r'href="([^"]*)"', tabs)]
    assert [(one["start"], one["end"]) for one in asked] == [
        ("2025-09-15", "2025-12-14"), ("2025-12-15", "2026-03-14"), ("2024-12-15", "2025-12-14"), ("2025-12-15", "2026-12-14"),
    ]  # fmt: skip
    assert all((one["unit"], one["receiver"], one["merged"]) == ("bao-chi-xuat-ban", "VP", "1") for one in asked)


def test_a_report_asks_as_often_however_many_are_overdue(
    office: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor = Visitor("carol")
    visitor.get(PAGE)

    with django_assert_max_num_queries(26):
        visitor.get(f"{PAGE}{QUARTER}&merged=1")


@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_was_issued(office: None, statement: str) -> None:
    kept = issued()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(IntegrityError, match="an issued report stays as it is"), transaction.atomic():
            cursor.execute(statement.format("dossiers_issuedreport"))

    assert IssuedReport.objects.get().digest == kept.digest


@pytest.mark.parametrize("address", [PAGE, "/quan-ly/bao-cao/so-theo-doi/", "/quan-ly/bao-cao/chi-so/"])
def test_while_the_years_before_are_being_loaded_each_report_says_so(
    office: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol = Visitor("carol")
    assert "is being loaded" not in text_of(carol, address)

    for module in (reports, indices, register):
        monkeypatch.setattr(module, "history_loaded_until", lambda: date(2017, 3, 4))

    assert "is being loaded, up to what was filed on 04/03/2017" in text_of(carol, address)


def test_from_the_figures_without_a_chosen_period_the_report_is_of_the_last_quarter(office: None) -> None:
    carol = Visitor("carol")
    assert 'href="/quan-ly/bao-cao/"' in text_of(carol, "/quan-ly/")
    assert f'href="{PAGE}"' in text_of(carol, "/quan-ly/bao-cao/")
    page = text_of(carol, PAGE)
    assert "Quarter IV of 2025" in page
    assert "no period of official reports" not in page


def test_a_chosen_month_says_that_it_is_no_quarter_and_has_the_usual_receiver(office: None) -> None:
    carol, month = Visitor("carol"), "?start=2026-01-02&end=2026-01-23"
    assert f'href="/quan-ly/bao-cao/{month.replace("&", "&amp;")}"' in text_of(carol, f"/quan-ly/{month}")

    page = text_of(carol, f"{PAGE}{month}&receiver=+")

    assert "These days are no period of official reports." in page
    assert 'href="?start=2025-09-15&amp;end=2025-12-14&amp;receiver=' in page
    usual = Unit.objects.get(kind="province").name_vi
    assert f'value="{usual}"' in page
    assert issued(query=f"{month}&receiver=+").report["receiver"] == usual


def test_a_report_that_names_no_receiver_is_not_issued(office: None) -> None:
    Unit.objects.create(slug="tinh-khac", kind="province", name_vi="Tỉnh khác", agency_code="H27")

    page = read(Visitor("carol").post(f"{PAGE}{QUARTER}", CHECKED))

    assert page.errors["id_receiver"] == "Say who gets the report. Nothing was issued."
    assert not IssuedReport.objects.exists()
    assert issued(query=f"{QUARTER}&receiver=VP").report["receiver"] == "VP"


@pytest.mark.at(local("2026-02-10 09:00"))
def test_this_quarter_of_the_figures_says_which_quarter_of_official_reports_is_meant(office: None) -> None:
    page = text_of(Visitor("carol"), f"{PAGE}?start=2026-01-01&end=2026-02-10")

    note = page.partition("These days are a quarter of the calendar")[2].partition("</div>")[0]
    assert 'href="?start=2025-12-15&amp;end=2026-03-14' in note


def test_both_kinds_of_quarter_lead_to_one_another(office: None) -> None:
    carol = Visitor("carol")
    figures = text_of(carol, "/quan-ly/?start=2025-10-01&end=2025-12-31")
    assert "Official reports have quarters of their own" in figures
    assert f'href="{PAGE}?start=2025-09-15&amp;end=2025-12-14"' in figures

    of_calendar = text_of(carol, f"{PAGE}?start=2025-10-01&end=2025-12-31")
    assert "These days are a quarter of the calendar" in of_calendar
    assert 'href="?start=2025-09-15&amp;end=2025-12-14' in of_calendar

    page = text_of(carol, f"{PAGE}?start=2025-09-15&end=2025-12-14")
    assert 'href="/quan-ly/?start=2025-10-01&amp;end=2025-12-31"' in page
    assert "The page of figures counts by quarters of the calendar" in page
    assert "quarter of official reports; the calendar" in text_of(carol, "/quan-ly/?start=2025-09-15&end=2025-12-14")
    assert "of the calendar" not in text_of(carol, f"{PAGE}?start=2025-09-15&end=2025-12-15")


def test_a_period_within_a_sentence_begins_with_a_small_letter(office: None) -> None:
    visitor = Visitor("carol", language="vi")

    assert "· từ 15/12/2025 đến 14/03/2026" in read(visitor.get(f"/quan-ly/received/{QUARTER}")).words()
    assert "Quý I năm 2026 · từ 15/12/2025 đến 14/03/2026, tính đến" in read(visitor.get(f"{PAGE}{QUARTER}")).words()
    other = read(visitor.get(f"{PAGE}?start=2025-12-16&end=2026-01-14")).words()
    assert "Từ 16/12/2025 đến 14/01/2026, tính đến" in other


@pytest.mark.parametrize("address", [PAGE, "/quan-ly/bao-cao/chi-so/"])
def test_an_empty_quarter_says_so_and_leads_to_the_latest_that_has_dossiers(office: None, address: str) -> None:
    carol = Visitor("carol")
    page = carol.get(f"{address}?start=2025-03-15&end=2025-06-14")

    words = read(page).words()
    assert "No dossier was received, resolved or in process from 15/03/2025 to 14/06/2025" in words
    assert "The latest reporting quarter with dossiers: Quarter I of 2026 (15/12/2025 – 14/03/2026)" in words
    assert "which has not ended yet." in words
    [way] = re.findall(r'href="([^"]*)">Quarter I of 2026', page.content.decode())
    assert "No dossier was received" not in text_of(carol, address + way.replace("&amp;", "&"))


def test_an_office_without_a_dossier_is_told_so(db: None) -> None:
    assert "Of these units, no dossier is recorded at all yet." in text_of(Visitor("carol"), PAGE)
