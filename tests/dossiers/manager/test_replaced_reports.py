"""A report that takes the place of an earlier one: it says so wherever it stands, with its own number and why."""

import io

import openpyxl
import pytest

from dossiers.models import IssuedReport
from dossiers.reports.official.form import Report
from dossiers.reports.official.wording import notes_of, number_lines
from tests import printed
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.manager.test_reports import CHECKED, NOW, PAGE, QUARTER, WHY, issued, office  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW), pytest.mark.usefixtures("office")]


def test_it_says_so_on_its_page_and_in_each_of_its_files() -> None:
    first, second = (one := issued()), issued(replaces=one.pk)
    carol = Visitor("carol", language="vi")
    said = f"Báo cáo này (số {second.pk}) thay báo cáo số {first.pk} lập ngày 23/01/2026. Lý do: {WHY}"

    files = {form: carol.get(f"/quan-ly/bao-cao/{second.pk}/{form}/") for form in ("pdf", "xlsx", "csv")}

    for form, answer in files.items():
        assert (
            f'filename="II-06a-20251215-20260314-den-20260123-so-{second.pk}.{form}"' in answer["Content-Disposition"]
        )
    words = printed.words_of(files["pdf"].content)
    assert said in words
    assert f"Báo cáo: số {second.pk}, thay báo cáo số {first.pk} lập ngày 23/01/2026" in words
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content)).active
    assert sheet is not None
    assert said in [cell.value for row in sheet.iter_rows() for cell in row]
    assert said in files["csv"].content.decode()
    page = read(carol.get(f"/quan-ly/bao-cao/{second.pk}/")).words()
    assert f"Báo cáo này thay báo cáo số {first.pk}, lập ngày 23/01/2026." in page
    assert f"Lý do: {WHY}" in page


def test_the_first_says_its_number_and_that_it_replaces_nothing() -> None:
    first = issued()
    carol = Visitor("carol", language="vi")

    words = printed.words_of(carol.get(f"/quan-ly/bao-cao/{first.pk}/pdf/").content)

    assert f"Báo cáo số {first.pk}." in words
    assert "thay báo cáo" not in words
    assert "thay báo cáo" not in read(carol.get(f"/quan-ly/bao-cao/{first.pk}/")).words()
    assert IssuedReport.objects.get().report["number"] == first.pk


def test_one_from_before_this_was_said_keeps_its_words() -> None:
    kept = {name: value for name, value in issued().report.items() if name not in {"number", "replaces"}}

    report = Report.of_json(kept)

    assert (report.number, report.replaces) == (0, None)
    assert number_lines(report) == ()
    assert not [note for note in notes_of(report, "a" * 64) if note.startswith("Báo cáo")]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_without_a_reason_nothing_is_replaced_and_the_field_says_so(reason: str) -> None:
    first = issued()

    answer = Visitor("carol").post(f"{PAGE}{QUARTER}", CHECKED | {"replaces": str(first.pk), "reason": reason})

    assert answer.status_code == 422
    assert answer.context["why"].errors["reason"]
    assert 'aria-invalid="true"' in answer.content.decode()
    assert list(IssuedReport.objects.all()) == [first]
    assert Visitor("carol").get(f"{PAGE}{QUARTER}").content.decode().count('name="reason"') == 1


def test_a_first_report_asks_for_no_reason() -> None:
    assert 'name="reason"' not in Visitor("carol").get(f"{PAGE}{QUARTER}").content.decode()
