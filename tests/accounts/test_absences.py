"""Absences that can be entered, and those that are refused with a sentence because somebody's work would lie with nobody."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from accounts import absences
from accounts.absences import Absence, AbsenceError
from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of
from procedures.time.calendar import LOCAL
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=LOCAL)
TODAY = date(2026, 12, 3)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def person(username: str) -> User:
    return User.objects.get(username=username)


def enter(absent: str, substitute: str | None, first: int = 0, last: int = 4) -> Substitution:
    who = person(substitute) if substitute else None
    wanted = Absence(person(absent), who, TODAY + first * DAY, TODAY + last * DAY)
    # Nobody makes oneself the stand-in.
    return absences.enter(wanted, by=person("carol" if substitute != "carol" else absent), at=NOW)


def refused(absent: str, substitute: str | None, first: int = 0, last: int = 4) -> tuple[str, str]:
    """Return about which answer it is refused, and with which sentence; nothing is stored."""
    before = Substitution.objects.count()
    with pytest.raises(AbsenceError) as caught:
        enter(absent, substitute, first, last)
    assert Substitution.objects.count() == before
    return caught.value.field, str(caught.value)


def test_it_says_who_entered_it_and_when_and_holds_from_then_on() -> None:
    row = enter("lan", "tam", first=-1)

    row.refresh_from_db()
    assert (row.entered_by, row.entered_at, row.ended_on) == (person("carol"), NOW, None)
    assert seats_of(person("tam"), TODAY).has(Role.DEPARTMENT_LEADER)


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (4, 0, "until", "before the first"),
        (-5, -1, "until", "over already"),
        (-40, 4, "since", "too long ago"),
        (0, 400, "until", "Longer than a year"),
    ],
)
def test_days_that_cannot_be_are_refused(first: int, last: int, field: str, words: str) -> None:
    about, sentence = refused("lan", "tam", first, last)

    assert (about, words in sentence) == (field, True)


@pytest.mark.parametrize(
    ("absent", "substitute"),
    [
        ("lan", "alice"),
        ("lan", "van"),
        ("lan", "admin"),
        ("dung", "tam"),
        ("dung", "bob"),
        ("lan", "gone"),
        ("lan", "leaving"),
    ],
    ids=["citizen", "other agency", "administrator", "clerk", "desk", "inactive", "leaves meanwhile"],
)
def test_who_would_not_get_the_rights_is_refused(absent: str, substitute: str) -> None:
    officer("leaving", Role.CLERK, "van-phong", until=TODAY + 2 * DAY)
    officer("gone", Role.CLERK, "van-phong")
    User.objects.filter(username="gone").update(is_active=False)

    assert refused(absent, substitute)[0] == "substitute"


def test_nobody_is_the_own_stand_in() -> None:
    assert refused("lan", "lan") == ("substitute", "Nobody is their own substitute.")


def test_in_a_circle_the_second_is_refused_with_the_days() -> None:
    enter("lan", "tam")

    field, sentence = refused("tam", "lan", 2, 6)

    # No other day or person mends it here.
    assert field == ""
    assert (
        "Bùi Thanh Tâm stands in for Vũ Ngọc Lan, 03/12/2026–07/12/2026, and nobody would be there for either."
        in sentence
    )


@pytest.mark.parametrize(("stand_in", "is_of_both"), [("bob", False), (None, True)])
def test_it_is_said_whose_work_would_lie_with_nobody(stand_in: str | None, is_of_both: bool) -> None:
    enter("lan", "tam")

    _field, sentence = refused("tam", stand_in, 2, 6)

    assert ("nobody would be there for either" in sentence) is is_of_both
    assert ("nobody would act for Vũ Ngọc Lan" in sentence) is not is_of_both


def test_who_is_away_then_cannot_stand_in() -> None:
    enter("tam", "bob", 4, 8)

    field, sentence = refused("lan", "tam")

    assert (field, "is away too, 07/12/2026–11/12/2026" in sentence) == ("substitute", True)


def test_on_other_days_each_may_stand_in_for_the_other() -> None:
    enter("lan", "tam", 0, 4)

    enter("tam", "lan", 5, 8)

    assert Substitution.objects.count() == 2


def test_whoever_stands_in_may_go_once_somebody_else_is_there_for_all_the_days() -> None:
    enter("lan", "tam")
    enter("lan", "carol", 0, 3)
    assert "nobody would act for Vũ Ngọc Lan" in refused("tam", "bob")[1]
    enter("lan", "bob", 0, 4)

    # Bob alone is there on the last day, and may not be whom Tam relies on as somebody who is away.
    enter("tam", "bob")

    assert Substitution.objects.filter(absent=person("tam")).exists()


def test_who_would_be_the_other_one_that_is_there_must_not_be_away() -> None:
    enter("lan", "tam")
    enter("lan", "carol")
    enter("carol", "bob")

    assert "nobody would act for Vũ Ngọc Lan" in refused("tam", "bob")[1]


def test_two_may_stand_in_for_one_and_the_same_not_twice() -> None:
    enter("lan", "tam")
    enter("lan", "carol", 2, 6)

    field, sentence = refused("lan", "tam", 3, 9)

    assert (field, "entered already for 03/12/2026–07/12/2026" in sentence) == ("since", True)


def test_nobody_need_stand_in() -> None:
    row = enter("lan", None)

    assert str(row) == f"— ← {row.absent}"
    assert seats_of(person("tam"), TODAY).acts_for == (person("tam").pk,)


def test_somebody_may_stand_in_behind_the_days_on_which_nobody_does_and_once_these_are_ended() -> None:
    row = enter("lan", None, 0, 2)
    enter("lan", "tam", 3, 4)
    assert refused("lan", "tam", 2, 2)[0] == "substitute"
    absences.end(row, by=person("lan"), at=NOW)

    enter("lan", "tam", 2, 2)

    assert Substitution.objects.filter(substitute=person("tam")).count() == 2


def test_it_is_ended_once_and_gives_nothing_from_that_day_on() -> None:
    row = enter("lan", "tam", -1, 4)
    lan = person("lan")

    assert absences.end(row, by=lan, at=NOW)
    assert not absences.end(row, by=lan, at=NOW)

    row.refresh_from_db()
    assert (row.ended_on, row.ended_by) == (TODAY, lan)
    assert not seats_of(person("tam"), TODAY).has(Role.DEPARTMENT_LEADER)
    assert seats_of(person("tam"), TODAY - DAY).has(Role.DEPARTMENT_LEADER)


def test_what_was_ended_is_in_the_way_of_nothing() -> None:
    absences.end(enter("lan", "tam"), by=person("lan"), at=NOW)

    enter("lan", "tam")

    assert seats_of(person("tam"), TODAY).has(Role.DEPARTMENT_LEADER)


def test_those_of_the_same_role_and_unit_are_offered_first_and_what_they_lack_is_said() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")

    found = absences.candidates(person("dung"), TODAY, TODAY)

    assert [(one.person.username, one.is_near, len(one.lacking)) for one in found] == [
        ("nga", True, 2),
        ("hoa", False, 0),
    ]


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("hoa", {"dung"}),
        ("lan", {"bob", "hoa", "dung", "tam", "carol"}),
        ("carol", {"bob", "hoa", "dung", "tam", "lan"}),
        ("bob", set()),
        ("dung", set()),
        ("van", set()),
    ],
)
def test_absences_of_others_are_entered_by_the_head_and_who_answers_for_the_agency(
    username: str, expected: set[str]
) -> None:
    user = person(username)

    kept = absences.kept_by(user, seats_of(user, TODAY), TODAY)

    assert {one.username for one in kept} == expected


def test_two_seats_of_one_person_are_offered_as_one() -> None:
    Membership.objects.create(user=person("tam"), role=Role.CLERK, unit=Unit.objects.get(slug="mot-cua"))

    found = absences.candidates(person("lan"), TODAY, TODAY)

    assert [one.person.username for one in found if one.person.username == "tam"] == ["tam"]


def test_who_has_no_seat_on_these_days_reads_that_and_not_a_fault_of_the_stand_in() -> None:
    officer("quynh", Role.ONE_STOP_OFFICER, "mot-cua")
    Membership.objects.filter(user=person("bob")).update(until=TODAY)

    for who in ("quynh", None):
        field, sentence = refused("bob", who, first=1, last=2)
        assert field == "since"
        assert "Trần Văn Bình has no seat on 04/12/2026 any more, the last day is 03/12/2026" in sentence
    enter("bob", "quynh", first=0, last=0)
    Membership.objects.filter(user=person("bob")).update(since=TODAY + 9 * DAY, until=None)
    assert "has no seat on 05/12/2026 yet" in refused("bob", None, first=2, last=2)[1]


def test_who_cannot_enter_another_stand_in_reads_who_can() -> None:
    enter("hoa", "dung", last=3)

    _field, sentence = refused("dung", None, first=1, last=1)

    assert (
        "First enter somebody else for Phạm Thị Hoa: Phạm Thị Hoa does that, or who answers for that person" in sentence
    )
