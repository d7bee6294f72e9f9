"""A dossier that waits for a payment, and the money comes by another act than the confirmation: it goes on all the same."""

from collections.abc import Callable

import pytest

from accounts.seats import seats_of
from dossiers import acts, queries
from dossiers.commands import Fee
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.models import Dossier, Event, Payment
from dossiers.proof import audit
from dossiers.refusals import MissingAnswer
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_fee_journeys import by_cash, by_transfer, on_line, waived
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import OWED
from tests.dossiers.proof.records import nothing_written

NOW = local("2026-01-08 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

CONFIRM = "/confirm-payment/"
WAYS: dict[str, Callable[[Dossier], None]] = {
    "cash": by_cash,
    "transfer": by_transfer,
    "online": on_line,
    "waived": waived,
}


def waiting(way: str = "cash") -> Dossier:
    """Return a dossier of the first edition that is paused for a payment, whose debt was settled in a way."""
    dossier = dossier_at("tham-dinh.payment-due").dossier
    WAYS[way](dossier)
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_settled_by_another_act_is_confirmed_without_an_amount(way: str) -> None:
    dossier, bob = waiting(way), Visitor("bob", language="vi")
    before = dossier.paid, Payment.objects.count()

    page = bob.get(f"/mot-cua/{dossier.code}/")
    (form,) = [form for form in read(page).forms if form.action.endswith(CONFIRM)]
    answer = bob.send(page, CONFIRM)

    assert "fee_amount" not in form.values
    assert "Không còn khoản nào phải nộp: xác nhận để tính tiếp thời hạn." in read(page).words()
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paid, Payment.objects.count()) == ("tham-dinh", *before)
    assert "fee" not in Event.objects.filter(dossier=dossier).latest("sequence").facts
    assert audit.check_all().differences == []


def test_an_amount_that_was_typed_before_the_money_came_is_kept_and_recorded_no_second_time() -> None:
    walk, bob = dossier_at("tham-dinh.payment-due"), Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    by_cash(walk.dossier)

    with nothing_written():
        answer = read(bob.send(page, CONFIRM, {"fee_method": "transfer", "fee_reference": "FT9"}))

    assert "không còn nợ" in answer.errors["id_confirm-payment_fee_amount"]
    (form,) = [form for form in answer.forms if form.action.endswith(CONFIRM)]
    assert form.values["fee_amount"] == "1.800.000"
    assert bob.post(form.action, {**form.values, "fee_amount": ""}).status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.paid) == ("tham-dinh", OWED)


def test_while_a_dong_is_owed_the_amount_must_be_given() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-08 08:00", fee=Fee(OWED - 1, "cash"))

    with nothing_written(), pytest.raises(MissingAnswer):
        act(walk, "confirm-payment", "bob", "2026-01-08 08:30", fee=None)


def listed_for(who: str, name: str = "mine", **asked: str) -> set[int]:
    seats = seats_of(story.person(who), NOW.date())
    return set(
        listed(Filters.read({"list": name, **asked}, seats, NOW.date()), seats, NOW).in_order.values_list(
            "pk", flat=True
        )
    )


@pytest.mark.parametrize("way", WAYS)
def test_it_waits_for_the_desk_until_the_desk_confirms_it_and_for_nobody_else(way: str) -> None:
    open_debt, dossier = dossier_at("tham-dinh.payment-due").dossier, waiting(way)

    assert listed_for("bob") == listed_for("bob", fee="settled") == {dossier.pk}
    assert all(dossier.pk not in listed_for(who) for who in ("hoa", "dung", "lan", "tam", "carol"))
    assert listed_for("bob", "ready") == set()
    assert queries.counts(seats_of(story.person("bob"), NOW.date()), NOW)["mine"] == 1

    bob = Visitor("bob", language="vi")
    words = read(bob.get("/mot-cua/")).words()
    assert (dossier.code in words, open_debt.code in words) == (True, False)
    file = read(bob.get(f"/mot-cua/{dossier.code}/")).words()
    right, wrong = "đã nộp đủ, chờ xác nhận", "đã được miễn, chờ xác nhận"
    if way == "waived":
        right, wrong = wrong, right
    for said in (words, file):
        assert (right in said, wrong in said) == (True, False)
    bob.send(bob.get(f"/mot-cua/{dossier.code}/"), CONFIRM)
    assert listed_for("bob") == set()


def test_the_key_of_the_list_leads_to_the_confirmation() -> None:
    dossier, bob = waiting(), Visitor("bob")

    answer = bob.post(f"/mot-cua/{dossier.code}/tiep/", {"seen": dossier.sequence})

    assert answer["location"].endswith("#action-confirm-payment")


def test_a_payment_of_ones_own_waits_for_a_colleague() -> None:
    dossier = waiting()
    Dossier.objects.filter(pk=dossier.pk).update(applicant=story.person("bob"))

    assert listed_for("bob") == set()


@pytest.mark.parametrize(("way", "sentence"), [
    ("cash", "Đã nhận đủ tiền bạn nộp; bộ phận một cửa đang xác nhận"),
    ("waived", "Bạn không còn phải nộp khoản nào; bộ phận một cửa đang xác nhận"),
])  # fmt: skip
def test_the_applicant_reads_that_the_money_came_and_is_asked_for_none(way: str, sentence: str) -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    asked = read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")).words()
    assert "Cơ quan đang chờ bạn nộp 1.800.000 đ" in asked
    WAYS[way](dossier)

    alice = Visitor("alice", language="vi")
    page, own = read(alice.get(f"/ho-so/{dossier.code}/")).words(), read(alice.get("/ho-so/")).words()

    assert sentence in page
    assert "chờ bạn nộp" not in page + own
    assert "Cách nộp tiền" not in page
    assert "Bạn không còn phải nộp khoản nào; bộ phận một cửa đang xác nhận." in own
    assert "Đang chờ bạn" not in own


def test_of_what_was_paid_in_part_the_applicant_reads_the_rest() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-08 08:00", fee=Fee(OWED - 300_000, "cash"))

    assert (
        "Cơ quan đang chờ bạn nộp 300.000 đ"
        in read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    )
    assert listed_for("bob") == set()


def test_what_is_missing_of_a_demand_is_owed_now_in_the_same_words_for_officer_and_applicant() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, "confirm-payment", "bob", "2026-01-08 08:30", fee=Fee(OWED - 800_000, "cash", is_meant=True))

    for who, page in (("bob", "/mot-cua/"), ("alice", "/ho-so/")):
        words = read(Visitor(who, language="vi").get(f"{page}{walk.dossier.code}/")).words()
        assert "Còn 800.000 đ phải nộp ngay theo yêu cầu của cơ quan." in words
        assert "nộp khi cơ quan yêu cầu" not in words


def test_what_is_missing_of_a_demand_is_not_called_due_later_in_the_list() -> None:
    rest, early = dossier_at("tham-dinh.payment-due"), dossier_at("tham-dinh")
    act(rest, "confirm-payment", "bob", "2026-01-08 08:30", fee=Fee(OWED - 800_000, "cash", is_meant=True))
    act(early, acts.RECEIVE_PAYMENT, "bob", "2026-01-08 08:30", fee=Fee(OWED - 900_000, "cash"))

    words = read(Visitor("dung", language="vi").get("/mot-cua/?list=mine")).words()

    assert "chưa nộp 800.000 đ" in words
    assert "phí 900.000 đ" in words
