"""The mail of a morning: once on a working day, each number as long as its list, nothing where nothing is new."""

import re
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import turns
from dossiers.background import relay, sweeps
from dossiers.background.planned import mornings
from dossiers.background.planned.mornings import Mornings
from dossiers.models import InboxItem, MailChoice, Morning, MorningDigest, NoticeTimes, OutboxEntry
from dossiers.notices import kinds, preferences
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.kinds import CAN_WAIT, Group
from dossiers.notices.planned import morning
from dossiers.notices.preferences import NOT_WANTED, Choice
from portal.demo import story
from portal.demo.story import dossier_in
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

MORNING = "2026-01-12 07:00"
KEPT = "dossiers.migrations.0167_who_has_chosen_each_notice_at_once_keeps_it"
CHOICES, TIMES = "/thong-bao/tuy-chon/", "/van-hanh/nhac-viec/"


def told(when: str = MORNING) -> dict[str, mail.EmailMessage]:
    """Return what one run sends at a local instant, by whom it goes to."""
    mail.outbox.clear()
    assert not turns.take(mornings.RUN, Mornings(local(when)))
    assert all(len(one.to) == 1 for one in mail.outbox)
    return {one.to[0].partition("@")[0]: one for one in mail.outbox}


def chosen(username: str, *off: str, language: str = "", morning: str = Morning.BESIDE) -> None:
    preferences.choose(story.person(username), Choice(frozenset(off), language, morning))


def an_office() -> None:
    """Let dossiers wait at the desk, with a case officer and with the leader, some of them late."""
    dossier_in("tham-dinh", at=local("2025-12-08 09:00"))
    dossier_in("tham-dinh", at=local("2026-01-06 09:00"))
    dossier_in("ky-duyet", at=local("2026-01-07 09:00"))
    story.file(at=local("2026-01-09 10:00"))
    sweeps.run(local("2026-01-12 06:50"))


@pytest.mark.parametrize(("who", "language"), [("dung", "vi"), ("bob", "en"), ("lan", "vi")])
def test_a_morning_reads_as_it_was_found_right(who: str, language: str) -> None:
    an_office()
    chosen(who, language=language)

    message = told()[who]

    sent = message.message()
    headers = "".join(f"{name}: {sent[name]}\n" for name in ("Subject", "To", "Message-ID", "Content-Language"))
    text = re.sub(r"(?<=<morning\.20260112\.)\d+", "PERSON", f"{headers}\n{message.body}")
    golden.assert_mail_matches(f"morning-{who}", text, sent)


@pytest.mark.parametrize("who", ["bob", "dung", "lan", "hoa"])
def test_each_number_is_as_long_as_the_list_that_it_leads_to(who: str) -> None:
    an_office()
    dossier_in("phan-cong", at=local("2026-01-09 08:00"))

    numbers = re.findall(r": (\d+)\n\s+(http\S+)", str(told()[who].body))

    assert numbers
    with time_machine.travel(local(MORNING), tick=False):
        for count, address in numbers:
            parts = urlsplit(address)
            page = Visitor(who, language="en").get(f"{parts.path}?{parts.query}")
            assert len(listed(page)) == int(count), address
            assert "left out" not in read(page).text


def test_every_number_has_a_name_and_each_list_is_one_of_the_officer_s() -> None:
    seats = {who: story.person(who) for who in ("bob", "dung", "lan", "hoa", "tam")}
    for person in seats.values():
        own = morning.seats_of(person, local(MORNING).date())
        found = morning.lists_of(own, local(MORNING).date(), local("2026-01-09 07:00").date())
        assert found.keys() <= morning.LABELS.keys()
        assert [one for one in morning.LABELS if one in found] == [*found], "in the order of the labels"


def test_where_nothing_is_new_no_mail_goes_out_and_that_is_noted() -> None:
    assert told() == {}
    assert MorningDigest.objects.filter(on=local(MORNING).date()).count() >= 5

    an_office()
    assert told("2026-01-12 09:00") == {}


def test_who_has_only_what_waited_before_is_not_written_to() -> None:
    dossier_in("tham-dinh", at=local("2026-01-05 09:00"))

    assert "dung" not in told("2026-01-08 07:00")


