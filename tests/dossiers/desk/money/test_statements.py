"""A statement at the desk: what each row is, what becomes a payment, and that nothing does twice."""

import io
import re
import time
import tracemalloc
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from dossiers import acts
from dossiers.background import jobs as background
from dossiers.commands import Fee
from dossiers.desk.money.statements import NUMBERED_BY
from dossiers.models import Job, Match, Payment, Statement, StatementRow
from dossiers.payments.statement import matching, recording
from dossiers.proof import audit
from dossiers.refusals.money import statement as refusals
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.statement import made
from tests.dossiers.payments.statement.made import file_of

NOON = local("2026-01-06 12:00")
PAGE = "/mot-cua/sao-ke/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


@pytest.fixture
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


def take_in(text: str, **options: Any) -> Statement:
    agency = Unit.objects.get(slug="so-tttt")
    return matching.take_in(file_of(text), "sao-ke.csv", agency, by=story.person("bob"), at=NOON, **options)


def matches(statement: Statement) -> list[str]:
    return list(statement.transfers.values_list("match", flat=True))


def test_each_row_is_what_its_number_and_its_amount_make_it() -> None:
    owing = dossier_at("tham-dinh").dossier
    ended = dossier_at("rejected").dossier
    code, day = owing.code, "H26.NN-260105"

    statement = take_in(
        made.vietcombank(
            [
                ("1", "1.799.999", code),
                ("2", "1.800.001", code),
                ("3", "1.800.000", code.replace("-", "").lower()),
                ("4", "1.800.000", f"{code} lan hai"),
                ("5", "1.800.000", "nop phi"),
                ("6", "1.800.000", f"{day}-00"),
                ("7", "1.800.000", f"{day}-9999"),
                ("8", "1.800.000", f"{code} va {ended.code}"),
                ("9", "1.800.000", ended.code),
                ("10", "một triệu", code),
                ("11", "-1.800.000", code),
                ("12", "=1800000", code),
                ("13", "1.800.000", code.removeprefix("H26.NN-")),
            ]
        )
    )

    assert matches(statement) == [
        *("less", "more", "sure", "twice", "no-number", "cut", "unknown", "several", "ended"),
        *("no-amount", "negative", "formula", "cut"),
    ]
    assert (statement.rows, statement.known) == (13, 0)


def test_a_transfer_of_a_day_to_come_is_looked_at() -> None:
    dossier = dossier_at("tham-dinh").dossier
    text = made.vietcombank([("1", "1.800.000", dossier.code)])

    assert matches(take_in(text.replace("05/01/2026", "07/01/2026"))) == ["future"]
    assert matches(take_in(text)) == ["sure"]


@pytest.mark.parametrize(("day", "match"), [("04/01/2026", "earlier"), ("05/01/2026", "sure"), ("06/01/2026", "sure")])
def test_a_transfer_of_a_day_before_the_dossier_was_filed_is_looked_at(day: str, match: str) -> None:
    dossier = dossier_at("tham-dinh").dossier
    statement = take_in(made.vietcombank([("1", "1.800.000", dossier.code)]).replace("05/01/2026", day))

    assert local("2026-01-05 00:00") <= dossier.filed_at < local("2026-01-06 00:00")
    assert matches(statement) == [match]
    page = read(Visitor("bob", language="vi").get(f"{PAGE}{statement.pk}/")).words()
    assert ("Ngày chuyển khoản trước ngày nộp hồ sơ" in page, "Ghi nhận 1 khoản" in page) == (
        match == "earlier",
        match == "sure",
    )


def test_before_the_press_stands_what_it_records_in_all_and_where_each_is_listed() -> None:
    codes = [dossier_at("tham-dinh").dossier.code for _time in range(2)]
    rows = [(f"FT{at}", "1.800.000", code) for at, code in enumerate(codes)]
    statement, bob = take_in(made.vietcombank([*rows, ("FT9", "15.000", "le phi")])), Visitor("bob", language="vi")
    address = f"{PAGE}{statement.pk}/"

    answer, listed = bob.get(address), read(bob.get(f"{address}?loai=sure"))
    page = read(answer)

    assert "Ghi nhận 2 khoản" in page.words()
    assert "Tổng cộng: 3.600.000 đ" in page.words()
    assert f'href="{address}?loai=sure"' in answer.content.decode()
    assert all(code in listed.words() for code in codes)
    assert "Tổng cộng: 3.600.000 đ" in listed.words()


