"""A payment pauses the limit and the step, and both carry on where they stood."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers import acts
from dossiers.clock import Verdict
from dossiers.commands import Fee
from dossiers.commands.money.payments import refuse_asking
from dossiers.refusals.money import demand
from portal.demo.story import Walk
from procedures.machine import Status
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.variants import filed_under

pytestmark = pytest.mark.django_db


def _in_appraisal() -> Walk:
    walk = dossier_at("filed", at=local("2026-01-05 08:00"))
    act(walk, "accept", "bob", "2026-01-05 09:00")
    act(walk, "transfer", "bob", "2026-01-05 09:30")
    act(walk, "finish-phan-cong", "hoa", "2026-01-05 10:00")
    return walk


def test_a_payment_moves_the_date_by_its_working_days_and_the_step_by_its_working_minutes() -> None:
    walk = _in_appraisal()
    dossier = walk.dossier
    assert dossier.step_due_at == local("2026-01-13 10:00")

    act(walk, "ask-payment", "dung", "2026-01-06 16:00", fee=Fee(1_800_000), reason="Phí thẩm định 120 trang.")
    assert dossier.status == Status.FINANCIAL_OBLIGATION
    assert dossier.due_at == local("2026-01-19 17:00")
    act(walk, "confirm-payment", "bob", "2026-01-08 09:00", fee=Fee(1_800_000, "transfer", "BL-0012"))

    assert dossier.state == "tham-dinh"
    assert dossier.first_due_at == local("2026-01-19 17:00")
    assert dossier.lawful_due_at == dossier.due_at == local("2026-01-21 17:00")
    assert dossier.step_due_at == local("2026-01-14 12:00")
    assert dossier.supplement_rounds == 0


def test_a_step_is_judged_without_the_time_that_the_applicant_took_to_pay() -> None:
    walk = _in_appraisal()
    asked = act(walk, "ask-payment", "dung", "2026-01-06 16:00")
    act(walk, "confirm-payment", "bob", "2026-01-20 16:00")

    finished = act(walk, "finish-tham-dinh", "dung", "2026-01-26 10:00")

    assert "step" not in asked.facts
    assert datetime.fromisoformat(finished.facts["step"]["entered_at"]) == local("2026-01-05 10:00")
    assert finished.facts["step"]["verdict"] == Verdict.EARLY


def test_what_happens_while_a_payment_is_awaited_begins_no_new_pause() -> None:
    walk = _in_appraisal()
    act(walk, "ask-payment", "dung", "2026-01-06 09:00")
    act(walk, "ask-withdrawal", "alice", "2026-01-07 09:00")
    act(walk, "confirm-payment", "bob", "2026-01-08 09:00")

    assert walk.dossier.step_due_at == local("2026-01-15 10:00")
    assert walk.dossier.lawful_due_at == local("2026-01-21 17:00")


def test_two_payments_are_two_gaps() -> None:
    walk = _in_appraisal()
    for asked, paid in (("2026-01-06 09:00", "2026-01-06 11:00"), ("2026-01-07 09:00", "2026-01-07 10:00")):
        act(walk, "ask-payment", "dung", asked)
        act(walk, "confirm-payment", "bob", paid)

    assert walk.dossier.step_due_at == local("2026-01-13 14:00")
    assert walk.dossier.lawful_due_at == local("2026-01-19 17:00")


def test_what_was_paid_is_in_the_log_the_amount_as_a_fact_the_rest_as_words() -> None:
    walk = _in_appraisal()
    asked = act(walk, "ask-payment", "dung", "2026-01-06 16:00", fee=Fee(1_800_000), reason="120 trang.")
    paid = act(walk, "confirm-payment", "bob", "2026-01-07 09:00", fee=Fee(1_800_000, "transfer", "BL-0012"))

    assert (asked.facts["fee"], paid.facts["fee"]) == (1_800_000, 1_800_000)
    assert asked.payload.content == {"reason": "120 trang."}
    assert paid.facts["paid_way"] == "transfer"
    assert paid.payload.content == {"fee_method": "transfer", "fee_reference": "BL-0012"}


def test_a_payment_inside_a_round_of_supplement_counts_from_the_restart() -> None:
    walk = _in_appraisal()
    act(walk, "propose-supplement", "dung", "2026-01-06 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    act(walk, "answer-supplement", "alice", "2026-01-13 20:00")
    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    act(walk, "ask-payment", "dung", "2026-01-15 09:00")
    act(walk, "confirm-payment", "bob", "2026-01-19 09:00")

    assert walk.dossier.lawful_due_at == local("2026-01-30 17:00")


def test_what_was_asked_stands_in_the_form_that_confirms_it() -> None:
    walk = _in_appraisal().take("ask-payment", "dung", fee=Fee(500_000, "", "", is_meant=True))

    page = read(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/"))

    (form,) = [form for form in page.forms if form.action.endswith("/confirm-payment/")]
    assert form.values["fee_amount"] == "500.000"


def test_the_fee_that_follows_from_the_answers_stands_in_the_form_that_asks_for_it() -> None:
    dossier = _in_appraisal().dossier

    page = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/"))

    (form,) = [form for form in page.forms if form.action.endswith("/ask-payment/")]
    assert form.values["fee_amount"] == "1.800.000"
    (back,) = [form for form in page.forms if form.action.endswith("/finish-tham-dinh/")]
    assert "fee_amount" not in back.values


def _asked(who: str, dossier_code: str, **typed: str) -> HttpResponse:
    officer = Visitor(who, language="vi")
    return officer.send(officer.get(f"/mot-cua/{dossier_code}/"), "/ask-payment/", {"reason": "120 trang."} | typed)


@pytest.mark.parametrize(("paid", "suggested"), [(1_800_000, ""), (800_000, "1.000.000")])
def test_only_what_is_still_to_be_paid_stands_in_the_form_that_asks_for_it(paid: int, suggested: str) -> None:
    walk = _in_appraisal()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(paid, "cash"))

    page = read(Visitor("dung").get(f"/mot-cua/{walk.dossier.code}/"))

    (form,) = [form for form in page.forms if form.action.endswith("/ask-payment/")]
    assert form.values.get("fee_amount", "") == suggested


@pytest.mark.at(local("2026-01-07 09:00"))
def test_more_than_is_still_to_be_paid_is_asked_for_only_by_who_says_that_it_is_meant() -> None:
    walk = _in_appraisal()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_500_000, "cash"))
    act(walk, acts.WAIVE_FEE, "lan", "2026-01-06 09:10", fee=Fee(200_000, "", ""))

    with nothing_written():
        refused = read(_asked("dung", walk.dossier.code, fee_amount="1.800.000"))

    sentence = refused.errors["id_ask-payment_fee_amount"]
    for amount in ("1.800.000 đ", "đã nộp 1.500.000 đ", "đã miễn 200.000 đ", "còn phải nộp 100.000 đ"):
        assert amount in sentence
    (form,) = [form for form in refused.forms if form.action.endswith("/ask-payment/")]
    assert (form.values["fee_amount"], form.values["reason"]) == ("1.800.000", "120 trang.")
    assert "số tiền cần yêu cầu đúng như vậy" in refused.words()

    assert Visitor("dung").post(form.action, {**form.values, "fee_meant": "on"}).status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("tham-dinh.payment-due", 1_800_000)


@pytest.mark.at(local("2026-01-07 09:00"))
def test_what_is_still_to_be_paid_is_asked_for_at_once() -> None:
    walk = _in_appraisal()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(800_000, "cash"))

    assert _asked("dung", walk.dossier.code).status_code == 302

    walk.dossier.refresh_from_db()
    assert (walk.dossier.owed, walk.dossier.charged) == (1_000_000, 1_800_000)


@pytest.mark.at(local("2026-01-07 09:00"))
def test_less_than_was_asked_for_ends_the_pause_only_by_who_says_that_it_is_meant() -> None:
    walk = _in_appraisal()
    act(walk, "ask-payment", "dung", "2026-01-06 16:00", fee=Fee(1_800_000))
    bob, typed = (
        Visitor("bob", language="vi"),
        {"fee_amount": "1.000.000", "fee_method": "cash", "note": "Nộp một phần."},
    )

    with nothing_written():
        refused = read(bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/confirm-payment/", typed))

    assert "Còn thiếu 800.000 đ so với số đã yêu cầu." in refused.errors["id_confirm-payment_fee_amount"]
    (form,) = [form for form in refused.forms if form.action.endswith("/confirm-payment/")]
    assert {name: form.values[name] for name in typed} == typed

    assert bob.post(form.action, {**form.values, "fee_meant": "on"}).status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("tham-dinh", 800_000)


@pytest.mark.at(local("2026-01-07 09:00"))
def test_the_rest_of_what_was_asked_for_ends_the_pause_at_once() -> None:
    walk = _in_appraisal()
    act(walk, "ask-payment", "dung", "2026-01-06 16:00", fee=Fee(1_800_000))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 17:00", fee=Fee(800_000, "cash"))

    act(walk, "confirm-payment", "bob", "2026-01-07 09:00", fee=Fee(1_000_000, "cash"))

    assert (walk.dossier.state, walk.dossier.owed) == ("tham-dinh", 0)


@pytest.mark.parametrize("is_meant", [False, True])
def test_a_procedure_that_records_no_fee_asks_for_no_money(*, is_meant: bool) -> None:
    walk = filed_under("cap-lai-gcn-diem-tro-choi", local("2026-12-07 08:00"))
    assert not walk.dossier.machine.fees

    with pytest.raises(demand.AsksUnlisted):
        refuse_asking(walk.dossier, walk.events, Fee(500_000, is_meant=is_meant))


@pytest.mark.at(local("2026-12-08 09:00"))
def test_where_there_is_no_fee_no_officer_is_offered_to_ask_for_money() -> None:
    walk, charged = filed_under("dk-co-so-in", local("2026-12-07 08:00")), _in_appraisal()
    walk.until("tham-dinh")
    dung, asking = Visitor("dung", language="vi"), "Yêu cầu thực hiện nghĩa vụ tài chính"

    page = dung.get(f"/mot-cua/{walk.dossier.code}/")

    assert any(form.action.endswith("/propose-supplement/") for form in read(page).forms)
    assert asking not in read(page).words()
    assert asking in read(dung.get(f"/mot-cua/{charged.dossier.code}/")).words()
    with nothing_written():
        refused = dung.post(
            f"/mot-cua/{walk.dossier.code}/ask-payment/",
            {"seen": walk.dossier.sequence, "reason": "Phí.", "fee_amount": "500000", "fee_meant": "on"},
        )
    assert "Thủ tục này không có phí, lệ phí nên không yêu cầu nộp tiền được." in read(refused).words()


@pytest.mark.at(local("2026-01-07 09:00"))
def test_less_than_is_still_to_be_paid_is_asked_for_only_by_who_says_that_it_is_meant() -> None:
    walk = _in_appraisal()

    with nothing_written():
        refused = read(_asked("dung", walk.dossier.code, fee_amount="180.000"))

    sentence = refused.errors["id_ask-payment_fee_amount"]
    assert "còn phải nộp 1.800.000 đ; số tiền yêu cầu ít hơn 1.620.000 đ" in sentence
    (form,) = [form for form in refused.forms if form.action.endswith("/ask-payment/")]
    assert (form.values["fee_amount"], form.values["reason"]) == ("180.000", "120 trang.")

    assert Visitor("dung").post(form.action, {**form.values, "fee_meant": "on"}).status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("tham-dinh.payment-due", 180_000)
