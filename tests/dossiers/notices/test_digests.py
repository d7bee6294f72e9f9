"""The digest of a week: who gets it, once, what it says, and that each of its numbers is as long as its list."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import turns
from dossiers.background import alerting
from dossiers.background.alerting import Alerting
from dossiers.models import AlertKind, AlertMail, AlertRule
from dossiers.notices.channels import mail as by_mail
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.reports.lived.walks import three

pytestmark = pytest.mark.django_db

MORNING = "2026-01-12 08:00"
AGENCY, DIVISION = "so-tttt", "bao-chi-xuat-ban"


def rule(unit: str = AGENCY, role: str = Role.MANAGER, person: str = "", added: str = "2026-01-02 09:00") -> AlertRule:
    return AlertRule.objects.create(
        unit=Unit.objects.get(slug=unit),
        kind=AlertKind.DIGEST,
        role="" if person else role,
        person=User.objects.get(username=person) if person else None,
        added_at=local(added),
    )


def told(when: str = MORNING) -> list[mail.EmailMessage]:
    """Return what one run sends at a local instant."""
    mail.outbox.clear()
    assert not turns.take(alerting.RUN, Alerting(local(when)))
    return mail.outbox


def an_office() -> None:
    """Three dossiers resolved last week, one late at the division, one due today."""
    three()
    dossier_at("tham-dinh", at=local("2025-12-22 09:00"))
    dossier_at("phan-cong", at=local("2025-12-31 08:30"))


@pytest.mark.parametrize(("unit", "role"), [(AGENCY, Role.MANAGER), (DIVISION, Role.DIVISION_HEAD)])
def test_a_digest_reads_as_it_was_found_right(unit: str, role: Role) -> None:
    an_office()
    rule(unit, role)

    [message] = told()

    sent = message.message()
    body = sent.get_body(("plain",))
    assert body is not None
    headers = "".join(f"{name}: {sent[name]}\n" for name in ("Subject", "To", "Message-ID", "Auto-Submitted"))
    text = re.sub(r"(?<=<digest\.)\d+\.(.*?)\.\d+\.", r"UNIT.\1.PERSON.", f"{headers}\n{body.get_content()}")
    golden.assert_mail_matches(f"digest-{unit}", text, sent)


@pytest.mark.parametrize(
    ("unit", "role", "who"), [(AGENCY, Role.MANAGER, "carol"), (DIVISION, Role.DIVISION_HEAD, "hoa")]
)
def test_each_number_is_as_long_as_the_list_that_it_leads_to(unit: str, role: Role, who: str) -> None:
    an_office()
    rule(unit, role)
    [message] = told()
    body = str(message.body).partition("-----")[0]

    numbers = re.findall(r": ([\d.]+)(?: \(.*\))?\n\s+(http\S+)", body)

    assert len(numbers) >= 8
    with time_machine.travel(local(MORNING), tick=False):
        for count, address in numbers:
            parts = urlsplit(address)
            page = Visitor(who, language="en").get(f"{parts.path}?{parts.query}")
            assert page.context["total"] == int(count), address
            assert not page.context["asked"].ignored


def test_a_digest_names_no_dossier_and_nobody() -> None:
    an_office()
    rule()

    [message] = told()

    for name in User.objects.exclude(full_name="").values_list("full_name", flat=True):
        assert name not in str(message.body)
    assert "/tra-cuu/" not in str(message.body)
    assert "H26" not in str(message.body)


def test_without_a_rule_nobody_is_sent() -> None:
    an_office()

    assert told() == []


@pytest.mark.parametrize(
    ("when", "count"),
    [
        ("2026-01-12 06:59", 0),
        ("2026-01-12 07:00", 1),
        ("2026-01-14 16:00", 1),
        ("2026-01-11 09:00", 1),  # of the week before that one
    ],
)
def test_it_goes_out_on_monday_morning_or_as_soon_after_as_a_run_is_made(when: str, count: int) -> None:
    rule()

    assert len(told(when)) == count


def test_where_monday_is_a_holiday_it_goes_out_on_the_first_working_day() -> None:
    rule(added="2026-04-01 09:00")

    # Hùng Kings' day of 2026 is a Sunday: the Monday is off.
    assert told("2026-04-27 09:00") == []
    assert len(told("2026-04-28 09:00")) == 1


def test_a_week_without_a_working_day_has_no_digest() -> None:
    rule(added="2026-01-02 09:00")

    # The New Year by the lunar calendar.
    assert [len(told(f"2026-02-{day} 12:00")) for day in (16, 18, 20, 22)] == [0, 0, 0, 0]


def test_a_rule_of_this_week_waits_for_the_next() -> None:
    rule(added="2026-01-13 10:00")

    assert told("2026-01-13 11:00") == []
    assert len(told("2026-01-19 08:00")) == 1


def test_one_digest_for_a_week_and_a_person_whatever_rules_there_are() -> None:
    rule()
    rule(person="carol")
    rule(role=Role.DEPARTMENT_LEADER)

    assert [message.to for message in told()] == [["carol@example.vn"], ["lan@example.vn"]]
    assert told("2026-01-12 09:00") == []
    assert len(told("2026-01-19 08:00")) == 2


@pytest.mark.parametrize("who", ["bob", "alice", "admin", "dung", "hoa", "van"])
def test_who_does_not_answer_for_the_agency_is_sent_nothing_whatever_a_rule_says(who: str) -> None:
    rule(person=who)

    assert told() == []


def test_a_seat_that_has_ended_is_sent_nothing_more() -> None:
    rule()
    User.objects.get(username="carol").memberships.update(until=local("2026-01-11 09:00").date())

    assert told() == []


def test_what_a_mail_server_refuses_for_now_goes_out_at_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    rule()
    rule(role=Role.DEPARTMENT_LEADER)
    send, failing = by_mail.EmailMultiAlternatives.send, {"carol@example.vn"}

    def sometimes(message: mail.EmailMessage) -> int:
        if failing.intersection(message.to):
            raise ConnectionRefusedError
        return send(message)

    monkeypatch.setattr(by_mail.EmailMultiAlternatives, "send", sometimes)

    assert [message.to for message in told()] == [["lan@example.vn"]]
    failing.clear()
    assert [message.to for message in told("2026-01-12 09:00")] == [["carol@example.vn"]]


def test_a_worker_killed_while_it_sends_has_sent_once_at_most_more_under_the_same_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule()
    rule(role=Role.DEPARTMENT_LEADER)
    send, ids = by_mail.EmailMultiAlternatives.send, []

    def killed(message: mail.EmailMessage) -> int:
        ids.append(message.extra_headers["Message-ID"])
        if len(ids) == 1:
            raise KeyboardInterrupt
        return send(message)

    monkeypatch.setattr(by_mail.EmailMultiAlternatives, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        told()

    assert len(told("2026-01-12 09:00")) == 2
    assert (len(ids), len(set(ids))) == (3, 2)
    assert AlertMail.objects.filter(channel="mail").count() == 2


def test_a_person_without_an_address_is_passed_over() -> None:
    rule()
    User.objects.filter(username="carol").update(email="")

    assert told() == []
