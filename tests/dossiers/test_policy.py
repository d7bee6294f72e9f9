"""Who may take what: everybody of the demo against every action of every state."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.models import Unit
from accounts.roles import Role
from dossiers import acts, commands, policy, refusals
from dossiers.commands import Given
from dossiers.models import Dossier
from dossiers.policy import Actor
from portal.demo import story
from tests.dossiers.lifecycle import (
    ACTIONS,
    ENDS,
    GIVING_BACK,
    HANDED_IN,
    MONDAY,
    PLACES,
    POSTING,
    PROMISING,
    REMARKS,
    REMINDERS,
    REVOKING,
    SYSTEM,
    WRITTEN,
    dossier_at,
)
from tests.dossiers.officers import filed_by, officer, personae, substitute
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.variants import filed_under, publish_text, through_the_province

pytestmark = pytest.mark.django_db

EVERYBODY = ("alice", "viet-an", "mallory", "bob", "hoa", "dung", "lan", "tam", "van", "carol", "admin")
DIVISION, OTHER_DIVISION = "bao-chi-xuat-ban", "buu-chinh-vien-thong"
SUNDAY, TUESDAY = date(2026, 1, 4), date(2026, 1, 6)


def allowed(who: Iterable[Actor], dossier: Dossier) -> set[str]:
    """Return the names of the actions that one of these actors may take on a dossier; ``test_conversation`` has the rest."""
    people = tuple(who)
    actions = [action for action in acts.open_in(dossier.machine, dossier.state) if action.name not in WRITTEN]
    return {action.name for action in actions for one in people if policy.may(one, action, dossier)}


def of_money(username: str, state: str) -> set[str]:
    """What somebody's role and place allow about money, whatever is owed."""
    in_division = state not in ("filed", "filed.supplement-asked", "rejected", "accepted", "withdrawn")
    kept = {acts.KEEP_MONEY} if state in ENDS and state != "returned" else set()
    mine = {
        "alice": {acts.SEND_PROOF, acts.CHANGE_RECEIVING},
        "bob": {acts.RECEIVE_PAYMENT, acts.REVERSE_PAYMENT, acts.GIVE_BACK, acts.UNDO_PART, acts.REFUSE_PROOF},
        "hoa": {acts.WAIVE_FEE, acts.REVERSE_PAYMENT, acts.GIVE_BACK, acts.UNDO_PART} | kept if in_division else set(),
        "lan": {acts.WAIVE_FEE, acts.REVERSE_PAYMENT, acts.GIVE_BACK, acts.UNDO_PART}
        | kept
        | (set() if state in ENDS else {acts.LET_PASS}),
    }
    return mine.get(username, set())


@pytest.mark.parametrize("state", PLACES)
def test_each_person_may_take_the_actions_of_the_table_and_no_other(state: str) -> None:
    dossier = dossier_at(state).dossier

    found = {username: allowed(personae(username, MONDAY), dossier) for username in EVERYBODY}
    found[SYSTEM] = allowed([Actor.system()], dossier)

    # What a payment gateway has moved is recorded whatever became of the dossier.
    on_line = {acts.RECEIVE_ONLINE, acts.REVERSE_ONLINE, acts.GIVE_BACK_ONLINE}
    assert found.pop(SYSTEM) == on_line | acts.PAPERS | REMARKS[state] | {
        n for n, step in ACTIONS[state].items() if SYSTEM in step.by
    }
    reminding = {
        username: {*acts.REMINDERS} if username in REMINDERS.get(state, ()) else set() for username in EVERYBODY
    }
    of_results = {
        username: REVOKING.get(state, set()) if username in ("bob", "hoa", "dung", "lan", "tam") else set()
        for username in EVERYBODY
    }
    assert found == {
        username: {name for name, step in ACTIONS[state].items() if username in step.by}
        | of_results[username]
        | reminding[username]
        | of_money(username, state)
        | (PROMISING.get(state, set()) if username == "lan" else set())
        | (HANDED_IN.get(state, set()) if username == "bob" else set())
        | (GIVING_BACK.get(state, set()) - acts.FORMER if username == "bob" else set())
        | (POSTING if username == "bob" else set())
        for username in EVERYBODY
    }


def test_a_stranger_is_refused_by_the_command_and_nothing_is_written() -> None:
    walk = dossier_at("accepted")

    with nothing_written(), pytest.raises(refusals.NotYours):
        walk.take("transfer", "mallory")


