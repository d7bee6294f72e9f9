"""The receipt book of a day as files: the page's rows in typed cells, reversals negative, sums worked out by the workbook."""

import csv
import io
from collections import Counter
from datetime import date
from typing import Any

import openpyxl
import pytest

from accounts.models import User
from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import cash
from dossiers.display.formats import vn_money
from dossiers.models import PaidWay, Payment
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, send

EVENING = local("2026-01-06 17:00")
PAGE = "/mot-cua/so-bien-lai/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(EVENING)]


def day() -> Walk:
    """Receive twice and give one back."""
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(15_000, "cash"))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:10", fee=Fee(100_000, "transfer", "FT1"))
    last = Payment.objects.latest("pk")
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 09:30", reverses=last.event.sequence, reason="Nhầm.")
    return walk


def test_the_csv_has_the_rows_of_the_page_with_what_was_given_back_below_zero() -> None:
    walk = day()
    bob = Visitor("bob", language="vi")

    answer = bob.get(f"{PAGE}csv/?ngay=2026-01-06")
    head, *table = list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="so-bien-lai-20260106.csv"'
    assert answer["Content-Type"].startswith("text/csv")
    assert head[3] == "Số tiền (đồng)"
    assert [(row[0], row[1], row[2], row[3]) for row in table] == [
        ("BL-2026/00001", "", "06/01/2026 09:00", "15000"),
        ("BL-2026/00002", "", "06/01/2026 09:10", "100000"),
        ("", "BL-2026/00002", "06/01/2026 09:30", "-100000"),
    ]
    assert {row[5] for row in table} == {walk.dossier.code}
    assert [(head[8], *(row[8] for row in table))] == [("Lý do", "", "", "Nhầm.")]
    assert [row[9] for row in table] == ["Thu tiền", "Thu tiền", "Huỷ BL-2026/00002 do ghi nhầm"]
    assert [(head[10], *(row[10] for row in table))] == [("Số giao dịch hoặc số chứng từ", "", "FT1", "")]
    assert "FT1" in read(bob.get(f"{PAGE}?ngay=2026-01-06")).words()


