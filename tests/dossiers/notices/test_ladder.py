"""The ladder: each rung is told once of a deadline, nobody below the holder, nothing in a pause."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import turns
from dossiers.background import relay, sweeps
from dossiers.background.planned import climbing
from dossiers.background.planned.climbing import Climbing
from dossiers.models import Climb, InboxItem, NoticeTimes
from dossiers.notices import preferences
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.kinds import Group
from dossiers.notices.planned import ladder, morning
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from procedures.time.calendars import current_calendar
from tests import golden
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

TIMES = "/van-hanh/nhac-viec/"
ACCEPTED = "2026-01-05 08:30"


def told(when: str) -> dict[str, mail.EmailMessage]:
    """Return what one run sends at a local instant, after the mails of the morning, by whom it goes to."""
    morning.note(User.objects.all(), local(when))
    mail.outbox.clear()
    assert not turns.take(climbing.RUN, Climbing(local(when)))
    return {address.partition("@")[0]: one for one in mail.outbox for address in one.to}


def times(**rungs: int | None) -> None:
    """Set the rungs of the agency; those not named are told of nothing."""
    NoticeTimes.objects.create(agency=Unit.objects.get(slug="so-tttt"), **(dict.fromkeys(ladder.RUNGS) | rungs))


def with_dung() -> Walk:
    """Return a dossier that a case officer has."""
    return dossier_in("tham-dinh", at=local(ACCEPTED))


def after(walk: Walk, column: str, days: int) -> str:
    """Return the middle of the morning of the working day so many after a deadline."""
    deadline = getattr(walk.dossier, column)
    return f"{current_calendar().add_working_days(deadline.date(), days)} 10:00"


def test_a_step_goes_from_the_holder_to_the_head_and_to_the_leader_once_each() -> None:
    times(step_holder=0, step_head=1, step_leader=3)
    walk = with_dung()
    last = walk.dossier.step_due_at + timedelta(minutes=1)
    assert told(last.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")).keys() == {"dung"}
    who = [sorted(told(after(walk, "step_due_at", days))) for days in (0, 1, 1, 2, 3, 4)]

    assert who == [[], ["hoa"], [], [], ["lan"], []]
    assert {*Climb.objects.values_list("rung", flat=True)} >= {"step_holder", "step_head", "step_leader"}


def test_the_return_date_goes_to_head_and_leader_and_not_to_the_holder_who_is_reminded_otherwise() -> None:
    times(whole_head=-1, whole_leader=1)
    walk = with_dung()
    who = {days: sorted(told(after(walk, "due_at", days))) for days in (-2, -1, 0, 1, 2)}

    assert who == {-2: [], -1: ["hoa"], 0: [], 1: ["lan"], 2: []}
    sweeps.run(walk.dossier.due_at + timedelta(days=1))
    relay.run(walk.dossier.due_at + timedelta(days=2))
    assert InboxItem.objects.of(story.person("dung").pk).filter(kind="overdue").count() == 1
    assert InboxItem.objects.of(story.person("dung").pk).filter(kind="escalated").count() == 0


def test_what_has_moved_on_is_not_told_of_and_its_next_step_begins_anew() -> None:
    times(step_head=0)
    walk = with_dung()
    late = after(walk, "step_due_at", 2)
    assert "hoa" in told(late)
    walk.at = local(late)
    walk.until("xem-xet")

    assert told(late) == {}, "the head has it now"
    assert Climb.objects.count() == 1


def test_in_a_pause_nobody_is_told() -> None:
    dossier_at("tham-dinh.supplement-asked", at=local(ACCEPTED))

    assert told("2026-02-24 10:00") == {}
    assert not Climb.objects.exists()


def test_nobody_below_the_holder_is_told() -> None:
    walk = dossier_in("ky-duyet", at=local(ACCEPTED))
    who = told(after(walk, "due_at", 5))

    assert [*who] == ["lan"]
    assert [*Climb.objects.values_list("rung", flat=True)] == ["step_holder"]


def test_the_applicant_is_never_told_as_an_officer() -> None:
    times(whole_head=0)
    walk = with_dung()
    type(walk.dossier).objects.filter(pk=walk.dossier.pk).update(applicant=story.person("hoa"))

    assert told(after(walk, "due_at", 3)) == {}


def test_it_is_told_in_office_hours_of_working_days_alone() -> None:
    times(whole_leader=0)
    dossier_in("tham-dinh", at=local("2025-12-01 08:30"))

    for when in ("2026-01-10 10:00", "2026-01-12 06:59", "2026-01-12 19:00"):
        assert told(when) == {}
    assert "lan" in told("2026-01-12 07:00")


def test_a_rung_that_is_left_empty_is_told_of_nothing() -> None:
    times()

    assert told(after(with_dung(), "due_at", 20)) == {}
    assert not Climb.objects.exists()


def test_where_the_calendar_ends_the_rungs_that_need_no_more_of_it_are_told() -> None:
    times(whole_head=-1, whole_leader=1)
    with_dung()

    assert [*told("2027-12-31 10:00")] == ["lan"]


def test_where_the_mail_server_fails_nothing_is_noted_and_the_next_run_tells_all_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times(whole_leader=0)
    late = after(with_dung(), "due_at", 3)

    def failing(_message: mail.EmailMessage) -> int:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(by_mail.EmailMultiAlternatives, "send", failing)
        assert told(late) == {}
    assert not Climb.objects.exists()
    assert not InboxItem.objects.filter(kind="escalated").exists()

    assert [*told(late)] == ["lan"]
    assert InboxItem.objects.filter(kind="escalated").count() == 1
    assert told(late) == {}


def test_who_wants_no_mail_of_deadlines_finds_it_on_the_site() -> None:
    times(whole_leader=0)
    preferences.choose(story.person("lan"), Choice(frozenset({Group.DEADLINES})))

    assert told(after(with_dung(), "due_at", 3)) == {}
    assert InboxItem.objects.of(story.person("lan").pk).filter(kind="escalated").count() == 1


def test_all_of_one_level_is_one_message_and_reads_as_it_was_found_right() -> None:
    times(whole_head=0, whole_leader=1)
    officer("phuong", Role.DEPARTMENT_LEADER, "so-tttt")
    for day in ("05", "06"):
        dossier_in("tham-dinh", at=local(f"2026-01-{day} 08:30"))

    who = told("2026-02-10 09:00")

    message = who["lan"]
    assert message is who["phuong"]
    assert len(mail.outbox) == 2
    text = "".join(f"{name}: {message.message()[name]}\n" for name in ("Subject", "To")) + f"\n{message.body}"
    assert re.fullmatch(r"<escalated\.[0-9a-f]{32}\.mail@localhost>", message.message()["Message-ID"])
    golden.assert_mail_matches("escalated", text, message.message())


def test_ten_late_dossiers_are_found_in_as_many_statements_as_one() -> None:
    times(step_holder=0, whole_head=0, whole_leader=1)

    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert ladder.tellings(local("2026-02-10 09:00"), 500)
        return len(statements)

    with_dung()
    asked()
    one = asked()
    for _more in range(5):
        with_dung()

    assert asked() == one


def test_the_administrator_sets_the_days_and_empties_a_rung() -> None:
    admin, agency = Visitor("admin"), Unit.objects.get(slug="so-tttt").pk
    form = admin.get(TIMES).context["form"]
    assert [form[f"{name}-{agency}"].value() for name in ladder.RUNGS] == [0, 1, 3, -1, 1]
    given = {f"{name}-{agency}": "2" for name in ladder.RUNGS} | {f"morning_hour-{agency}": "8"}
    given |= {f"step_holder-{agency}": "0", f"step_head-{agency}": "1"}

    assert admin.post(TIMES, given | {f"step_head-{agency}": "61"}).status_code == 422
    admin.post(TIMES, given | {f"step_head-{agency}": "", f"whole_head-{agency}": "-3"})

    row = NoticeTimes.objects.get()
    assert (row.morning_hour, row.step_head, row.step_leader, row.whole_head) == (8, None, 2, -3)


SENSELESS = {
    "equal": ({"step_head": 3}, "step_leader"),
    "the leader before the head": ({"step_head": 4}, "step_leader"),
    "the head before the holder": ({"step_holder": 2}, "step_head"),
    "the leader before the holder, and no head": ({"step_holder": 5, "step_head": ""}, "step_leader"),
    "the leader before the deadline": ({"step_leader": -1}, "step_leader"),
    "the head before the step is late": ({"step_holder": -2, "step_head": -1}, "step_head"),
    "the whole at once to both": ({"whole_head": 1}, "whole_leader"),
    "the whole to the leader first": ({"whole_leader": -3}, "whole_leader"),
}


@pytest.mark.parametrize("case", SENSELESS)
def test_an_order_that_leads_nowhere_is_refused_at_its_place_and_by_the_database(case: str) -> None:
    changed, place = SENSELESS[case]
    admin, unit = Visitor("admin"), Unit.objects.get(slug="so-tttt")
    usual = {"step_holder": 0, "step_head": 1, "step_leader": 3, "whole_head": -1, "whole_leader": 1}
    rungs = usual | changed
    given = {f"{name}-{unit.pk}": str(days) for name, days in rungs.items()} | {f"morning_hour-{unit.pk}": "8"}

    refused = admin.post(TIMES, given)

    assert refused.status_code == 422
    [*errors] = refused.context["form"][f"{place}-{unit.pk}"].errors
    assert errors
    assert all(error.endswith(".") for error in errors)
    assert not NoticeTimes.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        times(**{name: None if days == "" else days for name, days in rungs.items()})


def test_what_is_no_number_of_days_is_refused_and_stays_in_its_field() -> None:
    admin, agency = Visitor("admin"), Unit.objects.get(slug="so-tttt").pk
    given = {f"{name}-{agency}": "" for name in ladder.RUNGS} | {f"morning_hour-{agency}": "8"}

    for wrong in ("hai", "1.5", "-61"):
        refused = admin.post(TIMES, given | {f"step_leader-{agency}": wrong})
        assert refused.status_code == 422
        assert refused.context["form"][f"step_leader-{agency}"].value() == wrong
    assert not NoticeTimes.objects.exists()
