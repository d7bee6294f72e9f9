"""Two administrators who enter or change the same at once: one of them reads a sentence."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.utils import timezone

from accounts.models import Membership, Unit, User
from accounts.people import persons, seating
from accounts.people.persons import NewPerson, NewSeat, PersonError
from accounts.people.seating import SeatError, Terms
from accounts.roles import Role
from tests.dossiers.officers import officer


def at_once(*runs) -> list[str]:
    """Do several things at the same time; return the name of what refused each, "" where it was done."""
    together = Barrier(len(runs))

    def one(run) -> str:
        try:
            together.wait(10)
            run()
        except (PersonError, SeatError) as refusal:
            return refusal.field
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(runs)) as threads:
        return sorted(threads.map(one, runs))


def test_the_same_mail_is_entered_once(committed_db: None) -> None:
    admin, unit, at = User.objects.get(username="admin"), Unit.objects.get(slug="mot-cua"), timezone.now()
    seat = NewSeat(unit, Role.ONE_STOP_OFFICER, Terms(at.date(), None))

    def enter(username: str) -> None:
        persons.enter(NewPerson("Nguyễn Thị Mới", "moi@example.vn", username), [seat], by=admin, at=at)

    assert at_once(lambda: enter("moi1"), lambda: enter("moi2")) == ["", "email"]
    assert User.objects.filter(email="moi@example.vn").count() == 1


def test_the_same_user_name_is_entered_once(committed_db: None) -> None:
    admin, unit, at = User.objects.get(username="admin"), Unit.objects.get(slug="mot-cua"), timezone.now()
    seat = NewSeat(unit, Role.ONE_STOP_OFFICER, Terms(at.date(), None))

    def enter(email: str) -> None:
        persons.enter(NewPerson("Nguyễn Thị Mới", email), [seat], by=admin, at=at)

    assert at_once(lambda: enter("moi1@example.vn"), lambda: enter("moi2@example.vn")) in (["", "username"], ["", ""])
    names = list(User.objects.filter(full_name="Nguyễn Thị Mới").values_list("username", flat=True))
    assert len(names) == len(set(names))


def test_of_two_administrators_who_end_each_other_s_seat_one_stays(committed_db: None) -> None:
    admin = User.objects.get(username="admin")
    other = officer("quan", Role.ADMINISTRATOR, "so-tttt")
    at = timezone.now()
    own, theirs = (Membership.objects.select_related("user").get(user=one) for one in (admin, other))

    def end(seat: Membership, by: User) -> None:
        seating.change(seat, Terms(seat.since, timezone.localdate(at)), by=by, at=at)

    assert at_once(lambda: end(own, other), lambda: end(theirs, admin)) == ["", "until"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR, until=None).count() == 1
