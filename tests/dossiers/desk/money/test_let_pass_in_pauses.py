"""A leader lets a dossier go on unpaid while it is paused for that payment: it is the desk's to let the time run."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from accounts.seats import seats_of
from dossiers import acts, queries
from dossiers.commands import Fee
from dossiers.models import Dossier
from dossiers.pages.logged.timeline import event_rows
from dossiers.refusals.money import payment
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import do, receive, up_to
from tests.dossiers.desk.money.test_settled_elsewhere import CONFIRM, listed_for
from tests.dossiers.owing import OWED, owing
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

LET_PASS = "lãnh đạo đã cho giải quyết tiếp, chờ xác nhận"


def demanded(tmp_path: Path) -> Walk:
    """Return a dossier that is paused for a payment of which 400,000 are missing."""
    walk = up_to(owing(tmp_path, "processing"), "propose-granted")
    receive(walk, OWED - 900_000)
    do(walk, "ask-payment", "dung", fee=Fee(900_000, is_meant=True))
    receive(walk, 500_000)
    return walk


def passed(tmp_path: Path) -> Walk:
    """Return one that a leader has let go on meanwhile."""
    walk = demanded(tmp_path)
    do(walk, acts.LET_PASS, "lan")
    return walk


def mine(walk: Walk, **asked: str) -> bool:
    return walk.dossier.pk in listed_for("bob", **asked)


def test_it_stands_in_the_lists_of_the_desk_until_the_desk_lets_the_time_run(tmp_path: Path) -> None:
    waits, walk = demanded(tmp_path), passed(tmp_path)
    now = walk.at + timedelta(minutes=5)

    assert (mine(walk), mine(walk, fee="settled")) == (True, True)
    assert (mine(waits), mine(waits, fee="settled")) == (False, False)
    assert queries.counts(seats_of(story.person("bob"), now.date()), now)["mine"] == 1
    with time_machine.travel(now, tick=False):
        bob = Visitor("bob", language="vi")
        page = bob.get(f"/mot-cua/{walk.dossier.code}/")
        assert LET_PASS in read(page).words()
        assert LET_PASS in read(bob.get("/mot-cua/")).words()
        bob.send(page, CONFIRM)
    assert not mine(walk)
    assert Dossier.objects.get(pk=walk.dossier.pk).state == "tham-dinh"


def test_it_is_in_nobody_elses_list(tmp_path: Path) -> None:
    walk = passed(tmp_path)

    assert all(walk.dossier.pk not in listed_for(who) for who in ("hoa", "dung", "lan", "tam", "carol"))


def test_what_is_owed_beyond_what_was_let_pass_keeps_it_from_the_desk_as_the_guard_does(tmp_path: Path) -> None:
    walk = passed(tmp_path)
    last = walk.dossier.events.filter(action=acts.RECEIVE_PAYMENT).latest("sequence")
    do(walk, acts.REVERSE_PAYMENT, "bob", reverses=last.sequence)

    assert not mine(walk)
    assert not walk.dossier.payment_settled
    with nothing_written(), pytest.raises(payment.FeeUnsettled):
        do(walk, "confirm-payment", "bob")
    do(walk, acts.LET_PASS, "lan")
    assert mine(walk)
    do(walk, "confirm-payment", "bob")


GOES_ON, PAID = "Giải quyết tiếp theo ý kiến lãnh đạo", "Xác nhận đã nộp tiền"


def test_who_lets_the_time_run_presses_no_button_that_says_that_money_was_paid(tmp_path: Path) -> None:
    walk, bob = passed(tmp_path), Visitor("bob", language="vi")

    with time_machine.travel(walk.at + timedelta(minutes=5), tick=False):
        page = bob.get(f"/mot-cua/{walk.dossier.code}/")
        after = read(bob.send(page, CONFIRM, follow=True)).words()

    assert (GOES_ON in read(page).words(), PAID in read(page).words()) == (True, False)
    assert "Chưa nộp: 400.000 đ" in read(page).words()
    assert f"{GOES_ON} – {walk.dossier.code}" in after


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_the_history_says_what_was_paid_and_what_was_not_when_the_time_went_on(tmp_path: Path, who: str) -> None:
    walk = passed(tmp_path)
    do(walk, "confirm-payment", "bob")
    events = walk.dossier.events.select_related("payload", "actor", "unit")

    rows = event_rows(walk.dossier, events, for_applicant=who == "alice")

    (row,) = [row for row in rows if row.label == GOES_ON]
    assert PAID not in [row.label for row in rows]
    assert [(label, value.replace("\N{NO-BREAK SPACE}", " ")) for label, value in row.facts if "nộp" in label] == [
        ("Chưa nộp, vẫn phải nộp", "400.000 đ")
    ]
    assert "500.000" in dict(row.facts)["Số tiền"]
