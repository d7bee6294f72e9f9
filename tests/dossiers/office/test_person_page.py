"""The administrator's page of one person: what is changed there, what it strands, and what stays known of before."""

from datetime import date, datetime, timedelta

import pytest
from django.http import HttpResponse

from accounts.models import AccountChange, ChangeKind, Membership, Substitution, Unit, User
from accounts.roles import Role
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from procedures.models import UnitSector
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer, substitute
from tests.dossiers.sight import another_agency

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TODAY = NOW.date()
PRESS = "bao-chi-xuat-ban"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def page_of(username: str, end: str = "") -> str:
    return f"/van-hanh/nguoi/{User.objects.get(username=username).pk}/{end}"


def words_of(username: str, language: str = "en") -> str:
    return read(Visitor("admin", language=language).get(page_of(username))).words()


def press(username: str, do: str) -> str:
    return read(Visitor("admin", language="en").post(page_of(username), {"do": do}, follow=True)).words()


def seat_of(username: str) -> Membership:
    return Membership.objects.filter(user__username=username).order_by("pk")[0]


def change(username: str, **typed: str) -> HttpResponse:
    seat = seat_of(username)
    given = {"since": seat.since.isoformat(), "until": "", "title": seat.title, **typed}
    return Visitor("admin", language="en").post(page_of(username, f"vi-tri/{seat.pk}/"), given)


def test_the_page_says_which_seats_by_whom_and_why_each_right_is_held() -> None:
    Visitor("admin").post(
        page_of("bob", "vi-tri/"),
        {"place": f"clerk:{seat_of('tam').unit_id}", "since": "06/01/2026", "until": "", "title": ""},
    )
    substitute("tam", "bob", TODAY, TODAY + timedelta(days=3))

    words = words_of("bob")

    assert "Records clerk Department Office 06/01/2026 – – Đinh Quang Trị, 09:00 06/01/2026" in words
    assert "One-stop officer, One-stop Desk: since 01/01/2016" in words
    assert "06/01/2026–09/01/2026: Trần Văn Bình stands in for Bùi Thanh Tâm" in words


def test_a_stand_in_that_was_ended_stays_listed_with_its_end() -> None:
    substitute("hoa", "bob", TODAY - timedelta(days=1), TODAY + timedelta(days=3))
    Substitution.objects.update(ended_on=TODAY, ended_by=User.objects.get(username="hoa"))
    substitute("lan", "bob", TODAY - timedelta(days=90), TODAY - timedelta(days=60))

    words = words_of("bob")

    assert "05/01/2026: Trần Văn Bình stands in for Phạm Thị Hoa ended from 06/01/2026 on" in words
    assert "stands in for Vũ Ngọc Lan" not in words


def test_the_last_sign_in_and_the_open_session_are_shown_and_ended() -> None:
    bob = Visitor()
    bob.post("/tai-khoan/login/", {"login": "bob", "password": DEMO_PASSWORD})
    assert "None is known to be open." not in words_of("bob")

    words = press("bob", "end-sessions")

    assert "Every session of this person is over" in words
    assert "None is known to be open." in words
    assert bob.get("/mot-cua/").status_code == 302


def test_name_and_mail_are_corrected_and_the_page_says_what_they_were() -> None:
    answer = Visitor("admin").post(page_of("bob", "sua/"), {"full_name": "Trần Văn Bình An", "email": "an@example.vn"})

    assert answer.status_code == 302
    words = words_of("bob")
    assert "Full name: Trần Văn Bình → Trần Văn Bình An" in words
    assert "E-mail address: bob@example.vn → an@example.vn" in words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"full_name": "N" * 255, "email": "an@example.vn"}, "id_full_name"),
        ({"full_name": "", "email": "an@example.vn"}, "id_full_name"),
        ({"full_name": "An", "email": "lan@example.vn"}, "id_email"),
        ({"full_name": "An", "email": "no mail"}, "id_email"),
        ({"full_name": "An", "email": ""}, "id_email"),
    ],
)
def test_what_cannot_be_a_name_or_a_mail_is_told_at_its_field(typed: dict[str, str], field: str) -> None:
    answer = Visitor("admin").post(page_of("bob", "sua/"), typed)

    assert answer.status_code == 422
    assert field in read(answer).errors
    assert not AccountChange.objects.exists()


