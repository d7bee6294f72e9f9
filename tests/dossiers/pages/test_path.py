"""The path of a dossier as its people walk it: each reads a page and sends one of its forms."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]
Taken = tuple[str, str, dict[str, Any], str]
"""Who takes which action with what typed, and the state that it leads to."""


def pdf(name: str) -> Any:
    return story.upload(name)


ACCEPTED: list[Taken] = [
    ("bob", "accept", {"note": "Đủ giấy tờ."}, "accepted"),
    ("bob", "transfer", {}, "phan-cong"),
]
ASSIGNED: list[Taken] = [*ACCEPTED, ("hoa", "finish-phan-cong", {"note": "Làm sớm."}, "tham-dinh")]
SIGNED: list[Taken] = [
    ("dung", "finish-tham-dinh", {"files": pdf("to-trinh.pdf")}, "xem-xet"),
    ("hoa", "finish-xem-xet", {}, "ky-duyet"),
    ("lan", "finish-ky-duyet", {}, "van-thu"),
]
RETURNED: list[Taken] = [
    ("bob", "return", {"handover_identity": "CCCD 2345", "fee_amount": "1.800.000", "fee_method": "cash"}, "returned")
]
FAULT = {"reason": "Thiếu dấu.", "component-ban-thao": "Đóng dấu giáp lai."}
ASKED: list[Taken] = [
    ("dung", "propose-supplement", FAULT, "tham-dinh.supplement-proposed"),
    ("bob", "issue-supplement", {}, "tham-dinh.supplement-asked"),
]
WALKS: dict[str, list[Taken]] = {
    "granted": [*ASSIGNED, *SIGNED, ("tam", "finish-van-thu", {"files": pdf("giay-phep.pdf")}, "result-ready"), *RETURNED],
    "refused-in-the-end": [*ASSIGNED, *SIGNED, ("tam", "finish-van-thu-refused", {"reason": "Nội dung có quảng cáo."}, "result-ready"), *RETURNED],
    "not-accepted": [("bob", "reject", {"reason": "Không thuộc thẩm quyền."}, "rejected")],
    "completed-before-acceptance": [
        ("bob", "ask-supplement", FAULT, "filed.supplement-asked"),
        ("alice", "answer-supplement", {"component-ban-thao": pdf("b.pdf"), "note": "Đã đóng dấu."}, "filed"),
        *ACCEPTED,
    ],
    "supplement": [
        *ASSIGNED, *ASKED,
        ("alice", "answer-supplement", {"component-ban-thao": pdf("b.pdf")}, "tham-dinh.supplement-answered"),
        ("bob", "return-answer", {"reason": "Bản thảo vẫn thiếu dấu."}, "tham-dinh.supplement-asked"),
        ("alice", "answer-supplement", {"note": "Đã gửi qua bưu điện."}, "tham-dinh.supplement-answered"),
        ("bob", "confirm-supplement", {}, "tham-dinh"),
        *SIGNED,
    ],
    "supplement-declined": [*ASSIGNED, ASKED[0], ("bob", "decline-supplement", {"reason": "Không cần."}, "tham-dinh")],
    "payment": [
        *ASSIGNED,
        ("dung", "ask-payment", {"fee_amount": "1.800.000", "reason": "120 trang."}, "tham-dinh.payment-due"),
        ("bob", "confirm-payment", {"fee_amount": "1800000", "fee_method": "transfer", "fee_reference": "BL-7"}, "tham-dinh"),
        *SIGNED,
    ],
    "back-and-forth": [
        *ACCEPTED,
        ("bob", "take-back", {}, "accepted"),
        ACCEPTED[1],
        ("hoa", "finish-phan-cong", {}, "tham-dinh"),
        SIGNED[0],
        ("hoa", "send-back-tham-dinh", {"reason": "Sửa tờ trình."}, "tham-dinh"),
        SIGNED[0], SIGNED[1],
        ("lan", "send-back-xem-xet", {"reason": "Chưa ký nháy."}, "xem-xet"),
        ("hoa", "finish-xem-xet", {}, "ky-duyet"),
        ("lan", "reappoint", {"date": "26/01/2026", "reason": "Cần lấy ý kiến chuyên gia."}, "ky-duyet"),
        SIGNED[2],
        ("tam", "send-back-ky-duyet", {"reason": "Thiếu chữ ký."}, "ky-duyet"),
        SIGNED[2],
    ],
    "withdrawn": [*ASSIGNED, ("alice", "ask-withdrawal", {"reason": "Đổi ý."}, "tham-dinh"), ("bob", "confirm-withdrawal", {}, "withdrawn")],
    "stopped": [*ASSIGNED, ("lan", "stop", {"reason": "Có đơn tố cáo về nội dung."}, "stopped")],
}  # fmt: skip


@pytest.mark.parametrize("name", WALKS)
def test_a_dossier_is_walked_from_page_to_page(name: str, clock: time_machine.Traveller) -> None:
    dossier = story.file("alice", at=MONDAY)

    for who, action, typed, state in WALKS[name]:
        clock.shift(timedelta(minutes=15))
        address = f"/ho-so/{dossier.code}/" if who == "alice" else f"/mot-cua/{dossier.code}/"
        # Signed in anew: an officer who waits for the others is signed out meanwhile.
        visitor = Visitor(who)
        if action == "answer-supplement":
            check = visitor.send(
                visitor.get(f"{address}bo-sung/"), "/bo-sung/", {**_fresh(typed), "do": "check"}, follow=True
            )
            answer, address = visitor.send(check, "/kiem-tra/"), f"{address}bo-sung/da-gui/"
        else:
            answer = visitor.send(visitor.get(address), f"/{action}/", _fresh(typed))
        dossier.refresh_from_db()
        assert (dossier.state, answer.status_code, answer.headers.get("Location")) == (state, 302, address), action


def _fresh(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is typed with its files at their beginning: the table is read by several walks."""
    return {name: value if isinstance(value, str) else story.upload(value.name) for name, value in typed.items()}