def test_what_is_paid_already_owes_nothing() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "transfer", "x"))

    assert matches(take_in(made.vietcombank([("1", "1.800.000", walk.dossier.code)]))) == ["not-owed"]


@pytest.mark.usefixtures("agrees")
def test_the_desk_reads_a_statement_and_records_what_is_sure_once() -> None:
    dossier = dossier_at("tham-dinh").dossier
    text = made.techcombank([("FT1", "1,800,000", f"MBVCB.1.{dossier.code}.CT tu 035"), ("FT2", "15,000", "le phi")])
    bob = Visitor("bob", language="vi")

    page = bob.post(PAGE, {"file": SimpleUploadedFile("sao ke.csv", text.encode())}, follow=True)
    address = page.redirect_chain[-1][0]
    recorded = read(bob.post(address, {"record": "1"}, follow=True)).words()
    bob.post(address, {"record": "1"})

    assert "Ghi nhận 1 khoản" in read(page).words()
    assert "Nội dung không nêu hồ sơ nào" in read(page).words()
    assert "Nêu đúng một hồ sơ còn nợ đúng số tiền này: 1Nội dung" in read(page).words()
    assert "Nêu đúng một hồ sơ còn nợ đúng số tiền này: còn 0, đã xử lý 1Nội dung không nêu hồ sơ nào: 1" in recorded
    assert "Đã ghi nhận: 1 · bỏ qua: 0" in recorded
    paid = Payment.objects.get()
    assert (paid.dossier_id, paid.amount, paid.way, paid.by.username) == (dossier.pk, 1_800_000, "transfer", "bob")
    assert StatementRow.objects.get(match=Match.SURE).event_id == paid.event_id
    dossier.refresh_from_db()
    assert dossier.owed == 0


def test_what_was_recorded_is_listed_with_its_dossier_amount_and_receipt_at_the_cost_of_one() -> None:
    walks, bob = [dossier_at("tham-dinh") for _time in range(3)], Visitor("bob", language="vi")
    rows = [(f"FT{at}", "1.800.000", walk.dossier.code) for at, walk in enumerate(walks)]
    pages = [f"{PAGE}{take_in(made.vietcombank(some)).pk}/" for some in (rows[:1], rows[1:])]
    before = [read(bob.get(page)).words() for page in pages]
    for page in pages:
        bob.post(page, {"record": "1"}, follow=True)

    costs = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = bob.get(page)
        costs.append(len(queries))

    words = read(answer).words()
    assert not any("Khoản đã ghi nhận" in page for page in before)
    assert "Khoản đã ghi nhận: 2" in words
    for payment in Payment.objects.exclude(dossier=walks[0].dossier):
        assert re.search(rf"{payment.dossier.code} 1.800.000 đ {payment.receipt}\b", words)
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("head", "is_said"), [(head, False) for head in NUMBERED_BY] + [("Ghi chú ngân hàng", True)])
def test_a_statement_whose_numbers_were_not_understood_says_so(head: str, *, is_said: bool) -> None:
    text = f"Ngày giao dịch;{head};Số tiền ghi có;Nội dung\r\n05/01/2026;FT26332;1.800.000;nop phi\r\n"

    statement = take_in(text)

    page = Visitor("bob", language="vi").get(f"{PAGE}{statement.pk}/")
    assert statement.transfers.get().reference == ("" if is_said else "FT26332")
    assert ("không cột nào" in read(page).words().lower()) == is_said


def test_a_file_with_heads_alone_says_so_and_keeps_nothing() -> None:
    with pytest.raises(refusals.NoTransfers):
        take_in(made.vietcombank([]))

    assert not Statement.objects.exists()


