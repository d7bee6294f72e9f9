"""The register of returns: what was handed over on a day, to whom, on which identity, and what became of the originals."""

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from dossiers import commands
from dossiers.commands.given import Given, Handover
from dossiers.models import Dossier, EventPayload
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
PAGE = "/mot-cua/so-tra-ket-qua/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def returned(
    at: datetime = TUESDAY,
    *,
    way: Way = Way.IN_PERSON,
    who: str = counter.NAME,
    originals: Originals = Originals.GIVEN_BACK,
) -> Dossier:
    """Return a dossier of the counter whose result was handed over."""
    dossier = Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("result-ready").dossier
    proof = {"identity": "CCCD …4321"} if way is Way.IN_PERSON else {"post_number": "EK123456785VN"}
    given = Given(handover=Handover(who, way, originals=originals, **proof))
    commands.advance(dossier, "return", actor=counter.at_desk(at), given=given, seen=dossier.sequence, at=at)
    return dossier


def words(query: str = "", who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(PAGE + query)).words()


def test_each_return_of_the_day_stands_there_with_whom_which_identity_and_the_originals() -> None:
    dossier = returned(who="Lê Văn Tám")
    posted = returned(way=Way.BY_POST, originals=Originals.SURRENDERED)

    shown = words()

    for told in (
        dossier.code,
        "Lê Văn Tám",
        f"cho {counter.NAME}",
        "CCCD …4321",
        "Đã trả lại cho Lê Văn Tám",
        dossier.result.number,
    ):
        assert told in shown, told
    for told in (posted.code, "EK123456785VN", "Cơ quan thu lại"):
        assert told in shown, told
    assert shown.index(dossier.code) < shown.index(posted.code)


def test_every_result_that_the_sheet_of_the_day_counts_stands_there_with_what_the_record_knows() -> None:
    returned()
    former = dossier_at("result-ready").dossier
    story.take(former, "return", "bob", at=TUESDAY, recipient="Lê Văn Tám", unpaid="Hẹn nộp sau.")
    read_there = Visitor("bob", language="vi")

    book = load_workbook(io.BytesIO(read_there.get(f"{PAGE}xlsx/").content)).active
    [line] = [row for row in book.iter_rows(min_row=2, values_only=True) if row[1] == former.code]
    counted = statistics.list_of(
        Dossier.objects.all(), statistics.HANDED_OUT, Period(TUESDAY.date(), TUESDAY.date()), TUESDAY
    )

    assert sorted(row[1] for row in book.iter_rows(min_row=2, values_only=True)) == sorted(
        counted.values_list("code", flat=True)
    )
    assert (line[0], line[5]) == (TUESDAY.replace(tzinfo=None), "Lê Văn Tám")
    assert [cell or "" for cell in line[6:10]] == [""] * 4
    assert line[10]
    assert former.code in words()


@pytest.mark.parametrize("who", [counter.NAME, counter.NAME.upper(), "Tran Thi Mai"])
def test_the_applicant_collects_for_nobody_however_the_name_is_written(who: str) -> None:
    returned(who=who)

    assert f"cho {counter.NAME}" not in words().replace(f"Đã trả lại cho {counter.NAME}", "")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("", True),
        ("?ngay=2026-12-01", True),
        ("?ngay=2026-11-30", False),
        ("?ngay=x", True),
        ("?ngay=9999-12-31", True),
    ],
)
def test_it_is_of_one_day_and_of_today_for_an_odd_address(query: str, is_there: bool) -> None:
    dossier = returned()

    assert (dossier.code in words(query)) is is_there


def test_the_file_has_what_the_page_has() -> None:
    first, second = returned(), returned(TUESDAY + timedelta(minutes=5), who="=HYPERLINK(1)")
    bob = Visitor("bob", language="vi")

    book = load_workbook(io.BytesIO(bob.get(f"{PAGE}xlsx/").content)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
    csv = bob.get(f"{PAGE}csv/").content.decode("utf-8-sig")

    assert [row[1] for row in rows][:2] == [first.code, second.code]
    assert rows[0][0] == TUESDAY.replace(tzinfo=None)
    assert rows[1][5] == "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in csv
    assert bob.get(f"{PAGE}pdf/").status_code == 404
    assert bob.get(f"{PAGE}xlsx/?ngay=2026-11-29").status_code == 200, "an empty day is a file too"


def test_what_was_erased_is_empty_and_stays_counted() -> None:
    dossier = returned()
    EventPayload.objects.filter(event__dossier=dossier).erase(at=TUESDAY)

    shown = words()

    assert dossier.code in shown
    assert "CCCD" not in shown


@pytest.mark.parametrize(("who", "status"), [("alice", 404), ("mallory", 404), ("bob", 200), ("carol", 200)])
def test_it_is_open_to_who_sees_dossiers(who: str, status: int) -> None:
    returned()

    assert Visitor(who).get(PAGE).status_code == status
    assert Visitor(who).get(f"{PAGE}csv/").status_code == status


def test_an_officer_sees_only_what_the_seat_sees() -> None:
    dossier = returned()
    Dossier.objects.filter(pk=dossier.pk).update(applicant=Visitor("bob").get(PAGE).wsgi_request.user.pk)

    assert dossier.code not in words()


def test_a_day_of_many_costs_what_a_day_of_one_does(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bob = Visitor("bob")
    returned()
    bob.get(PAGE)
    with django_assert_num_queries(5, exact=False):
        bob.get(PAGE)
    for _time in range(3):
        returned()
    with django_assert_num_queries(5, exact=False):
        bob.get(PAGE)