def test_a_citizen_s_name_and_mail_are_not_the_office_s_to_change() -> None:
    assert Visitor("admin").get(page_of("alice", "sua/")).status_code == 404
    assert Visitor("admin").post(page_of("alice", "sua/"), {"full_name": "X", "email": "x@x.vn"}).status_code == 404
    assert Visitor("admin").get(page_of("alice")).status_code == 200


def test_a_seat_whose_end_stops_procedures_is_asked_about_with_what_it_stops() -> None:
    until = "20/01/2026"
    asked = change("tam", until=until)

    assert asked.status_code == 422
    assert "nobody in Department Office has the role “Records clerk”" in read(asked).words().replace("Nobody", "nobody")
    # Today somebody has it, and there is nothing to put right: it is asked.
    assert "From 21/01/2026 on: " in read(asked).words()
    assert "Please confirm" in read(asked).words()
    assert seat_of("tam").until is None
    assert not AccountChange.objects.exists()
    assert change("tam", until="21/01/2026", meant=f"{seat_of('tam').since} 2026-01-20").status_code == 422
    assert change("tam", until=until, meant=f"{seat_of('tam').since} 2026-01-20").status_code == 302
    assert seat_of("tam").until == date(2026, 1, 20)


def test_what_nobody_would_do_any_more_is_one_sentence_with_every_step() -> None:
    asked = read(change("tam", until=TODAY.isoformat())).summary

    assert asked.count("has the role “Records clerk” to do: ") == 1
    assert asked.count("”, “") > 1, "a step that has another name in some procedure"


def test_how_much_waits_for_a_role_that_nobody_would_have_is_said_before_its_seat_ends() -> None:
    found = story.dossier_in("tham-dinh", at=NOW).dossier
    type(found).objects.filter(pk=found.pk).update(holder=Role.CLERK, unit=seat_of("tam").unit)
    said = "Nobody has the role “Records clerk” in Department Office any more: 1 file waits there."

    later = read(change("tam", until="20/01/2026")).summary
    today = read(change("tam", until=TODAY.isoformat())).summary

    assert f"From 21/01/2026 on: {said}" in later
    assert said in today
    officer("minh", Role.CLERK, "van-phong")
    assert change("tam", until="20/01/2026").status_code == 302


def test_the_last_head_of_a_division_without_a_sector_does_not_go_unasked_while_a_file_waits_there() -> None:
    [head] = Membership.objects.filter(user__username="hoa", role=Role.DIVISION_HEAD).exclude(unit__slug=PRESS)[:1]
    found = story.dossier_in("phan-cong", at=NOW).dossier
    type(found).objects.filter(pk=found.pk).update(unit=head.unit, division=head.unit)
    UnitSector.objects.filter(unit=head.unit).update(unit=Unit.objects.get(slug="van-phong"))
    path, typed = page_of("hoa", f"vi-tri/{head.pk}/"), {"since": head.since.isoformat(), "until": TODAY.isoformat()}

    asked = Visitor("admin", language="en").post(path, {**typed, "title": head.title})

    assert asked.status_code == 422
    assert (
        f"Nobody has the role “Division head” in {head.unit.name('en')} any more: 1 file waits there."
        in read(asked).summary
    )
    head.refresh_from_db()
    assert head.until is None


def terms_in(page: HttpResponse) -> dict[str, str]:
    """Return what the form of a seat would send."""
    return next({**form.values} for form in read(page).forms if "seen" in form.values)


def test_a_seat_that_was_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost() -> None:
    officer("minh", Role.CLERK, "van-phong")
    path = page_of("tam", f"vi-tri/{seat_of('tam').pk}/")
    admin = Visitor("admin", language="en")
    shown = terms_in(admin.get(path))
    assert change("tam", title="Văn thư cơ quan").status_code == 302

    refused = admin.post(path, {**shown, "until": "31/12/2027"})

    words = read(refused).words()
    assert refused.status_code == 422
    assert "This seat was changed meanwhile" in words
    assert "title below a signature: Văn thư cơ quan." in words
    assert "Changed by Đinh Quang Trị" in words
    assert (seat_of("tam").title, seat_of("tam").until) == ("Văn thư cơ quan", None)
    again = terms_in(refused)
    assert again["until"] == "31/12/2027"
    assert admin.post(path, {**again, "title": "Văn thư cơ quan"}).status_code == 302
    assert (seat_of("tam").title, seat_of("tam").until) == ("Văn thư cơ quan", date(2027, 12, 31))


