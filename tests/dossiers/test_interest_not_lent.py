"""Nothing of a dossier that somebody may not handle is lent to who stands in for that one; the own seat keeps its rights (ADR 0094)."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.cache import caches

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, policy, refusals
from dossiers.commands import advance
from dossiers.commands.deciding import interests
from dossiers.commands.given import Given
from dossiers.lists.people import absent_names, nameable
from dossiers.models import Dossier, Interest, InterestKind
from dossiers.notices.planned import declared as told_of
from dossiers.notices.recipients import reminded_of
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import BULK, FILED, NOW, some
from tests.dossiers.listed import listed
from tests.dossiers.officers import officer, personae, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
PRESS = "bao-chi-xuat-ban"
TEAM = "/mot-cua/phong/"


def declare(dossier: Dossier, username: str) -> Interest:
    kind, by = InterestKind.RELATIVE, story.person(username)
    return interests.declare(dossier, by=by, kind=kind, reason="Anh ruột nộp.", at=NOW)


def away(absent: str, username: str) -> None:
    substitute(absent, username, TODAY, TODAY)


def has(username: str, dossier: Dossier) -> bool:
    """Say whether it stands in the list of somebody's work."""
    return dossier.code in listed(Visitor(username).get("/mot-cua/?list=mine"))


def offered(username: str, dossier: Dossier) -> set[str]:
    """Return the moves of its step that the own page offers somebody."""
    page = Visitor(username).get(f"/mot-cua/{dossier.code}/")
    return {row.name for row in page.context["actions"]} if page.status_code == HTTPStatus.OK else set()


def able(actors: Iterable[Actor], dossier: Dossier) -> set[str]:
    """Return what of the step somebody may take, as the command asks it."""
    moves = dossier.machine.actions_from(dossier.state)
    return {move.name for move in moves for one in actors if policy.may(one, move, dossier)}


def test_the_head_who_stands_in_for_an_interested_case_officer_gives_it_away_and_does_nothing_else() -> None:
    [dossier, other] = some(2, "tham-dinh")
    away("dung", "hoa")
    assert has("hoa", dossier)
    assert "propose-granted" in offered("hoa", dossier)

    declare(dossier, "dung")

    assert not has("hoa", dossier)
    assert has("hoa", other)
    assert offered("hoa", dossier) == {"reassign", "waive-fee"}
    assert able(personae("hoa", NOW), dossier) == {"reassign", "recall"}
    words = read(Visitor("hoa", language="vi").get(f"/mot-cua/{dossier.code}/")).words()
    assert "thay cho Hoàng Tiến Dũng" not in words
    assert "đã khai có liên quan" in words


@pytest.mark.parametrize("path", ["propose-granted/", "propose-supplement/"])
def test_a_page_that_is_older_than_the_declaration_does_nothing(path: str) -> None:
    [dossier] = some(1, "tham-dinh")
    away("dung", "hoa")
    declare(dossier, "dung")

    with nothing_written():
        answer = Visitor("hoa").post(f"/mot-cua/{dossier.code}/{path}", {"seen": dossier.sequence})

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_by_the_key_that_takes_the_first_step_nothing_is_done() -> None:
    officer("nga", Role.SPECIALIST, PRESS)
    dossier, other = some(2, "xem-xet")
    away("hoa", "nga")
    declare(dossier, "hoa")

    for one in (dossier, other):
        Visitor("nga").post(f"/mot-cua/{one.code}/tiep/", {"seen": one.sequence})

    states = [Dossier.objects.get(pk=one.pk).state for one in (dossier, other)]
    assert states == ["xem-xet", "ky-duyet"]


def test_a_colleague_in_the_same_role_reads_it_by_the_own_seat_and_handles_it_no_more() -> None:
    nga = officer("nga", Role.SPECIALIST, PRESS)
    [dossier, other] = some(2, "tham-dinh")
    away("dung", "nga")
    declare(dossier, "dung")

    actors = policy.actors(nga, seats_of(User.objects.get(pk=nga.pk), TODAY))

    assert policy.shows(actors, dossier)
    assert able(actors, dossier) == set()
    assert able(actors, other) != set()
    assert not has("nga", dossier)
    assert has("nga", other)


def test_once_it_is_given_to_the_stand_in_it_is_that_one_s_own_work() -> None:
    nga = officer("nga", Role.SPECIALIST, PRESS)
    [dossier] = some(1, "tham-dinh")
    away("dung", "nga")
    declare(dossier, "dung")

    story.take(dossier, "reassign", "hoa", at=NOW, assignee=nga)
    dossier.refresh_from_db()

    assert has("nga", dossier)
    assert "propose-granted" in offered("nga", dossier)


