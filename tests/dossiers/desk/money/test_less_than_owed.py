"""Less money than is owed is asked about once, where an officer has typed the sum."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers.models import Payment
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_fees import pay
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def test_less_than_is_owed_is_received_by_a_second_press_with_the_box(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")
    with nothing_written():
        asked = pay(walk, fee_amount="800000")
    error = read(asked).errors["id_receive-payment_fee_amount"].replace("\xa0", " ")
    assert "1.800.000 đ are owed; 1.000.000 đ of that would still be lacking" in error
    [form] = [one for one in read(asked).forms if one.action.endswith("/receive-payment/")]

    Visitor("bob").post(form.action, {**form.values, "fee_meant": "on"})
    assert Payment.objects.get().amount == 800_000

    pay(walk, fee_amount="1.000.000")
    assert Payment.objects.count() == 2, "all that is left of it asks nothing"
