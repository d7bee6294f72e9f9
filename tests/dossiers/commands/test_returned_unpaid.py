"""A result of a version in which no step waits for a payment is not handed over unpaid without a word."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import translation

from dossiers import acts
from dossiers.commands import Fee
from dossiers.desk.lists.chips import FEE_LABELS, FILTER_LABELS
from dossiers.log.facts import words_of
from dossiers.models import Event
from dossiers.proof import audit
from dossiers.refusals.money.payment import ReturnsUnpaid
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Guard
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import nothing_written

WHY = "Người nộp hẹn nộp phí vào thứ Hai."
FIELD = "id_return_unpaid"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def ready() -> Walk:
    """Return a dossier of the first edition that owes its fee and is to be handed over."""
    walk = dossier_at("result-ready")
    action = walk.dossier.machine.action("result-ready", "return")
    assert action
    assert Guard.FEE_SETTLED not in action.guards
    assert walk.dossier.owed
    return walk


def press(walk: Walk, **typed: str) -> HttpResponse:
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    return bob.send(page, "/return/", {"handover_identity": "CCCD 2345", **typed})


def test_the_return_asks_and_is_done_with_a_reason_that_is_kept() -> None:
    walk = ready()

    with nothing_written():
        asked = press(walk, note="Đã gọi điện.")
    form = next(one for one in read(asked).forms if one.action.endswith("/return/"))
    done = Visitor("bob").post(form.action, {**form.values, "unpaid": WHY})

    assert "chưa nộp" in read(asked).errors[FIELD]
    assert form.values["handover_identity"] == "CCCD 2345"
    assert form.values["note"] == "Đã gọi điện."
    assert done.status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("returned", 1_800_000)
    assert words_of(Event.objects.latest("pk").payload).unpaid == WHY
    assert WHY in read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert audit.check_all().differences == []


def test_a_blank_reason_is_none() -> None:
    walk = ready()

    with nothing_written():
        assert FIELD in read(press(walk, unpaid="  ")).errors


def test_more_than_is_owed_asks_for_no_reason_why_it_is_unpaid() -> None:
    walk = ready()
    asked = press(walk, fee_amount="180.000", fee_method="cash")
    form = next(one for one in read(asked).forms if one.action.endswith("/return/"))

    with nothing_written():
        over = Visitor("bob", language="vi").post(form.action, {**form.values, "fee_amount": "18.000.000"})
        kept = Visitor("bob", language="vi").post(
            form.action, {**form.values, "fee_amount": "18.000.000", "unpaid": WHY}
        )

    [again, with_words] = [
        next(one for one in read(page).forms if one.action.endswith("/return/")) for page in (over, kept)
    ]
    assert list(read(asked).errors) == [FIELD]
    assert list(read(over).errors) == ["id_return_fee_amount"]
    assert "unpaid" not in again.values
    assert with_words.values["unpaid"] == WHY, "what was typed is lost by nothing"


@pytest.mark.parametrize("paid", ["with the return", "before it"])
def test_what_is_paid_asks_nothing_and_a_reason_without_a_debt_is_not_kept(paid: str) -> None:
    walk, fee = ready(), Fee(1_800_000, "cash", "")
    if paid == "before it":
        story.take(walk.dossier, acts.RECEIVE_PAYMENT, "bob", at=walk.at, fee=fee)

    event = story.take(
        walk.dossier, "return", "bob", at=walk.at + timedelta(hours=1), fee=fee if paid != "before it" else None
    )

    assert words_of(event.payload).unpaid == ""
    assert "unpaid" not in event.payload.content


def test_a_part_that_is_paid_with_the_return_leaves_the_rest_to_be_asked_for() -> None:
    walk = ready()

    with nothing_written(), pytest.raises(ReturnsUnpaid) as refused:
        story.take(walk.dossier, "return", "bob", at=walk.at, fee=Fee(800_000, "cash", ""), unpaid="")

    assert "1.000.000 đ" in str(refused.value)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_is_refused_reads_by_which_filter_the_debt_is_found(language: str) -> None:
    with translation.override(language):
        assert f"“{FILTER_LABELS['fee']}: {FEE_LABELS['owed']}”" in str(ReturnsUnpaid(owed="1.800.000 đ"))
