"""A case of an online payment of less than its order says so once the dossier is paid by other means."""

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import GatewayCase
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, send

OWED = 1_800_000

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]


@pytest.mark.parametrize(("rest", "is_paid"), [(999, False), (1_000, True), (1_001, False)])
def test_only_once_all_is_paid_and_nothing_too_much_no_receipt_has_to_be_reversed(rest: int, *, is_paid: bool) -> None:
    walk = dossier_at("tham-dinh")
    send(message(order_of(walk.dossier), amount=OWED - 1_000))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(rest, "cash", is_meant=True))

    page = Visitor("bob", language="vi").get(f"/mot-cua/tien-truc-tuyen/{GatewayCase.objects.get().pk}/")

    words = read(page).words()
    assert (f"Đến nay hồ sơ {walk.dossier.code} đã nộp đủ" in words) is is_paid
    assert ("trước hết phải huỷ biên lai" in words) is not is_paid
