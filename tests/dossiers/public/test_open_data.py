"""Open data: files, what their columns mean, the entry for catalogues; for other sites and for caches."""

import csv
import io
import json

import pytest
from pytest_django import Settings

from dossiers.models import Dossier
from procedures.models import Procedure
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.reports.public_figures import copies, resolved

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-03-02 09:00"))]

DATA = "/thong-ke/du-lieu/"


@pytest.fixture(autouse=True)
def _figures() -> None:
    one = resolved()
    other = Procedure.objects.exclude(pk=one.procedure_id).order_by("slug").first()
    copies(one, 29)
    copies(one, 12, "2026-02")
    copies(one, 3, "2026-02", procedure_id=other.pk, sector=other.sector)
    copies(one, 7, "2026-01", procedure_id=other.pk, sector=other.sector)


def rows_of(year: int = 2026) -> list[dict[str, str]]:
    content = Visitor().get(f"{DATA}{year}.csv").content
    assert content.startswith(b"\xef\xbb\xbf"), "Excel would not know it for UTF-8"
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def test_a_file_has_a_row_for_each_month_and_procedure_and_hides_what_the_page_hides() -> None:
    rows = rows_of()

    assert [row["month"] for row in rows] == ["2026-01", "2026-01", "2026-02", "2026-02"]
    for row in rows:
        assert all(row[name] == "" or int(row[name]) == 0 or int(row[name]) >= 5 for name in ("received", "resolved"))
        assert bool(row["on_time_share"]) == bool(row["resolved"])
    # 3 in a month alone: with it the other procedure of that month, and both of the other month.
    assert {row["resolved"] for row in rows} == {""}


def test_what_is_large_is_in_it() -> None:
    copies(Dossier.objects.latest("pk"), 40, "2019-04")
    [row] = rows_of(2019)

    assert (row["received"], row["resolved"], row["on_time_share"]) == ("40", "40", "100.0")


def test_a_share_does_not_tell_what_a_number_may_not() -> None:
    one = Dossier.objects.latest("pk")
    copies(one, 38, "2019-04")
    copies(one, 2, "2019-04", verdict="overdue")
    copies(one, 40, "2019-05")

    april, may = rows_of(2019)

    assert (april["resolved"], april["on_time_share"], april["online_share"]) == ("40", "", "100.0")
    assert (may["resolved"], may["on_time_share"]) == ("40", "100.0")
    page = read(Visitor(language="vi").get("/thong-ke/?nam=2019")).words()
    assert "Năm 2019: đã giải quyết 80 hồ sơ; tỷ lệ đúng hạn được ẩn, lý do ghi ở phần dưới." in page
    assert "khi có từ 1 đến 4 hồ sơ trễ hạn" in page
    assert "97,5" not in page


def test_five_late_ones_are_enough_for_a_share() -> None:
    one = Dossier.objects.latest("pk")
    copies(one, 75, "2019-04")
    copies(one, 5, "2019-04", verdict="overdue")

    [april] = rows_of(2019)

    assert (april["resolved"], april["on_time_share"]) == ("80", "93.8")
    assert "Year 2019: 93,8 %" in read(Visitor().get("/thong-ke/?nam=2019")).words()


def test_both_forms_say_the_same() -> None:
    found = json.loads(Visitor().get(f"{DATA}2026.json").content)

    assert [{name: "" if one is None else str(one) for name, one in row.items()} for row in found["rows"]] == rows_of()
    assert (found["year"], found["until"]) == (2026, "2026-02-28")


@pytest.mark.parametrize("name", ["2025.csv", "1800.json", "2026.xml", "2026.", "2026", "99999999999999999999.csv"])
def test_there_is_no_file_of_another_year_or_form(name: str) -> None:
    assert Visitor().get(f"{DATA}{name}").status_code in (404, 301)


@pytest.mark.parametrize("name", ["2026.csv", "2026.json", "mo-ta.json", "dcat.json"])
def test_every_site_may_read_it_and_who_has_it_is_not_sent_it_again(name: str) -> None:
    answer = Visitor().get(f"{DATA}{name}")
    again = Visitor().get(f"{DATA}{name}", headers={"if-none-match": answer["ETag"]})
    head = Visitor().head(f"{DATA}{name}")

    assert (answer.status_code, again.status_code, head.status_code) == (200, 304, 200)
    assert again.content == head.content == b""
    for one in (answer, again, head):
        assert one["Access-Control-Allow-Origin"] == "*"
        assert one["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer
    assert Visitor().post(f"{DATA}{name}").status_code == 405


def test_the_schema_names_every_column_in_both_languages() -> None:
    schema = json.loads(Visitor().get(f"{DATA}mo-ta.json").content)
    columns = schema["tableSchema"]["columns"]

    assert [column["name"] for column in columns] == [*rows_of()[0]]
    for column in columns:
        assert column["titles"]["vi"] != column["titles"]["en"]
        assert {one["@language"] for one in column["dc:description"]} == {"vi", "en"}
    assert schema["tableSchema"]["primaryKey"] == ["month", "procedure"]


def test_the_catalogue_leads_to_each_file_and_names_no_licence_that_nobody_has_given(settings: Settings) -> None:
    entry = json.loads(Visitor().get(f"{DATA}dcat.json").content)
    addresses = [one["dcat:downloadURL"]["@id"] for one in entry["dcat:distribution"]]

    assert entry["@type"] == "dcat:Dataset"
    assert addresses == [f"{settings.PUBLIC_URL}{DATA}2026.{form}" for form in ("csv", "json")]
    assert "dct:license" not in entry
    assert "has not said yet" in entry["dct:rights"]["dct:description"][1]["@value"]

    settings.OPEN_DATA_LICENCE = "https://example.vn/giay-phep"
    entry = json.loads(Visitor().get(f"{DATA}dcat.json").content)
    assert entry["dct:license"] == {"@id": "https://example.vn/giay-phep"}
    assert "dct:rights" not in entry
