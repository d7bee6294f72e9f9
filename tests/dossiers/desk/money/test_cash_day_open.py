"""A day whose cash is closed stays so: before the desk's hours have ended, it is asked whether that is meant."""

import pytest
import time_machine

from dossiers.models import CashDay
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

PAGE = "/mot-cua/so-bien-lai/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "asks"), [("2026-01-06 00:03", True), ("2026-01-06 17:00", False), ("2026-01-10 08:00", False)]
)
def test_a_day_is_not_closed_before_the_desk_s_hours_have_ended_but_where_it_is_meant(at: str, *, asks: bool) -> None:
    dossier_at("tham-dinh")
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local(at), tick=False):
        shown = read(bob.get(PAGE)).words()
        first = bob.post(PAGE, {"counted": "0"})
        before = CashDay.objects.count()
        kept = read(first).forms[-1].values if asks else {}
        second = bob.post(PAGE, {"counted": "0", "early": "on"})

    assert ("Bộ phận Một cửa làm việc đến 17:00 hôm nay" in shown) is asks
    assert (first.status_code, before) == ((422, 0) if asks else (302, 1))
    assert kept.get("counted", "0") == "0"
    assert ("Chưa khoá" in read(first).errors.get("id_early", "")) is asks
    assert second.status_code == 302
    assert CashDay.objects.count() == 1


@pytest.mark.django_db
def test_a_day_of_before_is_closed_at_any_hour() -> None:
    dossier_at("tham-dinh")

    with time_machine.travel(local("2026-01-06 08:00"), tick=False):
        done = Visitor("bob").post(f"{PAGE}?ngay=2026-01-05", {"counted": "0"})

    assert done.status_code == 302
