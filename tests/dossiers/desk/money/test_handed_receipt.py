"""Who pays in cash is handed the agency's receipt, by its number or that of its paper; no paper is made."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def test_the_payer_is_handed_the_receipt_by_the_number_of_its_paper_and_of_a_transfer_none(tmp_path: Path) -> None:
    walk, bob = owing(tmp_path, "filing"), Visitor("bob", language="vi")
    cash = {"fee_amount": "800.000", "fee_method": "cash", "fee_reference": "0000123", "fee_meant": "on"}
    transfer = {"fee_amount": "1.000.000", "fee_method": "transfer", "fee_reference": "FT26006123"}

    address = f"/mot-cua/{walk.dossier.code}/"
    taken = bob.send(bob.get(address), "/receive-payment/", cash, follow=True)
    moved = bob.send(bob.get(address), "/receive-payment/", transfer, follow=True)

    assert "Giao cho người nộp biên lai giấy số 0000123." in read(taken).words()
    assert "Giao cho người nộp biên lai" not in read(moved).words()
