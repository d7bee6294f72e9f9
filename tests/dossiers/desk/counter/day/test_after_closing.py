"""Once a counter is closed its pages say so, and lead to what one can do then."""

import pytest

from dossiers.commands.money import shifts
from dossiers.commands.money.cash import Count
from dossiers.models import ShiftEntry
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.day.test_queue import KINDS, NOW, QUEUE, at_counter, on
from tests.dossiers.lifecycle import dossier_at

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