def test_what_is_lent_by_a_leader_neither_shows_nor_signs_it() -> None:
    officer("nga", Role.SPECIALIST, "buu-chinh-vien-thong")
    [dossier, other] = some(2, "ky-duyet")
    away("lan", "nga")
    declare(dossier, "lan")

    answer = Visitor("nga").get(f"/mot-cua/{dossier.code}/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert able(personae("nga", NOW), dossier) == set()
    assert able(personae("nga", NOW), other) != set()
    assert (has("nga", dossier), has("nga", other)) == (False, True)
    assert "nga" not in nameable(dossier, TODAY, story.person("bob").pk)
    assert "nga" in nameable(other, TODAY, story.person("bob").pk)


def test_with_many_it_is_left_out() -> None:
    [dossier, other] = some(2, "tham-dinh")
    away("dung", "hoa")
    declare(dossier, "dung")

    page = Visitor("hoa").get(BULK, {"act": "propose-granted", "chosen": [dossier.code, other.code]})
    left_out = (
        {row["code"] for row in page.context["left_out"]} if page.status_code == HTTPStatus.OK else {dossier.code}
    )

    assert dossier.code in left_out


@pytest.mark.parametrize("whose", ["the own account", "another account of the same person"])
def test_nor_is_what_whoever_is_away_applied_for(whose: str) -> None:
    """That holds for a colleague too who has a seat of the same kind, which shows the dossier."""
    nga = officer("nga", Role.SPECIALIST, PRESS)
    [dossier, other] = some(2, "tham-dinh")
    away("dung", "nga")
    dung = story.person("dung")
    applicant = dung
    if whose != "the own account":
        User.objects.filter(pk=dung.pk).update(personal_id="001188009999")
        applicant = User.objects.create(username="dung-2", personal_id="001188009999")
    Dossier.objects.filter(pk=dossier.pk).update(applicant=applicant)
    dossier.refresh_from_db()

    actors = policy.actors(nga, seats_of(User.objects.get(pk=nga.pk), TODAY))

    assert able(actors, dossier) == set()
    assert able(actors, other) != set()
    assert (has("nga", dossier), has("nga", other)) == (False, True)


def test_what_was_done_in_that_place_before_is_not_taken_back_in_it() -> None:
    walk = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("tham-dinh")
    away("dung", "hoa")
    event = walk.take("propose-granted", "hoa").events[-1]
    assert event.on_behalf_of == story.person("dung")
    declare(walk.dossier, "dung")

    with nothing_written():
        answer = Visitor("hoa").post(f"/mot-cua/{walk.dossier.code}/take-back/", {"undoes": event.sequence})

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_command_refuses_the_stand_in() -> None:
    [dossier] = some(1, "tham-dinh")
    away("dung", "hoa")
    declare(dossier, "dung")
    actors = personae("hoa", NOW)
    own = next(one for one in actors if one.role is Role.DIVISION_HEAD)
    lent = next(one for one in actors if one.stands_for == story.person("dung").pk)

    with nothing_written(), pytest.raises(refusals.NotYours):
        advance(dossier, acts.NOTE, actor=lent, given=Given(message="x"), seen=dossier.sequence, at=NOW)
    advance(dossier, acts.NOTE, actor=own, given=Given(message="x"), seen=dossier.sequence, at=NOW)


def test_the_stand_in_has_it_in_nobody_s_place_and_is_not_reminded_for_that_one() -> None:
    nga = officer("nga", Role.SPECIALIST, PRESS)
    [dossier, other] = some(2, "tham-dinh")
    away("dung", "nga")
    assert reminded_of([dossier], TODAY)[dossier.pk] == (story.person("dung"), nga)

    declare(dossier, "dung")

    absent = absent_names(seats_of(User.objects.get(pk=nga.pk), TODAY), TODAY)
    assert (absent(dossier), absent(other)) == ("", "Hoàng Tiến Dũng")
    told = reminded_of([dossier, other], TODAY)
    assert told == {dossier.pk: (story.person("hoa"),), other.pk: (story.person("dung"), nga)}


def test_who_stands_in_for_the_interested_head_neither_reads_nor_ends_the_declaration() -> None:
    """Nor is told of it as the head: whoever answers for the agency is."""
    officer("nga", Role.SPECIALIST, PRESS)
    [dossier, other] = some(2, "phan-cong")
    away("hoa", "nga")
    found, elsewhere = declare(dossier, "hoa"), declare(other, "dung")

    page = Visitor("nga").get(TEAM)
    Visitor("nga").post(TEAM, {"end": str(found.pk), "why": "Khai nhầm."})

    shown = (*page.context["interests_pressing"], *page.context["interests_settled"])
    assert [one.pk for one in shown] == [elsewhere.pk]
    assert Interest.objects.standing().filter(pk=found.pk).exists()
    assert {one.username for one in told_of.recipients(found, TODAY)} == {"lan", "carol"}
    assert "nga" in {one.username for one in told_of.recipients(elsewhere, TODAY)}


def test_it_hangs_in_the_list_of_whoever_sees_to_it_and_not_of_the_stand_in() -> None:
    officer("nga", Role.SPECIALIST, PRESS)
    [dossier] = some(1, "phan-cong")
    away("hoa", "nga")
    declare(dossier, "hoa")
    caches["process"].clear()

    hanging = {who: [one.code for one in Visitor(who).get(TEAM).context["barred"]] for who in ("nga", "lan", "carol")}

    assert hanging == {"nga": [], "lan": [dossier.code], "carol": [dossier.code]}


def test_a_case_officer_s_hangs_in_the_list_of_the_head_who_stands_in() -> None:
    [dossier] = some(1, "tham-dinh")
    away("dung", "hoa")
    declare(dossier, "dung")
    caches["process"].clear()

    assert [one.code for one in Visitor("hoa").get(TEAM).context["barred"]] == [dossier.code]
