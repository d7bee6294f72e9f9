"""Who has something to do with a dossier is kept out of it, in whatever seat; what was done before stays (ADR 0094)."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, policy, refusals
from dossiers.commands.deciding import interests
from dossiers.lists.people import nameable
from dossiers.models import Dossier, Interest, InterestKind
from dossiers.notices.recipients import reminded_of
from dossiers.proof import audit
from dossiers.refusals.review import GivenToKeptOut, KeptOut, NotOnesOwn
from dossiers.reports.alerts.stranded import of_agency
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import BULK, FILED, NOW, some
from tests.dossiers.listed import listed
from tests.dossiers.officers import CONTACT, officer, personae, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()


def declared(dossier: Dossier, username: str, kind: InterestKind = InterestKind.RELATIVE) -> Interest:
    """Let somebody declare an interest, as the page does."""
    return interests.declare(dossier, by=story.person(username), kind=kind, reason="Anh ruột nộp.", at=NOW)


def sees(username: str, dossier: Dossier) -> bool:
    user = story.person(username)
    return Dossier.objects.visible_to(seats_of(user, TODAY)).filter(pk=dossier.pk).exists()


def test_who_declares_it_sees_and_handles_the_dossier_no_more_and_reads_why() -> None:
    [dossier] = some(1, "tham-dinh")
    dung, path = Visitor("dung"), f"/mot-cua/{dossier.code}/"

    page = dung.get(f"{path}lien-quan/")
    answer = dung.post(f"{path}lien-quan/", {"kind": "relative", "reason": "Anh ruột nộp."}, follow=True)

    row = Interest.objects.get()
    assert page.status_code == HTTPStatus.OK
    assert (row.dossier, row.person, row.kind, row.declared_at) == (dossier, story.person("dung"), "relative", NOW)
    assert "you neither see nor handle it any more" in read(answer).words()
    shut = dung.get(path)
    assert shut.status_code == HTTPStatus.FORBIDDEN
    assert "You have declared that you have something to do with this dossier" in read(shut).words()
    assert dossier.applicant_name not in shut.content.decode()
    assert dung.post(f"{path}finish-tham-dinh/", {"seen": dossier.sequence}).status_code == HTTPStatus.FORBIDDEN
    assert dossier.code not in listed(dung.get("/mot-cua/?list=open"))
    assert dung.get(f"/mot-cua/{dossier.code}/phieu-kiem-soat/").status_code == HTTPStatus.FORBIDDEN


def test_a_declaration_holds_for_another_account_of_the_same_person() -> None:
    [dossier] = some(1, "tham-dinh")
    User.objects.filter(username__in=("dung", "hoa")).update(personal_id="001188009999")

    found = declared(dossier, "dung")

    hoa = story.person("hoa")
    assert not sees("hoa", dossier)
    assert interests.kept_out_of([dossier.pk])[dossier.pk] == {found.person_id, hoa.pk}
    Visitor("hoa").post("/mot-cua/phong/", {"end": str(found.pk)})
    assert Interest.objects.standing().filter(pk=found.pk).exists()


def test_the_head_reads_on_the_file_that_its_holder_may_not_act() -> None:
    [dossier] = some(1, "tham-dinh")
    hoa, said = Visitor("hoa"), "Hoàng Tiến Dũng, who has this dossier, has declared an interest in it and may not act"
    assert said not in read(hoa.get(f"/mot-cua/{dossier.code}/")).words()

    declared(dossier, "dung")

    assert said in read(hoa.get(f"/mot-cua/{dossier.code}/")).words()
    assert said not in read(Visitor("bob").get(f"/mot-cua/{dossier.code}/")).words()


def test_who_never_had_it_does_not_read_that_it_has_to_be_given_to_another() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "nga")

    words = read(Visitor("nga").get(f"/mot-cua/{dossier.code}/")).words()

    assert "A colleague goes on with it; where it was with you, the head of the unit gives it to another." in words


def test_the_only_head_reads_who_sees_to_what_nobody_else_may_give_out() -> None:
    [dossier] = some(1, "phan-cong")
    declared(dossier, "hoa")

    words = read(Visitor("hoa").get(f"/mot-cua/{dossier.code}/")).words()

    assert "A colleague goes on with it" not in words
    assert "Nobody else may go on with it now." in words
    assert "Whoever answers for the agency sees to it: " in words
    assert "Vũ Ngọc Lan" in words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": "x"}, "kind"),
        ({"kind": "relative", "reason": "  "}, "reason"),
        ({"kind": "?", "reason": "x"}, "kind"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_declared(typed: dict[str, str], field: str) -> None:
    [dossier] = some(1, "tham-dinh")

    with nothing_written():
        answer = Visitor("dung").post(f"/mot-cua/{dossier.code}/lien-quan/", typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert set(read(answer).errors) == {f"id_{field}"}


def test_a_second_declaration_from_another_window_is_refused_with_the_sentence() -> None:
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")

    with nothing_written(), pytest.raises(KeptOut):
        declared(dossier, "dung")
    answer = Visitor("dung").post(f"/mot-cua/{dossier.code}/lien-quan/", {"kind": "other", "reason": "x"})

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("username", ["bob", "hoa", "dung", "lan", "tam", "carol"])
def test_no_seat_shows_it_and_policy_says_the_same(username: str) -> None:
    [dossier, other] = some(2, "tham-dinh")
    declared(dossier, username)

    user = User.objects.get(username=username)
    actors = policy.actors(user, seats_of(user, TODAY))

    assert not sees(username, dossier)
    assert sees(username, other)
    assert not policy.shows(actors, dossier)
    assert policy.shows(actors, other)
    assert not Dossier.objects.on_desk_of(seats_of(user, TODAY)).filter(pk=dossier.pk).exists()


def test_nor_does_a_seat_that_is_lent_while_who_stands_in_for_the_interested_sees_what_the_own_seat_shows() -> None:
    [dossier] = some(1, "ky-duyet")
    day = timedelta(days=1)
    substitute("lan", "carol", since=TODAY - day, until=TODAY + day)
    declared(dossier, "lan")

    assert not sees("lan", dossier)
    assert sees("carol", dossier)
    assert not Dossier.objects.on_desk_of(seats_of(story.person("carol"), TODAY)).filter(pk=dossier.pk).exists()
    declared(dossier, "carol")
    assert not sees("carol", dossier)


def test_an_act_is_refused_with_the_sentence_where_a_page_is_older_than_the_declaration() -> None:
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")

    for actor in personae("dung", NOW)[1:]:
        with nothing_written(), pytest.raises(KeptOut):
            story.commands.advance(
                dossier, acts.NOTE, actor=actor, given=story.commands.Given(message="x"), seen=dossier.sequence, at=NOW
            )


def test_a_step_is_not_taken_back_by_who_has_declared_it_since() -> None:
    walk = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("accepted")
    event = walk.events[-1]
    declared(walk.dossier, "bob")

    answer = Visitor("bob").post(f"/mot-cua/{walk.dossier.code}/take-back/", {"undoes": event.sequence})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert walk.dossier.events.count() == event.sequence


def test_with_many_it_is_as_if_there_were_none() -> None:
    [dossier, other] = some(2, "tham-dinh")
    declared(dossier, "hoa")

    page = Visitor("hoa").get(BULK, {"act": "assign", "chosen": [dossier.code, other.code]})

    assert {row["code"]: row["is_seen"] for row in page.context["left_out"]}[dossier.code] is False
    assert dossier.applicant_name not in [
        row["applicant"] for row in page.context["left_out"] if row["code"] == dossier.code
    ]


def test_nobody_gives_it_to_who_is_kept_out_and_a_note_does_not_name_that_one() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "nga")

    with nothing_written(), pytest.raises(GivenToKeptOut) as refused:
        story.take(dossier, "reassign", "hoa", at=NOW, assignee=story.person("nga"))
    with translation.override("en"):
        assert "nga is kept out of this dossier" in str(refused.value)
    assert "nga" not in nameable(dossier, TODAY, story.person("hoa").pk)


def test_who_is_kept_out_gets_no_reminder_and_the_head_who_can_give_it_to_another_does() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    assert reminded_of([dossier], TODAY)[dossier.pk] == (story.person("dung"),)
    declared(dossier, "dung")

    assert reminded_of([dossier], TODAY)[dossier.pk] == (story.person("hoa"),)


def test_where_nobody_is_left_the_alerts_say_so_and_else_not() -> None:
    [dossier] = some(1, "tham-dinh")
    agency = dossier.agency
    assert not any(of_agency(agency, NOW).values())
    declared(dossier, "hoa")
    assert not any(of_agency(agency, NOW).values())
    declared(dossier, "dung")

    [[seen]] = of_agency(agency, NOW).values()

    assert (seen.signal, seen.measured["count"], seen.measured["code"]) == ("own", 1, dossier.code)


def test_nobody_ends_the_own() -> None:
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier, "hoa")

    with nothing_written(), pytest.raises(NotOnesOwn):
        interests.end(row, by=story.person("hoa"), reason="Không còn đúng.", at=NOW)


def test_what_was_done_before_stays_valid() -> None:
    [dossier] = some(1, "xem-xet")
    declared(dossier, "dung")
    declared(dossier, "hoa")

    assert audit.check_all().differences == []


def test_a_row_is_ended_once_and_neither_changed_nor_deleted() -> None:
    [dossier] = some(1, "tham-dinh")
    row = declared(dossier, "dung")

    for statement in (
        "UPDATE dossiers_interest SET reason = 'x'",
        "UPDATE dossiers_interest SET end_reason = 'x'",
        "UPDATE dossiers_interest SET ended_at = now(), ended_by_id = (SELECT id FROM accounts_user WHERE username = 'hoa')",
        "UPDATE dossiers_interest SET ended_at = now(), ended_by_id = person_id",
        "DELETE FROM dossiers_interest",
        "TRUNCATE dossiers_interest",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert interests.end(row, by=story.person("hoa"), reason="Không còn đúng.", at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Interest.objects.update(ended_at=None, ended_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Interest.objects.update(end_reason="Khác.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Interest.objects.create(dossier=dossier, person=row.person, kind=row.kind, declared_at=NOW, end_reason="x")
    assert not interests.end(row, by=story.person("hoa"), reason="Không còn đúng.", at=NOW)


def test_a_second_account_of_the_same_person_is_that_persons_own() -> None:
    number = "001185055555"
    User.objects.create(username="anh-hai", full_name="Hoàng Tiến Dũng", personal_id=number, email="hai@example.vn")
    dossier = (
        Walk(story.file("anh-hai", at=FILED, answers={**story.ANSWERS, **CONTACT}), FILED, timedelta(minutes=1))
        .until("phan-cong")
        .dossier
    )
    assert sees("dung", dossier)
    User.objects.filter(username="dung").update(personal_id=number)

    [actor] = personae("dung", NOW)[1:2]

    assert not sees("dung", dossier)
    assert policy.handles_own(actor, dossier)
    with nothing_written(), pytest.raises(refusals.Refusal):
        story.take(dossier, "finish-phan-cong", "hoa", at=NOW, assignee=story.person("dung"))


def test_without_a_number_two_accounts_are_two_people() -> None:
    [dossier] = some(1, "tham-dinh")
    User.objects.filter(username__in=("alice", "dung")).update(personal_id="")

    assert sees("dung", dossier)
    assert seats_of(User.objects.get(username="dung"), TODAY).same_person == ()


def test_a_stranger_finds_nothing_to_declare() -> None:
    [dossier] = some(1, "tham-dinh")

    for username, status in (("mallory", 404), ("alice", 404), ("", 302)):
        assert Visitor(username).get(f"/mot-cua/{dossier.code}/lien-quan/").status_code == status


def test_where_another_case_officer_may_get_it_the_head_is_named_and_nobody_else() -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    [dossier] = some(1, "tham-dinh")
    declared(dossier, "dung")

    words = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()

    assert f"It waits until it is given to another case officer: {story.person('hoa').full_name} sees to that." in words
    assert "Nobody else may go on with it now." not in words
    assert "Whoever answers for the agency" not in words
