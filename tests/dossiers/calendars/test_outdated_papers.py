"""A form that waits to be posted, and whose day, place or hours hold no more, says so at its row, in the file, and in a letter beside it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Unit
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.models import Channel, Dossier, Letter
from portal.demo.story import Walk
from procedures.machine import Paper
from procedures.time.agencies.stored import add
from procedures.time.calendar import local as local_of
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.closings import DESK, NAME, applied
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.calendars.test_letter_of_news import START, UNKNOWN, WAITING, storm
from tests.dossiers.lifecycle import act, local
from tests.procedures.time.agencies.rows import agency

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

THERE = {"result_way": "in_person", "result_address": ""}
MOVED = "Ngày in trên giấy không còn đúng"


def by_post(**more: str) -> Walk:
    """Return a dossier that came by post, whose receipt waits to be posted."""
    dossier = counter.entered(at=START, channel=Channel.POST, more={**UNKNOWN, **more}).dossier
    later = START + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        relay.run(later)
    dossier.refresh_from_db()
    return Walk(dossier, later)


def waiting() -> str:
    return read(Visitor("bob", language="vi").get(WAITING)).words()


def receipt_page(dossier: Dossier) -> str:
    letter = Letter.objects.get(dossier=dossier, kind=Paper.RECEIPT.value)
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/giay/{letter.pk}/gui/")).words()


def back_again(*days: int) -> None:
    """Take the storm back."""
    when = local("2026-01-13 08:30")
    removed = tuple(day_off(day).on for day in days)
    changes.apply(plan(Correction(removed=removed)), decision="1250/QĐ-UBND", decided_on=None, by=None, at=when)
    changes.run(when)
    relay.run(when)
    caches["process"].clear()


MONEY, PAPERS = (("ask-payment", "dung"),), (("propose-supplement", "dung"), ("issue-supplement", "bob"))


@pytest.mark.parametrize(("acts", "waits"), [(MONEY, "đang chờ nộp tiền"), (PAPERS, "đang chờ bổ sung")])
def test_of_a_dossier_that_stands_still_the_row_names_no_day_and_says_what_it_waits_for(
    acts: Sequence[tuple[str, str]], waits: str
) -> None:
    walk = by_post().until("tham-dinh")
    for n, (action, who) in enumerate(acts):
        act(walk, action, who, f"2026-01-06 10:0{n}")
    relay.run(local("2026-01-06 10:10"))
    storm(15)

    page = waiting()

    assert f"{MOVED}, hiện chưa có ngày hẹn: hồ sơ {waits}" in page
    assert "20/01/2026" not in page
    assert f"hồ sơ {waits}" in receipt_page(walk.dossier)


def test_a_form_whose_place_is_closed_on_its_day_says_so_at_the_row() -> None:
    dossier = by_post(**THERE).dossier
    assert "đóng cửa" not in waiting()
    due = local_of(Dossier.objects.get(pk=dossier.pk).due_at)
    desk = Unit.objects.get(kind="desk", parent=dossier.agency_id).pk
    applied(Correction(unit_id=desk, put=(day_off(due.day, due.month),)), local("2026-01-13 08:30"))

    page = waiting()

    assert f"Giấy chưa ghi: ngày {due:%d/%m/%Y} nơi này đóng cửa; mở cửa lại lúc" in page
    assert MOVED not in page
    assert "đóng cửa" in receipt_page(dossier)


def test_a_form_whose_place_has_moved_says_where_it_is_by_then() -> None:
    by_post(**THERE)
    assert "Số 1 phố Mới" not in waiting()
    moved = agency("mot-cua", "2026-01-16", NAME, address="Số 1 phố Mới", **DESK)
    add([moved], at=START + timedelta(days=1), used_through=lambda: None)

    assert "Nơi phải đến không còn như trên giấy: Bộ phận Tiếp nhận và Trả kết quả, Số 1 phố Mới" in waiting()


def test_a_day_that_is_right_again_is_not_said_to_have_moved_neither_in_the_list_nor_beside_the_receipt() -> None:
    dossier = by_post().dossier
    done = f"/mot-cua/quay/{dossier.code}/da-nhan/"
    storm(15)
    assert MOVED in waiting()
    assert "Ngày ghi trên giấy đã thay đổi" in read(Visitor("bob", language="vi").get(done)).words()

    back_again(15)

    assert MOVED not in waiting()
    assert "Ngày ghi trên giấy đã thay đổi" not in read(Visitor("bob", language="vi").get(done)).words()
