"""What a gateway reports and fits nothing: it stands on a page until somebody has dealt with it, once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.seats import seats_of
from dossiers import acts
from dossiers.commands import Fee
from dossiers.log.facts import words_of
from dossiers.models import Dossier, GatewayCase, PaidWay, Payment
from dossiers.payments.gateway import cases
from dossiers.proof import audit
from dossiers.refusals.gateway import CaseDone
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, refund, send
from tests.dossiers.proof.records import nothing_written, triggers_off

NOW = local("2026-01-06 12:00")
OWED = 1_800_000
PAGE = "/mot-cua/tien-truc-tuyen/"

pytestmark = [pytest.mark.at(NOW)]


@pytest.fixture
def agrees() -> Iterator[None]:
    yield
    assert audit.check_all().differences == []


def case() -> GatewayCase:
    return GatewayCase.objects.get()


def page_of(found: GatewayCase) -> str:
    return f"{PAGE}{found.pk}/"


def paid_by(dossier: Dossier) -> int:
    return Dossier.objects.get(pk=dossier.pk).paid


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_money_of_an_order_that_nobody_knows_is_recorded_by_hand_once() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message("KHONGCO"))
    send(message("KHONGCO"))
    bob = Visitor("bob", language="vi")

    listed = read(bob.get(PAGE)).words()
    page = bob.get(page_of(case()))
    typed = {"end": "recorded", "code": f" {dossier.code.lower()} "}
    done = read(bob.post(page_of(case()), typed, follow=True)).words()
    again = bob.post(page_of(case()), typed)

    assert "Cần xử lý: 1" in listed
    assert "FT1" in listed
    assert "1.800.000 đ" in listed
    assert "KHONGCO" in read(page).words()
    row = Payment.objects.get()
    assert (row.amount, row.way, row.dossier, row.by.username) == (OWED, PaidWay.TRANSFER, dossier, "bob")
    assert words_of(row.event.payload).fee_reference == "FT1"
    assert "Trần Văn Bình" in done
    assert row.receipt in done
    assert (again.status_code, "đã được Trần Văn Bình xử lý" in read(again).words()) == (422, True)
    assert "Đã xử lý: 1" in read(bob.get(f"{PAGE}?xong=1")).words()
    assert audit.check_all().remarks == [one for one in audit.check_all().remarks if "FT1" not in one.what]


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize(
    ("end", "given", "field"),
    [
        ("recorded", {}, "id_code"),
        ("recorded", {"code": "H26.NN-260101-9999"}, "id_code"),
        ("given-back", {"reason": "Khách đóng nhầm."}, "id_reference"),
        ("given-back", {"reference": "FT77"}, "id_reason"),
        ("seen", {}, "id_reason"),
        ("", {}, "id_end"),
        ("other", {}, "id_end"),
    ],
)
def test_what_is_lacking_is_said_at_its_field_and_what_was_typed_stays(
    end: str, given: dict[str, str], field: str
) -> None:
    send(message("KHONGCO"))

    with nothing_written():
        answer = Visitor("bob", language="vi").post(page_of(case()), {"end": end, **given})

    assert answer.status_code == 422
    assert field in read(answer).errors
    assert all(value in answer.content.decode() for value in given.values())


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_what_was_given_back_is_noted_with_its_reference_and_moves_no_money_of_ours() -> None:
    send(message("KHONGCO"))
    typed = {"end": "given-back", "reference": "FT77", "reason": "Người nộp chuyển nhầm cơ quan."}

    done = read(Visitor("bob", language="vi").post(page_of(case()), typed, follow=True)).words()

    assert "FT77" in done
    assert "Người nộp chuyển nhầm cơ quan." in done
    assert not Payment.objects.exists()
    assert (case().end, case().by.username, case().done_at) == ("given-back", "bob", NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize(
    ("amount", "state", "kind"),
    [
        (OWED + 1, "tham-dinh", "too-much"),
        (OWED - 1, "tham-dinh", "amount"),
        (OWED, "tham-dinh", ""),
        (OWED, "rejected", "ended"),
        (OWED, "withdrawn", "ended"),
    ],
)
def test_what_is_recorded_and_does_not_fit_is_looked_at_too(amount: int, state: str, kind: str) -> None:
    dossier = dossier_at(state).dossier

    send(message(order_of(dossier, OWED), amount=amount))

    assert [one.kind for one in GatewayCase.objects.all()] == ([kind] if kind else [])
    assert paid_by(dossier) == amount


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_what_was_paid_in_cash_before_is_paid_too_much_and_is_given_back_only_after_its_reversal() -> None:
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "cash", ""))
    send(message(order))
    bob = Visitor("bob", language="vi")
    typed = {"end": "given-back", "reference": "FT77", "reason": "Đã nộp tiền mặt."}

    page = read(bob.get(page_of(case()))).words()
    refused = bob.post(page_of(case()), typed)
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Hoàn lại.")
    done = bob.post(page_of(case()), typed)

    leader, head = (story.person(name).get_full_name() for name in ("lan", "hoa"))
    assert case().kind == "too-much"
    assert "Biên lai BL-2026/00002 vẫn đang được ghi thu" in page
    assert all(name in page for name in (leader, head))
    assert "vẫn đang được ghi thu" not in read(bob.get(page_of(case()))).words()
    assert "BL-2026/00002 vẫn đang được ghi thu" in read(refused).errors["id_end"]
    assert done.status_code == 302
    assert paid_by(walk.dossier) == OWED


def noted(walk: Walk) -> None:
    """Let the payment be reversed, and note with its case that the desk has given it back."""
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Hoàn lại.")
    typed = {"end": "given-back", "reference": "UNC-77", "reason": "Đã nộp tiền mặt."}
    assert Visitor("bob").post(page_of(case()), typed).status_code == 302


def said(walk: Walk) -> None:
    """Let the reversal say that the money went back."""
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    given = {"reverses": paid.sequence, "reason": "UNC-77.", "given_back": True}
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", **given)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("given_back", [noted, said])
def test_what_the_gateway_gives_back_after_the_desk_did_is_looked_at_once(given_back: Callable[[Walk], None]) -> None:
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier, OWED + 1)
    send(message(order))
    given_back(walk)

    for _n in range(2):
        send(refund(order))
    found = GatewayCase.objects.get(kind="back-twice")
    page = read(Visitor("bob", language="vi").get(page_of(found))).words()
    is_remarked = any("FT2" in one.what for one in audit.check_all().remarks)
    Visitor("bob").post(page_of(found), {"end": "seen", "reason": "Đã đòi lại."})

    assert (found.amount, found.dossier, paid_by(walk.dossier)) == (OWED + 1, walk.dossier, 0)
    assert "người nộp có thể đã nhận lại tiền hai lần" in page
    assert is_remarked
    assert not any("FT2" in one.what for one in audit.check_all().remarks)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_a_contradiction_a_part_and_what_cannot_be_read_are_looked_at_once_each() -> None:
    order = order_of(dossier_at("tham-dinh").dossier)
    send(message(order))
    for _n in range(2):
        send(message(order, amount=5))
        send(refund(order, amount=OWED + 5))
        send(b"not json")

    kinds = sorted(GatewayCase.objects.values_list("kind", "amount"), key=str)
    assert kinds == [("contradicts", 5), ("part", OWED + 5), ("unreadable", None)]
    bob = Visitor("bob", language="vi")
    for one in GatewayCase.objects.all():
        assert "recorded" not in read(bob.get(page_of(one))).forms[-1].values.values()
        assert bob.post(page_of(one), {"end": "recorded", "code": order.dossier.code}).status_code == 422
        assert bob.post(page_of(one), {"end": "seen", "reason": "Đã hỏi ngân hàng."}).status_code == 302
    assert [one for one in audit.check_all().remarks if one.about.startswith("gateway")] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_more_than_is_owed_needs_a_second_press() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message("KHONGCO", amount=OWED + 1))
    bob, typed = Visitor("bob", language="vi"), {"end": "recorded", "code": dossier.code}

    refused = bob.post(page_of(case()), typed)
    done = bob.post(page_of(case()), {**typed, "meant": "on"})

    assert (refused.status_code, 'name="meant"' in refused.content.decode()) == (422, True)
    assert (done.status_code, paid_by(dossier)) == (302, OWED + 1)


@pytest.mark.django_db
def test_of_what_was_written_nothing_is_changed_by_anybody() -> None:
    send(message("KHONGCO"))
    changes = ["DELETE FROM dossiers_gatewaycase", "UPDATE dossiers_gatewaycase SET amount = 1"]
    Visitor("bob").post(page_of(case()), {"end": "seen", "reason": "x"})
    changes.append("UPDATE dossiers_gatewaycase SET reason = 'y'")

    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.django_db
def test_the_check_of_the_record_finds_what_nobody_is_shown_and_what_is_no_payment() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message("KHONGCO"))
    send(message("KHONGCO", number="FT2", amount=15_000))
    first = GatewayCase.objects.get(transfer__number="FT1")
    Visitor("bob").post(page_of(first), {"end": "recorded", "code": dossier.code})
    with triggers_off():
        GatewayCase.objects.filter(pk=first.pk).update(amount=1)
        GatewayCase.objects.exclude(pk=first.pk).delete()

    assert sorted(str(one)[:60] for one in audit.check_all().differences)
    assert len(audit.check_all().differences) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lan", "tam", "carol"])
def test_whoever_sees_the_agency_reads_it_and_writes_nothing(who: str) -> None:
    send(message("KHONGCO"))
    visitor = Visitor(who, language="en")

    assert "Write it down" not in visitor.get(page_of(case())).content.decode()
    assert visitor.post(page_of(case()), {"end": "seen", "reason": "x"}).status_code == 404
    assert case().end == ""


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_deal_with_it_at_once_one_does_and_the_other_reads_who() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message("KHONGCO"))
    bob, heard, pk = story.person("bob"), list[Any](), case().pk
    seats, ending = seats_of(bob, NOW.date()), cases.Ending("recorded", dossier.code, is_meant=True)

    def close() -> None:
        try:
            heard.append(cases.close(pk, ending, by=bob, seats=seats, at=NOW).end)
        except CaseDone as refusal:
            heard.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert "recorded" in heard
    assert any("Trần Văn Bình" in str(one) for one in heard)
    assert Payment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["bob", "dung"])
def test_the_desk_reads_on_its_work_list_how_many_wait_and_nobody_else(who: str) -> None:
    visitor = Visitor(who, language="vi")
    before = read(visitor.get("/mot-cua/")).words()
    send(message("KHONGCO"))
    waiting = read(visitor.get("/mot-cua/")).words()
    Visitor("bob").post(page_of(case()), {"end": "seen", "reason": "x"})
    after = read(visitor.get("/mot-cua/")).words()

    of_online = "Thanh toán trực tuyến cần xử lý"
    assert (of_online in before, f"{of_online}: 1" in waiting, of_online in after) == (False, who == "bob", False)


@pytest.mark.django_db
def test_the_list_asks_no_more_for_more_rows(django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        send(message("KHONGCO", number=f"FT{n}"))
    bob = Visitor("bob")
    bob.get(PAGE)

    with django_assert_max_num_queries(12):
        assert read(bob.get(PAGE)).words().count("FT") == 12


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_a_leader_is_led_to_what_only_a_leader_can_take_off_and_the_desk_to_all() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message("KHONGCO"))
    send(message(order_of(dossier, OWED + 1), number="FT5"))

    seen = {who: read(Visitor(who, language="vi").get("/mot-cua/")).words() for who in ("bob", "lan", "hoa", "carol")}

    words = "Thanh toán trực tuyến cần xử lý"
    assert f"{words}: 2" in seen["bob"]
    assert f"{words}: 1" in seen["lan"]
    assert words not in seen["hoa"]
    assert words not in seen["carol"]
