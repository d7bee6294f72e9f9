"""Whom a change of the calendar gave a new date and no mail told: the manager and the desk read by what to reach them."""

import pytest
import time_machine
from django.core.cache import caches

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.display.formats import vn_datetime
from dossiers.models import Dossier, OutboxEntry
from procedures.models import CalendarChange
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
    assert "New dates and places to be told: 1" in page_of("bob", "/mot-cua/")
    assert "New dates and places to be told" not in page_of("hoa", "/mot-cua/")


def test_without_a_change_nothing_is_to_be_told() -> None:
    counter.entered(at=local("2026-01-05 09:00"))
    caches["process"].clear()

    assert "There is nothing here." in page_of("bob", "/mot-cua/bao-ngay-moi/")
    assert "New dates and places to be told" not in page_of("bob", "/mot-cua/")
    assert Visitor("hoa").get("/mot-cua/bao-ngay-moi/").status_code == 404


def test_beside_the_receipt_of_before_stands_the_date_of_now(phoned: str) -> None:
    with time_machine.travel(local("2026-01-05 09:20"), tick=False):
        page = page_of("bob", f"/mot-cua/quay/{phoned}/da-nhan/")

    due = Dossier.objects.get(code=phoned).due_at
    assert (
        f"Its date has changed since, with the working calendar, and is now {vn_datetime(due)}: tell the person."
        in page
    )
