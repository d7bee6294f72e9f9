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


OWED = "Fees owed by procedure"


def amounts(row: list[str]) -> list[int]:
    """Return the amounts of a row of what is owed, without the numbers of dossiers behind them."""
    return [int(re.sub(r"\D", "", cell.partition("đ")[0])) for cell in row[1:]]


def owed_lists(content: str) -> list[tuple[int, int, str]]:
    """Return each amount of the page with how many dossiers it is of, and the address behind it."""
    found = re.findall(r'href="(/quan-ly/fee_owed/\?[^"]*)">([^<]*)</a>\s*<span class="line">\s*(\d+)', content)
    return [(int(re.sub(r"\D", "", text)), int(count), address.replace("&amp;", "&")) for address, text, count in found]


def test_what_is_owed_is_told_apart_by_whether_it_is_to_be_paid_now_and_each_sum_is_its_list():
    dossier_at("accepted")
    dossier_at("tham-dinh.payment-due")
    part = dossier_at("tham-dinh.payment-due")
    act(part, acts.RECEIVE_PAYMENT, "bob", "2026-01-12 10:00", fee=Fee(300_000, "cash"))
    page = seen(end="2026-02-28")

    [_row, total] = tables(page)[OWED]

    assert amounts(total) == [1_800_000 + 1_500_000, 1_800_000, 5_100_000]
    found = owed_lists(page)
    assert len(found) == 6
    for amount, count, address in found:
        listed = read(Visitor("carol").get(address)).words()
        assert f"{amount:,}".replace(",", ".") in listed, address
        assert TITLE.search(text_of(Visitor("carol"), address))[1] == str(count), address


def test_what_was_asked_for_and_paid_in_part_is_due_after_the_pause_and_a_withdrawn_demand_is_not():
    partly, withdrawn = dossier_at("tham-dinh.payment-due"), dossier_at("tham-dinh.payment-due")
    act(partly, "confirm-payment", "bob", "2026-01-12 10:00", fee=Fee(1_800_000, "cash"))
    paid = partly.dossier.events.get(action="confirm-payment").sequence
    act(partly, acts.REVERSE_PAYMENT, "bob", "2026-01-12 11:00", reverses=paid, reason="Ghi nhầm.")
    act(withdrawn, acts.WITHDRAW_DEMAND, "dung", "2026-01-12 10:00", reason="Nhầm.")

    [_row, total] = tables(seen(end="2026-02-28"))[OWED]

    assert amounts(total) == [1_800_000, 1_800_000, 3_600_000]


def test_of_a_period_that_has_ended_it_is_what_was_owed_then_whenever_it_was_received():
    walk = dossier_at("accepted")
    february = {"start": "2026-01-20", "end": "2026-01-31"}
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-02-01 10:00", fee=Fee(1_800_000, "cash"))

    then = seen(**february)
    now = tables(seen(start="2026-01-20", end="2026-02-28"))

    assert "Nothing was received in this period." in then
    assert amounts(tables(then)[OWED][-1]) == [0, 1_800_000, 1_800_000]
    assert OWED not in now
    for amount, _count, address in owed_lists(then):
        assert "asof=2026-01-31T23%3A59" in address
        assert walk.dossier.code in text_of(Visitor("carol"), address)
        assert amount == 1_800_000


def test_procedures_and_lists_are_sorted_by_amount():
    small, great = dossier_at("accepted"), dossier_at("accepted")
    act(small, acts.RECEIVE_PAYMENT, "bob", "2026-01-12 10:00", fee=Fee(300_000, "cash"))
    page = seen(end="2026-02-28", sort="-whole")
    address = "/quan-ly/fee_owed/?start=2026-01-01&end=2026-02-28&sort="

    most, least = (text_of(Visitor("carol"), f"{address}{sort}") for sort in ("-amount", "amount"))

    assert 'aria-sort="descending"' in page
    assert "sort=whole" in page
    assert most.index(great.dossier.code) < most.index(small.dossier.code)
    assert least.index(small.dossier.code) < least.index(great.dossier.code)