def test_a_seat_whose_end_strands_nothing_is_not_asked_about() -> None:
    officer("minh", Role.CLERK, "van-phong")

    assert change("tam", until="20/01/2026").status_code == 302


def test_files_that_wait_by_name_are_named_before_a_seat_ends() -> None:
    story.dossier_in("tham-dinh", at=NOW)
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")

    asked = change("dung", until="20/01/2026")

    assert asked.status_code == 422
    assert (
        "1 file of that division waits for this person by name: ended all the same, it lies with nobody until"
        in read(asked).words()
    )


def test_a_seat_with_files_by_name_does_not_end_today_and_the_way_to_the_hand_over_is_there() -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW).dossier
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    page = Visitor("admin", language="en")
    seat = seat_of("dung")
    typed = {"since": seat.since.isoformat(), "until": TODAY.isoformat(), "title": seat.title}

    # However often it is pressed: it is no question.
    for _press in range(2):
        refused = page.post(page_of("dung", f"vi-tri/{seat.pk}/"), typed)
        assert refused.status_code == 422
        assert read(refused).words().count("1 file waits for Hoàng Tiến Dũng by name: it is handed over first.") == 1
        assert f'href="/mot-cua/ban-giao/{seat.user_id}/"' in refused.content.decode()
    assert seat_of("dung").until is None

    # A seat in another unit, by which no file is held, ends; so does this one once the files are with somebody else.
    type(dossier).objects.filter(pk=dossier.pk).update(assignee=story.person("minh"))
    assert change("dung", until=TODAY.isoformat()).status_code == 302


def test_an_account_with_files_is_closed_when_they_are_handed_over() -> None:
    dossier = story.dossier_in("tham-dinh", at=NOW).dossier
    dung = User.objects.get(username="dung")

    words = press("dung", "close")

    assert "1 file waits for Hoàng Tiến Dũng by name" in words
    assert "Open the page of the hand-over" in words
    assert "/mot-cua/ban-giao/" not in words
    assert User.objects.get(pk=dung.pk).is_active
    type(dossier).objects.filter(pk=dossier.pk).update(assignee=story.person("hoa"))
    for seat in Membership.objects.filter(user=dung):
        Membership.objects.get_or_create(user=story.person("hoa"), unit=seat.unit, role=seat.role)
    assert "The account is closed" in press("dung", "close")
    assert not User.objects.get(pk=dung.pk).is_active
    assert "Account closed" in words_of("dung")
    assert "The account is open again" in press("dung", "open")


def test_what_ends_with_an_account_is_read_before_it_is_closed() -> None:
    officer("moi", Role.CLERK, "van-phong")
    later = TODAY + timedelta(days=9)
    division = Unit.objects.get(slug="bao-chi-xuat-ban")
    Membership.objects.create(user=story.person("moi"), unit=division, role=Role.SPECIALIST, since=later)

    for page in (page_of("moi"), f"/mot-cua/ban-giao/{story.person('moi').pk}/"):
        shown = Visitor("admin", language="en").get(page).content.decode()
        folded = shown.partition("<summary>Close the account</summary>")[2].partition("</details>")[0]
        assert 'value="close"' in folded, page
        assert 'value="close"' not in shown.replace(folded, ""), "nothing else closes it"
        assert "Records clerk, Department Office: since " in folded
        assert f"Case officer, Press and Publishing Division: since {later:%d/%m/%Y}" in folded
        assert "each has to be given anew" in folded
    citizen = Visitor("admin", language="en").get(page_of("alice")).content.decode()
    folded = citizen.partition("<summary>Close the account</summary>")[2].partition("</details>")[0]
    assert "its sessions end now" in folded
    assert "All seats end" not in folded


@pytest.mark.parametrize(
    ("username", "place"),
    [("bob", "One-stop officer in One-stop Desk"), ("lan", "Department leader in"), ("tam", "Records clerk in")],
)
def test_who_alone_has_a_role_is_not_closed_at_one_press(username: str, place: str) -> None:
    words = press(username, "close")

    assert "Something hangs on this person still: hand it over first. Nothing was closed." in words
    assert f"nobody else is {place}" in words
    person = story.person(username)
    assert (
        f'<a href="/mot-cua/ban-giao/{person.pk}/">'
        in Visitor("admin").post(page_of(username), {"do": "close"}, follow=True).content.decode()
    )
    assert User.objects.get(pk=person.pk).is_active
    assert not AccountChange.objects.exists()