@pytest.mark.parametrize(
    ("when", "goes_out"),
    [
        ("2026-01-12 06:59", False),
        ("2026-01-12 07:00", True),
        ("2026-01-12 15:00", True),
        ("2026-01-12 19:00", False),
        ("2026-01-10 09:00", False),  # a Saturday
        ("2026-01-01 09:00", False),  # a holiday
    ],
)
def test_it_goes_out_on_working_days_from_the_hour_on(when: str, goes_out: bool) -> None:
    dossier_in("tham-dinh", at=local("2025-12-01 09:00"))

    assert ("dung" in told(when)) is goes_out


def test_the_hour_is_the_agency_s_own() -> None:
    an_office()
    NoticeTimes.objects.create(agency=Unit.objects.get(slug="so-tttt"), morning_hour=9)

    assert told("2026-01-12 08:50") == {}
    assert "dung" in told("2026-01-12 09:00")


def test_nobody_is_written_to_twice_on_a_day_and_the_next_day_again() -> None:
    an_office()
    assert "dung" in told()

    assert told("2026-01-12 07:10") == {}
    assert "dung" in told("2026-01-13 07:00")


def test_whom_the_mail_server_failed_is_written_to_by_the_next_run_and_nobody_else_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    an_office()
    send = by_mail.EmailMultiAlternatives.send

    def failing(message: mail.EmailMessage, *args: object) -> int:
        if message.to == ["dung@example.vn"]:
            raise ConnectionResetError
        return send(message)

    with monkeypatch.context() as broken:
        broken.setattr(by_mail.EmailMultiAlternatives, "send", failing)
        first = told()
    assert "dung" not in first
    assert "bob" in first

    assert [*told("2026-01-12 07:10")] == ["dung"]


def test_a_run_that_breaks_off_goes_on_behind_those_who_were_told() -> None:
    an_office()
    mail.outbox.clear()
    work = Mornings(local(MORNING))
    first, *others = work.batch(200)
    work.turn(first)
    assert others

    assert first.person.username not in told("2026-01-12 07:10")
    assert {day.person.email for day in others} == {one.to[0] for one in mail.outbox}


@pytest.mark.parametrize("choice", [Morning.BESIDE, Morning.GATHERED, ""])
def test_a_notice_that_can_wait_is_mailed_at_once_or_in_the_morning_as_usual(choice: str) -> None:
    chosen("dung", morning=choice, language="en")
    walk = dossier_in("tham-dinh", at=local("2026-01-08 09:00"))
    relay.run(walk.at + timedelta(minutes=1))
    mail.outbox.clear()
    relay.run(local("2026-01-09 12:00"))
    at_once = [one for one in mail.outbox if one.to == ["dung@example.vn"]]
    item = InboxItem.objects.of(story.person("dung").pk).get(kind="assigned")

    message = told().get("dung")

    is_gathered = choice != Morning.BESIDE
    assert bool(at_once) is not is_gathered
    assert (OutboxEntry.objects.get(kind="assigned").error == NOT_WANTED) is is_gathered
    assert (message is not None and item.subject_en in str(message.body)) is is_gathered
    assert "dung" not in told("2026-01-13 07:00"), "told once"


@pytest.mark.at(local("2026-01-09 14:00"))
@pytest.mark.parametrize("since", ["opened", "moved on", "taken to another"])
def test_a_dossier_that_was_opened_or_has_left_since_is_not_told_as_new_in_the_morning(since: str) -> None:
    chosen("dung", morning=Morning.GATHERED, language="en")
    walk = dossier_in("tham-dinh", at=local("2026-01-08 09:00"))
    relay.run(local("2026-01-09 12:00"))
    walk.at = local("2026-01-09 14:00")
    item = InboxItem.objects.of(story.person("dung").pk).get(kind="assigned")
    if since == "opened":
        Visitor("dung", language="en").get(f"/mot-cua/{walk.dossier.code}/")
        InboxItem.objects.filter(pk=item.pk).update(read_at=None)
    elif since == "moved on":
        walk.until("xem-xet")
    else:
        minh = officer("minh", Role.SPECIALIST, walk.dossier.unit.slug)
        walk.take("reassign", "hoa", assignee=minh)

    message = told().get("dung")

    assert message is None or item.subject_en not in str(message.body)


