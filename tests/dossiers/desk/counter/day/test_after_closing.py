"""Once a counter is closed its pages say so, and lead to what one can do then."""

from typing import Any

import pytest
import time_machine

from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import shifts
from dossiers.commands.money.cash import Count
from dossiers.models import Payment, ShiftAct, ShiftEntry
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.day.test_queue import KINDS, NOW, QUEUE, at_counter, on
from tests.dossiers.lifecycle import act, dossier_at, local

CLOSED = "Quầy 1 đã đóng lúc 08:30: khoản tiền mặt này vẫn tính vào quầy đó."

pytestmark = [pytest.mark.at(NOW), pytest.mark.django_db]


def test_once_the_counter_is_closed_nothing_leads_to_a_call_and_each_page_says_what_one_can_do() -> None:
    on(*KINDS)
    at_counter()
    bob, day = Visitor("bob", language="vi"), "/mot-cua/ngay/"
    assert f'href="{QUEUE}"' in bob.get(day).content.decode()

    shifts.close_counter(ShiftEntry.objects.get(), Count(0, 0, ""), {}, by=story.person("bob"), at=NOW)

    another = f'href="{day}#open-title">Mở quầy khác'
    for page in (day, "/mot-cua/quay/"):
        assert f'href="{QUEUE}"' not in bob.get(page).content.decode()
    assert "Hôm nay Quầy 1 không mở lại" in read(bob.get(day)).words()
    assert 'href="#open-title">Mở quầy khác' in bob.get(day).content.decode()
    assert "Quầy 1 đã đóng lúc 08:30. Vẫn nhập hồ sơ được" in read(bob.get("/mot-cua/quay/")).words()
    assert another in bob.get("/mot-cua/quay/").content.decode()
    assert "Quầy 1 đã đóng lúc 08:30, không gọi số được nữa" in read(bob.get(QUEUE)).words()
    assert another in bob.get(QUEUE).content.decode()

    at_counter(counter="Quầy 2")
    assert f'href="{QUEUE}"' in bob.get(day).content.decode()
    assert "đã đóng lúc" not in read(bob.get("/mot-cua/quay/")).words()


@pytest.mark.parametrize(("way", "is_said"), [("cash", True), ("transfer", False)])
def test_who_takes_cash_after_closing_reads_at_once_to_which_counter_it_counts(way: str, *, is_said: bool) -> None:
    walk = dossier_at("tham-dinh")
    at_counter()
    shifts.close_counter(ShiftEntry.objects.get(), Count(0, 0, ""), {}, by=story.person("bob"), at=NOW)
    bob = Visitor("bob", language="vi")
    typed = {"fee_amount": "1.800.000", "fee_method": way}

    after = bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/receive-payment/", typed, follow=True)

    assert "Đã thu 1.800.000 đ" in read(after).words()
    assert (CLOSED in read(after).words()) == is_said
    assert ('<a href="/mot-cua/ngay/">Ngày làm việc tại quầy</a>' in after.content.decode()) == is_said

    at_counter(counter="Quầy 2")
    bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/receive-payment/", typed | {"fee_meant": "on"}, follow=True)
    assert CLOSED not in read(bob.get("/mot-cua/")).words()


def counted_and_closed(counted: int = 1_800_000, who: str = "bob") -> Any:
    """Return a dossier whose cash was counted in the drawer of a counter that is closed."""
    at_counter(who)
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, who, "2026-12-07 08:10", fee=Fee(1_800_000, "cash"))
    shifts.close_counter(ShiftEntry.objects.get(), Count(counted, 0, ""), {}, by=story.person(who), at=NOW)
    return walk


WRONG = {"reason": "Ghi nhầm hồ sơ.", "reversal": "wrong"}


def test_what_a_closed_counter_has_counted_is_asked_about_before_it_is_said_to_have_never_come_in() -> None:
    walk, bob = counted_and_closed(), Visitor("bob", language="vi")
    page = f"/mot-cua/{walk.dossier.code}/"

    asked = bob.send(bob.get(page), "/reverse-payment/", WRONG)

    words = read(asked).words()
    assert asked.status_code == 422
    assert "Quầy 1 (Trần Văn Bình) đã đóng lúc 08:30, trong đó có khoản tiền này" in words
    assert "đếm được 1.800.000 đ, theo sổ phải có 1.800.000 đ" in words
    assert "theo sổ chỉ còn phải có 0 đ" in words
    assert not Payment.objects.exclude(reverses=None).exists()

    done = bob.send(asked, "/reverse-payment/", WRONG | {"drawer_meant": "on"}, follow=True)

    words = read(done).words()
    assert "nay trong ngăn kéo Quầy 1 phải có 0 đ, mà đã đếm được 1.800.000 đ" in words
    assert '<a href="/mot-cua/ngay/">Ngày làm việc tại quầy</a>' in done.content.decode()
    sheet = read(bob.get("/mot-cua/ngay/tong-hop/")).words()
    assert "Quầy 1, ghi thêm sau khi đóng" in sheet
    assert "1.800.000 đ → 0 đ" in sheet
    assert "0 đ → 1.800.000 đ" in sheet
    assert "Đếm lại và đính chính" in sheet


def test_once_the_closing_is_corrected_the_sheet_asks_nothing_more() -> None:
    walk, bob = counted_and_closed(), Visitor("bob", language="vi")
    asked = bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/reverse-payment/", WRONG)
    bob.send(asked, "/reverse-payment/", WRONG | {"drawer_meant": "on"})

    opened = ShiftEntry.objects.get(act=ShiftAct.OPENED)
    shifts.correct_closing(opened, Count(0, 0, "Đếm nhầm."), {}, by=story.person("bob"), at=NOW)

    assert "ghi thêm sau khi đóng" not in read(bob.get("/mot-cua/ngay/tong-hop/")).words()


@pytest.mark.parametrize("changed", ["open", "later", "transfer", "back"])
def test_what_changes_no_closed_drawer_is_not_asked_about(changed: str) -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    at_counter()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-12-07 08:10", fee=Fee(1_800_000, WAYS.get(changed, "cash"), "FT1"))
    if changed != "open":
        counted = 0 if changed == "transfer" else 1_800_000
        shifts.close_counter(ShiftEntry.objects.get(), Count(counted, 0, ""), {}, by=story.person("bob"), at=NOW)
    typed = WRONG if changed != "back" else {"reason": "Trả lại.", "reversal": "back", "fee_method": "cash"}

    with time_machine.travel(local("2026-12-08 08:30") if changed == "later" else NOW, tick=False):
        bob = Visitor("bob", language="vi")
        done = bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "/reverse-payment/", typed)

    assert done.status_code == 302
    assert Payment.objects.exclude(reverses=None).count() == 1


WAYS = {"transfer": "transfer"}
