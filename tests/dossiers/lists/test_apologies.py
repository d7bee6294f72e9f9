"""The lists of what is late by what was done about it: nothing, a letter that waits, a promised day."""

import random
import re
from datetime import date, timedelta
from importlib import import_module
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.seats import seats_of
from dossiers.acts import PROMISE_LATE
from dossiers.desk.lists.letters import letters_to_sign
from dossiers.lists.filters import Filters
from dossiers.lists.listed import Listed, listed
from dossiers.log.appointments import APOLOGIES
from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from procedures.time.calendar import local as at_home
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


def test_a_date_that_was_moved_in_time_and_a_day_promised_after_it_are_lists_of_their_own() -> None:
    moved, both, promised = (dossier_at("tham-dinh", at=local("2026-01-05 08:30")) for _n in range(3))
    for walk in (moved, both):
        act(walk, "reappoint", "lan", "2026-01-12 08:30", date=date(2026, 1, 23 if walk is moved else 20), reason=WHY)
    act(promised, PROMISE_LATE, "lan", "2026-01-20 08:30", date=date(2026, 1, 23), reason=WHY)
    at = "2026-01-21 09:00"
    act(both, PROMISE_LATE, "lan", "2026-01-21 08:30", date=date(2026, 1, 26), reason=WHY)

    found = {value: shown(value, at=at) for value in ("moved", "promised")}

    keys = {value: {row.pk for row in one.page("").rows} for value, one in found.items()}
    assert keys == {
        "moved": {moved.dossier.pk, both.dossier.pk},
        "promised": {both.dossier.pk, promised.dossier.pk},
    }
    assert [one.count for one in found.values()] == [2, 2]
    assert shown("moved", list_="done").count == 0
    words = read(Visitor("lan", language="vi").get("/mot-cua/?list=open&apology=moved")).words()
    assert moved.dossier.code in words
    assert "Xin lỗi: đã xin lỗi và dời ngày hẹn trả" in words


def test_the_parts_of_what_is_late_add_up_to_it_each_dossier_in_one() -> None:
    chance = random.Random(75)
    for is_written, is_promised, is_paused, is_late in product((True, False), repeat=4):
        day = chance.choice((5, 6)) if is_late else 16
        walk = dossier_at("tham-dinh", at=local(f"2026-01-{day:02} 08:30"))
        if is_written:
            proposed(walk.dossier, date(2026, 1, 26), at=local(f"2026-01-20 {chance.choice((8, 11)):02}:00"))
        if is_promised and is_late:
            act(walk, PROMISE_LATE, "lan", "2026-01-20 09:30", date=date(2026, 1, 22), reason=WHY)
        if is_paused:
            act(walk, "ask-payment", "dung", "2026-01-20 10:00")
    sizes: dict[str, int] = {}

    for hours in (2, 49, 100):
        at = f"{NOW + timedelta(hours=hours):%Y-%m-%d %H:%M}"
        whole = {row.pk for row in shown("", list_="late", at=at).page("").rows}
        parts = {value: {row.pk for row in shown(value, list_="late", at=at).page("").rows} for value in APOLOGIES}
        assert set().union(*parts.values()) == whole
        assert sum(map(len, parts.values())) == len(whole) == shown("", list_="late", at=at).count
        sizes = {value: sizes.get(value, 0) + len(parts[value]) for value in APOLOGIES}

    assert min(sizes.values()) > 0, "no part is proved by being empty"


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
    assert "Thư xin lỗi chờ ký: 1" in words
    assert "Trễ hạn, tạm dừng, chưa ký được lúc này: 0" in words
    act(other, "ask-payment", "dung", "2026-01-20 08:40")
    assert "Trễ hạn, tạm dừng, chưa ký được lúc này: 1" in read(carol.get("/quan-ly/")).words()
    listed_ones = read(carol.get("/mot-cua/?list=open&apology=none")).words()
    assert walk.dossier.code in listed_ones
    assert other.dossier.code not in listed_ones


def test_a_leaders_list_says_on_top_how_many_letters_wait_and_until_when_and_nobody_elses_does() -> None:
    lan, words = Visitor("lan", language="vi"), "thư xin lỗi chờ bạn ký"
    late, in_time = (dossier_at("tham-dinh", at=local(f"2026-01-{day} 08:30")) for day in ("05", "07"))
    dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    assert words not in read(lan.get("/mot-cua/")).words()

    proposed(late.dossier, date(2026, 1, 26), at=NOW)
    assert f"1 {words}; hồ sơ đầu tiên đã quá hạn 19/01/2026, xin ký ngay." in read(lan.get("/mot-cua/")).words()

    proposed(in_time.dossier, date(2026, 1, 30), at=NOW)
    assert in_time.dossier.due_at is not None
    assert at_home(in_time.dossier.due_at).date() == date(2026, 1, 21)
    page = lan.get("/mot-cua/")
    assert f"2 {words}; hồ sơ đầu tiên đã quá hạn 19/01/2026, xin ký ngay." in read(page).words()
    assert 'href="?list=open&amp;apology=waiting"' in page.content.decode()
    assert late.dossier.code in read(lan.get("/mot-cua/?list=open&apology=waiting")).words()
    assert words not in read(Visitor("dung", language="vi").get("/mot-cua/")).words()