def test_the_same_statement_again_changes_nothing_and_a_longer_one_brings_what_is_new() -> None:
    dossier = dossier_at("tham-dinh").dossier
    rows = [("FT1", "1.800.000", dossier.code), ("FT2", "15.000", "le phi")]
    take_in(made.vietcombank(rows))

    with pytest.raises(refusals.AllKnown):
        take_in(made.vietcombank(rows))
    longer = take_in(made.vietcombank([*rows, ("FT3", "15.000", "le phi")]))

    assert (longer.rows, longer.known) == (3, 2)
    assert StatementRow.objects.count() == 3
    assert Statement.objects.count() == 2


@pytest.mark.usefixtures("agrees")
def test_what_was_paid_in_another_way_meanwhile_is_looked_at_and_no_press_is_offered_for_it() -> None:
    walk = dossier_at("tham-dinh")
    statement = take_in(made.vietcombank([("FT1", "1.800.000", walk.dossier.code), ("FT2", "15.000", "le phi")]))
    bob, address = Visitor("bob", language="vi"), f"{PAGE}{statement.pk}/"
    before = read(bob.get(address)).words()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "cash", "x"))

    page = read(bob.get(address)).words()
    bob.post(address, {"record": "1"})
    row = statement.transfers.get(match=Match.SURE)
    aside = read(bob.post(address, {"settle": str(row.pk)}, follow=True)).words()

    overtaken = "hồ sơ không còn nợ đúng số tiền này"
    assert ("Ghi nhận 1 khoản" in before, overtaken in before) == (True, False)
    assert ("Ghi nhận 1 khoản" in page, overtaken in page, walk.dossier.code in page) == (False, True, True)
    assert not Job.objects.exists()
    assert overtaken not in aside


@pytest.mark.usefixtures("agrees")
def test_a_row_whose_receipt_was_reversed_says_so() -> None:
    walk = dossier_at("tham-dinh")
    statement = take_in(made.vietcombank([("FT1", "1.800.000", walk.dossier.code)]))
    bob, address = Visitor("bob", language="vi"), f"{PAGE}{statement.pk}/"
    bob.post(address, {"record": "1"})
    paid = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    before = read(bob.get(f"{address}?loai=sure")).words()
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Hoàn.", given_back=True)

    assert "đã bị huỷ" not in before
    assert "Biên lai BL-2026/00001 đã bị huỷ sau đó" in read(bob.get(f"{address}?loai=sure")).words()


@pytest.mark.usefixtures("agrees")
def test_a_payment_that_was_recorded_meanwhile_is_left_out_with_its_reason() -> None:
    walk = dossier_at("tham-dinh")
    statement = take_in(made.vietcombank([("FT1", "1.800.000", walk.dossier.code)]))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "cash", "x"))

    job = recording.begin(statement, by=story.person("bob"), at=NOON)
    background.go_on(job.pk, now=NOON, seconds=20)

    job.refresh_from_db()
    assert (job.done, job.skipped, job.failed) == (0, 1, 0)
    assert "không còn nợ đúng số tiền" in job.outcomes.get().why["vi"]
    assert Payment.objects.count() == 1


def test_a_doubtful_transfer_is_put_aside_once_with_who_did_it() -> None:
    statement = take_in(made.vietcombank([("FT1", "15.000", "le phi")]))
    bob, row = Visitor("bob", language="vi"), statement.transfers.get()

    words = read(bob.post(f"{PAGE}{statement.pk}/", {"settle": str(row.pk)}, follow=True)).words()
    again = read(bob.post(f"{PAGE}{statement.pk}/", {"settle": str(row.pk)}, follow=True)).words()

    assert "Trần Văn Bình" in words
    assert "Chưa thay đổi gì" in again

    open_again = bob.post(f"{PAGE}{statement.pk}/", {"take-back": str(row.pk)}, follow=True)
    row.refresh_from_db()
    assert (row.settled_at, row.settled_by) == (None, None)
    assert "Chưa thay đổi gì" not in read(open_again).words()
    late = bob.post(f"{PAGE}{statement.pk}/", {"take-back": str(row.pk)}, follow=True)
    assert "Chưa thay đổi gì" in read(late).words()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\x00\x00", b"a;b\n1;2\n", None])
def test_a_file_that_is_no_statement_is_refused_and_nothing_is_kept(content: bytes | None) -> None:
    bob = Visitor("bob", language="vi")
    sent = {"file": SimpleUploadedFile("x.csv", content)} if content else {}

    words = read(bob.post(PAGE, sent, follow=True)).words()

    assert "Chưa ghi nhận gì" in words or "Hãy chọn tệp CSV" in words
    assert not Statement.objects.exists()


