"""The demo has a dossier for each thing that happens."""

from datetime import datetime, timedelta

import pytest

from dossiers.models import Dossier, Event
from dossiers.proof.audit import check_all
from portal.demo import dossiers
from procedures.machine import Status
from procedures.time.calendar import LOCAL

NOW = datetime(2026, 9, 17, 15, tzinfo=LOCAL)


@pytest.mark.django_db
def test_the_demo_shows_all_ten_statuses_but_the_stopped_and_its_record_is_sound() -> None:
    made = dossiers.load(NOW)

    assert made == Dossier.objects.count() == len(dossiers.SCRIPTS) + len(dossiers.OTHERS)
    shown = set(Dossier.objects.values_list("status", flat=True))
    assert shown == {status.value for status in Status} - {Status.STOPPED}
    assert set(Dossier.objects.values_list("verdict", flat=True)) == {"", "early", "on_time", "overdue"}
    # One past its appointment; of others, what the applicant sent, or a step, was not looked at in time.
    assert Dossier.objects.late(NOW).count() == Dossier.objects.late(NOW).filter(late_at__lte=NOW).count() == 1
    assert Dossier.objects.behind(NOW).count() >= 2
    assert check_all().differences == []


@pytest.mark.django_db
def test_a_second_load_changes_nothing() -> None:
    dossiers.load(NOW)

    assert dossiers.load(NOW) == 0


@pytest.mark.django_db
def test_before_the_office_opens_nothing_of_the_demo_lies_in_the_future():
    early = datetime(2026, 9, 17, 7, 30, tzinfo=LOCAL)

    dossiers.load(early)

    assert not Event.objects.filter(at__gt=early).exists()
    assert Event.objects.filter(at__gte=early - timedelta(days=1)).exists()
