"""Beside the days of an absence that was entered late, or ended, stands from when to when the rights truly held."""

from datetime import date, datetime, timedelta

import pytest
from time_machine import Traveller

from accounts.models import Substitution
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 12, 1, 9, 24, tzinfo=LOCAL)
OWN = "/tai-khoan/vang-mat/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def away(since: date, until: date) -> str:
    """Enter that the head is away, with a leader standing in; return what her page says."""
    typed = {"since": since.isoformat(), "until": until.isoformat(), "substitute": str(story.person("lan").pk)}
    return read(Visitor("hoa").post(OWN, typed, follow=True)).words()


def ended() -> str:
    return read(Visitor("hoa").post(OWN, {"end": str(Substitution.objects.get().pk)}, follow=True)).words()


def test_what_was_entered_late_and_ended_at_once_held_for_that_minute(time_machine: Traveller) -> None:
    entered = away(date(2026, 11, 25), date(2026, 12, 4))
    assert "Rights of a stand-in from 09:24 01/12/2026 to 04/12/2026" in entered
    time_machine.move_to(NOW + timedelta(minutes=1))

    words = ended()

    assert "25/11/2026–04/12/2026" in words
    assert "Rights of a stand-in from 09:24 01/12/2026 to 09:25 01/12/2026" in words
    assert "30/11/2026" not in words


def test_what_was_entered_in_time_and_ended_held_from_its_first_day_on(time_machine: Traveller) -> None:
    away(date(2026, 12, 2), date(2026, 12, 7))
    time_machine.move_to(NOW + timedelta(days=2))

    assert "Rights of a stand-in from 02/12/2026 to 09:24 03/12/2026" in ended()


def test_what_holds_on_its_days_or_was_cancelled_has_no_such_line() -> None:
    assert "Rights of a stand-in" not in away(date(2026, 12, 2), date(2026, 12, 7))
    assert "Rights of a stand-in" not in ended()


def test_the_page_of_who_stands_in_says_from_which_minute_on_that_is(time_machine: Traveller) -> None:
    away(date(2026, 11, 25), date(2026, 12, 4))

    words = read(Visitor("lan").get(OWN)).words()

    own = words.partition("For whom you stand in")[2].partition("Why these rights")[0]
    assert "Phạm Thị Hoa, 25/11/2026–04/12/2026" in own
    assert "Rights of a stand-in from 09:24 01/12/2026 to 04/12/2026" in own
    time_machine.move_to(NOW + timedelta(days=30))
    away(date(2027, 1, 4), date(2027, 1, 5))
    later = read(Visitor("lan").get(OWN)).words().partition("For whom you stand in")[2]
    assert "Rights of a stand-in" not in later
