"""All that may befall a promised result: its date moves, its desk is closed by then, moves, and is open again; they are phoned between."""

from datetime import datetime, timedelta

import time_machine
from django.core.cache import caches

from accounts.models import Unit
from dossiers import outbox, turns
from dossiers.background import moving, relay
from dossiers.background.moving import Moving
from dossiers.calendars import changes
from dossiers.models import Dossier
from procedures.machine import Text
from procedures.models import CalendarChange
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import local
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import dossier_at
from tests.procedures.time.agencies.rows import agency

PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}
NAME = Text("Bộ phận Tiếp nhận và Trả kết quả", "One-stop desk")
DESK = {"kind": AgencyKind.DESK, "part_of": "so-tttt"}
LIST = "/mot-cua/bao-ngay-moi/"
EARLIER, MEANWHILE = timedelta(hours=3), timedelta(hours=2)


def loaded(count: int, at: datetime) -> list[tuple[str, str]]:
    """Let it befall so many, of each of two dates, by some time; return the pages that tell of it, each with who reads it."""
    first, later = entered(count, at - timedelta(days=7)), entered(count, at - timedelta(days=6))
    dossier_at("tham-dinh", at=at - timedelta(days=7))
    desk = Unit.objects.get(kind="desk", parent=first.agency_id).pk
    made = [applied(Correction(put=(day_off(*_day(first)),)), at - EARLIER)]
    one, other = _day(first), _day(later)
    made.append(applied(Correction(unit_id=desk, put=(day_off(*one), day_off(*other))), at - EARLIER))
    phoned(at - MEANWHILE - outbox.GATHERING)
    moved = agency("mot-cua", f"{_due(first):%Y-%m-%d}", NAME, address="Số 1 phố Mới", **DESK)
    add([moved], at=at - MEANWHILE, used_through=lambda: None)
    made.append(applied(Correction(unit_id=desk, removed=(_due(later).date(),)), at - MEANWHILE))
    caches["process"].clear()
    return [("bob", LIST), *(("carol", f"/quan-ly/lich/thay-doi/{change.pk}/") for change in made)]


def entered(count: int, at: datetime) -> Dossier:
    """Return one of so many dossiers of people whom no mail reaches."""
    first, *_others = [counter.entered(at=at, more=PHONE).dossier for _n in range(count)]
    return first


def applied(correction: Correction, at: datetime) -> CalendarChange:
    """Change a calendar, and let all be told that is to be told by then."""
    change = changes.apply(plan(correction), decision="77/QĐ", decided_on=None, by=None, at=at)
    changes.run(at)
    later = at + outbox.GATHERING
    assert not turns.take(moving.RUN, Moving(later))
    relay.run(later + outbox.GATHERING)
    return change


def phoned(at: datetime) -> None:
    """Phone all of the list of the desk."""
    with time_machine.travel(at, tick=False):
        bob = Visitor("bob")
        for form in [form for form in read(bob.get(LIST)).forms if "about" in form.values]:
            bob.post(LIST, {**form.values, "outcome": "reached"})


def _due(dossier: Dossier) -> datetime:
    due = Dossier.objects.get(pk=dossier.pk).due_at
    assert due is not None
    return local(due)


def _day(dossier: Dossier) -> tuple[int, int]:
    return _due(dossier).day, _due(dossier).month