def test_a_dossier_that_comes_on_the_day_on_which_its_step_ends_cannot_wait() -> None:
    walk = dossier_in("tham-dinh", at=local("2026-01-08 09:00"))
    ends = walk.dossier.step_due_at
    assert ends is not None
    mail.outbox.clear()

    relay.run(ends - timedelta(hours=1))

    at_once = [one for one in mail.outbox if ".assigned." in one.extra_headers["Message-ID"]]
    assert ["dung@example.vn"] in [one.to for one in at_once]


def test_what_was_read_or_is_not_wanted_is_not_told_in_the_morning() -> None:
    chosen("dung", Group.COLLEAGUES, morning=Morning.GATHERED)
    chosen("hoa", morning=Morning.GATHERED)
    for who, read_at in (("dung", None), ("hoa", local("2026-01-09 09:00"))):
        InboxItem.objects.create(
            person=story.person(who), message_id="<x>", kind="assigned", dossiers=[], path="/mot-cua/",
            subject_vi="CÓ", subject_en="IS", sent_at=local("2026-01-09 08:00"), read_at=read_at,
        )  # fmt: skip

    assert told() == {}


def test_what_cannot_wait_is_mailed_at_once_whatever_was_chosen() -> None:
    urgent = {kind for kind, row in kinds.NOTICES.items() if row.whom is not kinds.Whom.APPLICANT} - CAN_WAIT

    assert urgent == {"due-soon", "overdue", "unanswered", "reminded", "escalated", "interest", "counter-closed"}
    assert all(Choice(morning=Morning.GATHERED).wants(kind, "mail") for kind in urgent)


def test_who_wants_no_mail_in_the_morning_or_has_no_seat_gets_none() -> None:
    an_office()
    chosen("dung", morning=Morning.NONE)
    User.objects.filter(username="lan").update(is_active=False)

    assert told().keys().isdisjoint({"dung", "lan", "alice", "carol", "admin"})


def test_two_hundred_officers_are_read_in_as_many_statements_as_two() -> None:
    an_office()

    def asked() -> int:
        people = morning.waiting(local(MORNING), 0, 500)
        with CaptureQueriesContext(connection) as statements:
            days = morning.days_of(people, local(MORNING))
        assert len(days) == len(people)
        return len(statements)

    few = asked()
    for n in range(200):
        officer(f"cb{n:03}", Role.SPECIALIST, "bao-chi-xuat-ban")

    assert asked() == few
    assert few <= 10


def test_an_officer_chooses_on_the_page_and_a_citizen_is_not_asked() -> None:
    bob = Visitor("bob")
    assert "When mail about work comes" in read(bob.get(CHOICES)).text
    assert "When mail about work comes" not in read(Visitor("alice").get(CHOICES)).text

    bob.post(CHOICES, {"mail": ["deadlines"], "morning": "gathered", "language": "en"})

    assert preferences.chosen_by([story.person("bob")])[story.person("bob").pk].morning == Morning.GATHERED
    assert bob.post(CHOICES, {"morning": "noon"}).status_code == 422


def test_the_administrator_sets_the_hour_and_what_is_no_hour_is_refused_at_its_place() -> None:
    admin = Visitor("admin")
    name = f"morning_hour-{Unit.objects.get(slug='so-tttt').pk}"
    assert admin.get(TIMES).context["form"][name].value() == 7

    for wrong in ("24", "-1", "bảy", ""):
        refused = admin.post(TIMES, {name: wrong})
        assert refused.status_code == 422
        assert refused.context["form"][name].errors
        assert refused.context["form"][name].value() == wrong
    admin.post(TIMES, {name: "6"})

    assert NoticeTimes.objects.get().morning_hour == 6
    assert [Visitor(who).get(TIMES).status_code for who in ("alice", "bob", "carol", "mallory")] == [404] * 4


def test_who_of_the_office_had_saved_the_page_before_keeps_each_notice_at_once_and_nobody_else() -> None:
    bob, alice, lan = (story.person(who) for who in ("bob", "alice", "lan"))
    MailChoice.objects.bulk_create(
        MailChoice(person=who, off=[], morning=was) for who, was in ((bob, ""), (alice, ""), (lan, "none"))
    )

    with connection.cursor() as cursor:
        cursor.execute(import_module(KEPT).KEEP)

    found = preferences.chosen_by([bob, alice, lan, story.person("hoa")])
    assert (found[bob.pk].morning, found[alice.pk].morning, found[lan.pk].morning) == ("beside", "", "none")
    assert found[story.person("hoa").pk].gathers
