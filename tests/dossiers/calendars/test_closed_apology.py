"""A letter of apology that promises an hour at which the place is closed: said before it is signed, and in its mail."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from accounts.models import Unit
from dossiers import outbox
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.desk.jobs.apologising import doubts_of
from dossiers.models import Dossier, OutboxEntry
from portal.demo import story
from procedures.models import CalendarChange
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import judged, proposed
from tests.dossiers.calendars.test_closed_hours import START, hours_of_the_desk, runs, words
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

NOW, DAY = local("2026-01-13 09:00"), date(2026, 1, 21)
CLOSED = "lúc 17 giờ 00 ngày 21/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 22/01/2026"


@pytest.fixture
def late() -> Dossier:
    """Return a dossier whose letter waits for its signature, at a desk that shuts at 16:30 from 15/01 on."""
    dossier = dossier_at("tham-dinh", at=START).dossier
    hours_of_the_desk()
    proposed(dossier, DAY, at=NOW)
    return dossier


def test_the_page_before_and_the_list_of_several_say_when_it_opens_again(late: Dossier) -> None:
    page = words("lan", f"/mot-cua/{late.code}/")
    with override("vi"):
        doubts = doubts_of(judged("apologise", [late], "lan", NOW), NOW)

    said = f"Nơi trả kết quả: {CLOSED}."
    assert said in page
    assert doubts[late.code] == (said,)


def test_another_day_than_the_proposed_one_is_asked_about_before_it_is_promised(late: Dossier) -> None:
    given = {"date": "22/01/2026", "reason": "Chờ ý kiến của cơ quan chủ quản."}

    lan = Visitor("lan", language="vi")
    page = read(lan.send(lan.get(f"/mot-cua/{late.code}/"), "/reappoint/", given)).words()

    assert "Nơi trả kết quả: lúc 17 giờ 00 ngày 22/01/2026 nơi này đóng cửa" in page
    assert late.events.filter(action="reappoint").count() == 0


def test_the_mail_of_the_letter_says_it_and_no_second_one_does(late: Dossier) -> None:
    story.take(late, "reappoint", "lan", at=NOW, date=DAY, reason="Chờ ý kiến của cơ quan chủ quản.")
    mail.outbox.clear()

    relay.run(local("2026-01-13 09:05"))
    runs("2026-01-13 09:30")

    [letter] = [one for one in mail.outbox if "xin lỗi" in one.subject]
    assert f"({CLOSED})" in " ".join(str(letter.body).split())
    assert not OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, event__dossier=late, error="").exists()


def test_another_closing_after_it_is_told_against_what_the_letter_said(late: Dossier) -> None:
    story.take(late, "reappoint", "lan", at=NOW, date=DAY, reason="Chờ ý kiến của cơ quan chủ quản.")
    relay.run(local("2026-01-13 09:05"))
    mail.outbox.clear()
    at, desk = local("2026-01-13 10:00"), Unit.objects.get(kind="desk", parent__slug="so-tttt")
    own = plan(Correction(unit_id=desk.pk, put=(day_off(22),)))
    changes.apply(own, decision="131/QĐ", decided_on=None, by=None, at=at)
    changes.run(at)

    runs("2026-01-13 10:30")

    [told] = mail.outbox
    assert (
        "đóng cửa vào lúc hẹn trả như thư xin lỗi gửi Ông/Bà ngày 13/01/2026 đã ghi, nhưng mở cửa lại lúc 08 giờ 00 ngày "
        "23/01/2026, không phải lúc 08 giờ 00 ngày 22/01/2026"
    ) in " ".join(str(told.body).split())


def test_the_manager_reads_that_the_mail_of_the_letter_has_told_the_hours(late: Dossier) -> None:
    change = CalendarChange.objects.get(decision="130/QĐ")
    story.take(late, "reappoint", "lan", at=NOW, date=DAY, reason="Chờ ý kiến của cơ quan chủ quản.")

    shown = []
    for at in ("09:01", "09:05"):
        with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
            shown.append(words("carol", f"/quan-ly/lich/thay-doi/{change.pk}/"))
            relay.run(local("2026-01-13 09:05"))

    row = "17:00 21/01/2026 → 08:00 22/01/2026; "
    assert f"{row}sẽ được báo chậm nhất lúc 09:01 13/01/2026" in shown[0]
    assert f"{row}đã báo lúc 09:05 13/01/2026" in shown[1]
