"""Lists behind figures as files: what the page shows, in its order, with what is late and why, for whoever may see it."""

import re
from datetime import datetime

import pytest

from accounts.models import Membership
from dossiers import jobs
from dossiers.background import jobs as background
from dossiers.manager.lists.listed import FILE
from dossiers.models import Dossier, Export, Job, JobState
from dossiers.pages import jobs as pages
from dossiers.reports import export as making
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.manager import offices
from tests.dossiers.reports.sheets import read_csv, read_workbook

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
DAYS = "start=2026-01-01&end=2026-01-23"
CODE = re.compile(r'<th scope="row" class="code"><a[^>]*>([^<]+)<')
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def office() -> None:
    """Make dossiers in every state, some late, one resolved late."""
    offices.in_every_state()


def file_of(visitor: Visitor, figure: str, query: str = DAYS) -> list[dict[str, str]]:
    """Have a file made of a list, and read it: rows by the names of their columns."""
    answer = visitor.post(f"/quan-ly/{figure}/tep-xuat/?{query}", {"format": "csv"})
    _head, *lines = read_csv(content_of(visitor.get(f"{answer.url}tai-ve/")))
    return [dict(zip(FILE, line, strict=True)) for line in lines if len(line) > 1]


@pytest.mark.parametrize("who", ["carol", "lan", "hoa", "dung"])
@pytest.mark.parametrize(
    "asked",
    [
        ("received", DAYS),
        ("received", f"{DAYS}&sort=-due"),
        ("received", f"{DAYS}&channel=online&sort=applicant"),
        ("overdue", DAYS),
        ("open", f"{DAYS}&holder=specialist"),
        ("to_resolve", DAYS),
        ("in_time_by_decision", DAYS),
        ("answers_late", DAYS),
        ("refused", DAYS),
    ],
)
def test_the_file_has_the_dossiers_of_the_list_in_its_order(office: None, who: str, asked: tuple[str, str]) -> None:
    visitor = Visitor(who)
    shown = CODE.findall(visitor.get("/quan-ly/{}/?{}".format(*asked)).content.decode())

    assert [row["code"] for row in file_of(visitor, *asked)] == shown


@pytest.mark.parametrize(
    ("fee", "label"), [("due", "Phải nộp ngay"), ("ahead", "Chưa đến lúc nộp"), ("", "Còn phải nộp")]
)
def test_an_amount_is_called_in_the_file_as_on_the_page(fee: str, label: str) -> None:
    for state in ("result-ready", "tham-dinh"):
        dossier_at(state)
    carol, query = Visitor("carol", language="vi"), f"{DAYS}&fee={fee}"

    page = read(carol.get(f"/quan-ly/fee_owed/?{query}")).words()
    answer = carol.post(f"/quan-ly/fee_owed/tep-xuat/?{query}", {"format": "csv"})
    head, *_lines = read_csv(content_of(carol.get(f"{answer.url}tai-ve/")))

    assert head[-1] == label
    assert label in page


def test_it_says_for_how_many_days_each_is_late_and_with_whom_it_was_longest(office: None) -> None:
    (row,) = file_of(Visitor("carol"), "overdue")

    assert (row["verdict"], row["late_days"]) == ("Overdue", "1")
    page = read(Visitor("carol").get(f"/quan-ly/overdue/?{DAYS}")).words()
    assert row["longest"]
    assert row["longest"] in page


def test_its_title_says_what_it_was_narrowed_to_and_its_numbers_are_numbers(office: None) -> None:
    carol = Visitor("carol")
    query = f"{DAYS}&channel=online"
    page = carol.get(f"/quan-ly/overdue/?{query}")
    answer = carol.send(page, f"overdue/tep-xuat/?{query}", {"format": "xlsx"})

    _head, row = read_workbook(content_of(carol.get(f"{answer.url}tai-ve/")))

    assert row["O"] == "1"
    assert Export.objects.get().title == "Overdue · 01/01/2026–23/01/2026 · On line"


def test_of_nothing_there_is_a_file_that_says_so(office: None) -> None:
    carol = Visitor("carol")
    answer = carol.post("/quan-ly/received/tep-xuat/?start=2020-01-01&end=2020-01-31", {"format": "csv"})

    assert "No dossier was found for this list." in read(carol.get(answer.url)).words()


def test_it_is_made_by_the_right_to_the_figure_and_not_to_the_work_list(office: None) -> None:
    dung = Visitor("dung")
    count = len(file_of(dung, "received"))
    assert count

    # What was one's own stays in one's figures, wherever it has gone since.
    Dossier.objects.update(division=None, unit=None)

    assert len(file_of(dung, "received")) == count


def test_whoever_loses_the_seat_meanwhile_has_no_file(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", 0)
    Visitor("carol").post(f"/quan-ly/received/tep-xuat/?{DAYS}", {"format": "csv"})
    Membership.objects.filter(user__username="carol").delete()

    background.go_on(Job.objects.get().pk, now=NOW)

    job = Job.objects.get()
    assert (job.state, job.why) == (JobState.STOPPED, jobs.as_json(jobs.LOST_RIGHT))


def test_more_than_a_sheet_has_room_for_is_refused_with_a_sentence(
    office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_IN_SHEET", 2)
    carol = Visitor("carol")

    answer = carol.post(f"/quan-ly/received/tep-xuat/?{DAYS}", {"format": "xlsx"})

    assert answer.status_code == 409
    assert "an Excel sheet has room for 2 dossiers" in read(answer).words()
    assert not Job.objects.exists()
    assert carol.post(f"/quan-ly/received/tep-xuat/?{DAYS}", {"format": "csv"}).status_code == 302


@pytest.mark.parametrize(
    ("who", "figure", "form"),
    [
        ("alice", "received", "csv"),
        ("bob", "received", "csv"),
        ("carol", "khong-co", "csv"),
        ("carol", "received", "pdf"),
    ],
)
def test_there_is_none_for_others_nor_of_what_is_no_list(office: None, who: str, figure: str, form: str) -> None:
    assert Visitor(who).post(f"/quan-ly/{figure}/tep-xuat/?{DAYS}", {"format": form}).status_code == 404