MANAGER = Role.MANAGER, "so-tttt"
STRANGERS = [
    ("accepted", Role.ONE_STOP_OFFICER, "so-khac-mot-cua"),
    ("accepted", Role.DEPARTMENT_LEADER, "so-khac"),
    ("phan-cong", Role.DIVISION_HEAD, OTHER_DIVISION),
    ("tham-dinh", Role.SPECIALIST, DIVISION),  # of the division, but the dossier is another's
    ("tham-dinh", Role.SPECIALIST, OTHER_DIVISION),
    ("tham-dinh", Role.DIVISION_HEAD, OTHER_DIVISION),
    ("tham-dinh", Role.ONE_STOP_OFFICER, "so-khac-mot-cua"),
    ("van-thu", Role.CLERK, "so-khac-van-phong"),
    ("ky-duyet", Role.PROVINCIAL_OFFICE, "ubnd"),
    ("ky-duyet", *MANAGER),
    ("ky-duyet", Role.ADMINISTRATOR, "so-tttt"),
]


def test_the_provincial_office_acts_while_a_dossier_lies_with_it(tmp_path: Path) -> None:
    publish_text(tmp_path, through_the_province("thu"))
    walk = filed_under("thu", MONDAY).until("xem-xet")
    assert allowed(personae("van", MONDAY), walk.dossier) == set()

    walk.take("finish-xem-xet", "hoa")
    assert walk.dossier.unit == Unit.objects.get(slug="ubnd")
    assert allowed(personae("van", MONDAY), walk.dossier) == {
        "finish-ky-duyet",
        "send-back-xem-xet",
        "send-back-tham-dinh",
    }
    assert "finish-ky-duyet" not in allowed(personae("lan", MONDAY), walk.dossier)
    walk.take("finish-ky-duyet", "van")

    assert walk.dossier.state == "van-thu"
    assert allowed(personae("van", MONDAY), walk.dossier) == set()


@pytest.fixture
def another_agency() -> None:
    """Add a second department with a desk and a records office."""
    agency = Unit.objects.create(
        slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX"
    )
    for slug, kind in (("so-khac-mot-cua", "desk"), ("so-khac-van-phong", "office")):
        Unit.objects.create(slug=slug, kind=kind, name_vi=slug, name_en=slug, parent=agency)


@pytest.mark.parametrize(("state", "role", "unit"), STRANGERS)
def test_an_officer_of_another_place_may_take_nothing(another_agency: None, state: str, role: Role, unit: str) -> None:
    officer("phuc", role, unit)
    dossier = dossier_at(state).dossier

    # Whoever manages the agency answers for it, and reminds.
    assert allowed(personae("phuc", MONDAY), dossier) == ({*acts.REMINDERS} if (role, unit) == MANAGER else set())


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (date(2016, 1, 1), SUNDAY, 0),
        (TUESDAY, None, 0),
        (date(2016, 1, 1), date(2026, 1, 5), 11),
        (date(2026, 1, 5), None, 11),
    ],
)
def test_a_seat_gives_a_right_from_its_first_day_to_its_last(since: date, until: date | None, count: int) -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua", since=since, until=until)
    dossier = dossier_at("accepted").take("ask-withdrawal", "alice").dossier

    assert len(allowed(personae("phuc", MONDAY), dossier)) == count


def test_the_day_of_a_seat_is_the_local_day() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua", since=TUESDAY)
    dossier = dossier_at("accepted").dossier

    one_minute_before = MONDAY.replace(hour=23, minute=59)
    assert not allowed(personae("phuc", one_minute_before), dossier)
    assert allowed(personae("phuc", one_minute_before + timedelta(minutes=1)), dossier)


@pytest.mark.parametrize(
    ("applicant", "state"),
    [("bob", "accepted"), ("hoa", "phan-cong"), ("dung", "accepted"), ("lan", "ky-duyet"), ("tam", "van-thu")],
)
def test_nobody_is_an_officer_of_a_dossier_of_ones_own(applicant: str, state: str) -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    officer("hong", Role.DIVISION_HEAD, DIVISION)
    officer("minh", Role.SPECIALIST, DIVISION)
    walk = filed_by(applicant, MONDAY)
    others = {"accept": "phuc", "transfer": "phuc", "finish-phan-cong": "hong", "finish-tham-dinh": "minh"}
    plain = ("accept", "transfer", "finish-phan-cong", "finish-tham-dinh", "finish-xem-xet", "finish-ky-duyet")
    for action in plain:
        if walk.dossier.state == state:
            break
        given = {"assignee": story.person("minh")} if action == "finish-phan-cong" else {}
        walk.take(action, others.get(action, "hong" if action == "finish-xem-xet" else "lan"), **given)

    assert walk.dossier.state == state
    assert allowed(personae(applicant, MONDAY), walk.dossier) == {
        "ask-withdrawal",
        acts.SEND_PROOF,
        acts.CHANGE_RECEIVING,
    }


