"""Who stands in for whoever is away: with which rights, in whose name in the log, and what that does not allow (ADR 0086)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, refusals
from dossiers.models import Dossier
from dossiers.notices.planned.awaited import awaiting
from dossiers.notices.planned.morning import days_of
from dossiers.notices.recipients import Desk
from dossiers.proof import audit
from dossiers.refusals.decision import PassedUpByYou, ProposedByYou
from dossiers.reports.alerts.stranded import Staff, left_by
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Deed
from procedures.time.calendar import local
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.lifecycle import local as at_local
from tests.dossiers.officers import filed_by, officer, personae, substitute
from tests.dossiers.proof.records import change, forge, nothing_written
from tests.dossiers.test_policy import allowed

pytestmark = pytest.mark.django_db

LATER = at_local("2026-11-30 09:00")
"""Under the second edition of the lifecycle, in which whoever proposes does not decide."""
TODAY = local(MONDAY).date()
SUNDAY, TUESDAY = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def away(absent: str, username: str, since: date = SUNDAY, until: date = TUESDAY) -> None:
    substitute(absent, username, since=since, until=until)


@pytest.mark.parametrize(
    ("absent", "username"),
    [
        ("bob", "tam"),
        ("hoa", "dung"),
        ("dung", "hoa"),
        ("lan", "tam"),
        ("lan", "carol"),
        ("tam", "bob"),
        ("carol", "tam"),
    ],
)
@pytest.mark.parametrize("state", ["filed", "tham-dinh", "xem-xet", "ky-duyet", "van-thu", "result-ready"])
def test_who_stands_in_may_do_what_both_may_and_nothing_else(absent: str, username: str, state: str) -> None:
    dossier = dossier_at(state).dossier
    of_both = [*personae(absent, MONDAY), *personae(username, MONDAY)]
    expected = allowed(of_both, dossier)
    away(absent, username)

    assert allowed(personae(username, MONDAY), dossier) == expected


@pytest.mark.parametrize(
    ("absent", "username"),
    [
        ("van", "tam"),
        ("tam", "van"),
        ("lan", "admin"),
        ("admin", "tam"),
        ("lan", "alice"),
        ("dung", "tam"),
        ("dung", "lan"),
    ],
    ids=[
        "of another agency",
        "to another",
        "to an administrator",
        "an administrator's",
        "a citizen",
        "a clerk",
        "a leader",
    ],
)
def test_some_seats_are_not_lent(absent: str, username: str) -> None:
    before = seats_of(story.person(username), TODAY).seats
    away(absent, username)

    assert seats_of(story.person(username), TODAY).seats == before


def test_what_is_lent_is_marked_with_whose_it_is_and_stands_behind_the_own() -> None:
    away("lan", "tam")

    seats = seats_of(story.person("tam"), TODAY)

    assert [(seat.role, seat.stands_for) for seat in seats] == [
        (Role.CLERK, None),
        (Role.DEPARTMENT_LEADER, story.person("lan").pk),
    ]
    assert seats.managed_agency_ids == (Unit.objects.get(slug="so-tttt").pk,)


def test_what_is_lent_is_lent_to_no_third() -> None:
    away("lan", "tam")
    away("tam", "bob")

    roles = [seat.role for seat in seats_of(story.person("bob"), TODAY)]

    assert roles == [Role.ONE_STOP_OFFICER, Role.CLERK]


def test_in_a_circle_each_has_both_seats_and_no_more() -> None:
    away("lan", "tam")
    away("tam", "lan")

    found = {name: [seat.role for seat in seats_of(story.person(name), TODAY)] for name in ("lan", "tam")}

    assert found == {
        "lan": [Role.DEPARTMENT_LEADER, Role.CLERK],
        "tam": [Role.CLERK, Role.DEPARTMENT_LEADER],
    }


@pytest.mark.parametrize(
    ("since", "until", "ended_on"),
    [(TUESDAY, TUESDAY, None), (SUNDAY, SUNDAY, None), (SUNDAY, TUESDAY, TODAY), (SUNDAY, TUESDAY, SUNDAY)],
    ids=["to come", "over", "ended from today", "ended before"],
)
def test_it_holds_on_its_days_alone(since: date, until: date, ended_on: date | None) -> None:
    away("lan", "tam", since, until)
    if ended_on:
        Substitution.objects.update(ended_on=ended_on, ended_by=story.person("lan"))

    assert [seat.role for seat in seats_of(story.person("tam"), TODAY)] == [Role.CLERK]
    assert list(Desk(Role.DEPARTMENT_LEADER, Unit.objects.get(slug="so-tttt")).people(TODAY)) == [story.person("lan")]


def test_a_seat_that_has_ended_is_not_lent_any_more() -> None:
    away("lan", "tam")
    story.person("lan").memberships.update(until=SUNDAY)

    assert [seat.role for seat in seats_of(story.person("tam"), TODAY)] == [Role.CLERK]


def test_a_decision_says_who_signed_and_in_whose_place() -> None:
    away("lan", "tam")
    walk = dossier_at("ky-duyet")

    event = walk.take("finish-ky-duyet", "tam").events[-1]

    assert (event.actor, event.role, event.on_behalf_of) == (
        story.person("tam"),
        Role.DEPARTMENT_LEADER,
        story.person("lan"),
    )
    assert audit.check_all().differences == []


def test_the_own_seat_goes_first() -> None:
    officer("nga", Role.ONE_STOP_OFFICER, "mot-cua")
    away("bob", "nga")
    walk = dossier_at("filed")

    event = walk.take("accept", "nga").events[-1]

    assert event.on_behalf_of is None


@pytest.mark.at(LATER)
def test_who_has_proposed_does_not_decide_in_another_place() -> None:
    walk = Walk(story.file("alice", at=LATER), LATER, timedelta(minutes=1)).until("ky-duyet")
    last = local(LATER).date() + timedelta(days=1)
    away("lan", "dung", until=last)
    away("lan", "hoa", until=last)
    decides = next(one.name for one in walk.dossier.machine.actions_from("ky-duyet") if one.deed is Deed.DECIDE)

    with nothing_written(), pytest.raises(ProposedByYou):
        walk.take(decides, "dung")
    event = walk.take(decides, "hoa").events[-1]
    assert (event.actor, event.on_behalf_of) == (story.person("hoa"), story.person("lan"))


def test_who_has_passed_it_up_does_not_sign_in_another_place_where_no_decision_is_known() -> None:
    walk = dossier_at("ky-duyet")
    away("lan", "dung")
    away("lan", "carol")

    with nothing_written(), pytest.raises(PassedUpByYou):
        walk.take("finish-ky-duyet", "dung")
    event = walk.take("finish-ky-duyet", "carol").events[-1]
    assert (event.actor, event.on_behalf_of) == (story.person("carol"), story.person("lan"))


def leads(username: str) -> None:
    """Give somebody a leader's seat of one's own."""
    unit = Unit.objects.get(slug="so-tttt")
    Membership.objects.create(user=story.person(username), role=Role.DEPARTMENT_LEADER, unit=unit)


def test_who_has_passed_it_up_in_another_place_does_not_sign_it_in_the_own() -> None:
    away("dung", "hoa")
    leads("hoa")
    walk = dossier_at("tham-dinh").take("finish-tham-dinh", "hoa").take("finish-xem-xet", "hoa")

    with nothing_written(), pytest.raises(PassedUpByYou):
        walk.take("finish-ky-duyet", "hoa")


def test_two_seats_of_ones_own_are_what_that_law_allows() -> None:
    leads("dung")
    walk = dossier_at("ky-duyet")

    event = walk.take("finish-ky-duyet", "dung").events[-1]

    assert (event.actor, event.on_behalf_of) == (story.person("dung"), None)


def test_the_record_takes_what_was_signed_so_before_that_was_refused() -> None:
    walk = dossier_at("ky-duyet")
    away("lan", "dung")
    away("lan", "carol")
    event = walk.take("finish-ky-duyet", "carol").events[-1]

    # As a log of before has it.
    change(event, actor=story.person("dung"))
    forge(walk.dossier)

    assert audit.check_all().differences == []


def test_what_the_absent_applied_for_is_not_handled_in_that_place() -> None:
    dossier = filed_by("lan", MONDAY).until("ky-duyet").dossier
    carol, manager = story.person("carol"), personae("carol", MONDAY)
    before = allowed(manager, dossier)
    away("lan", "carol")

    seats = seats_of(User.objects.get(pk=carol.pk), TODAY)

    assert allowed(personae("carol", MONDAY), dossier) == before
    assert not Dossier.objects.on_desk_of(seats).filter(pk=dossier.pk).exists()


def test_nobody_sees_in_the_place_of_another_what_that_one_applied_for() -> None:
    officer("nga", Role.SPECIALIST, "buu-chinh-vien-thong")
    dossier = filed_by("lan", MONDAY).until("tham-dinh").dossier
    other = dossier_at("tham-dinh").dossier
    away("lan", "nga")

    seen = Dossier.objects.visible_to(seats_of(story.person("nga"), TODAY)).values_list("pk", flat=True)

    assert list(seen) == [other.pk]
    assert dossier.pk not in seen


def test_a_note_in_a_lent_seat_says_in_whose_place_it_is_written() -> None:
    officer("nga", Role.SPECIALIST, "buu-chinh-vien-thong")
    away("lan", "nga")
    walk = dossier_at("tham-dinh")

    event = walk.take(acts.NOTE, "nga").events[-1]

    assert (event.role, event.on_behalf_of) == (Role.DEPARTMENT_LEADER, story.person("lan"))
    assert audit.check_all().differences == []


def _never(_rows: Substitution) -> None:
    Substitution.objects.all().delete()


def _later(_rows: Substitution) -> None:
    Substitution.objects.update(entered_at=MONDAY + timedelta(days=1), entered_by=story.person("lan"))


def _ended_before(_rows: Substitution) -> None:
    Substitution.objects.update(ended_on=SUNDAY, ended_by=story.person("lan"))


@pytest.mark.parametrize("changed", [_never, _later, _ended_before])
def test_an_act_in_a_place_that_nobody_had_lent_is_named(changed: Callable[[Substitution], None]) -> None:
    away("lan", "tam")
    dossier_at("ky-duyet").take("finish-ky-duyet", "tam")
    changed(Substitution.objects.get())

    differences = audit.check_all().differences

    assert [one.computed for one in differences] == ["on behalf of nobody"]


def test_it_is_taken_back_in_the_same_place_alone() -> None:
    away("hoa", "dung")
    walk = dossier_at("phan-cong").take("finish-phan-cong", "dung")
    assert walk.events[-1].on_behalf_of == story.person("hoa")
    Substitution.objects.update(ended_on=TODAY, ended_by=story.person("hoa"))

    with nothing_written(), pytest.raises(refusals.Refusal):
        walk.take("recall", "dung")


@pytest.mark.parametrize(
    ("absent", "username", "state"), [("bob", "tam", "filed"), ("lan", "carol", "ky-duyet"), ("hoa", "dung", "xem-xet")]
)
def test_who_stands_in_has_the_work_in_the_own_list_and_is_told_of_it(absent: str, username: str, state: str) -> None:
    dossier = dossier_at(state).dossier
    before = seats_of(story.person(username), TODAY)
    assert not before.have(dossier.holder, dossier.unit_id, dossier.assignee_id)
    away(absent, username)

    seats = seats_of(story.person(username), TODAY)

    assert Dossier.objects.on_desk_of(seats).get() == dossier
    whose = seats.in_place_of(dossier.holder, dossier.unit_id, dossier.assignee_id)
    assert whose == story.person(absent).pk
    assert set(Desk.of(dossier).people(TODAY)) == {story.person(absent), story.person(username)}


def test_the_head_who_stands_in_for_the_only_case_officer_has_the_files_and_is_told() -> None:
    dossier = dossier_at("tham-dinh").dossier
    away("dung", "hoa")

    seats = seats_of(story.person("hoa"), TODAY)

    assert Dossier.objects.on_desk_of(seats).get() == dossier
    assert set(Desk.of(dossier).people(TODAY)) == {story.person("dung"), story.person("hoa")}
    assert seats.in_place_of(dossier.holder, dossier.unit_id, dossier.assignee_id) == story.person("dung").pk


def test_who_has_work_by_a_lent_seat_alone_gets_the_mail_of_the_morning() -> None:
    dossier_at("ky-duyet")
    carol, nine = story.person("carol"), at_local("2026-01-05 10:00")
    away("lan", "carol")
    assert carol in awaiting(nine)

    (day,) = days_of([User.objects.get(pk=carol.pk)], nine)

    assert [number.count for number in day.numbers.values()]


def test_who_is_lent_nothing_gets_no_such_mail() -> None:
    away("dung", "carol")

    assert [day.has_news for day in days_of([story.person("carol")], at_local("2026-01-05 10:00"))] == [False]


@pytest.mark.parametrize(
    ("absent", "substitutes", "state", "left"),
    [
        ("lan", [None], "ky-duyet", 1),
        ("lan", ["tam"], "ky-duyet", 0),
        ("lan", ["van"], "ky-duyet", 1),
        ("lan", [None], "tham-dinh", 0),
        ("dung", [None], "tham-dinh", 1),
        ("dung", ["hoa"], "tham-dinh", 0),
        ("dung", ["tam"], "tham-dinh", 1),
    ],
)
def test_what_lies_with_nobody_meanwhile_is_counted(
    absent: str, substitutes: list[str | None], state: str, left: int
) -> None:
    dossier_at(state)
    who = story.person(absent)
    for name in substitutes:
        stands_in = story.person(name) if name else None
        Substitution.objects.create(absent=who, substitute=stands_in, since=SUNDAY, until=TUESDAY)

    assert sum(one.count for one in left_by(who, TODAY)) == left


def test_two_who_are_both_away_leave_the_work_to_nobody() -> None:
    dossier_at("ky-duyet")
    away("lan", "tam")
    away("tam", "lan")
    leader = Unit.objects.get(slug="so-tttt")

    assert Staff.on(TODAY).lacks(Role.DEPARTMENT_LEADER, leader.pk, None) == "on_leave"