def test_nor_who_is_to_stand_in_for_somebody() -> None:
    person = officer("moi", Role.CLERK, "van-phong")
    substitute("tam", "moi", TODAY + timedelta(days=1), TODAY + timedelta(days=2))

    words = press("moi", "close")

    assert "stands in for Bùi Thanh Tâm, 07/01/2026–08/01/2026" in words
    assert User.objects.get(pk=person.pk).is_active


def test_where_nothing_hangs_the_press_closes_as_the_handing_over_does() -> None:
    person = officer("moi", Role.CLERK, "van-phong")

    assert "The account is closed, its sessions are over and its seats end today." in press("moi", "close")

    assert list(person.memberships.values_list("until", flat=True)) == [TODAY]
    assert "This account is closed already." in press("moi", "close")


def test_the_last_administrator_goes_by_no_way() -> None:
    assert "Nobody closes the own account" in press("admin", "close")
    answer = change("admin", until="20/01/2026", meant="x")
    assert answer.status_code == 422
    assert "This is the last administrator" in read(answer).words()
    assert seat_of("admin").until is None


def test_an_administrator_who_gives_up_the_own_right_is_asked() -> None:
    officer("quan", Role.ADMINISTRATOR, "so-tttt")

    asked = change("admin", until="20/01/2026")

    assert asked.status_code == 422
    assert "It is your own right to these pages" in read(asked).words()
    meant = f"{seat_of('admin').since} 2026-01-20"
    assert change("admin", until="20/01/2026", meant=meant).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"until": "01/01/2015"}, "id_until"),
        ({"since": "07/01/2026"}, "id_since"),
        ({"until": "05/01/2026"}, "id_until"),
        ({"until": "31/02/2026"}, "id_until"),
        ({"since": ""}, "id_since"),
        ({"title": "T" * 61}, "id_title"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(typed: dict[str, str], field: str) -> None:
    answer = change("bob", **typed)

    assert answer.status_code == 422
    assert field in read(answer).errors


def test_the_same_seat_twice_and_a_seat_of_another_agency_are_refused() -> None:
    another_agency()
    desk, other = seat_of("bob").unit_id, Unit.objects.get(slug="mot-cua-khac").pk
    for place in (f"one_stop_officer:{desk}", f"one_stop_officer:{other}", f"clerk:{desk}", "x", ""):
        answer = Visitor("admin").post(page_of("bob", "vi-tri/"), {"place": place, "since": "06/01/2026"})
        assert answer.status_code == 422, place
        assert "id_place" in read(answer).errors, place
    assert Membership.objects.filter(user__username="bob").count() == 1


def test_a_citizen_who_is_given_a_seat_is_of_the_office() -> None:
    place = f"one_stop_officer:{seat_of('bob').unit_id}"

    assert (
        Visitor("admin").post(page_of("alice", "vi-tri/"), {"place": place, "since": "06/01/2026"}).status_code == 302
    )

    assert Visitor("alice").get("/mot-cua/").status_code == 200
    assert AccountChange.objects.get().kind == ChangeKind.SEAT_GIVEN


@pytest.mark.parametrize("do", ["", "khong-co", "send-link"])
def test_a_button_that_there_is_not_does_nothing(do: str) -> None:
    assert Visitor("admin").post(page_of("bob"), {"do": do}).status_code == 302
    assert not AccountChange.objects.exists()


@pytest.mark.parametrize("end", ["", "sua/", "vi-tri/"])
@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_nobody_else_has_these_pages(username: str, end: str) -> None:
    for answer in (
        Visitor(username).get(page_of("dung", end)),
        Visitor(username).post(page_of("dung", end), {"do": "close"}),
    ):
        assert answer.status_code == 404
    assert User.objects.get(username="dung").is_active


def test_ones_own_account_is_closed_by_another_and_no_way_leads_to_a_page_that_is_not_there() -> None:
    admin = Visitor("admin", language="en")

    answer = admin.post(page_of("admin"), {"do": "close"}, follow=True)

    assert "Nobody closes the own account: another administrator does that." in read(answer).words()
    assert f"/mot-cua/ban-giao/{story.person('admin').pk}/" not in answer.content.decode()
