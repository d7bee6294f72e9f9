"""Applicants are reminded of a result that waits: after so many days, and again after as many, and nobody twice."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import MailAddress, Unit
from dossiers import turns
from dossiers.background import relay
from dossiers.background.planned import collecting as background
from dossiers.background.planned.collecting import Collecting
from dossiers.display.links import absolute
from dossiers.models import CollectionReminder, Dossier, InboxItem, NoticeTimes
from dossiers.notices import preferences
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.kinds import UNCOLLECTED, Group
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import Walk
from tests import golden
from tests.dossiers import counter
from tests.dossiers.lifecycle import local

FILED = local("2026-01-05 08:30")
"""A Monday."""
READY = local("2026-01-12 09:00")

pytestmark = pytest.mark.django_db


def ready(username: str = "alice") -> Dossier:
    """Return a dossier whose result waits since one Monday."""
    walk = Walk(story.file(username, at=FILED), FILED)
    dossier = walk.until("result-ready").dossier
    relay.run(FILED + timedelta(hours=1))
    mail.outbox.clear()
    InboxItem.objects.all().delete()
    return dossier


def told(when: str) -> list[mail.EmailMessage]:
    """Return the mails of one run at a local instant."""
    mail.outbox.clear()
    assert not turns.take(background.RUN, Collecting(local(when)))
    return list(mail.outbox)


def set_days(days: int | None) -> None:
    NoticeTimes.objects.update_or_create(agency=Unit.objects.get(slug="so-tttt"), defaults={"collect_days": days})


def day_after(dossier: Dossier, days: int, hour: int = 10) -> str:
    at = dossier.resolved_at + timedelta(days=days)
    return f"{at:%Y-%m-%d} {hour:02}:00"


def test_once_after_so_many_days_and_again_after_as_many() -> None:
    set_days(7)
    dossier = ready()

    counted = [len(told(day_after(dossier, days))) for days in (6, 7, 8, 13, 14, 15)]

    assert counted == [0, 1, 0, 0, 1, 0]
    assert CollectionReminder.objects.filter(dossier=dossier, by=None).count() == 2
    assert InboxItem.objects.filter(kind=UNCOLLECTED).count() == 2


def test_the_mail_says_since_when_and_what_to_bring() -> None:
    set_days(7)
    dossier = ready()

    [message] = told(day_after(dossier, 7))

    text = f"{message.subject}\n\n{message.body}"
    golden.assert_mail_matches("uncollected", text, message.message())


def test_never_where_the_office_wants_none() -> None:
    set_days(None)
    dossier = ready()

    assert told(day_after(dossier, 100)) == []


def test_not_on_a_day_off_and_not_before_the_hour() -> None:
    set_days(7)
    dossier = ready()

    assert told(day_after(dossier, 7, hour=5)) == []
    assert told(day_after(dossier, 12)) == [], "a Saturday"
    assert len(told(day_after(dossier, 14))) == 1


def test_who_has_switched_it_off_finds_it_on_the_site_alone() -> None:
    set_days(7)
    dossier = ready()
    preferences.choose(story.person("alice"), Choice(off=frozenset({Group.SUPPLY})))

    assert told(day_after(dossier, 7)) == []
    assert InboxItem.objects.filter(kind=UNCOLLECTED, person=story.person("alice")).count() == 1


def test_who_can_only_be_phoned_is_left_to_the_desk_and_a_confirmed_address_is_written_to() -> None:
    set_days(7)
    dossier = Walk(counter.entered(at=FILED, more={"applicant_email": "mai@example.vn"}).dossier, FILED)
    waits = dossier.until("result-ready").dossier
    assert told(day_after(waits, 7)) == []
    assert not CollectionReminder.objects.exists()

    MailAddress.objects.create(person=waits.applicant, address="mai@example.vn", asked_at=FILED, confirmed_at=FILED)

    [message] = told(day_after(waits, 7))
    assert message.to == ["mai@example.vn"]
    # She has no account: what everybody may look up is all that she can open.
    assert f"Tra cứu hồ sơ: {absolute('lookup')}?code={waits.code}" in message.body
    assert "/ho-so/" not in message.body


def test_what_was_handed_over_is_reminded_of_no_more() -> None:
    set_days(7)
    dossier = ready()
    Walk(dossier, READY).take("return", "bob")

    assert told(day_after(dossier, 7)) == []


def test_a_mail_server_that_is_away_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_days(7)
    dossier = ready()
    with monkeypatch.context() as away:
        away.setattr(by_mail.EmailMultiAlternatives, "send", _is_away)
        assert told(day_after(dossier, 7)) == []
    assert not CollectionReminder.objects.exists()

    assert len(told(day_after(dossier, 8))) == 1


def _is_away(*_args: object) -> None:
    raise OSError
