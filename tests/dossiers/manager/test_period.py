"""The period of the manager's pages: what is wrong with it is said at its field, and no figure of another one is shown."""

import re
from datetime import datetime

import pytest

from dossiers.models import Export
from portal.demo.story import SLUG
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

LIVED = "/quan-ly/quy-trinh/thuc-te/"
PAGES = (
    "/quan-ly/",
    "/quan-ly/received/",
    "/quan-ly/overdue/",
    "/quan-ly/lapsed/",
    "/quan-ly/quy-trinh/",
    "/quan-ly/tra-loi/",
    "/quan-ly/thoi-gian/",
    "/quan-ly/le-phi/",
    LIVED,
    f"{LIVED[:-8]}{SLUG}/",
)
OTHERS = (
    "/quan-ly/theo-thoi-gian/",
    "/quan-ly/vi-sao-tre/",
    "/quan-ly/bao-cao/ii-06a/",
    "/quan-ly/bao-cao/chi-so/",
    "/quan-ly/bao-cao/so-theo-doi/",
)
NEEDED, NO_DAY = "This field is required.", "There is no such day. Please check it."
REFUSED = "No figure is shown: it would be a wrong one."
WRONG = {
    "no such day": ({"start": "31/02/2026", "end": "2026-03-01"}, {"id_start": NO_DAY}),
    "ends before it begins": (
        {"start": "2026-02-01", "end": "2026-01-01"},
        {"id_end": "The period ends before it begins."},
    ),
    "a year of three digits": (
        {"start": "0206-01-01", "end": "2026-01-01"},
        {"id_start": "The year must be between 1900 and 2100."},
    ),
    "only an end": ({"end": "2026-01-01"}, {"id_start": NEEDED}),
    "only a start": ({"start": "2026-01-01"}, {"id_end": NEEDED}),
    "garbage": (
        {"start": "hôm qua", "end": "2100-13-45"},
        {"id_start": "Please give a date as day/month/year, such as 05/01/2026.", "id_end": NO_DAY},
    ),
    "nothing": ({"start": "", "end": ""}, {"id_start": NEEDED, "id_end": NEEDED}),
}


pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL))]


def form_values(answer, address: str) -> dict[str, str]:
    """Return what the form of the period holds: the page may have another one, of a past time."""
    [form] = [one for one in read(answer).forms if one.action.endswith(address) and "asof" not in one.values]
    return form.values


def days(answer, address):
    """Return what stands in the fields of the period."""
    values = form_values(answer, address)
    return {name: values[name] for name in ("start", "end")}


@pytest.mark.parametrize("address", PAGES)
def test_without_a_period_the_usual_one_is_shown_and_nothing_is_said_to_be_wrong(address):
    answer = Visitor("carol").get(address)

    assert (answer.status_code, read(answer).errors) == (200, {})
    assert days(answer, address) == {"start": "2026-01-01", "end": "2026-01-06"}


@pytest.mark.parametrize("address", PAGES)
def test_a_right_period_is_shown_however_its_days_are_written(address):
    answer = Visitor("carol").get(address, {"start": "01/12/2025", "end": "2025-12-31"})

    assert (answer.status_code, read(answer).errors) == (200, {})
    assert "31/12/2025" in read(answer).words()
    assert days(answer, address) == {"start": "01/12/2025", "end": "2025-12-31"}


@pytest.mark.parametrize(("typed", "errors"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_a_wrong_period_is_told_at_its_field_with_what_was_typed_and_no_figure_of_another(address, typed, errors):
    answer = Visitor("carol").get(address, typed)

    page, content = read(answer), answer.content.decode().partition("<main")[2]
    assert (answer.status_code, page.errors.items() >= errors.items()) == (422, True)
    assert REFUSED in page.words()
    assert not [sign for sign in ("<table", "lead-figure", "figure__", "chart") if sign in content]
    assert days(answer, address) == {"start": "", "end": "", **typed}
    assert Visitor("carol").get(address).status_code == 200


@pytest.mark.parametrize("file", ["/quan-ly/received/tep-xuat/", f"{LIVED[:-8]}{SLUG}/xes/"])
def test_a_file_of_a_wrong_period_is_not_made_and_its_page_says_why(file):
    carol, typed = Visitor("carol"), "?start=2026-02-01&end=2026-01-01"

    answer = carol.post(f"{file}{typed}", {"format": "csv"}) if "tep-xuat" in file else carol.get(f"{file}{typed}")

    assert answer.status_code == 302
    assert read(carol.get(answer.url)).errors == WRONG["ends before it begins"][1]
    assert not Export.objects.exists()


def test_a_list_of_a_wrong_period_keeps_what_else_narrows_it():
    answer = Visitor("carol").get("/quan-ly/open/?start=2026-02-01&end=2026-01-01&due=past&channel=online&by=unit")

    kept = form_values(answer, "/quan-ly/open/")
    assert {name: kept[name] for name in ("due", "channel", "by")} == {"due": "past", "channel": "online", "by": "unit"}


def test_a_browser_shows_what_was_typed_in_a_plain_field():
    """A browser's own control for days shows nothing of a text that it would not write itself."""
    answer = Visitor("carol").get("/quan-ly/", {"start": "31/02/2026", "end": "2026-03-31"}).content.decode()

    kinds = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', answer)[0] for name in ("start", "end")}
    assert ('type="text"' in kinds["start"], 'type="date"' in kinds["end"]) == (True, True)


def test_it_is_told_in_vietnamese_too():
    words = read(Visitor("carol", language="vi").get("/quan-ly/received/?end=x")).words()

    assert "Không hiển thị số liệu nào để tránh số liệu sai." in words


@pytest.mark.django_db
@pytest.mark.at(datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL))
@pytest.mark.parametrize(
    "page", ["thoi-gian/", "tra-loi/", "quy-trinh/thuc-te/", "quy-trinh/xb-tai-lieu-khong-kinh-doanh/"]
)
def test_of_a_period_to_come_nobody_is_sent_to_a_longer_one(page: str) -> None:
    come, past = (
        Visitor("carol").get(f"/quan-ly/{page}?start={days}").content.decode()
        for days in ("2026-02-01&end=2026-02-28", "2025-02-01&end=2025-02-28")
    )

    assert "has not begun yet" in come
    assert "Choose a longer period" not in come
    assert "Choose a longer period" in past
