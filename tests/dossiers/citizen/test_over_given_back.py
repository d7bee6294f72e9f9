"""What was paid too much and went back is no reason of what is owed later."""

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.log import money
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_fee_by_answer import NOW, OWED, answered, paid
from tests.dossiers.lifecycle import act

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.mark.parametrize(("back", "is_owed_again"), [(1_000, False), (2_000, True)])
def test_what_was_paid_too_much_and_went_back_is_no_reason_of_a_debt(back: int, *, is_owed_again: bool) -> None:
    walk = paid(OWED + 1_000)
    paid_with = walk.dossier.events.get(action="confirm-payment").sequence
    given = {"fee": Fee(back, "cash", is_meant=True), "reason": "Nộp thừa."}
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 11:00", reverses=paid_with, **given)
    answered(walk, 10_000)

    words = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert f"Cơ quan đã hoàn trả {money.vn_dong(back)}" in words
    assert ("được tính là chưa nộp" in words) is is_owed_again
