"""The last day of a leave is moved from today on, both ways, as one act; what is past stays as it was."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, Substitution
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers.background import jobs as running
from dossiers.models import InboxItem, Job
from dossiers.notices.kinds import AWAY
from portal.demo import story
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import LAST, OWN, TODAY, typed, words_of
from tests.dossiers.officers import each_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

DAY = timedelta(days=1)


def moved(username: str, days: int, path: str = OWN, **more: str) -> HttpResponse:
    """Return what is answered to a last day that is so many days after that of the one absence."""
    row = Substitution.objects.get()
    until = (row.until + days * DAY).isoformat()
    sent = {"change": str(row.pk), f"absence-{row.pk}-until": until, **more}
    return Visitor(username).post(path, sent, follow=True)


def fault(answer: HttpResponse) -> str:
    """Return what is refused about the last day."""
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    return read(answer).errors[f"id_absence-{Substitution.objects.get().pk}-until"]


def test_a_leave_is_shortened_and_the_right_ends_with_the_new_last_day() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    words = words_of(moved("lan", -2))

    row, tam = Substitution.objects.get(), story.person("tam")
    assert (row.until, row.ended_on) == (LAST - 2 * DAY, None)
    assert "Changed: the last day is 02/12/2026, no longer 04/12/2026." in words
    assert "30/11/2026–02/12/2026" in words
    assert seats_of(tam, LAST - 2 * DAY).has(Role.DEPARTMENT_LEADER)
    assert not seats_of(tam, LAST - DAY).has(Role.DEPARTMENT_LEADER)


def test_it_is_in_the_history_of_accounts_with_both_days() -> None:
    Visitor("lan").post(OWN, typed("tam"))
    moved("lan", 3)

    change = AccountChange.objects.get(kind=ChangeKind.AWAY_CHANGED)

    assert (change.by, change.person) == (story.person("lan"), story.person("lan"))
    assert (change.before["until"], change.after["until"]) == ("2026-12-04", "2026-12-07")
    assert "Last day of an absence changed" in words_of(Visitor("admin").get("/van-hanh/lich-su/?kind=away-changed"))


def test_who_stands_in_gets_one_mail_with_the_old_day_and_the_new() -> None:
    each_at_once()
    Visitor("lan").post(OWN, typed("tam"))
    moved("lan", -1)
    mail.outbox.clear()

    for job in Job.objects.filter(kind=AWAY):
        running.go_on(job.pk, now=NOW, seconds=60)
        running.go_on(job.pk, now=NOW, seconds=60)

    [one] = mail.outbox
    assert one.to == [story.person("tam").email]
    assert one.subject == "Đổi ngày cuối việc vắng mặt của Vũ Ngọc Lan: 03/12/2026 thay cho 04/12/2026"
    golden.assert_mail_matches("away-changed", f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert InboxItem.objects.get(kind=AWAY).person == story.person("tam")


def test_each_change_is_told_as_it_was_also_where_it_is_changed_back() -> None:
    each_at_once()
    Visitor("lan").post(OWN, typed("tam"))
    for days in (-1, 1, -1):
        moved("lan", days)
    mail.outbox.clear()

    for job in Job.objects.filter(kind=AWAY).order_by("pk"):
        running.go_on(job.pk, now=NOW, seconds=60)

    assert [one.subject.partition(": ")[2] for one in mail.outbox] == [
        "03/12/2026 thay cho 04/12/2026",
        "04/12/2026 thay cho 03/12/2026",
        "03/12/2026 thay cho 04/12/2026",
    ]


def test_who_is_away_is_told_where_another_changes_it() -> None:
    each_at_once()
    Visitor("lan").post(OWN, typed("tam"))
    moved("carol", 1, f"{OWN}{story.person('lan').pk}/")
    mail.outbox.clear()

    for job in Job.objects.filter(kind=AWAY):
        running.go_on(job.pk, now=NOW, seconds=60)

    bodies = {one.to[0]: str(one.body) for one in mail.outbox}
    assert bodies.keys() == {story.person("lan").email, story.person("tam").email}
    assert "việc vắng mặt của Ông/Bà" in bodies[story.person("lan").email]
    assert "Bùi Thanh Tâm làm thay Ông/Bà đến hết ngày 05/12/2026" in bodies[story.person("lan").email]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "That is the last day already."),
        (-5, "The last day is before the first."),
        (400, "Longer than a year is another seat"),
    ],
)
def test_a_day_that_cannot_be_the_last_is_refused_at_its_field(days: int, words: str) -> None:
    Visitor("lan").post(OWN, typed("tam"))

    assert words in fault(moved("lan", days))
    assert Substitution.objects.get().until == LAST


def test_nor_one_that_has_passed() -> None:
    Visitor("lan").post(OWN, typed("tam", since=(TODAY - 3 * DAY).isoformat()))

    assert "That day has passed" in fault(moved("lan", -5))


def test_days_that_are_added_are_looked_at_as_those_of_a_new_leave() -> None:
    Visitor("lan").post(OWN, typed("tam"))
    later = {"since": (LAST + DAY).isoformat(), "until": (LAST + DAY).isoformat()}
    Visitor("tam").post(OWN, {**typed("bob"), **later})
    row = Substitution.objects.get(absent=story.person("lan"))
    sent = {"change": str(row.pk), f"absence-{row.pk}-until": (LAST + 2 * DAY).isoformat()}

    answer = Visitor("lan").post(OWN, sent)

    said = read(answer).errors[f"id_absence-{row.pk}-until"]
    assert "Bùi Thanh Tâm is away too, 05/12/2026" in said
    assert "Choose somebody who is there" not in said, "nobody is chosen there"
    assert "Enter 05/12/2026–06/12/2026 as an absence of its own below, with somebody else who stands in" in said


def test_nobody_prolongs_a_power_to_oneself_and_may_shorten_it() -> None:
    Visitor("lan").post(OWN, typed("carol"))
    path = f"{OWN}{story.person('lan').pk}/"

    assert "Nobody makes oneself the stand-in" in fault(moved("carol", 1, path))
    assert "Changed: the last day is 03/12/2026" in words_of(moved("carol", -1, path))


def test_what_is_over_is_not_changed() -> None:
    Visitor("lan").post(OWN, typed("tam", since=(TODAY - DAY).isoformat()))
    Visitor("lan").post(OWN, {"end": str(Substitution.objects.get().pk)})

    words = words_of(moved("lan", 1))

    assert "It was over already." in words
    assert Substitution.objects.get().until == LAST
    # Entered late and ended at once: the days that were declared, and from when to when the rights truly held.
    assert "29/11/2026–04/12/2026 Bùi Thanh Tâm" in words
    held = "Rights of a stand-in from 10:00 30/11/2026 to 10:00 30/11/2026"
    assert f"{held} Ended from 30/11/2026 on by Vũ Ngọc Lan" in words


def test_the_last_day_of_another_s_leave_is_not_changed_at_the_own_page() -> None:
    Visitor("lan").post(OWN, typed("tam"))

    moved("bob", -1)

    assert Substitution.objects.get().until == LAST
