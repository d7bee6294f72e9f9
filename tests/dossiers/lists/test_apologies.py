"""The lists of what is late by what was done about it: nothing, a letter that waits, a promised day."""

from datetime import date

import pytest

from accounts.seats import seats_of
from dossiers.acts import PROMISE_LATE
from dossiers.lists.filters import Filters
from dossiers.lists.listed import Listed, listed
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import proposed
from tests.dossiers.lifecycle import act, dossier_at, local

NOW = local("2026-01-20 09:00")
WHY = "Chờ ý kiến của cơ quan chủ quản."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def shown(value: str, who: str = "carol", list_: str = "open", at: str = "2026-01-20 09:00") -> Listed:
    seats, now = seats_of(story.person(who), NOW.date()), local(at)
    return listed(Filters.read({"list": list_, "apology": value}, seats, now.date()), seats, now)


def test_each_of_what_is_late_stands_in_one_list_and_the_count_is_the_list() -> None:
    nothing, waits, promised = (dossier_at("tham-dinh", at=local("2026-01-05 08:30")) for _n in range(3))
    dossier_at("tham-dinh", at=local("2026-01-15 08:30"))
    dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:30"))
    proposed(waits.dossier, date(2026, 1, 26), at=NOW)
    act(promised, PROMISE_LATE, "lan", "2026-01-20 08:30", date=date(2026, 1, 23), reason=WHY)

    for value, right in (("none", nothing), ("waiting", waits), ("promised", promised)):
        found = shown(value)
        assert ([row.pk for row in found.page("").rows], found.count) == ([right.dossier.pk], 1), value
        assert shown(value, list_="done").count == 0

    later = "2026-01-26 09:00"
    assert {row.pk for row in shown("none", at=later).page("").rows} >= {nothing.dossier.pk, promised.dossier.pk}
    assert shown("promised", at=later).count == 0


def test_a_reason_that_was_signed_waits_no_more() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    proposed(walk.dossier, date(2026, 1, 26), at=local("2026-01-20 08:00"))
    assert shown("waiting").count == 1

    act(walk, PROMISE_LATE, "lan", "2026-01-20 08:30", date=date(2026, 1, 26), reason=WHY)

    assert shown("waiting").count == 0


def test_the_managers_page_leads_to_both_with_their_numbers() -> None:
    walk, other = (dossier_at("tham-dinh", at=local("2026-01-05 08:30")) for _n in range(2))
    proposed(other.dossier, date(2026, 1, 26), at=NOW)
    carol = Visitor("carol", language="vi")

    page = carol.get("/quan-ly/")

    words = read(page).words()
    assert "Trễ hạn chưa có lý do: 1" in words
    assert "Phiếu xin lỗi chờ ký: 1" in words
    listed_ones = read(carol.get("/mot-cua/?list=open&apology=none")).words()
    assert walk.dossier.code in listed_ones
    assert other.dossier.code not in listed_ones


def test_a_leaders_list_leads_to_the_letters_that_wait_and_nobody_elses_does() -> None:
    lan, label = Visitor("lan", language="vi"), "Phiếu xin lỗi chờ ký"
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    assert label not in read(lan.get("/mot-cua/")).words()

    proposed(walk.dossier, date(2026, 1, 26), at=NOW)

    assert f"{label}: 1" in read(lan.get("/mot-cua/")).words()
    assert walk.dossier.code in read(lan.get("/mot-cua/?list=open&apology=waiting")).words()
    assert label not in read(Visitor("dung", language="vi").get("/mot-cua/")).words()


def test_a_letter_waits_for_nobody_while_its_dossier_does_not_run() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    proposed(walk.dossier, date(2026, 1, 26), at=local("2026-01-20 08:00"))

    act(walk, "ask-payment", "dung", "2026-01-20 08:30")

    assert shown("waiting").count == 0
