"""A desk that closes earlier from a day on is closed at the promised hour: said, and told, as of a day on which it is closed."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core import mail
from django.core.cache import caches

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.calendars.feed import entries
from dossiers.calendars.feed.written import written
from dossiers.log.facts import reading_of
from dossiers.models import Event, OutboxEntry
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from procedures.machine import Text
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import OFFICE_WEEK, Session
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.procedures.time.agencies.rows import agency

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

START, CHANGED = local("2026-01-05 09:00"), local("2026-01-13 08:00")
EARLY = (Session(time(8), time(12)), Session(time(13), time(16, 30)))
SAID = "lúc 17 giờ 00 ngày 19/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 20/01/2026"
PAGE = "/mot-cua/bao-ngay-moi/"
PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}


def shorter(unit: Unit, since: str) -> None:
    """Give a unit hours of its own that end at 16:30."""
    week = (*[EARLY] * 5, *OFFICE_WEEK[5:])
    own = plan(Correction(unit_id=unit.pk, week=week, since=date.fromisoformat(since)))
    changes.apply(own, decision="130/QĐ", decided_on=None, by=None, at=CHANGED)
    changes.run(CHANGED)


def hours_of_the_desk() -> None:
    shorter(Unit.objects.get(kind="desk", parent__slug="so-tttt"), "2026-01-15")


def calendar_of_another() -> None:
    """Let the desk work from a day on by the calendar of another unit, which always closes at 16:30."""
    other = Unit.objects.filter(kind="division", parent__slug="so-tttt").order_by("pk")[0]
    shorter(other, "2026-01-13")
    place = {"kind": AgencyKind.DESK, "part_of": "so-tttt", "address": "185 Giảng Võ, Đống Đa, Hà Nội"}
    name = Text("Bộ phận Tiếp nhận và Trả kết quả", "One-stop desk")
    row = agency("mot-cua", "2026-01-15", name, hours_of=other.slug, **place)
    add([row], at=CHANGED, used_through=lambda: None)


WAYS = pytest.mark.parametrize("change", [hours_of_the_desk, calendar_of_another])


def runs(at: str) -> None:
    assert not turns.take(moving.RUN, Moving(local(at)))
    relay.run(local(at) + outbox.GATHERING)
    caches["process"].clear()


def words(username: str, path: str) -> str:
    return read(Visitor(username, language="vi").get(path)).words()


@WAYS
def test_whoever_was_accepted_before_is_told_and_each_page_says_it(change: Callable[[], None]) -> None:
    dossier = dossier_at("tham-dinh", at=START).dossier
    relay.run(local("2026-01-05 09:30"))
    phoned = counter.entered(at=START, more=PHONE).dossier
    mail.outbox.clear()
    caches["process"].clear()

    change()
    runs("2026-01-13 08:30")

    assert [one.subject for one in mail.outbox if "đóng cửa lúc hẹn trả" in one.subject]
    page = words("bob", PAGE)
    assert (dossier.code in page, phoned.code in page) == (False, True)
    assert "08:00 20/01/2026" in page
    assert SAID in words("alice", f"/ho-so/{dossier.code}/")
    for path in (f"/mot-cua/{dossier.code}/", f"/mot-cua/quay/{phoned.code}/da-nhan/"):
        assert SAID in words("bob", path)
    own = list(entries.own(story.person("alice"), local("2026-01-13 09:00")))
    assert SAID in written(entries.of_applicant(own, {})).replace(b"\r\n ", b"").decode().replace("\\;", ";")


@WAYS
def test_whoever_was_accepted_since_holds_a_form_that_says_it_and_is_neither_told_nor_phoned(
    change: Callable[[], None],
) -> None:
    change()
    since = counter.entered(at=local("2026-01-13 08:20"), more=PHONE).dossier
    accepted = Event.objects.filter(dossier=since.pk, action="accept").get()
    counted = reading_of(accepted).counted
    assert counted is not None
    day = f"lúc 17 giờ 00 ngày {counted.due_at:%d/%m/%Y} nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày"

    runs("2026-01-13 08:30")

    assert day in receipt_of(accepted, "1", "").received_at
    assert since.code not in words("bob", PAGE)
    assert not OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, event__dossier=since.pk).exists()
    for path in (f"/mot-cua/{since.code}/", f"/mot-cua/quay/{since.code}/da-nhan/"):
        assert day in words("bob", path)
