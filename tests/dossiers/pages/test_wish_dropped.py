"""A wish to withdraw may be dropped as long as the office has not gone on with the dossier, whatever the day."""

from datetime import timedelta

import pytest
import time_machine

from portal.demo.story import dossier_in
from tests.dossiers.browsing import Visitor
from tests.dossiers.pages.test_undoing_pages import FRIDAY, NOW, own, words

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_no_day_ends_that_a_wish_to_withdraw_may_be_dropped(clock: time_machine.Traveller) -> None:
    walk = dossier_in("tham-dinh", at=FRIDAY).take("ask-withdrawal", "alice")
    clock.move_to(FRIDAY + timedelta(days=20))
    alice = Visitor("alice", language="vi")

    page = alice.get(own(walk))
    assert "không có hạn theo ngày. Hồ sơ chỉ được rút khi Bộ phận Một cửa xác nhận" in words(page)
    assert "chậm nhất" not in words(page)[: words(page).index("Thôi, không rút hồ sơ nữa")]
    alice.send(page, "take-back/")

    walk.dossier.refresh_from_db()
    assert not walk.dossier.withdrawal_asked
