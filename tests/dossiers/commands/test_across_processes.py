"""What another process changes the next act of this one knows: a calendar, a version, a seat, a unit's sectors."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from dossiers import commands, refusals
from dossiers.commands import Given
from dossiers.log.whole import log_of
from dossiers.models import Draft
from portal.demo import story
from procedures import steady
from procedures.models import ProcedureVersion
from tests import databases, programs
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import MONDAY

BEGIN = "import django; django.setup()\n"


@pytest.fixture(autouse=True)
def _own_database(committed_db: None) -> Iterator[None]:
    with databases.another():
        yield


def elsewhere(code: str) -> None:
    """Run code in a process of its own, on this test's database."""
    ran = subprocess.run(
        [sys.executable, "-c", BEGIN + code], env=programs.environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_a_calendar_that_came_into_force_elsewhere_counts_the_next_act() -> None:
    first = story.file("alice", at=MONDAY)
    story.take(first, "accept", "bob", at=MONDAY + timedelta(minutes=5))
    first.refresh_from_db()
    before = first.due_at

    elsewhere("""
from datetime import date
from django.utils import timezone
from procedures.machine import Text
from procedures.time.calendar import DayException, DayKind
from procedures.time.calendars import build_default, store
import dataclasses
common = build_default()
off = DayException(date(2026, 1, 8), DayKind.HOLIDAY, Text("Nghỉ", "Off"), "1/QĐ", True)
store(dataclasses.replace(common, exceptions=(*common.exceptions, off)), decision="1/QĐ", at=timezone.now())
""")
    second = story.file("mallory", at=MONDAY)
    story.take(second, "accept", "bob", at=MONDAY + timedelta(minutes=5))
    second.refresh_from_db()

    assert second.due_at > before, "a day off more moves the date"


def test_nobody_files_under_a_version_that_was_retired_elsewhere() -> None:
    story.file("alice", at=MONDAY)
    draft = story.draft_of("mallory", MONDAY)

    elsewhere(f"""
from django.utils import timezone
from procedures.models import ProcedureVersion
version = ProcedureVersion.objects.get(pk={draft.version_id})
version.retire(at=timezone.now())
version.save()
""")
    with pytest.raises(refusals.VersionRetired):
        commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    assert Draft.objects.filter(pk=draft.pk).exists()
    assert ProcedureVersion.objects.get(pk=draft.version_id).status == "retired"


def test_nobody_is_given_a_dossier_whose_seat_ended_elsewhere() -> None:
    walk = story.dossier_in("phan-cong", at=MONDAY)
    dung, at = story.person("dung"), walk.at + timedelta(minutes=5)
    chief = story.actor("hoa", walk.dossier, "finish-phan-cong", at)

    elsewhere(f"""
from accounts.models import Membership
Membership.objects.filter(user={dung.pk}).update(until="{(at - timedelta(days=1)).date()}")
""")
    given = Given(assignee=dung)
    with pytest.raises(refusals.InvalidAnswer):
        commands.advance(walk.dossier, "finish-phan-cong", actor=chief, given=given, seen=walk.dossier.sequence, at=at)


def test_no_dossier_goes_to_a_division_that_serves_its_sector_no_more() -> None:
    first = story.dossier_in("phan-cong", at=MONDAY)
    walk, at = story.dossier_in("accepted", at=MONDAY, applicant="mallory"), MONDAY + timedelta(hours=3)
    before = steady.now().stamp

    elsewhere(f"""
from procedures.models import UnitSector
UnitSector.objects.filter(unit={first.dossier.division_id}, sector="{first.dossier.sector}").delete()
""")
    assert steady.now().stamp != before
    given = Given(division=first.dossier.division)
    who = story.actor("bob", walk.dossier, "transfer", at)
    with pytest.raises(refusals.InvalidAnswer):
        commands.advance(walk.dossier, "transfer", actor=who, given=given, seen=walk.dossier.sequence, at=at)


def test_a_page_has_the_name_that_a_unit_was_given_elsewhere() -> None:
    walk = story.dossier_in("phan-cong", at=MONDAY)
    log_of(walk.dossier)

    elsewhere(f"""
from accounts.models import Unit
Unit.objects.filter(pk={walk.dossier.unit_id}).update(name_vi="Phòng mới")
""")
    log_of(walk.dossier)

    assert walk.dossier.unit.name_vi == "Phòng mới"


def test_the_page_of_a_procedure_that_was_retired_elsewhere_says_so() -> None:
    page = Visitor().get(f"/thu-tuc/{story.SLUG}/")

    elsewhere(f"""
from django.utils import timezone
from procedures.models import ProcedureVersion
for version in ProcedureVersion.objects.published().filter(procedure__slug="{story.SLUG}"):
    version.retire(at=timezone.now())
    version.save()
""")
    assert (page.status_code, Visitor().get(f"/thu-tuc/{story.SLUG}/").status_code) == (200, 410)
