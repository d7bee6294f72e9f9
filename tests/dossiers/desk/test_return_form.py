"""Handing a result over: each way is called what it is, and what it needs is not called optional."""

from datetime import datetime
from pathlib import Path

import pytest

from dossiers import acts
from dossiers.display.formats import vn_money
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import do, up_to
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.owing import OWED, owing, pay
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))]


@pytest.mark.parametrize("owes", [True, False])
def test_where_nothing_is_owed_the_return_asks_for_no_money_and_the_fold_of_payments_says_so(*, owes: bool) -> None:
    # Of an edition in which the return may take what is owed along.
    walk = dossier_at("result-ready")
    Dossier.objects.filter(pk=walk.dossier.pk).update(owed=100_000 if owes else 0)

    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/"))

    [handover] = [form for form in page.forms if form.action.endswith("/return/")]
    [payment] = [form for form in page.forms if form.action.endswith("/receive-payment/")]
    assert ("fee_amount" in handover.values) == owes
    assert "fee_amount" in payment.values, "more can come in all the same"
    assert ("Hồ sơ này không còn nợ phí, lệ phí" in page.words()) != owes


def test_what_a_leader_let_go_on_unpaid_is_handed_over_once_that_is_ticked(tmp_path: Path) -> None:
    walk = up_to(owing(tmp_path, "return"), "return")
    do(walk, acts.LET_PASS, "lan", reason="Hồ sơ gấp.")
    bob, typed = (
        Visitor("bob", language="vi"),
        {
            "handover_recipient": "Lê Văn Nhận",
            "handover_identity": "CCCD 1234",
            "handover_authority": "Giấy uỷ quyền số 3 ngày 01/12/2026",
        },
    )
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")

    with nothing_written():
        refused = read(bob.send(page, "/return/", typed))
    [form] = [one for one in refused.forms if one.action.endswith("/return/")]
    done = bob.post(form.action, {**form.values, "over_unpaid": "on"})

    assert "Trả kết quả khi còn 1.800.000 đ chưa nộp" in read(page).words()
    # As the applicant was told: the result does not wait for it.
    above = page.content.decode().partition("/return/")[2].partition('name="handover_way"')[0]
    assert "Kết quả không phải chờ khoản này" in above
    assert "thu trước" not in above
    assert "đánh dấu vào ô này" in refused.errors["id_return_over_unpaid"]
    assert "Lãnh đạo đã cho giải quyết tiếp khi chưa nộp" in refused.errors["id_return_over_unpaid"]
    assert "thu tiền trước" not in refused.errors["id_return_over_unpaid"]
    assert {name: form.values[name] for name in typed} == typed
    assert done.status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("returned", OWED)


def test_what_is_paid_is_handed_over_without_a_box(tmp_path: Path) -> None:
    walk = up_to(owing(tmp_path, "return"), "return")
    pay(walk.dossier)

    assert "over_unpaid" not in Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode()


def test_the_form_of_the_return_says_when_a_field_is_needed() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "Trả trực tuyến" in words
    assert "Giấy tờ tuỳ thân đã xuất trình (bắt buộc khi trao trực tiếp)" in words
    assert "Số hiệu bưu gửi (bắt buộc khi gửi qua bưu chính)" in words
    form = words[words.index("Người nhận") :]
    assert "Nộp trực tuyến" not in form[: form.index("Bản chính")]


def test_an_original_that_never_came_is_not_offered_as_given_back(tmp_path: Path) -> None:
    walk = up_to(owing(tmp_path, "return"), "return")
    pay(walk.dossier)
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")

    with nothing_written():
        refused = bob.send(page, "/return/", {"handover_identity": "CCCD 2345", "handover_originals": "given_back"})

    assert 'value="given_back"' not in page.content.decode()
    assert "id_return_handover_originals" in read(refused).errors
    assert bob.send(page, "/return/", {"handover_identity": "CCCD 2345"}).status_code == 302


def test_the_debt_is_said_above_the_way_of_the_return() -> None:
    walk = dossier_at("result-ready")
    owed = vn_money(walk.dossier.owed).replace("\xa0", " ")

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")

    form = page.content.decode().partition("/return/")[2].partition("</form>")[0].replace("\xa0", " ")
    assert walk.dossier.owed
    assert f"Còn nợ {owed}: thu trước khi trả kết quả." in form.partition('name="handover_way"')[0]
    assert 'href="#fees"' in form.partition('name="handover_way"')[0]
    Dossier.objects.filter(pk=walk.dossier.pk).update(owed=0)
    assert (
        "thu trước khi trả kết quả"
        not in read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    )
