"""A case officer who has left is named as such: in lists, on the file, and to whoever sends a dossier back to that one."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from accounts.models import Membership, User
from accounts.roles import Role
from dossiers.commands.deciding import interests
from dossiers.models import InterestKind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer

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


NAMING = {"hoa": "/mot-cua/phong/", "carol": "/quan-ly/", "admin": "/van-hanh/con-thieu/"}
"""Pages that name it, each by who reads it."""


def test_the_board_says_of_what_waits_for_who_has_left_what_to_do() -> None:
    code = dossier_at("tham-dinh").dossier.code
    assert "These wait for somebody who has left" not in read(Visitor("hoa").get("/mot-cua/phong/")).words()

    close("dung")
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")

    for who in ("hoa", "lan", "carol"):
        words = read(Visitor(who).get("/mot-cua/phong/")).words()
        assert "These wait for somebody who has left 1" in words, who
        assert f"{code}: {NAME}" in words, who
        assert f"{NAME} has left 1" in words, who
    missing = read(Visitor("admin").get("/van-hanh/con-thieu/")).words()
    assert code in missing
    assert "gives each to another case officer, on the page “Work of the unit”." in missing


def test_what_nobody_who_stays_may_be_given_is_named_as_such() -> None:
    dossier = dossier_at("tham-dinh").dossier
    minh = officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    interests.declare(dossier, by=minh, kind=InterestKind.ORGANISATION, reason="Công ty của mình.", at=NOW)

    close("dung")

    why = f"{dossier.code}: It waits for {NAME} of Press and Publishing Division, who has left."
    for who, path in (("hoa", "/mot-cua/phong/"), ("lan", "/mot-cua/phong/"), ("admin", "/van-hanh/con-thieu/")):
        words = read(Visitor(who).get(path)).words()
        assert why in words, who
        assert "gives somebody the seat of a case officer there" in words, who
        assert "These wait for somebody who has left" not in words, who


@pytest.mark.parametrize(("who", "is_led"), [("hoa", True), ("lan", True), ("bob", False), ("dung", False)])
def test_who_answers_for_a_unit_is_led_to_its_work_above_the_list(who: str, *, is_led: bool) -> None:
    shown = Visitor(who, language="vi").get("/mot-cua/").content.decode()

    above, _found, below = shown.partition('id="found"')
    assert ('<a class="btn btn-link" href="/mot-cua/phong/">Công việc của phòng</a>' in above) is is_led
    assert "/mot-cua/phong/" not in below


def test_the_page_of_a_unit_s_work_has_one_name_wherever_it_is_named() -> None:
    dossier_at("tham-dinh")
    close("dung")

    named = {who: read(Visitor(who, language="vi").get(path)).words() for who, path in NAMING.items()}

    for who, words in named.items():
        assert "Công việc của phòng" in words, who
        assert "ông việc của đơn vị" not in words, who
