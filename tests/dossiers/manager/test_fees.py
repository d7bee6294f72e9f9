"""The page of fees: what is due, paid and open as far as it is recorded, and nothing invented where it is not."""

import re

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.manager.test_figures import TITLE, text_of
from tests.dossiers.manager.test_lived import tables

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-02-02 09:00"))]

PAGE = "/quan-ly/le-phi/"
JANUARY = {"start": "2026-01-01", "end": "2026-01-31"}
UNKNOWN = ["no data yet"] * 4


def seen(who: str = "carol", **asked: str) -> str:
    return Visitor(who).get(PAGE, {**JANUARY, **asked}).content.decode()


def several() -> None:
    """Make one that owes, one that owes nothing any more, and one of which nobody knows."""
    owing = dossier_at("tham-dinh.payment-due")
    paid = dossier_at("tham-dinh.payment-due")
    act(paid, "confirm-payment", "bob", "2026-01-12 10:00")
    unknown = dossier_at("accepted")
    Dossier.objects.filter(pk=unknown.dossier.pk).update(owed=None)
    assert (owing.dossier.owed or 0) > 0
    assert paid.dossier.owed == 0


def test_due_is_what_was_paid_and_what_is_open():
    several()

    [row, total] = tables(seen())["Fees by procedure"]

    due, paid, waived, still = (int(re.sub(r"\D", "", amount)) for amount in row[1:5])
    assert paid > 0
    assert still > 0
    assert due == paid + waived + still
    assert row[5:] == total[5:] == ["1", "1", "0", "1"]


@pytest.mark.parametrize("end", ["withdrawn", "stopped"])
def test_what_ended_without_a_result_owes_nothing_that_anybody_waits_for(end: str):
    dossier, open_one = dossier_at(end).dossier, dossier_at("accepted").dossier
    assert dossier.owed == open_one.owed == 1_800_000

    [_row, total] = tables(seen())["Fees by procedure"]

    assert total[1:] == ["1.800.000 đ", "0 đ", "0 đ", "1.800.000 đ", "1", "0", "1", "0"]
    for fee, code in (("owed", open_one.code), ("lapsed", dossier.code)):
        listed = text_of(Visitor("carol"), f"/quan-ly/received/?start=2026-01-01&end=2026-01-31&fee={fee}")
        assert (TITLE.search(listed)[1], code in listed) == ("1", True)


def test_what_was_waived_has_a_column_of_its_own():
    walk = dossier_at("tham-dinh")
    act(walk, acts.WAIVE_FEE, "lan", "2026-01-06 09:00", fee=Fee(1_800_000, "", ""))

    [_row, total] = tables(seen())["Fees by procedure"]

    assert total[1:] == ["1.800.000 đ", "0 đ", "1.800.000 đ", "0 đ", "0", "1", "0", "0"]


def test_what_was_paid_waived_and_is_open_adds_up_to_what_is_due():
    several()
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(300_000, "cash"))
    act(walk, acts.WAIVE_FEE, "lan", "2026-01-06 09:30", fee=Fee(500_000, "", ""))
    over = dossier_at("tham-dinh")
    act(over, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 10:00", fee=Fee(1_900_000, "cash", is_meant=True))
    page = seen()

    [_row, total] = tables(page)["Fees by procedure"]

    due, paid, over_paid, waived, still = (int(re.sub(r"\D", "", amount)) for amount in total[1:6])
    assert (over_paid, waived) == (100_000, 500_000)
    assert due == paid - over_paid + waived + still == 4 * 1_800_000
    assert "without what was paid too much" in page


@pytest.mark.parametrize(("fee", "label"), [("owed", "Fee open"), ("lapsed", "No longer collected")])
def test_a_list_of_what_owes_has_each_amount_and_their_sum(fee: str, label: str):
    partly, lapsed = dossier_at("tham-dinh"), dossier_at("withdrawn")
    act(partly, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(300_000, "cash"))
    dossier_at("accepted")
    amounts = {"owed": ["1.500.000 đ", "1.800.000 đ"], "lapsed": ["1.800.000 đ"]}[fee]
    address = f"/quan-ly/received/?start=2026-01-01&end=2026-01-31&fee={fee}"

    page = Visitor("carol").get(address)

    assert lapsed.dossier.owed == 1_800_000
    cells = re.findall(rf'class="amount" data-label="{label}">([^<]*)<', page.content.decode())
    assert sorted(cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells) == amounts
    assert f"{label}: {'3.300.000' if fee == 'owed' else '1.800.000'} đ" in read(page).words()


@pytest.mark.parametrize("address", ["/quan-ly/received/?start=2026-01-01&end=2026-01-31&fee=none", "/ho-so/?fee=none"])
def test_what_was_paid_is_not_called_free_of_charge(address: str):
    several()

    words = read(Visitor("carol", language="vi").get(address, follow=True)).words()

    assert "không phải nộp phí" not in words


def test_what_was_paid_before_it_was_stopped_stays_paid():
    walk = dossier_at("phan-cong")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(300_000, "cash"))
    act(walk, "stop", "hoa", "2026-01-06 10:00")

    [_row, total] = tables(seen())["Fees by procedure"]

    assert total[1:] == ["300.000 đ", "300.000 đ", "0 đ", "0 đ", "0", "0", "1", "0"]


@pytest.mark.parametrize("who", ["carol", "hoa", "dung"])
def test_every_number_opens_exactly_its_dossiers(who: str):
    several()

    found = re.findall(r'href="(/quan-ly/received/\?[^"]*fee=[^"]*)"[^>]*>(\d+)<', seen(who))

    assert len(found) >= 4
    for address, number in found:
        assert TITLE.search(text_of(Visitor(who), address.replace("&amp;", "&")))[1] == number, address


def test_where_nothing_is_recorded_no_sum_is_shown():
    dossier_at("accepted")
    Dossier.objects.update(owed=None)

    [row, total] = tables(seen())["Fees by procedure"]

    assert row[1:5] == total[1:5] == UNKNOWN


def test_of_too_many_it_is_of_the_newest_whole_days(monkeypatch: pytest.MonkeyPatch):
    story.dossier_in("accepted", at=local("2026-01-05 08:30"))
    story.dossier_in("accepted", at=local("2026-01-06 08:30"))
    monkeypatch.setattr("dossiers.reports.fees.MOST", 1)

    words = " ".join(seen().split())

    assert "What is shown is of the days from 06/01/2026 on." in words
    assert "What was received from 06/01/2026 to 31/01/2026" in words


def test_there_are_no_data_on_satisfaction_and_the_page_says_so():
    words = read(Visitor("carol").get(PAGE)).words()

    assert "what applicants think of the service is not recorded here" in words
    assert "Nothing was received in this period." in words


def test_a_part_that_there_is_not_narrows_nothing():
    dossier_at("accepted")

    assert TITLE.search(text_of(Visitor("carol"), "/quan-ly/received/?start=2026-01-01&end=2026-01-31&fee=x"))[1] == "1"
