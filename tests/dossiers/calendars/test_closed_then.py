"""A result that is promised for when the desk is closed: each page, mail and calendar says so by one rule, as form 01 does."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from dossiers.background import relay
from dossiers.calendars.feed import entries
from dossiers.calendars.feed.written import written
from dossiers.models import Dossier
from portal.demo import story
from procedures.time.agencies.stored import add
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_untold import close_the_desk
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.notices.test_place_moved import HERE, NAME, THERE, desk, moves, told

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

START = local("2026-01-05 09:00")
SAID = "ngày 19/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 20/01/2026"
POSTED = {"result_way": "by_post", "result_address": "12 Láng Hạ, phường Đống Đa, Hà Nội"}


def words(username: str, path: str) -> str:
    return read(Visitor(username, language="vi").get(path)).words()


def test_the_officer_s_pages_say_that_the_desk_is_closed_then_but_of_what_is_posted() -> None:
    fetched, posted = (counter.entered(at=START, more=more).dossier for more in ({}, POSTED))
    pages = ("/mot-cua/{}/", "/mot-cua/quay/{}/da-nhan/")
    before = [words("bob", page.format(fetched.code)) for page in pages]

    close_the_desk(fetched, 19, "2026-01-13 09:00")

    assert [SAID in one for one in before] == [False, False]
    assert [SAID in words("bob", page.format(fetched.code)) for page in pages] == [True, True]
    assert [SAID in words("bob", page.format(posted.code)) for page in pages] == [False, False]
    with time_machine.travel(local("2026-01-20 08:30"), tick=False):
        assert SAID not in words("bob", f"/mot-cua/{fetched.code}/"), "open again"


def test_the_applicant_reads_it_on_the_page_and_in_the_calendar() -> None:
    dossier = dossier_at("tham-dinh", at=START).dossier
    close_the_desk(dossier, 19, "2026-01-13 09:00")

    assert SAID in words("alice", f"/ho-so/{dossier.code}/")
    own = list(entries.own(story.person("alice"), local("2026-01-13 09:00")))
    feed = written(entries.of_applicant(own, {})).replace(b"\r\n ", b"").decode()
    assert SAID in feed.replace("\\;", ";")


def test_who_is_told_that_the_desk_moves_is_told_that_it_is_closed_on_that_day_too() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    dossier = Dossier.objects.get(pk=dossier_at("tham-dinh", at=START).dossier.pk)
    relay.run(START + timedelta(minutes=30))
    close_the_desk(dossier, 19, "2026-01-13 08:00")
    moves("2026-01-16", at=local("2026-01-13 08:30"))
    mail.outbox.clear()

    [message] = told(local("2026-01-13 09:00"))

    assert f"({SAID})." in message.body
    assert THERE in message.body
    assert "on 19/01/2026 this place is closed; it opens again at 08:00 on 20/01/2026)." in message.body


def test_the_page_before_an_acceptance_says_that_the_promised_day_is_a_closed_one() -> None:
    filed = dossier_at("filed", at=local("2026-01-12 09:00")).dossier
    page = f"/mot-cua/{filed.code}/"
    before = words("bob", page)
    close_the_desk(filed, 27, "2026-01-13 09:00")

    after = words("bob", page)
    promised = "hẹn trả kết quả 17:00 27/01/2026"
    assert promised in before
    assert f"{promised} (ngày 27/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 28/01/2026)" in after


def test_the_pages_say_where_the_result_is_had_with_the_address_before_and_after_a_move() -> None:
    add([desk("2025-01-01", HERE)], at=START - timedelta(days=90), used_through=lambda: None)
    mine, ready = dossier_at("tham-dinh", at=START).dossier, dossier_at("result-ready", at=START).dossier
    assert f"{NAME.vi}, {HERE}" in words("alice", f"/ho-so/{mine.code}/")
    moves("2026-01-16", at=local("2026-01-13 08:30"))

    both = f"{THERE} (từ ngày 16/01/2026; đến hết ngày 15/01/2026: {HERE})"
    assert both in words("alice", f"/ho-so/{mine.code}/")
    assert both in words("bob", f"/mot-cua/{mine.code}/")
    collect = words("alice", f"/ho-so/{ready.code}/").partition("Mời đến Bộ phận Một cửa")[2]
    assert f"{HERE} (đến hết ngày 15/01/2026; từ ngày 16/01/2026: {THERE})" in collect or both in collect
