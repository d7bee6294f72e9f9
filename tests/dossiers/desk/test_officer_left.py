"""A case officer who has left is named as such: in lists, on the file, and to whoever sends a dossier back to that one."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from accounts.models import Membership, User
from accounts.roles import Role
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.listed import listed

NOW = local("2026-01-08 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NAME = "Hoàng Tiến Dũng"
LEFT = f"It goes to {NAME}, who has left: the head of the division then gives it to another case officer."


def close(username: str) -> None:
    User.objects.filter(username=username).update(is_active=False)
    caches["process"].clear()


def end_seat(username: str) -> None:
    seats = Membership.objects.filter(user__username=username, role=Role.SPECIALIST)
    seats.update(until=NOW.date() - timedelta(days=1))
    caches["process"].clear()


@pytest.mark.parametrize("leave", [close, end_seat])
def test_the_list_and_the_file_say_that_who_has_it_has_left(leave) -> None:
    code = dossier_at("tham-dinh").dossier.code
    assert listed(Visitor("hoa").get("/mot-cua/?list=open"))[code].holder == NAME

    leave("dung")

    assert listed(Visitor("hoa").get("/mot-cua/?list=open"))[code].holder == f"{NAME} (has left)"
    assert f"· {NAME} (has left)" in read(Visitor("hoa").get(f"/mot-cua/{code}/")).words()


def test_who_sends_it_back_to_somebody_who_has_left_reads_so_before_and_after_the_press() -> None:
    dossier = dossier_at("xem-xet").dossier
    hoa, path = Visitor("hoa"), f"/mot-cua/{dossier.code}/"
    assert LEFT not in read(hoa.get(path)).words()

    close("dung")
    before = read(hoa.get(path)).words()
    sent = {"reason": "Thiếu căn cứ tại Điều 2.", "seen": dossier.sequence}
    after = read(hoa.post(f"{path}send-back-tham-dinh/", sent, follow=True)).words()

    assert LEFT in before
    assert LEFT in after.split("Take back")[0]
    assert dossier.events.latest("sequence").action == "send-back-tham-dinh"


def test_of_a_step_that_goes_to_nobody_by_name_nothing_is_said() -> None:
    dossier = dossier_at("xem-xet").dossier
    close("dung")

    sentences = read(Visitor("hoa").get(f"/mot-cua/{dossier.code}/")).words().count(LEFT)

    steps = dossier.machine.actions_from("xem-xet")
    back = [one for one in steps if dossier.machine.states[one.target].holder is Role.SPECIALIST]
    assert 0 < sentences <= len(back) < len(steps)
