"""The register of dossiers: its page, its PDF and its files say the same, to whom reports are open."""

import io
import re
from datetime import datetime

import pytest
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from dossiers import jobs
from dossiers.background import jobs as background
from dossiers.manager.details import register
from dossiers.models import Dossier, Export, ExportPart, Job, JobState
from dossiers.pages import jobs as pages
from dossiers.reports import cells
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import PLACES, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.reports.sheets import read_csv, read_workbook

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
PAGE = "/quan-ly/bao-cao/so-theo-doi/"
DAYS = "?start=2026-01-01&end=2026-01-23"
LINE = re.compile(
    r'<td class="number" data-label="No\.">(\d+)</td>\s*<th scope="row" class="code"><a href="([^"]+)">([^<]+)<'
)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def office() -> list[str]:
    """Make dossiers in every state; return the numbers of those that were accepted, in that order."""
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    cells.rebuild()  # what is laid down comes without triggers
    found = Dossier.objects.filter(accepted_at__isnull=False).order_by("accepted_at", "pk")
    return list(found.values_list("code", flat=True))


def text_of(visitor: Visitor, address: str) -> str:
    """Return a page."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def file_of(visitor: Visitor, query: str = DAYS) -> list[dict[str, str]]:
    """Have a file made and read it: rows by the names of their columns."""
    answer = visitor.post(f"{PAGE}tep-xuat/{query}", {"format": "csv"})
    _head, *lines = read_csv(content_of(visitor.get(f"{answer.url}tai-ve/")))
    return [dict(zip(register.FILE, line, strict=True)) for line in lines if len(line) > 1]


def test_page_and_file_have_the_same_lines_and_each_opens_its_dossier(office: list[str]) -> None:
    carol = Visitor("carol")
    page = text_of(carol, f"{PAGE}{DAYS}")
    lines = LINE.findall(page)

    assert [code for _number, _address, code in lines] == office
    assert [number for number, _address, _code in lines] == [f"{n:02d}" for n in range(1, len(office) + 1)]
    assert f"<h1>Register of dossiers: {len(office)}</h1>" in page
    rows = file_of(carol)
    assert [(row["number"], row["code"]) for row in rows] == [(str(n), code) for n, code in enumerate(office, start=1)]
    for _number, address, code in lines[:3]:
        assert code in text_of(carol, address)


def test_a_page_asks_as_often_however_many_lines_it_has(
    office: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    carol = Visitor("carol")
    carol.get(f"{PAGE}{DAYS}")

    with django_assert_max_num_queries(18):
        assert len(carol.get(f"{PAGE}{DAYS}").content) < 60_000


def test_pages_follow_one_another(office: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "PAGE", 5)
    carol, address, found = Visitor("carol"), f"{PAGE}{DAYS}", list[str]()

    while address:
        page = text_of(carol, address)
        found += [code for _number, _address, code in LINE.findall(page)]
        further = re.search(r'rel="next" href="([^"]+)"', page)
        address = PAGE + further[1].replace("&amp;", "&") if further else ""

    assert found == office


def test_the_file_is_in_vietnamese_with_dates_that_are_dates_and_says_what_is_left_blank(office: list[str]) -> None:
    answer = Visitor("carol").post(f"{PAGE}tep-xuat/{DAYS}", {"format": "xlsx"})
    content = content_of(Visitor("carol").get(f"{answer.url}tai-ve/"))

    head, first, *_rows = read_workbook(content)

    assert list(head.values())[:4] == ["STT", "Mã số hồ sơ", "Thủ tục", "Số bộ"]
    assert float(first["J"]) == pytest.approx(46027 + 8.5 / 24, abs=0.1)
    assert "ký tay" in str(read_workbook(content, 2))
    assert Export.objects.get().title.startswith("Sổ theo dõi hồ sơ · 01/01/2026–23/01/2026")


def test_what_somebody_typed_is_no_formula_in_it(office: list[str]) -> None:
    Dossier.objects.filter(code=office[0]).update(applicant_name='=HYPERLINK("http://x")', organisation="+1")

    row = file_of(Visitor("carol"))[0]

    assert (row["applicant"], row["organisation"]) == ('\'=HYPERLINK("http://x")', "'+1")


def test_it_is_printed_across_with_a_line_for_each_dossier(office: list[str]) -> None:
    answer = Visitor("carol").get(f"{PAGE}pdf/{DAYS}")
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join("\n".join(page.extract_text() for page in reader.pages).split())

    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [842, 595]
    assert all(code in text for code in office)
    assert "SỔTHEODÕIHỒSƠ" in text
    assert "người nhận kết quả ký tay".replace(" ", "") in text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="so-theo-doi-20260101-20260123.pdf"'


def test_a_head_of_a_division_has_its_lines_with_the_numbers_of_the_agency_s_book(office: list[str]) -> None:
    officer("binh", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    agency, division = (file_of(Visitor(who)) for who in ("carol", "binh"))

    # What still lies at the desk is no division's yet.
    assert 0 < len(division) < len(agency)
    whole = {row["code"]: row for row in agency}
    assert [row["number"] for row in division] == [whole[row["code"]]["number"] for row in division]
    assert len(LINE.findall(text_of(Visitor("binh"), f"{PAGE}{DAYS}"))) == len(division)


def test_one_s_own_dossier_stands_in_the_book_and_leads_nowhere(office: list[str]) -> None:
    Dossier.objects.filter(code=office[0]).update(applicant=story.person("carol"))

    page = text_of(Visitor("carol"), f"{PAGE}{DAYS}")

    assert office[0] in page
    assert office[0] not in [code for _number, _address, code in LINE.findall(page)]


@pytest.mark.parametrize("who", ["dung", "bob", "alice"])
def test_it_is_open_to_whoever_reports_on_a_unit_alone(who: str) -> None:
    for address in (f"{PAGE}{DAYS}", f"{PAGE}pdf/{DAYS}"):
        assert Visitor(who).get(address).status_code == 404
    assert Visitor(who).post(f"{PAGE}tep-xuat/{DAYS}", {"format": "csv"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?start=2026-02-01&end=2026-01-01", "The period ends before it begins."),
        ("?start=2026-02-01&end=2026-03-01", "This period has not begun yet: there is nothing to report."),
    ],
)
def test_of_a_wrong_period_there_is_no_file(office: list[str], query: str, sentence: str) -> None:
    carol = Visitor("carol")

    assert sentence in read(carol.get(f"{PAGE}{query}")).errors.values()
    assert carol.get(f"{PAGE}pdf/{query}").url == f"{PAGE}{query}"
    assert carol.post(f"{PAGE}tep-xuat/{query}", {"format": "csv"}).url == f"{PAGE}{query}"
    assert carol.get(f"{PAGE}tep-xuat/{DAYS}").url == f"{PAGE}{DAYS}"
    assert not Job.objects.exists()


def test_of_days_without_a_dossier_there_is_an_empty_book() -> None:
    carol = Visitor("carol")
    query = "?start=2020-01-01&end=2020-01-31"

    assert "No dossier was accepted in this period" in read(carol.get(f"{PAGE}{query}")).words()
    text = PdfReader(io.BytesIO(carol.get(f"{PAGE}pdf/{query}").content)).pages[0].extract_text()
    assert "Không tiếp nhận hồ sơ nào" in " ".join(text.split())


def test_a_long_one_is_a_job_that_can_be_stopped_and_leaves_nothing(
    office: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)
    carol = Visitor("carol")
    address = carol.post(f"{PAGE}tep-xuat/{DAYS}", {"format": "xlsx"}).url
    assert "Stop making the file" in read(carol.get(address)).words()

    carol.post(address)
    background.go_on(Job.objects.get().pk, now=NOW)

    job = Job.objects.get()
    assert (job.state, job.cancelled_by.username) == (JobState.CANCELLED, "carol")
    assert not ExportPart.objects.exists()
    assert carol.get(f"{address}tai-ve/").status_code == 404
    assert jobs.KEPT.days == 30
