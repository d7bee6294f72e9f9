"""Whom a change of the calendar gave a new date and no mail told: the manager and the desk read by what to reach them."""

from datetime import date

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.acts import RECOUNT
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.display.formats import vn_datetime
from dossiers.models import Dossier, Notice, OutboxEntry, ReturnedMail
from procedures.models import CalendarChange
from procedures.time.agencies.row import AgencyVersion
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.calendars.test_effects import DECISION, NOW, START, day_off
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]


def page_of(username: str, path: str) -> str:
    return Visitor(username).get(path).content.decode()


@pytest.fixture
def phoned() -> str:
    """Return the number of a dossier of the counter, without mail, whose date a storm moves, as a dossier with mail has."""
    dossier = counter.entered(
        at=local("2026-01-05 09:00"), more={"applicant_phone": "0912345678", "applicant_email": ""}
    )
    dossier_at("tham-dinh", at=local(START))
    changes.apply(plan(Correction(put=(day_off(15),))), decision=DECISION, decided_on=None, by=None, at=local(NOW))
    changes.run(local(NOW))
    relay.run(local(NOW) + outbox.GATHERING)
    caches["process"].clear()
    return dossier.dossier.code


def test_the_change_and_the_desk_list_who_is_to_be_phoned(phoned: str) -> None:
    assert OutboxEntry.objects.filter(event__action=RECOUNT, kind=outbox.RECOUNTED).count() > 1
    change = CalendarChange.objects.get(decision=DECISION)

    manager = page_of("carol", f"/quan-ly/lich/thay-doi/{change.pk}/")
    desk = page_of("bob", "/mot-cua/bao-ngay-moi/")

    for page in (manager, desk):
        assert page.count('<a class="code"') == 1
        assert phoned in page
        assert '<a href="tel:0912345678">' in page or "0912 345 678" in page
        assert "announced before: 17:00" in page
    assert "Changes to be told: 1" in page_of("bob", "/mot-cua/")
    assert "Changes to be told" not in page_of("hoa", "/mot-cua/")


def test_after_a_call_was_noted_the_keyboard_is_above_whom_else_to_phone(phoned: str) -> None:
    page = page_of("bob", "/mot-cua/bao-ngay-moi/")

    assert phoned in page
    assert page.count('action="/mot-cua/bao-ngay-moi/#to-be-told"') == 1
    assert '<h1 id="to-be-told" tabindex="-1">' in page


def close_the_desk(dossier: Dossier, day: int, at: str) -> CalendarChange:
    """Give the desk of a dossier a day off of its own, and have it told to whom a mail reaches."""
    desk = Unit.objects.get(kind="desk", parent=dossier.agency_id)
    own = plan(Correction(unit_id=desk.pk, put=(day_off(day),)))
    change = changes.apply(own, decision=DECISION, decided_on=None, by=None, at=local(at))
    changes.run(local(at))
    assert not turns.take(moving.RUN, Moving(local(at)))
    relay.run(local(at) + outbox.GATHERING)
    caches["process"].clear()
    return change


def test_whoever_is_promised_a_result_for_a_day_on_which_the_desk_alone_is_closed_is_told_when_it_opens() -> None:
    at, post = local("2026-01-05 09:00"), {"result_way": "by_post"}
    fetched = counter.entered(at=at, more={"applicant_phone": "0912345678"}).dossier
    posted = counter.entered(at=at, more=post).dossier
    assert fetched.due_at == posted.due_at == local("2026-01-19 17:00")

    change = close_the_desk(fetched, 19, NOW)

    manager = page_of("carol", f"/quan-ly/lich/thay-doi/{change.pk}/")
    desk = page_of("bob", "/mot-cua/bao-ngay-moi/")
    for page in (manager, desk):
        words = " ".join(page.split())
        assert "17:00 19/01/2026; <b>the place is closed then and opens again at 08:00 20/01/2026</b>" in words
        assert fetched.code in words
        assert posted.code not in words
        assert '<a href="tel:0912345678">' in words or "0912 345 678" in words
    assert "Changes to be told: 1" in page_of("bob", "/mot-cua/")
    assert Dossier.objects.get(code=fetched.code).due_at == fetched.due_at
    with time_machine.travel(local("2026-01-19 17:30"), tick=False):
        assert fetched.code not in page_of("bob", "/mot-cua/bao-ngay-moi/")


