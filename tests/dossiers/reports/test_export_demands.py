"""What the file of a list says of demands to pay, in the words of the list."""

import pytest
from django.utils import translation

from dossiers import acts
from dossiers.commands import Fee
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.reports.sheets import read_csv
from tests.dossiers.reports.test_export import asked, made

pytestmark = pytest.mark.django_db


def test_a_file_says_what_became_of_a_demand_in_the_words_of_the_list() -> None:
    translation.activate("en")
    paid, waived, both, rest = (dossier_at("tham-dinh.payment-due") for _time in range(4))
    paid.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_800_000, "cash"))
    both.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash"))
    waived.take(acts.WAIVE_FEE, "lan", fee=Fee(1_800_000))
    both.take(acts.WAIVE_FEE, "lan", fee=Fee(1_000_000))
    rest.take("confirm-payment", "bob", fee=Fee(800_000, "cash", is_meant=True))

    rows = read_csv(made(asked([one.dossier for one in (paid, waived, both, rest)], columns=("code", "marks"))))[1:]

    assert [marks for _code, marks in rows] == [
        "all is paid, to be confirmed",
        "waived, to be confirmed",
        "partly waived, the rest is paid, to be confirmed",
        "owes 1.000.000 đ",
    ]
