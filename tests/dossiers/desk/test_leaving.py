"""Who leaves hands over first: files, sole seats, stand-ins; nothing is closed before nothing is left (ADR 0095)."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, Membership, Substitution, Unit, User
from accounts.people import leaving
from accounts.people.leaving import LeavingError
from accounts.roles import Role
from dossiers.background import jobs as background
from dossiers.calendars.feed import addresses
from dossiers.desk.team import moving
from dossiers.desk.team.hanging import hanging_on
from dossiers.models import CalendarFeed, Dossier, Job
from dossiers.pages.gaps.closing import close
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, paid_until, some
from tests.dossiers.officers import officer, substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

UNIT = "bao-chi-xuat-ban"
TODAY = local(NOW).date()
DAY = timedelta(days=1)


def path_of(username: str) -> str:
    return f"/mot-cua/ban-giao/{story.person(username).pk}/"


def words_of(answer: HttpResponse) -> str:
    return read(answer).words()


def leaver() -> User:
    """Return a case officer on whom nothing hangs yet: dung is there too."""
    return officer("nga", Role.SPECIALIST, UNIT)


def given(count: int) -> list[Dossier]:
    """Return dossiers that the one who leaves has."""
    files = some(count, "phan-cong")
    for file in files:
        story.take(file, "finish-phan-cong", "hoa", at=NOW, assignee=story.person("nga"))
    return files


@pytest.mark.parametrize("who", ["hoa", "lan", "admin"])
def test_the_address_alone_lists_ones_people_with_their_handing_over(who: str) -> None:
    leaver()
    visitor = Visitor(who)

    page = visitor.get("/mot-cua/ban-giao/").content.decode()

    paths = re.findall(r'href="(/mot-cua/ban-giao/\d+/)"', page)
    assert {path_of("nga"), path_of("dung")} <= {*paths}
    assert path_of(who) not in paths, "nobody hands over for oneself"
    assert {visitor.get(path).status_code for path in paths} == {HTTPStatus.OK}
    assert "viet-an" not in page


def test_who_has_nothing_is_closed_by_the_administrator_and_all_of_it_is_recorded() -> None:
    nga = leaver()
    addresses.make(nga, "", of_unit=False, language="vi", at=NOW)
    own = Visitor("nga")
    assert own.get("/mot-cua/").status_code == HTTPStatus.OK
    admin = Visitor("admin")
    assert "Nothing hangs on this person any more." in words_of(admin.get(path_of("nga")))

    answer = admin.post(path_of("nga"), {"do": "close"}, follow=True)

    nga.refresh_from_db()
    assert "The account is closed; nothing was left behind." in words_of(answer)
    assert not nga.is_active
    assert list(nga.memberships.values_list("until", flat=True)) == [TODAY]
    assert own.get("/mot-cua/").status_code == HTTPStatus.FOUND
    assert not CalendarFeed.objects.exists()
    ended, closed = AccountChange.objects.filter(person=nga).order_by("pk")
    assert {ended.by, closed.by} == {story.person("admin")}
    assert (ended.kind, closed.kind) == (ChangeKind.SEAT_CHANGED, ChangeKind.CLOSED)
    assert ended.after["until"] == TODAY.isoformat()


def test_thirty_files_are_divided_among_those_who_stay_and_then_the_account_is_closed() -> None:
    leaver()
    officer("thu", Role.SPECIALIST, UNIT)
    files = given(30)
    hoa, admin = Visitor("hoa"), Visitor("admin")
    page = hoa.get(path_of("nga"))
    assert "Open dossiers that this case officer has: 30." in words_of(page)
    assert "hand it over first" in words_of(admin.post(path_of("nga"), {"do": "close"}, follow=True))
    assert story.person("nga").is_active

    chosen = [f"{one.code}:{Dossier.objects.get(pk=one.pk).sequence}" for one in files]
    sent = {"do": "propose", "chosen": chosen, "without": story.person("nga").pk}
    proposal = hoa.post(f"/mot-cua/phong/?who={story.person('nga').pk}", sent)
    form = next(form.values for form in read(proposal).forms if any(name.startswith("to-") for name in form.values))
    to = {name: value for name, value in form.items() if name.startswith("to-")}
    assert len(to) == 30
    assert str(story.person("nga").pk) not in to.values()
    action = next(form.action for form in read(page).forms if "without" in form.values)
    led = hoa.post(action, sent)
    back = f'<a href="{path_of("nga")}">'
    assert back in led.content.decode(), "the proposal leads back to the page that it came from"
    assert back not in hoa.get("/mot-cua/phong/").content.decode().partition('id="people"')[0]
    moved = hoa.post(action, {"do": "move", "chosen": chosen, **to})
    assert moved.status_code == 302
    assert back in hoa.get(action).content.decode()
    for job in Job.objects.filter(finished_at=None):
        background.go_on(job.pk, now=NOW, seconds=60)

    counts = {name: Dossier.objects.filter(assignee__username=name).count() for name in ("nga", "dung", "thu")}
    assert counts == {"nga": 0, "dung": 15, "thu": 15}
    admin.post(path_of("nga"), {"do": "close"})
    assert not story.person("nga").is_active
    assert audit.check_all().differences == []


def test_the_only_holder_of_a_role_is_closed_once_somebody_has_the_seat_and_the_page_names_what_would_stop() -> None:
    [file] = some(1, "van-thu")
    admin = Visitor("admin")
    page = admin.get(path_of("tam"))
    assert "Records clerk, Department Office" in words_of(page)
    assert "dossiers that lie there: 1" in words_of(page)
    [step] = [one for one in file.machine.steps if one.role is Role.CLERK]
    assert f"{file.machine.name.en}: {step.title.en}" in words_of(page)
    seat = story.person("tam").memberships.get()

    refused = admin.post(path_of("tam"), {"do": "close"}, follow=True)
    assert "Something hangs on this person still" in words_of(refused)
    done = admin.post(path_of("tam"), {"do": "seat", "row": seat.pk, "to": story.person("bob").pk}, follow=True)
    assert "Given: the seat is held from today on." in words_of(done)
    row = Membership.objects.get(user__username="bob", role=Role.CLERK)
    assert (row.unit, row.since, row.until) == (seat.unit, TODAY, None)
    assert AccountChange.objects.get(person=story.person("bob")).kind == ChangeKind.SEAT_GIVEN
    admin.post(path_of("tam"), {"do": "close"})
    assert not story.person("tam").is_active


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: substitute("bob", "carol", since=TODAY, until=TODAY + DAY),
            "Trần Văn Bình is away, 30/11/2026–01/12/2026.",
        ),
        (
            lambda: User.objects.filter(username="bob").update(is_active=False),
            "The account of Trần Văn Bình is closed.",
        ),
        (
            lambda: Membership.objects.filter(user__username="bob").update(until=TODAY),
            "Trần Văn Bình leaves too, today.",
        ),
        (
            lambda: Membership.objects.create(
                user=story.person("bob"),
                unit=Unit.objects.get(slug="van-phong"),
                role=Role.CLERK,
                since=TODAY - 9 * DAY,
                until=TODAY - DAY,
            ),
            "Trần Văn Bình cannot get this seat",
        ),
    ],
    ids=["away", "closed", "leaves too", "had it before"],
)
def test_a_successor_who_cannot_take_it_is_refused_with_the_reason(make, words: str) -> None:
    make()
    seat = story.person("tam").memberships.get()
    before = Membership.objects.count()

    answer = Visitor("admin").post(
        path_of("tam"), {"do": "seat", "row": seat.pk, "to": story.person("bob").pk}, follow=True
    )

    assert words in words_of(answer)
    assert Membership.objects.count() == before


@pytest.mark.parametrize("to", ["", "0", "x", "999999999999999999999"])
def test_nobody_chosen_is_said(to: str) -> None:
    seat = story.person("tam").memberships.get()

    answer = Visitor("admin").post(path_of("tam"), {"do": "seat", "row": seat.pk, "to": to}, follow=True)

    assert "Choose who takes it over." in words_of(answer)


def test_who_stands_in_for_somebody_is_replaced_first() -> None:
    leaver()
    officer("thu", Role.SPECIALIST, UNIT)
    substitute("dung", "nga", since=TODAY + DAY, until=TODAY + 3 * DAY)
    hoa, row = Visitor("hoa"), Substitution.objects.get()
    assert "Hoàng Tiến Dũng, 01/12/2026–03/12/2026" in words_of(hoa.get(path_of("nga")))
    with pytest.raises(LeavingError):
        close(story.person("nga"), by=story.person("admin"), at=NOW)

    hoa.post(path_of("nga"), {"do": "stand-in", "row": row.pk, "to": story.person("thu").pk})

    row.refresh_from_db()
    new = Substitution.objects.exclude(pk=row.pk).get()
    assert (row.ended_on, row.ended_by) == (TODAY, story.person("hoa"))
    assert (new.absent, new.substitute, new.since, new.until) == (
        story.person("dung"),
        story.person("thu"),
        TODAY + DAY,
        TODAY + 3 * DAY,
    )
    close(story.person("nga"), by=story.person("admin"), at=NOW)


def test_where_the_new_stand_in_is_refused_the_old_one_stays() -> None:
    leaver()
    substitute("dung", "nga", since=TODAY + DAY, until=TODAY + 3 * DAY)
    row = Substitution.objects.get()

    answer = Visitor("hoa").post(
        path_of("nga"), {"do": "stand-in", "row": row.pk, "to": story.person("tam").pk}, follow=True
    )

    assert "cannot stand in on all of these days" in words_of(answer)
    row.refresh_from_db()
    assert row.ended_on is None


def test_the_second_of_two_who_press_reads_that_it_is_closed() -> None:
    leaver()
    admin = Visitor("admin")
    admin.post(path_of("nga"), {"do": "close"})

    second = admin.post(path_of("nga"), {"do": "close"}, follow=True)

    assert "This account is closed already." in words_of(second)
    assert AccountChange.objects.filter(person=story.person("nga"), kind=ChangeKind.CLOSED).count() == 1


def test_the_second_of_two_who_give_a_seat_reads_that_somebody_has_it() -> None:
    seat = story.person("tam").memberships.get()
    admin = Visitor("admin")
    admin.post(path_of("tam"), {"do": "seat", "row": seat.pk, "to": story.person("bob").pk})

    second = admin.post(path_of("tam"), {"do": "seat", "row": seat.pk, "to": story.person("carol").pk}, follow=True)

    assert "Somebody else has this seat by now." in words_of(second)
    assert Membership.objects.filter(role=Role.CLERK).count() == 2


def test_the_head_hands_over_but_gives_no_seat_and_closes_no_account() -> None:
    leaver()
    hoa = Visitor("hoa")

    assert "The administrator closes the account." in words_of(hoa.get(path_of("nga")))
    assert hoa.post(path_of("nga"), {"do": "close"}).status_code == HTTPStatus.NOT_FOUND
    assert hoa.post(path_of("nga"), {"do": "seat", "row": "1"}).status_code == HTTPStatus.NOT_FOUND
    assert story.person("nga").is_active


def test_nobody_closes_the_own_account() -> None:
    second = officer("quan-tri", Role.ADMINISTRATOR, "so-tttt")

    assert Visitor("quan-tri").get(path_of("quan-tri")).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(LeavingError):
        close(second, by=second, at=NOW)


@pytest.mark.parametrize("username", ["dung", "bob", "tam", "van", "alice", "mallory"])
def test_it_is_there_for_nobody_else(username: str) -> None:
    leaver()

    assert Visitor(username).get(path_of("nga")).status_code == HTTPStatus.NOT_FOUND


def test_what_waits_at_another_step_does_not_keep_and_is_told() -> None:
    leaver()
    [file] = given(1)
    story.take(
        file,
        "finish-tham-dinh" if file.machine.action(file.state, "finish-tham-dinh") else "propose-granted",
        "nga",
        at=NOW,
    )

    found = hanging_on(story.person("nga"), TODAY)

    assert (found.files, found.later, bool(found)) == (0, 1, False)


def test_of_what_lies_at_a_seat_it_is_told_how_much_only_waits_to_be_collected() -> None:
    some(1, "filed")
    paid_until("result-ready")

    words = words_of(Visitor("admin").get(path_of("bob")))

    assert "dossiers that lie there: 2, of which 1 have their result and wait to be collected" in words


def test_seats_that_others_have_too_keep_nobody() -> None:
    leaver()

    assert list(leaving.sole_seats(story.person("nga"), TODAY)) == []
    assert {seat.role for seat in leaving.sole_seats(story.person("hoa"), TODAY)} == {Role.DIVISION_HEAD}


def test_a_division_that_goes_on_by_itself_leads_back_too(monkeypatch: pytest.MonkeyPatch) -> None:
    leaver()
    chosen = [f"{one.code}:{Dossier.objects.get(pk=one.pk).sequence}" for one in given(2)]
    monkeypatch.setattr(moving, "WAIT_SECONDS", -1.0)
    hoa = Visitor("hoa")
    action = next(form.action for form in read(hoa.get(path_of("nga"))).forms if "without" in form.values)

    answer = hoa.post(action, {"do": "move", "chosen": chosen, "assignee": story.person("dung").pk}, follow=True)

    assert Job.objects.get().finished_at is None
    assert f'<a href="{path_of("nga")}">' in answer.content.decode()
    assert "this goes on by itself" in words_of(answer)


def test_who_could_stand_in_instead_is_named_as_in_the_form_of_absences() -> None:
    leaver()
    substitute("lan", "nga", since=TODAY, until=TODAY + 3 * DAY)
    again = officer("tam2", Role.ONE_STOP_OFFICER, "mot-cua")
    User.objects.filter(pk=again.pk).update(full_name=story.person("tam").full_name)
    substitute("bob", "carol", since=TODAY, until=TODAY + DAY)

    page = Visitor("lan", language="vi").get(path_of("nga")).content.decode()

    options = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]+)<', page))
    one, other = (options[str(pk)] for pk in (story.person("tam").pk, again.pk))
    assert one != other
    assert "Văn thư, " in one
    assert "không có chức vụ ghi dưới chữ ký" in one
    bob = story.person("bob")
    assert f'<option value="{bob.pk}" disabled>' in page
    assert "nghỉ 30/11/2026–01/12/2026" in options[str(bob.pk)]
    assert "văn bản chỉ ghi họ tên" in page
    row = Substitution.objects.get(absent=story.person("lan"))
    sent = {"do": "stand-in", "row": row.pk, "to": story.person("tam").pk}
    answer = Visitor("lan", language="vi").post(path_of("nga"), sent, follow=True)
    assert "Bùi Thanh Tâm: Người không có chức vụ" in words_of(answer)


def test_two_leavers_of_one_name_are_told_apart_by_their_seats() -> None:
    User.objects.filter(pk=leaver().pk).update(full_name=story.person("tam").full_name)

    words = words_of(Visitor("admin", language="vi").get("/mot-cua/ban-giao/"))

    assert "Bùi Thanh Tâm Văn thư, " in words
    assert "Bùi Thanh Tâm Chuyên viên" in words