def test_a_dossier_is_not_assigned_to_its_applicant() -> None:
    officer("phuc", Role.SPECIALIST, DIVISION)
    walk = filed_by("dung", MONDAY).until("phan-cong")

    with nothing_written(), pytest.raises(refusals.ForApplicant):
        walk.take("finish-phan-cong", "hoa", assignee=story.person("dung"))
    walk.take("finish-phan-cong", "hoa", assignee=story.person("phuc"))

    assert walk.dossier.state == "tham-dinh"


def test_a_substitute_acts_for_the_absent_specialist_and_the_event_says_for_whom() -> None:
    officer("minh", Role.SPECIALIST, DIVISION)
    substitute("dung", "minh", since=SUNDAY, until=TUESDAY)
    walk = dossier_at("tham-dinh")
    assert allowed(personae("minh", MONDAY), walk.dossier) == allowed(personae("dung", MONDAY), walk.dossier)

    event = walk.take("finish-tham-dinh", "minh").events[-1]

    assert (event.actor, event.on_behalf_of) == (story.person("minh"), story.person("dung"))
    assert walk.dossier.assignee == story.person("dung")


def test_nobody_else_acts_on_behalf_of_anybody() -> None:
    walk = story.dossier_in("returned", at=MONDAY)

    assert {event.on_behalf_of for event in walk.dossier.events.all()} == {None}


@pytest.mark.parametrize(
    ("since", "until"), [(date(2025, 12, 1), SUNDAY), (TUESDAY, date(2026, 2, 1))], ids=["over", "to come"]
)
def test_a_substitution_that_is_not_in_force_gives_nothing(since: date, until: date) -> None:
    officer("minh", Role.SPECIALIST, DIVISION)
    substitute("dung", "minh", since=since, until=until)
    dossier = dossier_at("tham-dinh").dossier

    assert allowed(personae("minh", MONDAY), dossier) == set()


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.SPECIALIST, OTHER_DIVISION), (Role.CLERK, "van-phong"), (None, "")],
    ids=["specialist elsewhere", "another role", "no seat"],
)
def test_a_substitute_without_a_specialists_seat_in_the_division_may_take_no_step(role: Role | None, unit: str) -> None:
    username = "viet-an"
    if role:
        username = officer("minh", role, unit).username
    substitute("dung", username, since=SUNDAY, until=TUESDAY)
    dossier = dossier_at("tham-dinh").dossier

    assert allowed(personae(username, MONDAY), dossier) == set()


def test_the_substitute_of_another_is_no_substitute_of_the_assignee() -> None:
    officer("minh", Role.SPECIALIST, DIVISION)
    officer("quang", Role.SPECIALIST, DIVISION)
    substitute("quang", "minh", since=SUNDAY, until=TUESDAY)
    dossier = dossier_at("tham-dinh").dossier

    assert allowed(personae("minh", MONDAY), dossier) == set()


def test_the_system_takes_only_what_is_marked_for_it() -> None:
    dossier = dossier_at("tham-dinh.supplement-asked").dossier

    for name in ("answer-supplement", "confirm-withdrawal"):
        with nothing_written(), pytest.raises(refusals.NotYours):
            commands.advance(
                dossier, name, actor=Actor.system(), given=Given(), seen=dossier.sequence, at=MONDAY + timedelta(days=9)
            )


def test_a_person_cannot_take_what_is_the_systems() -> None:
    walk = dossier_at("filed.supplement-asked")

    for username in ("bob", "alice"):
        with nothing_written(), pytest.raises(refusals.NotYours):
            walk.take("lapse", username)


def test_an_actor_without_a_person_has_no_place_unless_it_is_the_system() -> None:
    dossier = dossier_at("accepted").dossier

    for role in set(Role) - {Role.SYSTEM}:
        nobody = Actor(None, role, dossier.unit_id, dossier.agency_id)
        assert allowed([nobody], dossier) == set()