def test_a_file_that_breaks_in_the_middle_leaves_nothing() -> None:
    text = made.bidv([("15000", f"le phi {at}") for at in range(3_000)]).encode() + b"05/01/2026\t1\t\x00\n"
    agency = Unit.objects.get(slug="so-tttt")

    with pytest.raises(refusals.WrongCodePage):
        matching.take_in(io.BytesIO(text), "x.csv", agency, by=None, at=NOON)

    assert not Statement.objects.exists()
    assert not StatementRow.objects.exists()


def test_a_page_reads_no_more_rows_than_it_can_show_in_time() -> None:
    with pytest.raises(refusals.TooManyRows):
        take_in(made.bidv([("15000", f"{at}") for at in range(12)]), most=11)


@pytest.mark.parametrize("who", ["hoa", "dung", "van", "alice", "mallory"])
def test_statements_are_the_agency_s(who: str) -> None:
    statement = take_in(made.vietcombank([("FT1", "15.000", "le phi")]))

    assert Visitor(who).get(PAGE).status_code == 404
    assert Visitor(who).get(f"{PAGE}{statement.pk}/").status_code == 404


def test_the_list_says_how_many_rows_of_each_are_open_in_as_many_queries_however_many_there_are() -> None:
    bob = Visitor("bob", language="vi")
    first = take_in(made.vietcombank([("FT1", "1", "x"), ("FT2", "2", "y"), ("FT3", "3", "z")]))
    bob.post(f"{PAGE}{first.pk}/", {"settle": first.transfers.first().pk})
    bob.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        shown = read(bob.get(PAGE)).words()
    for number in range(3):
        take_in(made.vietcombank([(f"FX{number}", "5", "x")]))

    with CaptureQueriesContext(connection) as several:
        bob.get(PAGE)

    assert "Còn phải xử lý" in shown
    assert re.search(r"sao-ke.csv .* 3 0 2\b", shown)
    assert len(several) == len(one)


@pytest.mark.parametrize("who", ["lan", "carol"])
def test_whoever_is_not_of_the_desk_reads_and_records_nothing(who: str) -> None:
    dossier = dossier_at("tham-dinh").dossier
    statement = take_in(made.vietcombank([("FT1", "1.800.000", dossier.code)]))
    visitor = Visitor(who, language="en")

    assert "Record 1 payment" not in visitor.get(f"{PAGE}{statement.pk}/").content.decode()
    assert visitor.post(f"{PAGE}{statement.pk}/", {"record": "1"}).status_code == 404
    assert not Payment.objects.exists()


def test_the_command_reads_a_statement_at_the_server(tmp_path: Any) -> None:
    file, out = tmp_path / "sao-ke.csv", io.StringIO()
    file.write_text(made.vietcombank([("FT1", "15.000", "le phi")]), "utf-8")

    call_command("read_statement", str(file), "--agency", "H26.NN", stdout=out)

    assert out.getvalue().startswith("1 transfers, 0 of them known before")
    with pytest.raises(CommandError, match="nothing is new"):
        call_command("read_statement", str(file), "--agency", "H26.NN")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_statement", str(tmp_path / "no.csv"), "--agency", "H26.NN")


def test_ten_thousand_rows_are_matched_in_two_seconds_with_flat_memory() -> None:
    dossier = dossier_at("tham-dinh").dossier
    file = file_of(made.vietcombank((str(at), "15.000", f"{dossier.code} lan {at}") for at in range(10_000)))
    agency, begun = Unit.objects.get(slug="so-tttt"), time.process_time()

    statement = matching.take_in(file, "x.csv", agency, by=None, at=NOON)
    took = time.process_time() - begun

    assert statement.rows == 10_000
    assert took < 4, took
    tracemalloc.start()
    more = file_of(made.vietcombank((f"x{at}", "15.000", f"{dossier.code} lan {at}") for at in range(3_000)))
    held, _most = tracemalloc.get_traced_memory()
    matching.take_in(more, "y.csv", agency, by=None, at=NOON)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most - held < 12_000_000, most - held
