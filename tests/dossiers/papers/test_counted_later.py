"""An acceptance outside office hours: paper, mail and page say from when its time counts, by the clock's own rule."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from dossiers import clock
from dossiers.background import relay
from dossiers.log.appointments import begun_later
from dossiers.models import Event
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import LimitUnit
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.clock.clock_cases import CALENDAR
from tests.dossiers.lifecycle import local

DAY, HOUR = LimitUnit.WORKING_DAY, LimitUnit.WORKING_HOUR
FROM_TUESDAY = "tiếp nhận ngoài giờ làm việc nên thời hạn tính từ 08:00 ngày 06/01/2026"


@pytest.mark.parametrize(
    ("at", "unit", "first"),
    [
        ("2026-01-05 08:30", DAY, ""),
        ("2026-01-05 06:00", DAY, ""),  # before opening: the same day is the first one
        ("2026-01-05 12:30", DAY, ""),
        ("2026-01-05 22:59", DAY, "08:00 ngày 06/01/2026"),
        ("2026-01-09 18:00", DAY, "08:00 ngày 12/01/2026"),  # a Friday evening
        ("2026-01-10 09:00", LimitUnit.CALENDAR_DAY, "08:00 ngày 12/01/2026"),  # a Saturday
        ("2026-01-05 06:00", HOUR, "08:00 ngày 05/01/2026"),
        ("2026-01-05 08:30", HOUR, ""),
    ],
)
def test_it_is_said_where_the_first_day_is_another_and_of_hours_where_the_minute_is(
    at: str, unit: LimitUnit, first: str
) -> None:
    found = clock.begun_later(local(at), unit, CALENDAR)

    assert (found.vi.partition(" tính từ ")[2] if found else "") == first


def accepted(at: datetime) -> tuple[Walk, Event]:
    walk = story.dossier_in("accepted", at=at)
    return walk, next(event for event in walk.events if event.target == "accepted")


@pytest.mark.django_db
@pytest.mark.at(local("2026-01-06 09:00"))
def test_paper_mail_and_page_say_it_and_none_of_them_of_an_acceptance_in_office_hours() -> None:
    walk, event = accepted(local("2026-01-05 22:59"))
    relay.run(walk.at + timedelta(minutes=2))
    [body] = [one.body for one in mail.outbox if "đã tiếp nhận" in one.subject]
    page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    _other, in_time = accepted(local("2026-01-05 09:00"))

    assert receipt_of(event, "1/2026/TNHS", "").limit == f"10 ngày làm việc ({FROM_TUESDAY})"
    assert f"Thời hạn giải quyết: 10 ngày làm việc ({FROM_TUESDAY})." in body
    assert FROM_TUESDAY in page
    assert begun_later(in_time) is None
    assert receipt_of(in_time, "2/2026/TNHS", "").limit == "10 ngày làm việc"
