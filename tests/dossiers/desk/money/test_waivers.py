"""A waiver, which nothing undoes: the law is named, and somebody has looked at it once more."""

import pytest

from dossiers import acts
from dossiers.models import Dossier
from dossiers.refusals.money import demand
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
    assert "Điều 4 Thông tư số 85/2019/TT-BTC" in errors[GROUND]
    dossier.refresh_from_db()
    assert dossier.waived == 0


def test_a_ground_of_a_year_to_come_is_refused_and_stays_to_be_corrected() -> None:
    dossier, lan = dossier_at("tham-dinh").dossier, Visitor("lan", language="vi")
    typed = TYPED | {"ground": "Điều 999 Luật Trên Trời 3015", "waiver_checked": "on"}

    answer = lan.send(lan.get(f"/mot-cua/{dossier.code}/"), f"/{acts.WAIVE_FEE}/", typed)

    assert "năm 3015" in read(answer).errors[GROUND]
    assert "Luật Trên Trời 3015" in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.waived == 0


@pytest.mark.parametrize(
    "ground",
    [
        *("abc", "theo quy định", "miễn", "-", "luatsu", "đieukien", "Luật", "LUẬT PHÍ VÀ LỆ PHÍ", "Luật 2015"),
        *("nghi dinh cua Chinh phu", "Decree on fees", "Khoản một", "Điều", "800.000 đồng", "điểm nào cũng được"),
    ],
)
def test_the_command_takes_no_ground_without_an_article_or_the_number_of_a_text(ground: str) -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-05 08:30"))

    with pytest.raises(demand.WaivesByNoLaw):
        walk.take(acts.WAIVE_FEE, "lan", ground=ground)


@pytest.mark.parametrize(
    "ground",
    [
        "Điều 4 Thông tư 85/2019/TT-BTC",
        "Nghị quyết 06/2025/NQ-HĐND",
        "khoản 2 Điều 10 Luật Phí và lệ phí",
        "DIEU 10, LUAT PHI VA LE PHI (2015)",
        "Điểm a, khoản 1 của quy chế",
        "Thông tư số 85/2019",
        "Quyết định số 3015/QĐ-UBND ngày 02/12/2025",
        "Điều 3 Quyết định 3015 của UBND tỉnh",
        "Luật số 97/2015/QH13",
        "clause 2 of Decree No. 61/2018",
        "Điều 1 Nghị quyết của năm 2026.",
    ],
)
def test_a_law_is_known_in_whatever_case_and_without_accents(ground: str) -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-05 08:30"))

    assert walk.take(acts.WAIVE_FEE, "lan", ground=ground).dossier.waived > 0


@pytest.mark.parametrize(
    ("ground", "year"),
    [
        ("Điều 4 Thông tư 85/2109/TT-BTC", 2109),
        ("Nghị quyết 06/2027/NQ-HĐND", 2027),
        ("Điều 10 Luật Phí và lệ phí (2051)", 2051),
        ("Quyết định 12/QĐ-UBND ngày 02/12/2052", 2052),
        ("Điều 1 Luật năm 2027.", 2027),
    ],
)
def test_the_command_takes_no_law_of_a_year_to_come(ground: str, year: int) -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-05 08:30"))

    with pytest.raises(demand.WaivesByLawToCome) as refused:
        walk.take(acts.WAIVE_FEE, "lan", ground=ground)

    assert str(year) in str(refused.value)