def test_of_whoever_is_phoned_the_row_says_which_mail_came_back() -> None:
    at = local("2026-01-05 09:00")
    fetched = counter.entered(at=at, more={"applicant_phone": "0912345678", "applicant_email": ""}).dossier
    close_the_desk(fetched, 19, NOW)
    sent = Notice.objects.create(
        event=fetched.events.order_by("sequence")[0], dossier=fetched, kind="accepted", recipient="mai@example.vn",
        subject="Accepted", message_id="<a@b>", sent_at=at,
    )  # fmt: skip
    ReturnedMail.objects.create(
        message_id="<a@b>", notice=sent, applicant=fetched.applicant, recipient="mai@example.vn", is_final=True,
        status="5.2.2", noted_at=at,
    )  # fmt: skip

    words = " ".join(page_of("bob", "/mot-cua/bao-ngay-moi/").split())

    assert words.count(f'/mot-cua/{fetched.code}/"') == 1
    assert "opens again at 08:00 20/01/2026</b>; mail to mai@example.vn does not arrive: “Accepted” of 09:00" in words


def test_another_closing_day_of_the_desk_is_no_matter_of_a_result() -> None:
    fetched = counter.entered(at=local("2026-01-05 09:00")).dossier

    change = close_the_desk(fetched, 16, NOW)

    assert fetched.code not in page_of("bob", "/mot-cua/bao-ngay-moi/")
    assert fetched.code not in page_of("carol", f"/quan-ly/lich/thay-doi/{change.pk}/")


def test_a_receiving_point_works_by_the_calendar_of_the_unit_that_its_row_names() -> None:
    fetched = counter.entered(at=local("2026-01-05 09:00")).dossier
    agency, desk = fetched.agency, Unit.objects.get(kind="desk", parent=fetched.agency_id)
    for key, hours_of in (("diem-a", desk.slug), ("diem-b", "")):
        AgencyVersion.objects.create(
            key=key,
            kind="centre",
            since=date(2026, 1, 1),
            name_vi=key,
            name_en=key,
            part_of=agency.slug,
            hours_of=hours_of,
            source_vi="1/QĐ",
            source_en="1/QĐ",
            added_at=local("2026-01-01 08:00"),
        )
    close_the_desk(fetched, 19, NOW)

    shown = {}
    for point in ("", "diem-a", "diem-b"):
        Dossier.objects.filter(pk=fetched.pk).update(point=point)
        shown[point] = fetched.code in page_of("bob", "/mot-cua/bao-ngay-moi/")

    assert shown == {"": True, "diem-a": True, "diem-b": False}


def test_without_a_change_nothing_is_to_be_told() -> None:
    counter.entered(at=local("2026-01-05 09:00"))
    caches["process"].clear()

    assert "Nobody has to be phoned." in page_of("bob", "/mot-cua/bao-ngay-moi/")
    assert "Changes to be told" not in page_of("bob", "/mot-cua/")
    assert Visitor("hoa").get("/mot-cua/bao-ngay-moi/").status_code == 404


def test_beside_the_receipt_of_before_stands_the_date_of_now(phoned: str) -> None:
    with time_machine.travel(local("2026-01-05 09:20"), tick=False):
        page = page_of("bob", f"/mot-cua/quay/{phoned}/da-nhan/")

    due = Dossier.objects.get(code=phoned).due_at
    assert (
        f"Its date has changed since, with the working calendar, and is now {vn_datetime(due)}: tell the person."
        in page
    )


def test_the_manager_reads_who_is_told_of_a_closing_and_when_before_any_notice_goes_out() -> None:
    mailed = dossier_at("tham-dinh", at=local("2026-01-05 09:00")).dossier
    phone = {"applicant_phone": "0912345678", "applicant_email": ""}
    phoned = counter.entered(at=local("2026-01-05 09:00"), more=phone).dossier
    desk = Unit.objects.get(kind="desk", parent=mailed.agency_id)
    own = plan(Correction(unit_id=desk.pk, put=(day_off(19),)))
    change = changes.apply(own, decision=DECISION, decided_on=None, by=None, at=local("2026-01-13 08:58"))
    changes.run(local("2026-01-13 08:58"))

    manager = " ".join(page_of("carol", f"/quan-ly/lich/thay-doi/{change.pk}/").split())
    desk_list = page_of("bob", "/mot-cua/bao-ngay-moi/")

    assert [f"{one.code}</a>" in manager for one in (mailed, phoned)] == [True, True]
    assert manager.count("17:00 19/01/2026 → 08:00 20/01/2026; to be told by 09:13 13/01/2026") == 2
    assert "Nobody has to be phoned." in desk_list
    assert "2 more notices of a place or its opening hours are still to go out, within 15 minutes" in desk_list
    with time_machine.travel(local("2026-01-13 09:20"), tick=False):
        assert not turns.take(moving.RUN, Moving(local("2026-01-13 09:00")))
        relay.run(local("2026-01-13 09:06"))
        manager = " ".join(page_of("carol", f"/quan-ly/lich/thay-doi/{change.pk}/").split())
    assert manager.count("told at 09:06 13/01/2026") == 1
    assert manager.count("no mail arrives: the desk phones") == 1