def test_of_letters_in_time_it_is_said_by_when_the_first_moves_its_date() -> None:
    in_time = dossier_at("tham-dinh", at=local("2026-01-07 08:30"))
    proposed(in_time.dossier, date(2026, 1, 30), at=NOW)
    lan = Visitor("lan", language="vi")

    assert "1 thư xin lỗi chờ bạn ký; thư đầu tiên phải ký ngay hôm nay." in read(lan.get("/mot-cua/")).words()
    waiting = letters_to_sign(seats_of(story.person("lan"), NOW.date()), NOW - timedelta(days=1))
    assert waiting is not None
    assert waiting.until == "thư đầu tiên phải ký chậm nhất 20/01/2026"


def test_of_one_that_moves_its_date_until_a_sunday_the_last_working_day_is_said() -> None:
    """The return date is Monday, 19 January: what is signed on Sunday counts, and nobody is there to sign it."""
    proposed(dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier, date(2026, 1, 26), at=NOW)
    seats = seats_of(story.person("lan"), NOW.date())

    said = [letters_to_sign(seats, local(at)) for at in ("2026-01-15 09:00", "2026-01-16 17:30", "2026-01-18 09:00")]

    assert [one and one.until for one in said] == [
        "thư đầu tiên phải ký chậm nhất 16/01/2026", "thư đầu tiên phải ký ngay hôm nay", "thư đầu tiên phải ký ngay hôm nay",
    ]  # fmt: skip


def test_what_waits_for_a_signature_is_one_statement_and_none_for_who_signs_nothing() -> None:
    for _n in range(2):
        proposed(dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier, date(2026, 1, 26), at=NOW)

    for who, statements in (("lan", 1), ("dung", 0), ("carol", 0)):
        seats = seats_of(story.person(who), NOW.date())
        letters_to_sign(seats, NOW)
        with CaptureQueriesContext(connection) as queries:
            letters_to_sign(seats, NOW)
        assert len(queries) == statements, who


def test_a_letter_whose_proposed_day_has_passed_is_of_a_late_dossier_all_the_same() -> None:
    proposed(dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier, date(2026, 1, 22), at=NOW)
    seats, later = seats_of(story.person("lan"), NOW.date()), local("2026-01-23 09:00")

    waiting = letters_to_sign(seats, later)

    assert waiting is not None
    assert "19/01/2026" in waiting.until


def test_a_letter_waits_for_nobody_while_its_dossier_does_not_run() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    proposed(walk.dossier, date(2026, 1, 26), at=local("2026-01-20 08:00"))

    act(walk, "ask-payment", "dung", "2026-01-20 08:30")

    assert (shown("waiting").count, shown("paused").count) == (0, 1)


def test_the_list_asks_the_log_for_no_promise_and_what_was_promised_before_is_filled_in() -> None:
    twice, once = (dossier_at("tham-dinh", at=local("2026-01-05 08:30")) for _n in range(2))
    act(twice, PROMISE_LATE, "lan", "2026-01-20 08:30", date=date(2026, 1, 21), reason=WHY)
    act(twice, PROMISE_LATE, "lan", "2026-01-20 08:40", date=date(2026, 1, 23), reason=WHY)
    act(once, PROMISE_LATE, "lan", "2026-01-20 08:50", date=date(2026, 1, 22), reason=WHY)
    kept = dict(Dossier.objects.values_list("pk", "promised_for"))
    assert {pk: at_home(day).date() for pk, day in kept.items() if day} == {
        twice.dossier.pk: date(2026, 1, 23),
        once.dossier.pk: date(2026, 1, 22),
    }

    Dossier.objects.update(promised_for=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("dossiers.migrations.0107_a_promised_day_is_a_column").FILL)

    assert dict(Dossier.objects.values_list("pk", "promised_for")) == kept
    lan = Visitor("lan", language="vi")
    lan.get("/mot-cua/?list=open")
    with CaptureQueriesContext(connection) as asked:
        words = read(lan.get("/mot-cua/?list=open")).words()
    assert "23/01/2026" in words
    assert not [query["sql"] for query in asked if PROMISE_LATE in query["sql"] and "latereason" not in query["sql"]]


def test_only_the_list_of_letters_that_wait_says_which_day_each_proposes() -> None:
    walk, mark = dossier_at("tham-dinh", at=local("2026-01-05 08:30")), "chờ ký, đề xuất hẹn 26/01/2026"
    proposed(walk.dossier, date(2026, 1, 26), at=NOW)
    lan = Visitor("lan", language="vi")

    assert mark in read(lan.get("/mot-cua/?list=open&apology=waiting")).words()
    assert mark not in read(lan.get("/mot-cua/?list=open")).words()


def test_what_is_overdue_shows_the_deadline_by_which_it_is_sorted() -> None:
    reviewed = dossier_at("xem-xet", at=local("2026-01-05 08:30")).dossier
    appraised = dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier
    nearest = sorted(f"{one.nearest_at.astimezone(LOCAL):%d/%m/%Y}" for one in (reviewed, appraised))
    assert len({*nearest, "19/01/2026"}) == 3, "both were due before the whole, each on its own day"

    words = read(Visitor("carol", language="vi").get("/mot-cua/?list=late&sort=deadline")).words()

    assert re.findall(r"Quá hạn 19/01/2026 · hạn của bước (\d\d/\d\d/\d{4})", words) == nearest
