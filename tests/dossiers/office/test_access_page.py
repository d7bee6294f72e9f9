"""Who of the office reads whose dossier: noted down at every door, found by dossier, person and day, never changed."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.seats import seats_of
from bench import readings
from dossiers.background import relay
from dossiers.commands import notes
from dossiers.log.answers import standing
from dossiers.models import AccessRecord, Door, Dossier, Letter, short_role
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.officers import substitute

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=LOCAL)
PAGE = "/van-hanh/da-xem/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def noted() -> list[tuple[str, str, int, str]]:
    rows = AccessRecord.objects.select_related("person", "dossier").order_by("pk")
    return [(row.person.username, row.dossier.code, row.door, row.role) for row in rows]


def note(dossier: Dossier, who: str, *, at: datetime, door: Door = Door.FILE) -> None:
    user = User.objects.get(username=who)
    notes.reads(user, seats_of(user, at.date()), dossier, door, at=at)


def opened(who: str, address: str) -> int:
    answer = Visitor(who).get(address)
    content_of(answer)
    return answer.status_code


def shown(query: str = "") -> list[str]:
    answer = Visitor("admin").get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return [f"{row.person.username} {row.dossier.code}" for row in answer.context["rows"]]


def test_each_door_to_a_dossier_notes_down_who_went_through_and_by_which_seat() -> None:
    dossier = dossier_at("accepted").dossier
    relay.run(NOW + timedelta(hours=1))
    paper = dossier.attachments.exclude(file="").first()
    letter = Letter.objects.filter(dossier=dossier).first()
    assert paper is not None
    assert letter is not None
    code = dossier.code

    doors = {
        Door.FILE: [f"/mot-cua/{code}/"],
        Door.PAPER: [f"/ho-so/tep/{paper.pk}/", f"/mot-cua/{code}/tep/{paper.pk}/"],
        Door.ISSUED: [f"/ho-so/giay/{letter.token}/", f"/mot-cua/{code}/phieu-kiem-soat/"],
    }
    for door, addresses in doors.items():
        for address in addresses:
            with transaction.atomic():
                before = set(AccessRecord.objects.values_list("pk", flat=True))
                assert opened("bob", address) == 200, address
                new = AccessRecord.objects.exclude(pk__in=before)
                assert [(row.door, row.person.username) for row in new] == [(door, "bob")], address
                transaction.set_rollback(True)
    assert opened("carol", f"/mot-cua/{code}/luc/") == 200

    assert noted() == [("carol", code, Door.PAST, Role.MANAGER)]
    assert AccessRecord.objects.get().at == NOW


def test_who_stands_in_reads_by_the_seat_for_which_the_dossier_waits() -> None:
    substitute("lan", "dung", since=NOW.date(), until=NOW.date())
    waiting, own = dossier_at("ky-duyet").dossier, dossier_at("tham-dinh").dossier

    for dossier in (waiting, own):
        note(dossier, "dung", at=NOW)

    assert [row[3] for row in noted()] == [Role.DEPARTMENT_LEADER, Role.SPECIALIST]
    assert [row.stands_for for row in AccessRecord.objects.order_by("pk")] == [story.person("lan"), None]


def test_what_is_opened_again_within_a_quarter_of_an_hour_is_one_reading() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    for minutes in (0, 14, 15, 29):
        note(dossier, "bob", at=NOW + timedelta(minutes=minutes))
    note(dossier, "bob", at=NOW + timedelta(minutes=1), door=Door.PAPER)

    assert [(row.at - NOW).seconds // 60 for row in AccessRecord.objects.order_by("pk")] == [0, 15, 1]


def test_by_another_seat_it_is_another_reading() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    bob = User.objects.get(username="bob")
    note(dossier, "bob", at=NOW)
    seat = Membership.objects.get(user=bob)
    Membership.objects.filter(pk=seat.pk).update(role=Role.MANAGER, unit=dossier.agency)
    note(dossier, "bob", at=NOW + timedelta(minutes=1))

    assert [row[3] for row in noted()] == [Role.ONE_STOP_OFFICER, Role.MANAGER]


def test_nothing_is_noted_of_applicants_of_heads_alone_and_of_who_is_refused() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    assert opened("alice", f"/ho-so/{dossier.code}/") == 200
    paper = dossier.attachments.exclude(file="").first()
    assert paper is not None
    assert opened("alice", f"/ho-so/tep/{paper.pk}/") == 200
    assert Visitor("bob").head(f"/mot-cua/{dossier.code}/").status_code == 200
    assert opened("mallory", f"/mot-cua/{dossier.code}/") == 404
    assert opened("mallory", f"/ho-so/tep/{paper.pk}/") == 404

    assert noted() == []


def test_the_page_finds_readings_by_dossier_person_and_days() -> None:
    first, second = (story.file(at=NOW - timedelta(hours=hours)) for hours in (2, 1))
    note(first, "bob", at=NOW - timedelta(days=1))
    note(second, "bob", at=NOW)
    note(second, "carol", at=NOW, door=Door.PAST)

    assert shown() == [f"carol {second.code}", f"bob {second.code}", f"bob {first.code}"]
    assert shown(f"?code={first.code.lower()}") == [f"bob {first.code}"]
    assert shown("?who=carol") == [f"carol {second.code}"]
    name = User.objects.get(username="bob").full_name
    assert shown(f"?who={name[:3]}&until=04/01/2026") == [f"bob {first.code}"]
    assert shown("?since=2026-01-05&until=2026-01-05") == [f"carol {second.code}", f"bob {second.code}"]
    assert shown("?who=alice") == []


def test_a_name_is_found_without_its_accents_and_the_applicant_stands_beside_each_reading() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    note(dossier, "carol", at=NOW)
    User.objects.filter(username="carol").update(full_name="Ngô Cẩm Châu")

    for typed in ("chau", "CHÂU", "cam chau", "Cẩm", "Ngô"):
        assert shown(f"?who={typed}") == [f"carol {dossier.code}"], typed
    for typed in ("chaux", "%", "_"):
        assert shown(f"?who={typed}") == [], typed
    page = read(Visitor("admin", language="vi").get(PAGE)).words()
    assert "Thời điểm mở" in page
    assert "Từ khi nào" not in page
    assert dossier.applicant_name in page[page.index("Hồ sơ của ai") :]


def test_the_end_of_a_number_is_enough_where_one_dossier_alone_has_it() -> None:
    first, second = (story.file(at=NOW - timedelta(hours=hours)) for hours in (2, 1))
    for dossier in (first, second):
        note(dossier, "bob", at=NOW)
    day = first.code.rpartition("-")[0]

    for typed in (first.code[-4:], first.code[-11:], first.code.replace("-", " "), first.code.lower()):
        assert shown(f"?code={typed}") == [f"bob {first.code}"], typed
    Dossier.objects.filter(pk=second.pk).update(code=f"{day[:-1]}6-{first.code[-4:]}")
    several = Visitor("admin", language="en").get(f"{PAGE}?code={first.code[-4:]}")
    assert several.status_code == 422
    assert "Several dossiers have a number that ends so" in read(several).words()
    assert shown(f"?code={first.code}") == [f"bob {first.code}"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?code=H26.NN-260105-9999", "There is no dossier with this number."),
        ("?since=2026-01-05&until=2026-01-04", "The last day is before the first."),
        ("?since=32/13/2026", "There is no such day. Please check it."),
    ],
)
def test_what_makes_no_sense_is_said_at_its_place(query: str, sentence: str) -> None:
    answer = Visitor("admin", language="en").get(f"{PAGE}{query}")

    assert answer.status_code == 422
    assert sentence in read(answer).errors.values()
    assert "Nobody has read" not in read(answer).words()


def test_many_are_shown_page_by_page_with_what_narrows_them(django_assert_num_queries) -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    for turn in range(60):
        note(dossier, "bob", at=NOW + timedelta(hours=turn))
    admin = Visitor("admin")
    admin.get(PAGE)
    with django_assert_num_queries(3):
        first = admin.get(f"{PAGE}?code={dossier.code}")
    assert len(first.context["rows"]) == 50
    rest = admin.get(f"{PAGE}{first.context['page'].next_url}")
    assert len(rest.context["rows"]) == 10


def test_the_database_changes_and_removes_no_reading() -> None:
    note(story.file(at=NOW - timedelta(hours=1)), "bob", at=NOW)
    for change in ("UPDATE dossiers_accessrecord SET door = 2", "DELETE FROM dossiers_accessrecord"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_reading_takes_one_statement() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    with CaptureQueriesContext(connection) as queries:
        note(dossier, "bob", at=NOW)
    assert len([one for one in queries if "accessrecord" in one["sql"]]) == 1


READERS = (
    Role.ONE_STOP_OFFICER,
    Role.DIVISION_HEAD,
    Role.SPECIALIST,
    Role.DEPARTMENT_LEADER,
    Role.PROVINCIAL_OFFICE,
    Role.CLERK,
    Role.MANAGER,
)


def test_a_reading_takes_less_than_two_hundred_bytes_where_many_officers_read_any_of_many_dossiers() -> None:
    dossier, bob, dung = story.file(at=NOW - timedelta(hours=1)), story.person("bob"), story.person("dung")
    given = {"dossier": dossier, "person": bob, "at": NOW, "door": Door.FILE, "unit": bob.memberships.get().unit}
    rows = [AccessRecord(**given, role=role, stands_for=lent) for role in READERS for lent in (None, dung)]
    AccessRecord.objects.bulk_create(rows)

    assert readings.bytes_of(row.pk for row in rows if row.stands_for is not None) <= 200
    assert readings.bytes_of(row.pk for row in rows) <= 192


def test_a_role_is_kept_in_a_few_letters_and_one_of_before_is_read_the_same() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    note(dossier, "bob", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT role FROM dossiers_accessrecord")
        assert cursor.fetchall() == [("desk",)]
        cursor.execute(
            "INSERT INTO dossiers_accessrecord (dossier_id, person_id, at, door, role, unit_id)"
            " SELECT dossier_id, person_id, at, door, 'one_stop_officer', unit_id FROM dossiers_accessrecord"
        )

    assert [row[3] for row in noted()] == [Role.ONE_STOP_OFFICER] * 2
    assert read(Visitor("admin").get(PAGE)).words().count("One-stop officer, ") == 2


def test_each_role_has_its_own_few_letters() -> None:
    assert len({short_role(role) for role in Role}) == len(Role)
    assert max(len(short_role(role)) for role in Role) <= 5


def test_a_reading_by_a_lent_seat_says_whose_it_is() -> None:
    dossier = story.file(at=NOW - timedelta(hours=1))
    substitute("bob", "dung", since=NOW.date(), until=NOW.date())
    note(dossier, "dung", at=NOW)

    reading = AccessRecord.objects.get()
    assert (reading.role, reading.stands_for) == (Role.ONE_STOP_OFFICER, User.objects.get(username="bob"))
    words = read(Visitor("admin").get(PAGE)).words()
    assert f"in place of {User.objects.get(username='bob').full_name}" in words


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (PAGE, "Who has read"),
        ("/van-hanh/con-thieu/", "Missing"),
        ("/van-hanh/co-quan/", "Agencies and receiving points"),
    ],
)
def test_a_page_to_which_others_lead_has_its_own_heading(path: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in Visitor("admin").get(path).content.decode()


def test_who_asks_by_phone_is_found_by_name_and_by_number_without_a_statement_a_row() -> None:
    own = dossier_at("accepted").dossier
    for who in ("bob", "hoa"):
        note(own, who, at=NOW)
    name = own.applicant_name

    assert shown(f"?whose={name}") == [f"hoa {own.code}", f"bob {own.code}"]
    assert shown("?whose=0912345679") == []
    assert shown("?whose=Khong+Ai+Ten+The") == []
    assert shown("?whose=12") == []
    words = read(Visitor("admin", language="vi").get(f"{PAGE}?whose={name}")).words()
    assert "Tên, hoặc số giấy tờ tuỳ thân hay số điện thoại" in words
    phone = standing(list(own.events.order_by("sequence")))["applicant_phone"]
    assert len(shown(f"?whose={phone}")) == 2
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            shown(f"?whose={name}")
        counts.append(len(asked))
        for door in (Door.PAPER, Door.ISSUED):
            note(own, "dung", at=NOW, door=door)
    assert counts[0] == counts[1]