def test_after_an_action_its_person_is_told_that_it_was_taken(clock: time_machine.Traveller) -> None:
    code = story.file("alice", at=MONDAY).code
    bob = Visitor("bob", language="vi")

    page = bob.send(bob.get(f"/mot-cua/{code}/"), "/accept/", follow=True)

    assert page.redirect_chain == [(f"/mot-cua/{code}/", 302)]
    told = [str(message) for message in page.context["messages"]]
    assert told == [f"Đã thực hiện: Tiếp nhận hồ sơ – {code}. Giấy và thư sẽ gửi lúc 08:31:00."]


def test_what_was_typed_is_in_the_log_as_it_was_meant(clock: time_machine.Traveller) -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    clock.shift(timedelta(hours=3))
    dung = Visitor("dung")
    typed = {"fee_amount": "1.800.000", "reason": "Phí thẩm định:\r\n120 trang "}

    dung.send(dung.get(f"/mot-cua/{walk.dossier.code}/"), "/ask-payment/", typed)

    event = walk.dossier.events.get(action="ask-payment")
    assert event.facts["fee"] == 1_800_000
    assert event.payload.content == {"reason": "Phí thẩm định:\n120 trang"}
    clock.shift(timedelta(minutes=1))
    assert "1.800.000\N{NO-BREAK SPACE}đ" in read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).text


def test_what_one_form_asks_again_is_filled_in_from_the_wish_before(clock: time_machine.Traveller) -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    walk.take("propose-supplement", "dung", reason="Thiếu dấu.", components={"ban-thao": "Đóng dấu giáp lai."})
    clock.shift(timedelta(hours=3))

    found = form_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/"), "/issue-supplement/").values

    assert found["reason"] == "Thiếu dấu."
    assert found["component-ban-thao"] == "Đóng dấu giáp lai."
    assert found["component-don-de-nghi"] == ""


def test_only_the_form_that_was_sent_comes_back_open_with_its_faults(clock: time_machine.Traveller) -> None:
    code = story.file("alice", at=MONDAY).code
    bob = Visitor("bob")

    page = bob.send(bob.get(f"/mot-cua/{code}/"), "/reject/", {"reason": ""})

    assert page.status_code == 422
    assert page.content.count(b" open>") == 1
    assert read(page).errors == {"id_reject_reason": "This field is required."}
    assert "id_accept_note" in page.content.decode()


def test_a_dangerous_action_says_what_it_means_before_it_is_taken(clock: time_machine.Traveller) -> None:
    code = story.file("alice", at=MONDAY).code

    words = read(Visitor("bob").get(f"/mot-cua/{code}/")).words()

    reject = Dossier.objects.get(code=code).machine.action("filed", "reject")
    assert reject.consequence.en in words
    assert "Paper issued:Receipt and appointment slip" in words
    assert "Paper issued:Refusal slip" in words, "what is printed is promised"


@pytest.mark.parametrize(
    ("who", "address", "back"),
    [
        ("bob", "/mot-cua/{code}/accept/", "/mot-cua/{code}/"),
        ("alice", "/ho-so/{code}/ask-withdrawal/", "/ho-so/{code}/"),
    ],
)
def test_an_action_after_the_session_ended_leads_to_the_dossier_once_signed_in_again(
    who: str, address: str, back: str, clock: time_machine.Traveller
) -> None:
    code = story.file("alice", at=MONDAY).code
    nobody = Visitor()

    refused = nobody.post(address.format(code=code), {"seen": "1"})
    assert f'href="{address.format(code=code)}"' in refused.content.decode()
    sign_in = nobody.get(address.format(code=code), follow=True)
    answer = nobody.send(sign_in, "/login/", {"login": who, "password": "motcua-demo"}, follow=True)

    assert answer.redirect_chain[-1] == (back.format(code=code), 302)
    assert answer.status_code == 200
    assert Dossier.objects.get().sequence == 1


def test_the_work_lists_follow_the_dossier_from_hand_to_hand(clock: time_machine.Traveller) -> None:
    walk = story.Walk(story.file("alice", at=MONDAY), MONDAY)
    officers = {who: Visitor(who) for who in ("bob", "hoa", "dung", "lan", "tam", "carol")}

    def holders() -> set[str]:
        code = walk.dossier.code
        lists = ("mine", "ready")
        return {
            who
            for who, visitor in officers.items()
            for name in lists
            if code in read(visitor.get(f"/mot-cua/?list={name}")).words()
        }

    found = [holders()]
    for action, who in story.PATH:
        walk.take(action, who)
        found.append(holders())

    assert found == [{"bob"}, {"bob"}, {"hoa"}, {"dung"}, {"hoa"}, {"lan"}, {"tam"}, {"bob"}, set()]
    assert walk.dossier.code in read(officers["bob"].get("/mot-cua/?list=done")).words()
