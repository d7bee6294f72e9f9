"""Results that wait to be collected: since when, of whom the desk knows no other way than the phone, and how its calls ended."""

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import MailAddress, User
from accounts.roles import Role
from dossiers.commands.deciding import collecting
from dossiers.display.formats import vn_money
from dossiers.models import CallOutcome, CollectionReminder, Dossier, ReminderWay
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(days=4)
PAGE = "/mot-cua/cho-nhan-ket-qua/"
TOLD = {"outcome": "reached"}
NOBODY = {"outcome": "nobody"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready(**more: str) -> Dossier:
    """Return a dossier of the counter whose result waits."""
    person = counter.mai(MONDAY, phone="+84912345678")
    return Walk(counter.entered(at=MONDAY, person=person, more=more).dossier, MONDAY).until("result-ready").dossier


def words(who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(PAGE)).words()


def test_whoever_has_neither_account_nor_mail_is_to_be_phoned() -> None:
    by_phone = ready()
    of_account = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready").dossier

    shown = words()

    assert f"{counter.NAME} gọi điện" in shown
    assert shown.count("gọi điện") == 1
    assert of_account.code in shown
    assert "0912 345 678" in shown
    assert "30/11/2026" in shown
    assert "4 ngày" in shown
    MailAddress.objects.create(
        person=by_phone.applicant, address="mai@example.vn", asked_at=MONDAY, confirmed_at=MONDAY
    )
    assert "gọi điện" not in words()


def test_what_goes_out_by_post_waits_for_nobody() -> None:
    where = {"result_address.province": "01", "result_address.commune": "00166", "result_address.line": "12 Láng Hạ"}
    posted = ready(result_way="by_post", **where)

    assert posted.code not in words()
    assert not collecting.waiting().exists()


def test_what_was_handed_over_leaves_the_list() -> None:
    dossier = ready()
    Walk(dossier, LATER).take("return", "bob")

    assert dossier.code not in words()


def test_that_somebody_was_phoned_is_noted_with_what_was_said_and_moves_nothing() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    before = dossier.sequence

    page = bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Thứ hai đến nhận", **TOLD}, follow=True)

    row = CollectionReminder.objects.get()
    assert (row.way, row.by, row.number, row.note) == (
        ReminderWay.PHONE, story.person("bob"), "+84912345678", "Thứ hai đến nhận",
    )  # fmt: skip
    assert "1 lần, lần cuối 04/12/2026" in read(page).words()
    dossier.refresh_from_db()
    assert dossier.sequence == before


@pytest.mark.parametrize("typed", [{"dossier": ""}, {"dossier": "x"}, {"dossier": "9" * 12}, {}])
def test_a_call_about_nothing_is_not_noted(typed: dict[str, str]) -> None:
    ready()

    page = Visitor("bob", language="vi").post(PAGE, typed, follow=True)

    assert "Chưa ghi gì" in read(page).words() or "không còn chờ" in read(page).words()
    assert not CollectionReminder.objects.exists()


def test_what_is_too_long_or_odd_is_refused_with_a_sentence() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")

    for note in ("a" * 301, "a\x00b"):
        page = bob.post(PAGE, {"dossier": str(dossier.pk), "note": note, **TOLD}, follow=True)
        assert page.status_code == 422
        at_field = page.content.decode().partition(f'id="note-{dossier.pk}"')[2].partition(">")[0]
        assert "autofocus" in at_field, "what is wrong is said where it is typed"
    assert CollectionReminder.objects.filter(note__startswith="aaa").count() == 0


@pytest.mark.parametrize(("who", "sees", "notes"), [("carol", 200, 404), ("alice", 404, 404), ("mallory", 404, 404)])
def test_others_note_nothing(who: str, sees: int, notes: int) -> None:
    dossier = ready()
    visitor = Visitor(who)

    assert visitor.get(PAGE).status_code == sees
    assert visitor.post(PAGE, {"dossier": str(dossier.pk)}).status_code == notes
    assert not CollectionReminder.objects.exists()


def test_an_officer_s_own_result_is_not_in_the_officer_s_list() -> None:
    dossier = ready()
    Dossier.objects.filter(pk=dossier.pk).update(applicant=story.person("bob"))

    assert dossier.code not in words()


def test_many_cost_what_one_does(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bob = Visitor("bob")
    ready()
    bob.get(PAGE)
    with django_assert_num_queries(5, exact=False):
        bob.get(PAGE)
    for _time in range(3):
        ready()
    with django_assert_num_queries(5, exact=False):
        bob.get(PAGE)


def test_the_words_of_each_call_are_read_by_whoever_phones_next_and_mails_are_counted_apart() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Không nghe máy", **NOBODY})
    bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Hẹn thứ Năm đến lấy", **TOLD})
    collecting.reminded(dossier, at=LATER - timedelta(days=1))

    shown = words()

    who = story.person("bob").get_full_name()
    for said in ("Không nghe máy", "Hẹn thứ Năm đến lấy"):
        assert f"{said} 08:30 04/12/2026, {who}" in shown
    assert "Đã gọi: 1 lần, lần cuối 04/12/2026" in shown
    assert "Đã gửi thông báo: 1 lần, lần cuối 03/12/2026" in shown


def test_in_english_one_is_one() -> None:
    dossier, bob = ready(), Visitor("bob")
    bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Thursday", **TOLD})

    shown = read(bob.get(PAGE)).words()

    assert "Phoned: once, on 04/12/2026" in shown
    assert "1 times" not in shown


@pytest.mark.parametrize("typed", ["", "không ai nghe"])
def test_enter_in_the_note_says_nothing_of_how_the_call_ended(typed: str) -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")

    page = bob.post(PAGE, {"dossier": str(dossier.pk), "note": typed})

    assert page.status_code == 422
    assert "Bấm nút cho biết cuộc gọi ra sao. Chưa ghi gì." in read(page).words()
    assert f'value="{typed}" aria-invalid="true"' in page.content.decode()
    assert not CollectionReminder.objects.exists()


def test_a_call_ends_as_on_the_list_of_changes() -> None:
    ready()

    page = Visitor("bob").get(PAGE)

    [form] = [one for one in read(page).forms if "dossier" in one.values]
    assert [key for name, key in form.buttons if name == "outcome"] == [one.value for one in CallOutcome]
    first = page.content.decode().partition('class="toolbar phoning"')[2].partition("<button ")[2].partition(">")[0]
    assert first == 'type="submit" hidden', "Enter presses the first button, which names no outcome"


@pytest.mark.parametrize(("outcome", "words_of_it"), [("nobody", "Không ai nghe máy"), ("wrong", "Sai số")])
def test_a_call_that_reached_nobody_is_shown_and_has_reminded_nobody(outcome: str, words_of_it: str) -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")

    done = bob.post(PAGE, {"dossier": str(dossier.pk), "outcome": outcome}, follow=True)

    assert CollectionReminder.objects.get().outcome == outcome
    assert f"{dossier.code}: {words_of_it}" in read(done).words()
    shown = words()
    assert f"chưa {words_of_it} 08:30 04/12/2026, {story.person('bob').get_full_name()}" in shown
    assert "Đã gọi: " not in shown
    bob.post(PAGE, {"dossier": str(dossier.pk), **TOLD})
    assert "Đã gọi: 1 lần, lần cuối 04/12/2026" in words()


def test_a_wrong_number_is_said_and_not_dialled_until_it_is_theirs_after_all() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    bob.post(PAGE, {"dossier": str(dossier.pk), "outcome": "wrong"})

    page = bob.get(PAGE)

    assert "0912 345 678: sai số" in read(page).words()
    assert 'href="tel:' not in page.content.decode()
    assert "gọi điện" not in words()
    collecting.phoned(dossier, by=story.person("bob"), note="", at=LATER + timedelta(minutes=9))
    assert 'href="tel:0912345678"' in bob.get(PAGE).content.decode()


def test_a_call_in_vain_says_that_nobody_was_told_only_where_nobody_was() -> None:
    dossier, bob = ready(), Visitor("bob", language="en")
    vain = {"dossier": str(dossier.pk), "outcome": "nobody"}
    assert "Nobody was told: it stays in this list." in read(bob.post(PAGE, vain, follow=True)).words()
    bob.post(PAGE, {"dossier": str(dossier.pk), **TOLD})

    with time_machine.travel(LATER + timedelta(minutes=9), tick=False):
        again = read(Visitor("bob", language="en").post(PAGE, vain, follow=True)).words()
    with time_machine.travel(LATER + timedelta(minutes=19), tick=False):
        wrong = read(Visitor("bob", language="en").post(PAGE, {**vain, "outcome": "wrong"}, follow=True)).words()

    assert "Nobody answered. It was told before, and that still counts: nobody has to be called." in again
    assert "Nobody was told" not in again
    assert "Nobody was told: it stays in this list." in wrong


def test_what_has_waited_longest_comes_first() -> None:
    first, second = ready(), ready()
    Dossier.objects.filter(pk=second.pk).update(resolved_at=MONDAY - timedelta(days=20))

    shown = words()

    assert shown.index(second.code) < shown.index(first.code)


def test_two_presses_of_one_form_are_one_call_and_another_word_is_another() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    press = {"dossier": str(dossier.pk), "note": "Không nghe máy", **TOLD}
    bob.post(PAGE, press)

    again = bob.post(PAGE, press, follow=True)

    assert "Không ghi thêm lần nữa" in read(again).words()
    assert CollectionReminder.objects.count() == 1
    bob.post(PAGE, {**press, "note": "Hẹn thứ Năm đến lấy", **TOLD})
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        Visitor("bob").post(PAGE, press)
    assert CollectionReminder.objects.count() == 3


def test_a_call_is_taken_back_on_its_day_by_whoever_noted_it_alone() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Nhầm hồ sơ", **TOLD})
    press = {"take_back": str(CollectionReminder.objects.get().pk)}
    mail = collecting.reminded(dossier, at=LATER)

    assert ("take_back", press["take_back"]) in [one for form in read(bob.get(PAGE)).forms for one in form.buttons]
    refused = Visitor("phuc", language="vi").post(PAGE, press, follow=True)
    assert "Chưa thay đổi gì" in read(refused).words()
    assert "take_back" not in Visitor("phuc").get(PAGE).content.decode()
    for odd in ("x", "", str(mail.pk)):
        bob.post(PAGE, {"take_back": odd})
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        Visitor("bob").post(PAGE, press)
    assert CollectionReminder.objects.count() == 2
    bob.post(PAGE, press)

    assert list(CollectionReminder.objects.all()) == [mail]


def test_what_was_said_stands_in_the_file_too() -> None:
    dossier = ready()
    collecting.phoned(dossier, by=story.person("bob"), note="Hẹn thứ Năm đến lấy", at=LATER)

    shown = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()

    assert f"Hẹn thứ Năm đến lấy 08:30 04/12/2026, {story.person('bob').get_full_name()}" in shown


def test_without_a_number_nobody_is_said_to_be_phoned() -> None:
    dossier = ready(applicant_phone="")
    User.objects.filter(pk=dossier.applicant_id).update(phone="")

    shown = words()

    assert "gọi điện" not in shown
    assert "không báo được" in shown
    assert "Sai số" not in shown
    assert "Không ai nghe máy" not in shown


def test_the_list_says_what_is_owed_still_and_by_which_number_of_the_answers_somebody_is_reached() -> None:
    dossier = ready(applicant_phone="0987654321")
    bob = Visitor("bob", language="vi")
    Dossier.objects.filter(pk=dossier.pk).update(owed=1_800_000)
    owed = vn_money(1_800_000).replace("\xa0", " ")

    assert f"chưa nộp {owed}: khi gọi, nhắc người nộp mang theo" in words()
    assert 'href="tel:0987654321">0987 654 321</a>' in bob.get(PAGE).content.decode()
    bob.post(PAGE, {"dossier": str(dossier.pk), "note": "Thứ hai đến", **TOLD})
    assert CollectionReminder.objects.get().number == "+84987654321"


def test_a_press_leads_back_to_its_row_on_the_same_page_of_the_list() -> None:
    dossier, bob = ready(), Visitor("bob", language="vi")

    form = next(one for one in read(bob.get(f"{PAGE}?x=1")).forms if one.values.get("dossier"))
    done = bob.post(form.action.partition("#")[0], {**form.values, "note": "Gọi lại chiều", **TOLD})

    assert form.action == f"{PAGE}?x=1#note-{dossier.pk}"
    assert done.headers["Location"] == f"{PAGE}?x=1"
