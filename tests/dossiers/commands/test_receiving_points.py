"""Where a dossier was received is kept with it; a point that is closed takes nothing, and says where it is taken."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import call_command

from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event
from dossiers.papers.receipt import receipt_of
from dossiers.refusals.receiving import PointClosed
from portal.demo import story
from procedures.time.agencies.book import AgencyKind
from tests.dossiers.brought import brought
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, local
from tests.procedures.time.agencies.rows import centre, entered

POINT = "trung-tam-ba-dinh"
LATER = local("2026-03-02 08:30")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _points() -> None:
    caches["process"].clear()
    entered(centre(), centre(since="2026-03-02", is_open=False))


def test_the_filing_says_where_it_was_brought_and_the_column_follows() -> None:
    dossier = brought(POINT, at=MONDAY)

    filed = Event.objects.get(dossier=dossier.pk, sequence=1)
    assert (facts_of(filed).point, Dossier.objects.get(pk=dossier.pk).point) == (POINT, POINT)
    assert dossier.agency.slug == "so-tttt", "who decides is another thing"


def test_what_comes_on_line_says_nothing_and_its_event_is_written_as_ever() -> None:
    dossier = story.file("alice", at=MONDAY)

    assert dossier.point == ""
    assert "point" not in Event.objects.get(dossier=dossier.pk, sequence=1).facts


@pytest.mark.parametrize(
    ("point", "at", "said"),
    [
        (POINT, LATER, "Trung tâm phục vụ hành chính công phường Ba Đình không tiếp nhận hồ sơ vào ngày 02/03/2026."),
        ("khong-co", MONDAY, "khong-co không tiếp nhận hồ sơ vào ngày 05/01/2026."),
        ("so-tttt", MONDAY, "Sở Thông tin và Truyền thông Hà Nội không tiếp nhận hồ sơ"),
        ("mot-cua-so-khac", MONDAY, "không tiếp nhận hồ sơ"),
    ],
)
def test_a_closed_point_takes_nothing_and_names_those_that_do(point: str, at: datetime, said: str) -> None:
    entered(centre("mot-cua-so-khac", part_of="ubnd-tp-ha-noi", kind=AgencyKind.DESK))

    with pytest.raises(PointClosed) as refused:
        brought(point, at=at)

    assert said in str(refused.value)
    assert "Hồ sơ được tiếp nhận tại: Bộ phận Tiếp nhận và Trả kết quả" in str(refused.value)
    assert not Dossier.objects.exists()


def test_the_receipt_names_the_point_and_hands_the_result_out_there() -> None:
    dossier = brought(POINT, at=MONDAY, accepted=True)

    paper = receipt_of(Event.objects.get(dossier=dossier.pk, sequence=2), "01", "")

    assert paper.office.agency.name_vi == "Sở Thông tin và Truyền thông Hà Nội"
    assert paper.office.collected_at == "Trung tâm phục vụ hành chính công phường Ba Đình, 25 Liễu Giai, Hà Nội"


def test_the_record_is_right_with_it() -> None:
    brought(POINT, at=MONDAY, accepted=True)
    said = StringIO()

    call_command("check_dossiers", stdout=said)

    assert "0 differences" in said.getvalue()


@pytest.mark.at("2026-01-20 09:00")
def test_officers_and_applicants_see_where_it_was_received() -> None:
    code = brought(POINT, at=MONDAY, accepted=True).code

    for who, address in (("bob", f"/mot-cua/{code}/"), ("alice", f"/ho-so/{code}/")):
        words = read(Visitor(who, language="vi").get(address)).words()
        assert "Nơi tiếp nhậnTrung tâm phục vụ hành chính công phường Ba Đình" in words


@pytest.mark.at("2026-01-20 09:00")
def test_the_page_of_a_procedure_says_where_papers_are_taken_today_with_address_and_hours() -> None:
    words = read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()

    assert "Bộ phận Tiếp nhận và Trả kết quả, 185 Giảng Võ, Đống Đa, Hà Nội; làm việc thứ hai" in words
    assert "Ba Đình, 25 Liễu Giai, Hà Nội (đến hết ngày 01/03/2026; từ ngày 02/03/2026: Bộ phận Tiếp nhận" in words
    assert "); làm việc thứ hai" in words


@pytest.mark.at("2026-03-02 09:00")
def test_a_point_that_is_closed_is_named_no_more() -> None:
    words = read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()

    assert "Trung tâm phục vụ hành chính công phường Ba Đình" not in words
