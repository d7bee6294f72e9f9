"""A waiver, which nothing undoes: the law is named, and somebody has looked at it once more."""

import pytest

from dossiers import acts, refusals
from dossiers.models import Dossier
from dossiers.refusals import payment
from portal.demo.story import dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]

TYPED = {"fee_amount": "800.000", "ground": "Điều 10 Luật Phí và lệ phí 2015", "reason": "Hộ nghèo."}
BOX = f"id_{acts.WAIVE_FEE}_waiver_checked"
GROUND = f"id_{acts.WAIVE_FEE}_ground"


def sent(dossier: Dossier, **typed: str) -> dict[str, str]:
    """Send the form of a waiver; return the errors by their fields, nothing where it was recorded."""
    lan, address = Visitor("lan", language="vi"), f"/mot-cua/{dossier.code}/"
    answer = lan.send(lan.get(address), f"/{acts.WAIVE_FEE}/", TYPED | typed)
    return {} if answer.status_code == 302 else read(answer).errors


def test_nothing_is_waived_until_somebody_has_ticked_that_it_was_checked() -> None:
    dossier = dossier_at("tham-dinh").dossier

    asked = sent(dossier)
    dossier.refresh_from_db()
    waived_before = dossier.waived
    sent(dossier, waiver_checked="on")

    assert "rồi đánh dấu vào ô này" in asked[BOX]
    dossier.refresh_from_db()
    assert (waived_before, dossier.waived) == (0, 800_000)


def test_a_ground_that_names_no_law_is_refused_with_an_example() -> None:
    dossier = dossier_at("tham-dinh").dossier

    errors = sent(dossier, ground="abc", waiver_checked="on")

    assert "Điều 10 Luật Phí và lệ phí năm 2015" in errors[GROUND]
    dossier.refresh_from_db()
    assert dossier.waived == 0


@pytest.mark.parametrize("ground", ["abc", "theo quy định", "miễn", "-", "luatsu", "đieukien"])
def test_the_command_takes_no_ground_without_a_number_or_a_legal_text(ground: str) -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-05 08:30"))

    with pytest.raises(refusals.Refusal) as refused:
        walk.take(acts.WAIVE_FEE, "lan", ground=ground)

    assert isinstance(refused.value, payment.WaivesByNoLaw)


@pytest.mark.parametrize(
    "ground", ["LUẬT PHÍ VÀ LỆ PHÍ", "nghi dinh cua Chinh phu", "Khoản một", "85/2019", "Decree on fees"]
)
def test_a_law_is_known_in_whatever_case_and_without_accents(ground: str) -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-05 08:30"))

    assert walk.take(acts.WAIVE_FEE, "lan", ground=ground).dossier.waived > 0
