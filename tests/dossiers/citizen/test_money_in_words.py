"""What the applicant and the desk read of money where it is neither simply owed nor simply paid."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier, PaymentOrder
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.reports.fees import owed_by_when
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import do
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.notices import moved_money
from tests.dossiers.owing import STEPS, owing, pay
from tests.dossiers.payments.gateway.made import message, order_of, send

NOW = local("2026-01-06 12:00")
WAITS = "Bạn đã mở thanh toán trực tuyến 1.800.000 đ lúc"
BUTTON = "Thanh toán trực tuyến 1.800.000 đ"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def words(walk: Walk, who: str = "alice") -> str:
    where = "ho-so" if who == "alice" else "mot-cua"
    return read(Visitor(who, language="vi").get(f"/{where}/{walk.dossier.code}/")).words()


def last_mail(walk: Walk, kind: str) -> str:
    return " ".join(written(kind, news_of(walk.dossier.events.latest("sequence"))).whole.split())


def returned_unpaid(folder: Path) -> Walk:
    walk = owing(folder, "return")
    for action, who in STEPS.items():
        if action == "return":
            act(walk, acts.LET_PASS, "lan", f"{walk.at:%Y-%m-%d} 17:00", reason="Hồ sơ gấp.")
        do(walk, action, who)
    return walk


def test_what_was_let_pass_is_owed_and_keeps_no_dossier_from_being_accepted(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    act(walk, acts.LET_PASS, "lan", "2026-01-05 10:00", reason="Hồ sơ gấp của lãnh đạo.")

    found = words(walk)

    assert "Cơ quan đồng ý giải quyết tiếp hồ sơ khi bạn chưa nộp 1.800.000 đ." in found
    assert "hồ sơ được tiếp nhận sau khi đã nộp" not in found
    assert BUTTON in found
    assert "gấp của lãnh đạo" not in found


def test_what_a_leader_lets_go_on_unpaid_stays_due_on_every_page_as_its_mail_says(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing")
    for action in list(STEPS)[: list(STEPS).index("decide")]:
        do(walk, action, STEPS[action])
    act(walk, acts.LET_PASS, "lan", f"{walk.at:%Y-%m-%d} 17:00", reason="Hồ sơ gấp.")
    sent = last_mail(walk, "let-pass")
    for action in ("", "decide"):
        if action:
            do(walk, action, STEPS[action])
        page, officers = words(walk), words(walk, "lan")
        row = read(Visitor("lan", language="vi").get("/mot-cua/?list=open")).words()

        assert "Còn phải nộp: 1.800.000 đ; cách nộp có trên trang của hồ sơ, và Ông/Bà có thể nộp ngay." in sent
        assert "chưa phải nộp" not in page
        assert "Số tài khoản" in page
        assert BUTTON in page
        assert "Lãnh đạo đã cho giải quyết tiếp khi chưa nộp 1.800.000 đ" in officers
        assert "Chưa đến lúc nộp" not in officers
        assert "chưa nộp 1.800.000 đ" in row
        due = owed_by_when()
        assert Dossier.objects.filter(due["due"], pk=walk.dossier.pk).exists()
        assert not Dossier.objects.filter(due["ahead"], pk=walk.dossier.pk).exists()


def test_the_mail_of_a_demand_that_is_withdrawn_says_as_the_page_does_that_nothing_is_to_be_paid_now() -> None:
    walk = moved_money.demand_withdrawn()

    sent, page = last_mail(walk, "demand-withdrawn"), words(walk)

    assert "1.800.000 đ. Hiện Ông/Bà chưa phải nộp gì; khi nào phải nộp, chúng tôi sẽ báo" in sent
    assert "There is nothing to pay now" in sent
    assert "hiện bạn chưa phải nộp gì" in page


def test_what_is_left_of_a_demand_that_stands_is_to_be_paid_by_mail_and_page() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "ask-payment", "dung", "2026-01-06 09:00", fee=Fee(1_800_000, is_meant=True))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 10:00", fee=Fee(1_000_000, "cash"))

    sent, page = last_mail(walk, "paid"), words(walk)

    assert "Còn thiếu: 800.000 đ. Hồ sơ đang tạm dừng" in sent
    assert "chưa phải nộp" not in f"{sent} {page}"


def test_a_debt_after_the_return_is_named_with_how_to_pay_it(tmp_path: Path) -> None:
    walk = returned_unpaid(tmp_path)

    found, mail = words(walk), last_mail(walk, "returned")

    assert walk.dossier.state == "returned"
    assert "Kết quả đã được trả, bạn còn nợ 1.800.000 đ." in found
    assert BUTTON in found
    assert "Số tài khoản" in found
    # What is open stands before how it ended, with the way to pay it.
    debt = found.index("Bạn còn phải nộp 1.800.000 đ")
    assert debt < found.index("Cách nộp tiền") < found.index("Hồ sơ của bạn được chấp thuận")
    assert "Phí, lệ phí còn nợ: 1.800.000 đ." in mail
    assert "số tài khoản" in mail
    pay(walk.dossier)
    assert BUTTON not in words(walk)
    assert "Bạn còn phải nộp" not in words(walk)


def test_a_debt_after_the_return_waits_for_the_applicant_in_the_list_until_it_is_paid(tmp_path: Path) -> None:
    walk, alice = returned_unpaid(tmp_path), Visitor("alice", language="vi")

    owing_list = alice.get("/ho-so/")
    ended = alice.get("/ho-so/?list=ended")
    pay(walk.dossier)
    paid_list = alice.get("/ho-so/")

    said = "Kết quả đã được trả, bạn còn nợ 1.800.000 đ. Hãy nộp số tiền này. Xem cách nộp 1.800.000 đ"
    assert said in read(owing_list).words()
    assert said in read(ended).words()
    assert [row.pk for row in owing_list.context["waiting"]] == [walk.dossier.pk]
    assert not owing_list.context["ended"]
    assert "1.800.000 đ" not in read(paid_list).words()
    assert not paid_list.context["waiting"]
    assert [row.pk for row in paid_list.context["ended"]] == [walk.dossier.pk]


def test_what_is_owed_of_a_rejected_dossier_waits_for_nobody(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    act(walk, "reject", "bob", "2026-01-05 10:00", reason="Không thuộc thẩm quyền.")

    listed = Visitor("alice", language="vi").get("/ho-so/")

    assert walk.dossier.owed
    assert not listed.context["waiting"]
    assert "1.800.000 đ" not in read(listed).words()


def test_an_online_payment_that_waits_for_the_bank_is_seen_by_both_sides_until_it_answers(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    before = words(walk)
    order = order_of(walk.dossier)

    waiting, desk = words(walk), words(walk, "bob")
    send(message(order, kind="failed"))
    after = words(walk), words(walk, "bob")

    assert WAITS not in before
    assert WAITS in waiting
    assert "đang chờ ngân hàng xác nhận. Nếu đã thanh toán, bạn đừng nộp lại" in waiting
    assert re.search(
        "Người nộp đã mở thanh toán trực tuyến 1.800.000 đ lúc [^;]*06/01/2026[^;]*; đang chờ ngân hàng", desk
    )
    assert WAITS not in after[0]
    assert "Người nộp đã mở thanh toán trực tuyến" not in after[1]


def test_an_order_of_which_nothing_was_heard_in_a_day_is_not_waited_for(tmp_path: Path, clock: Any) -> None:
    walk = owing(tmp_path, "filing")
    order_of(walk.dossier)

    clock.move_to(NOW + timedelta(minutes=31))
    late = words(walk)
    clock.move_to(NOW + timedelta(days=1, minutes=31))

    assert WAITS in late
    assert WAITS not in words(walk)


def test_after_a_part_was_paid_or_waived_the_rest_is_named_and_when_it_is_due(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing")
    ground = "Điều 10 Luật Phí và lệ phí 2015"
    act(walk, acts.WAIVE_FEE, "lan", "2026-01-05 10:00", fee=Fee(800_000), ground=ground, reason="Hộ nghèo.")
    waived = words(walk)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-05 11:00", fee=Fee(180_000, "cash", ""))

    paid = words(walk)

    assert "Còn lại 1.000.000 đ, nộp khi cơ quan yêu cầu; hiện bạn chưa phải nộp khoản này." in waived
    assert "Còn lại 820.000 đ, nộp khi cơ quan yêu cầu; hiện bạn chưa phải nộp khoản này." in paid
    assert "hiện bạn chưa phải nộp gì" not in waived + paid


def test_of_a_surplus_a_dossier_that_has_ended_says_one_thing_and_of_the_rest_another() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(2_000_000, "cash", is_meant=True))
    act(walk, "ask-withdrawal", "alice", "2026-01-06 10:00")
    act(walk, "confirm-withdrawal", "bob", "2026-01-06 11:00")

    found = words(walk)

    assert "Bộ phận Một cửa sẽ hoàn lại phần thừa" in found
    assert "Số tiền 1.800.000 đ bạn đã nộp không tự động được trả lại" in found


def test_whoever_withdraws_what_is_paid_reads_before_and_after_that_nothing_comes_back_by_itself(clock: Any) -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00")
    before = words(walk)
    act(walk, "ask-withdrawal", "alice", "2026-01-06 10:00")
    desk = words(walk, "bob")
    act(walk, "confirm-withdrawal", "bob", "2026-01-06 11:00")

    after, mail, ended = words(walk), last_mail(walk, "withdrawn"), words(walk, "bob")

    assert "Bạn đã nộp 1.800.000 đ. Rút hồ sơ không có nghĩa là khoản này tự động được trả lại" in before
    assert "Hồ sơ đã nộp 1.800.000 đ; bước này không trả lại khoản đó." in desk
    assert "Số tiền 1.800.000 đ bạn đã nộp không tự động được trả lại; hãy hỏi Bộ phận Một cửa" in after
    assert "Số tiền 1.800.000 đ đã nộp không tự động được trả lại" in mail
    assert "không phải làm gì thêm" not in mail
    assert "số tiền đã nộp không tự động được trả lại" in ended
    assert "người nộp không nợ lại khoản này" in ended


def test_what_was_paid_too_much_is_not_called_owed_again() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_900_000, "cash", "", is_meant=True))

    found = words(walk, "bob")

    assert "100.000 đ nộp thừa không trở thành khoản nợ" in found
    assert "hồ sơ lại còn nợ số tiền đó" not in found


def test_nothing_is_paid_on_line_while_an_act_of_the_office_has_not_gone_out(tmp_path: Path, clock: Any) -> None:
    walk = owing(tmp_path, "filing")
    assert BUTTON in words(walk)
    story.take(walk.dossier, "reject", "bob", at=NOW, reason="Tài liệu thuộc thẩm quyền của Bộ.")
    clock.move_to(NOW + timedelta(seconds=20))

    found = words(walk)
    pressed = Visitor("alice", language="vi").post(f"/ho-so/{walk.dossier.code}/thanh-toan/")

    assert "Cơ quan đang cập nhật hồ sơ" in found
    assert BUTTON not in found
    assert not PaymentOrder.objects.exists()
    assert pressed.url == f"/ho-so/{walk.dossier.code}/"
    assert Dossier.objects.get(pk=walk.dossier.pk).state == "rejected"
