"""The page of a dossier as the money goes: what is owed, what waits for it, the forms, the receipts; over HTTP."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse

from dossiers import acts
from dossiers.commands import Fee
from dossiers.log.money import only_confirms
from dossiers.models import Payment
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.commands.test_fee_guards import at_the_guard, do, receive, up_to
from tests.dossiers.lifecycle import MONDAY, act, dossier_at
from tests.dossiers.owing import OWED, STEPS, give_back, owing
from tests.dossiers.payments.gateway.made import message, order_of, send
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def page(walk: Walk, who: str = "bob") -> HttpResponse:
    return Visitor(who).get(f"/mot-cua/{walk.dossier.code}/")


def actions(response: HttpResponse) -> set[str]:
    return {form.action.rstrip("/").rpartition("/")[2] for form in read(response).forms}


def pay(walk: Walk, **typed: str) -> HttpResponse:
    said = {"fee_amount": "1.800.000", "fee_method": "cash"} | typed
    return Visitor("bob").send(page(walk), "/receive-payment/", said)


def test_the_page_says_what_is_owed_and_what_waits_and_paying_opens_it(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    before = page(walk)
    text = " ".join(read(before).text.split())
    assert "Still owed: 1.800.000" in text
    assert "“Accept the dossier” waits for 1.800.000" in text
    assert "accept" not in actions(before)
    assert {"receive-payment", "reject"} <= actions(before)

    assert pay(walk).status_code == 302

    after = page(walk)
    row = Payment.objects.get()
    assert "accept" in actions(after)
    assert row.receipt in read(after).text
    assert "Still owed" not in read(after).text
    assert Visitor("bob").send(after, "/accept/").status_code == 302


def test_what_is_owed_before_anybody_asks_for_it_is_not_yet_to_be_paid(tmp_path: Path) -> None:
    not_yet = "It is to be paid when the office asks for it."
    early, first = owing(tmp_path, "processing"), owing(tmp_path, "filing")

    before = " ".join(read(page(early)).text.split())
    early.until("tham-dinh").take("ask-payment", "dung", fee=Fee(1_800_000))

    assert "To be paid later: 1.800.000" in before
    assert "Still owed" not in before, "what nobody has to pay yet is no debt"
    assert "Whoever wants to pay now may: the desk takes it by “Receive a payment” in the file." in before
    assert f"{not_yet} At the latest it is to be paid before the decision." in before
    at_return = " ".join(read(page(owing(tmp_path, "return"))).text.split())
    assert (
        "It is to be paid before the result is handed over. The applicant reads that on the dossier’s page."
        in at_return
    )
    assert not_yet not in at_return
    assert not_yet not in " ".join(read(page(early)).text.split())
    assert not_yet not in " ".join(read(page(first)).text.split())


def test_who_proposes_reads_that_the_decision_will_wait_for_what_nobody_asked_for(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh")
    will_wait = "will wait for 1.800.000 đ, which nobody has asked the applicant to pay yet. It is asked for by “"

    before = " ".join(read(page(walk, "dung")).text.split())
    walk.take("ask-payment", "dung", fee=Fee(1_800_000))

    after = " ".join(read(page(walk, "dung")).text.split())
    paid = receive(walk, 1_800_000).sequence
    confirms = next(one.name for one in walk.dossier.machine.actions_from(walk.dossier.state) if only_confirms(one, 0))
    do(walk, confirms, "bob")
    do(walk, acts.REVERSE_PAYMENT, "lan", reverses=paid, reason="Hoàn.", given_back=True)

    assert will_wait in before
    assert will_wait not in after
    assert "will wait for 1.800.000 đ, which are owed" in " ".join(read(page(walk, "dung")).text.split())


def test_who_proposes_is_asked_whether_to_go_on_without_asking_for_the_payment(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh")
    dung = Visitor("dung")
    before = page(walk, "dung")
    with nothing_written():
        refused = dung.send(before, "/propose-granted/")

    assert "Nobody has asked the applicant for 1.800.000" in read(before).words()
    assert "Ask for the payment first" in read(refused).errors["id_propose-granted_left_unasked"]
    assert 'href="#action-ask-payment"' in before.content.decode()
    [form] = [one for one in read(refused).forms if one.action.endswith("/propose-granted/")]
    assert dung.post(form.action, {**form.values, "left_unasked": "on"}).status_code == 302
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "xem-xet"


def test_who_has_asked_or_is_paid_is_not_asked_so(tmp_path: Path) -> None:
    paid, earlier = owing(tmp_path, "processing").until("tham-dinh"), owing(tmp_path, "return").until("tham-dinh")
    receive(paid)

    for walk in (paid, earlier):
        assert "left_unasked" not in page(walk, "dung").content.decode()


def test_whoever_reads_that_the_decision_will_wait_reads_who_can_ask_and_where(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("phan-cong")
    ahead = read(page(walk, "hoa")).words()
    walk.until("tham-dinh")
    mine, hers, desks = (page(walk, who) for who in ("dung", "hoa", "bob"))
    walk.take("propose-granted", "dung")
    review = page(walk, "hoa")

    assert "The case officer can ask for it once the dossier is there." in ahead
    assert "You can do it: Ask for a payment" in read(mine).words()
    for other in (hers, desks):
        assert f"Who can do that: Case officer ({story.person('dung').get_full_name()})" in read(other).words()
    assert "Here nobody can ask for it" in read(review).words()
    assert "You can do it:" in read(review).words()
    assert 'href="#action-send-back-tham-dinh"' in review.content.decode()
    assert "the applicant gets: a message" in read(review).words()


def test_at_the_decision_each_reads_what_is_his_and_who_else_can_act(tmp_path: Path) -> None:
    walk = up_to(owing(tmp_path, "processing"), "decide")

    lan, bob, dung = (page(walk, who) for who in ("lan", "bob", "dung"))

    assert 'href="#action-receive-payment">Receive a payment</a>' in bob.content.decode()
    assert 'href="#action-let-pass"' in lan.content.decode()
    words = read(dung).words()
    assert f"Who can do that: One-stop officer ({story.person('bob').get_full_name()})" in words
    assert story.person("lan").get_full_name() in words


def test_who_signs_reads_that_nobody_asked_for_what_the_signature_waits_for(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("ky-duyet")
    give_back(walk.dossier)
    unasked = "waits for 1.800.000 đ, which nobody has asked the applicant to pay"

    text = {who: " ".join(read(page(walk, who)).text.split()) for who in ("lan", "bob")}

    for words in text.values():
        assert unasked in words
        assert (
            "The one-stop desk can take the payment now; a leader can waive it by law, or let this step pass." in words
        )
        assert "The dossier’s page tells the applicant from now on that they are to be paid, and how" in words
    assert "receive-payment" in actions(page(walk, "bob"))
    assert {"waive-fee", "let-pass"} <= actions(page(walk, "lan"))


@pytest.mark.parametrize("due", ["acceptance", "processing", "return"])
def test_whoever_sends_the_step_all_the_same_reads_what_is_owed_and_nothing_is_done(tmp_path: Path, due: str) -> None:
    walk, action, who = at_the_guard(tmp_path, due)
    with nothing_written():
        answer = Visitor(who).post(
            f"/mot-cua/{walk.dossier.code}/{action}/", {"seen": walk.dossier.sequence, "fee_amount": "", "note": ""}
        )

    assert answer.status_code in (409, 422)
    assert action not in actions(page(walk, who))


def test_a_suggestion_of_what_is_owed_stands_in_the_form(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    receive(walk, OWED - 1)

    [form] = [one for one in read(page(walk)).forms if one.action.endswith("/receive-payment/")]

    assert form.values["fee_amount"] == "1"


@pytest.mark.parametrize("amount", ["0", "-5", "abc", "1.5", "9" * 30])
def test_no_amount_is_a_sentence_at_its_field(tmp_path: Path, amount: str) -> None:
    walk = owing(tmp_path, "filing")
    with nothing_written():
        answer = pay(walk, fee_amount=amount)

    assert answer.status_code in (400, 422)
    assert "id_receive-payment_fee_amount" in read(answer).errors


def test_without_a_way_nothing_is_recorded(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    with nothing_written():
        answer = pay(walk, fee_method="")

    assert "id_receive-payment_fee_method" in read(answer).errors


def test_what_seems_paid_twice_is_recorded_by_a_second_press_with_the_box(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    pay(walk, fee_amount="900000", fee_reference="FT1", fee_method="transfer", fee_meant="on")
    with nothing_written():
        refused = pay(walk, fee_amount="900000", fee_reference="FT1", fee_method="transfer")
    assert "BL-2026/00001" in read(refused).errors["id_receive-payment_fee_amount"]
    [form] = [one for one in read(refused).forms if one.action.endswith("/receive-payment/")]
    assert form.values["fee_reference"] == "FT1"

    Visitor("bob").post(form.action, {**form.values, "fee_meant": "on"})

    assert [row.amount for row in Payment.objects.all()] == [900_000, 900_000]


def test_a_payment_is_reversed_on_the_page_after_the_return(tmp_path: Path) -> None:
    walk = owing(tmp_path, "return")
    receive(walk)
    up_to(walk, "return")
    do(walk, "return", "bob")
    assert "receive-payment" not in actions(page(walk))

    assert " · Trần Văn Bình" in page(walk).content.decode()
    Visitor("bob").send(page(walk), "/reverse-payment/", {"reason": "Chuyển nhầm hồ sơ.", "reversal": "wrong"})

    text = read(page(walk)).text
    assert "reversed" in text
    walk.dossier.refresh_from_db()
    assert (walk.dossier.owed, walk.dossier.state) == (OWED, "returned")
    assert "receive-payment" in actions(page(walk))


def test_a_leader_waives_and_lets_pass_and_a_specialist_does_neither(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    assert {acts.WAIVE_FEE, acts.LET_PASS} <= actions(page(walk, "lan"))
    assert not {acts.WAIVE_FEE, acts.LET_PASS} & actions(page(walk, "bob"))

    Visitor("lan").send(page(walk, "lan"), "/let-pass/", {"reason": "Hồ sơ gấp."})

    text = read(page(walk)).text
    assert "They stay owed" in text
    assert "accept" in actions(page(walk))


@pytest.mark.parametrize("due", ["acceptance", "return"])
def test_what_is_let_pass_or_due_later_is_read_at_the_step_that_is_taken_all_the_same(tmp_path: Path, due: str) -> None:
    walk, action, _who = at_the_guard(tmp_path, "filing" if due == "acceptance" else due)
    unpaid = "Not paid yet: 1.800.000 đ"
    assert unpaid not in read(page(walk)).words()

    Visitor("lan").send(page(walk, "lan"), "/let-pass/", {"reason": "Hồ sơ gấp."})

    assert action in actions(page(walk))
    assert unpaid in read(page(walk)).words()
    assert "let-pass" not in actions(page(walk, "lan")), "nothing more is owed than what was let pass"


def test_what_is_due_at_the_return_is_read_at_the_acceptance(tmp_path: Path) -> None:
    walk = owing(tmp_path, "return")

    assert "accept" in actions(page(walk))
    assert "Not paid yet: 1.800.000 đ" in read(page(walk)).words()


def test_an_earlier_version_waits_for_nothing_and_says_what_is_owed() -> None:
    walk = dossier_at("filed")
    text = " ".join(read(page(walk)).text.split())

    assert "accept" in actions(page(walk))
    assert "Not paid yet: 1.800.000 đ" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_let_pass_is_the_offices_own_and_a_payment_is_the_applicants_too(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    act(walk, acts.LET_PASS, "lan", "2026-01-05 10:00", reason="Hồ sơ gấp của lãnh đạo.")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-05 11:00")

    text = read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).text

    assert "gấp của lãnh đạo" not in text
    assert "Receive a payment" in text


def test_the_way_of_every_time_ends_with_nothing_owed(tmp_path: Path) -> None:
    for due in ("filing", "return"):
        walk = owing(tmp_path, due)
        receive(walk, OWED)
        for action, who in STEPS.items():
            do(walk, action, who)
        assert (walk.dossier.state, walk.dossier.owed, walk.dossier.paid) == ("returned", 0, OWED)


def test_of_many_that_are_accepted_the_one_that_waits_is_left_out_with_its_reason(tmp_path: Path) -> None:
    waiting, paid = owing(tmp_path, "filing"), dossier_at("filed")

    left, taken = judged("accept", [waiting.dossier, paid.dossier], "bob", at=MONDAY + timedelta(hours=1))

    assert "Còn phải nộp 1.800.000 đ" in str(left.refusal)
    assert taken.refusal is None


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "stopped"])
def test_what_ended_without_a_result_is_asked_for_no_money(end: str) -> None:
    walk = dossier_at(end)

    file = page(walk)
    words = read(file).words()
    row = Visitor("bob").get("/mot-cua/?list=done")

    assert walk.dossier.owed == OWED
    assert "ended without a result: what was not paid is not to be paid any more" in words
    assert "Still owed" not in words
    assert {"receive-payment", "waive-fee"}.isdisjoint(actions(file) | actions(page(walk, "lan")))
    assert walk.dossier.code in read(row).words()
    assert "owes" not in read(row).words()


def test_what_was_paid_before_such_an_end_can_be_given_back() -> None:
    walk = dossier_at("phan-cong")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(300_000, "cash"))
    act(walk, "stop", "hoa", "2026-01-06 10:00")

    file = page(walk)

    assert "Paid: 300.000" in read(file).words()
    assert "lacking" not in read(file).words()
    assert "reverse-payment" in actions(file)
    assert "Who can do that" not in read(file).words()


def test_who_may_not_give_it_back_reads_who_can() -> None:
    walk = dossier_at("phan-cong")
    order = order_of(walk.dossier)
    act(walk, "stop", "hoa", "2026-01-06 10:00")
    send(message(order))

    words = read(page(walk)).words()

    assert "Who can do that: " in words
    assert story.person("lan").get_full_name() in words


def test_the_message_after_a_payment_names_its_amount_and_receipt(tmp_path: Path) -> None:
    walk, bob = owing(tmp_path, "filing"), Visitor("bob", language="vi")
    typed = {"fee_amount": "800.000", "fee_method": "cash", "fee_meant": "on"}

    before = bob.get(f"/mot-cua/{walk.dossier.code}/")
    after = bob.send(before, "/receive-payment/", typed, follow=True)

    receipt = Payment.objects.get().receipt
    assert f"Tiền mặt: viết biên lai giấy cho người nộp, ghi số {receipt}" in read(before).words(), "at the press"
    writes = (
        f"Bây giờ viết biên lai giấy của cơ quan, ghi số {receipt}, rồi giao cho người nộp; hệ thống không in biên lai."
    )
    assert f"Đã thu 800.000 đ, biên lai {receipt}. {writes}" in read(after).words()


def test_a_leader_reads_that_a_waiver_is_not_undone(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing")

    file = read(Visitor("lan", language="vi").get(f"/mot-cua/{walk.dossier.code}/"))

    assert "Đã miễn thì không rút lại, không huỷ được" in file.words()


def test_who_takes_money_on_an_old_page_reads_what_has_changed_first(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    pay(walk, fee_amount="200000", fee_meant="on")
    old = page(walk)
    first = Payment.objects.get()
    now = f"{MONDAY + timedelta(days=3):%Y-%m-%d %H:%M}"
    act(walk, acts.REVERSE_PAYMENT, "bob", now, reverses=first.event.sequence, reason="Nhầm.")

    with nothing_written():
        refused = Visitor("bob").send(old, "/receive-payment/", {"fee_amount": "1600000", "fee_method": "cash"})
    [form] = [one for one in read(refused).forms if one.action.endswith("/receive-payment/")]
    Visitor("bob").post(form.action, {**form.values, "fee_meant": "on"})

    error = read(refused).errors["id_receive-payment_fee_amount"]
    assert "1.800.000" in error
    assert "Trần Văn Bình" in error
    assert Payment.objects.latest("pk").amount == 1_600_000


def test_money_for_a_dossier_that_owes_nothing_is_asked_about_in_those_words(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    receive(walk, OWED)

    asked = pay(walk, fee_amount="100.000")

    assert "Nothing is owed any more" in read(asked).errors["id_receive-payment_fee_amount"]