def test_a_part_that_went_back_is_told_from_a_receipt_that_was_reversed() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(15_000, "cash"))
    paid = Payment.objects.get().event.sequence
    fee = Fee(5_000, "transfer", "UNC-09", is_meant=True)
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 09:10", reverses=paid, fee=fee, reason="Trả bớt.")
    given = {"reverses": paid, "given_back": True, "reason": "Trả hết."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 09:20", **given)

    rows = list(csv.reader(io.StringIO(content_of(bob.get(f"{PAGE}csv/")).decode("utf-8-sig"))))

    assert [(row[1], row[9], row[10]) for row in rows[2:]] == [
        ("BL-2026/00001", "BL-2026/00001: hoàn trả một phần cho người nộp", "UNC-09"),
        ("BL-2026/00001", "Trả lại tiền của BL-2026/00001", ""),
    ]


def sheet_of(content: bytes, *, worked_out: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=worked_out).worksheets[0]


def test_the_workbook_has_numbers_and_instants_and_sums_by_formula() -> None:
    day()
    content = content_of(Visitor("bob", language="vi").get(f"{PAGE}xlsx/?ngay=2026-01-06"))
    sheet, worked = sheet_of(content), sheet_of(content, worked_out=True)

    assert [sheet[f"D{row}"].value for row in (2, 3, 4)] == [15_000, 100_000, -100_000]
    assert (sheet["C2"].is_date, f"{sheet['C2'].value:%d/%m/%Y %H:%M}") == (True, "06/01/2026 09:00")
    assert sheet["D5"].value == "=SUM(D2:D4)"
    assert [sheet[f"D{row}"].value[:14] for row in (6, 7, 8)] == ['=SUMIF(E2:E4,"'] * 3
    assert [worked[f"D{row}"].value for row in (5, 6, 7, 8)] == [15_000, 15_000, 0, 0]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_begins_like_a_formula_is_text(form: str) -> None:
    day()
    User.objects.filter(username="bob").update(full_name="=HYPERLINK(1)")

    made = content_of(Visitor("bob", language="vi").get(f"{PAGE}{form}/?ngay=2026-01-06"))

    if form == "csv":
        assert b",'=HYPERLINK(1),,Thu " in made
        return
    cell = sheet_of(made)["H2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_day_of_nothing_is_an_empty_table(form: str) -> None:
    answer = Visitor("bob", language="vi").get(f"{PAGE}{form}/?ngay=2026-01-02")

    assert answer.status_code == 200
    assert content_of(answer)


def test_the_page_leads_to_its_files_and_forged_days_and_forms_lead_nowhere_bad() -> None:
    day()
    bob = Visitor("bob", language="vi")
    page = bob.get(f"{PAGE}?ngay=2026-01-06")

    assert f'href="{PAGE}xlsx/?ngay=2026-01-06"' in page.content.decode()
    assert "XLSX" in read(page).words()
    assert bob.get(f"{PAGE}pdf/").status_code == 404
    assert bob.get(f"{PAGE}csv/?ngay=9999-99-99").status_code == 200
    assert Visitor("dung").get(f"{PAGE}csv/").status_code == 404
    assert Visitor("alice").get(f"{PAGE}csv/").status_code == 404


def test_a_closed_day_has_what_was_counted_and_why_it_differs_below_its_rows() -> None:
    walk = day()
    count = cash.Count(14_000, -1_000, "=Trả nhầm.")
    cash.close_day(walk.dossier.agency_id, EVENING.date(), count, by=story.person("bob"), at=EVENING)
    bob = Visitor("bob", language="vi")

    rows = list(csv.reader(io.StringIO(content_of(bob.get(f"{PAGE}csv/")).decode("utf-8-sig"))))
    sheet = sheet_of(content_of(bob.get(f"{PAGE}xlsx/")))

    assert rows[4] == [""] * 11
    closing = [(row[2], row[3]) for row in rows[5:]]
    assert closing == [
        ("Người khoá quỹ", "Trần Văn Bình, 17:00 06/01/2026"),
        ("Tiền mặt theo sổ", "15000"),
        ("Tiền mặt đếm được", "14000"),
        ("Chênh lệch", "-1000"),
        ("Lý do chênh lệch", "'=Trả nhầm."),
    ]
    lines = {sheet[f"C{row}"].value: sheet[f"D{row}"].value for row in range(6, 18)}
    assert (lines["Tiền mặt đếm được"], lines["Chênh lệch"], lines["Lý do chênh lệch"]) == (
        14_000,
        -1_000,
        "=Trả nhầm.",
    )


def test_the_sums_of_page_and_workbook_are_those_of_the_rows_by_way_and_in_all() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    order = order_of(walk.dossier)

    def reversed_at(row: Payment, when: str, **given: Any) -> None:
        act(walk, acts.REVERSE_PAYMENT, "bob", when, reverses=row.event.sequence, reason="Nhầm.", **given)

    def received(amount: int, way: str, when: str) -> Payment:
        act(walk, acts.RECEIVE_PAYMENT, "bob", when, fee=Fee(amount, way, way, is_meant=True))
        return Payment.objects.latest("pk")

    former = received(15_000, "cash", "2026-01-05 16:00")
    kept = received(60_000, "cash", "2026-01-06 09:00")
    voided = received(40_000, "transfer", "2026-01-06 09:05")
    given = received(100_000, "transfer", "2026-01-06 09:10")
    reversed_at(voided, "2026-01-06 12:10")
    reversed_at(given, "2026-01-06 12:20", given_back=True)
    reversed_at(former, "2026-01-06 12:30")
    part = {
        "reverses": kept.event.sequence,
        "fee": Fee(5_000, "transfer", "UNC-1", is_meant=True),
        "reason": "Trả bớt.",
    }
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 12:40", **part)
    send(message(order))
    cash.close_day(walk.dossier.agency_id, date(2026, 1, 6), cash.Count(45_000), by=story.person("bob"), at=EVENING)

    page = read(bob.get(f"{PAGE}?ngay=2026-01-06")).words().replace("\N{NO-BREAK SPACE}", " ")
    _head, *table = csv.reader(io.StringIO(content_of(bob.get(f"{PAGE}csv/?ngay=2026-01-06")).decode("utf-8-sig")))
    sheet = sheet_of(content_of(bob.get(f"{PAGE}xlsx/?ngay=2026-01-06")), worked_out=True)

    sums: dict[str, int] = Counter()
    for row in table:
        if row[4]:
            sums[row[4]] += int(row[3])
    online = sums[str(PaidWay.ONLINE.label)]
    assert online > 0
    assert sums[str(PaidWay.CASH.label)] == 60_000 - 15_000
    assert sums[str(PaidWay.TRANSFER.label)] == -5_000
    assert "60.000 đ 15.000 đ 45.000 đ" in page
    assert "100.000 đ 105.000 đ −5.000 đ" in page
    in_all = (160_000 + online, 120_000, sum(sums.values()))
    assert f"Tổng cộng {' '.join(map(vn_money, in_all))}".replace("\N{NO-BREAK SPACE}", " ") in page
    worked = {sheet[f"C{line}"].value: sheet[f"D{line}"].value for line in range(2, sheet.max_row + 1)}
    assert worked["Tổng cộng"] == sum(sums.values())
    assert {way: worked[way] for way in sums} == sums
