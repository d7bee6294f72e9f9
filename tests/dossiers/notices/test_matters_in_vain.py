"""Whom a message that matters did not reach: an apology with a new day, a demand for money, a result; the desk phones and notes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core.cache import caches

from accounts.models import MailAddress
from dossiers import acts, outbox
from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.commands.deciding import collecting, sending
from dossiers.models import Channel, CollectionReminder, Dossier, Letter, OutboxEntry
from dossiers.notices.addresses import NO_ADDRESS, REFUSED, RETURNED
from dossiers.notices.contents.place_news import place_news_of
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.machine import Status
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
NOW = datetime(2026, 1, 6, 15, 0, tzinfo=LOCAL)
LIST = "/mot-cua/bao-ngay-moi/"
APOLOGY = "a letter of apology gives this day"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def confirmed() -> None:
    """Have the address of the applicant be confirmed before anything went there."""
    MailAddress.objects.filter(address="alice@example.vn").update(asked_at=MONDAY, confirmed_at=MONDAY)


def tried(kind: str, error: str) -> OutboxEntry:
    """Have the relay do what is due, and a notice of a kind come to nothing."""
    relay.run(NOW)
    entry = OutboxEntry.objects.filter(kind=kind).latest("pk")
    OutboxEntry.objects.filter(pk=entry.pk).update(error=error, done_at=NOW - timedelta(minutes=5))
    caches["process"].clear()
    return entry


def apologised(dossier: Dossier, error: str) -> OutboxEntry:
    day = (dossier.due_at + timedelta(days=7)).date() if dossier.due_at else None
    Walk(dossier, NOW - timedelta(hours=2)).take("reappoint", "lan", date=day, reason="Chờ ý kiến của bộ.")
    return tried(outbox.REAPPOINTED, error)


def words() -> str:
    caches["process"].clear()
    return read(Visitor("bob").get(LIST)).words()


def press() -> str:
    bob = Visitor("bob")
    [form, *_] = [one for one in read(bob.get(LIST)).forms if "about" in one.values]
    caches["process"].clear()
    bob.post(LIST, {**form.values, "outcome": "reached", "note": "Đã báo"}, follow=True)
    return words()


def test_an_apology_whose_mail_came_back_is_to_be_phoned_with_the_day_and_that_of_before() -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY).dossier
    printed = dossier.due_at
    assert printed
    apologised(dossier, RETURNED)

    page = words()

    assert dossier.code in page
    assert f"17:00 {(printed + timedelta(days=7)):%d/%m/%Y} ({APOLOGY})" in page
    assert f"announced before: 17:00 {printed.astimezone(LOCAL):%d/%m/%Y}" in page
    assert "Changes to be told: 1" in read(Visitor("bob").get("/mot-cua/")).words()
    left, _heading, done = press().partition("Phoned already")
    assert (dossier.code in left, dossier.code in done) == (False, True)


@pytest.mark.parametrize(
    ("error", "is_new"), [(RETURNED, True), ("", False), ("nothing was sent: told otherwise", False)]
)
def test_a_mail_of_the_place_says_that_the_day_is_new_where_the_letter_of_apology_did_not_arrive(
    error: str, *, is_new: bool
) -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY).dossier
    apologised(dossier, error)

    found = place_news_of(Dossier.objects.get(pk=dossier.pk), NOW)

    assert found is not None
    assert found.is_day_new == is_new


def test_an_apology_that_arrived_is_no_matter_of_the_desk() -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY).dossier
    apologised(dossier, "")

    assert dossier.code not in words()


def test_whose_letter_is_noted_as_posted_is_not_phoned() -> None:
    dossier = counter.entered(at=MONDAY, more={"applicant_phone": "0912345678", "applicant_email": ""}).dossier
    entry = apologised(Walk(dossier, MONDAY).until("tham-dinh").dossier, NO_ADDRESS)
    assert dossier.code in words()

    letter = Letter.objects.get(event=entry.event, kind="04")
    bob = story.person("bob")
    sending.noted(letter, Way.BY_POST, on=NOW.date(), number="RR123456785VN", by=bob, at=NOW)

    assert dossier.code not in words()


def test_a_demand_for_money_whose_mail_was_refused_is_to_be_phoned_with_the_amount() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    dossier = walk.dossier
    act(walk, "ask-payment", "dung", "2026-01-06 10:00")
    tried("payment", REFUSED)

    page = words()

    assert dossier.code in page
    assert "a payment was asked for on" in page
    assert "(the mail server refuses the address)" in page


def test_who_has_paid_what_was_asked_for_is_not_phoned_to_pay_before_the_desk_confirms_it() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    act(walk, "ask-payment", "dung", "2026-01-06 10:00")
    tried("payment", REFUSED)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 15:00", fee=Fee(800_000, "cash"))
    in_part = words()

    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 15:00", fee=Fee(1_000_000, "cash"))

    assert walk.dossier.status == Status.FINANCIAL_OBLIGATION
    assert walk.dossier.code in in_part
    assert walk.dossier.code not in words()


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_a_demand_for_money_of_somebody_with_an_address_alone_is_written_by_post(channel: Channel) -> None:
    unreached = {"applicant_phone": "", "applicant_email": ""}
    entered = counter.entered(at=MONDAY, channel=channel, more=unreached).dossier
    walk = Walk(entered, MONDAY).until("tham-dinh")
    act(walk, "ask-payment", "dung", "2026-01-06 10:00")
    tried("payment", NO_ADDRESS)

    page = Visitor("bob").get(LIST).content.decode()
    letter = read(Visitor("bob", language="vi").get(f"{LIST}thu/{entered.code}/")).words()

    assert "a payment was asked for on" in page
    assert f'href="{LIST}thu/{entered.code}/"' in page
    assert entered.code in letter
    assert " đ" in letter


def test_no_day_stands_in_the_row_of_a_dossier_whose_time_stands_still() -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY).dossier
    printed = dossier.due_at
    assert printed
    apologised(dossier, RETURNED)
    day = f"{(printed + timedelta(days=7)):%d/%m/%Y}"
    assert day in words()

    act(Walk(dossier, NOW), "ask-payment", "dung", "2026-01-06 15:00")

    page = words()
    assert dossier.code in page
    assert "Result: no date is in force now: the dossier waits for a payment; announced before" in page
    assert day not in page
    assert APOLOGY not in page


def test_a_wrong_number_stays_one_when_money_is_asked_for_anew() -> None:
    reach = {"applicant_phone": "0912345678", "applicant_email": ""}
    walk = Walk(counter.entered(at=MONDAY, more=reach).dossier, MONDAY).until("tham-dinh")
    act(walk, "ask-payment", "dung", "2026-01-06 10:00")
    in_vain = {"error": NO_ADDRESS, "done_at": NOW - timedelta(minutes=5)}
    OutboxEntry.objects.filter(kind="payment").update(**in_vain)
    bob = Visitor("bob")
    [form] = [one for one in read(bob.get(LIST)).forms if "about" in one.values]
    bob.post(LIST, {**form.values, "outcome": "wrong", "note": ""}, follow=True)

    act(walk, acts.WITHDRAW_DEMAND, "dung", "2026-01-06 13:30", reason="Tính sai.")
    act(walk, "ask-payment", "dung", "2026-01-06 14:00")
    OutboxEntry.objects.filter(kind="payment").update(**in_vain)

    assert "0912 345 678 is a wrong number" in words()
    assert f'href="{LIST}thu/{walk.dossier.code}/"' in bob.get(LIST).content.decode()


def test_calls_and_letters_stand_in_the_file_and_a_wrong_number_is_not_dialled_again() -> None:
    reach = {"applicant_phone": "0912345678", "applicant_email": ""}
    walk = Walk(counter.entered(at=MONDAY, more=reach).dossier, MONDAY).until("tham-dinh")
    file = f"/mot-cua/{walk.dossier.code}/"
    bob, dung = Visitor("bob"), Visitor("dung")
    assert "no notice of this system is read: please phone 0912 345 678" in read(bob.get(file)).words()
    act(walk, "ask-payment", "dung", "2026-01-06 10:00")
    tried("payment", NO_ADDRESS)
    [form] = [one for one in read(bob.get(LIST)).forms if "about" in one.values]
    bob.post(LIST, {**form.values, "outcome": "wrong", "note": "nhà hàng"}, follow=True)
    about, by = form.values["about"], story.person("bob")
    collecting.written_to(walk.dossier, "RR123456785VN", by=by, note="", at=NOW, about=about)

    for reader in (bob, dung):
        shown = read(reader.get(file)).words()
        assert "Wrong number: nhà hàng" in shown
        assert "Letter posted RR123456785VN" in shown
        assert shown.count("about what no mail brought") == 2
        assert "no notice of this system is read: please phone" not in shown
        assert "the number is another one's, as somebody noted: please write by post to" in shown


@pytest.mark.parametrize("stands_there", [True, False])
def test_a_supplement_asked_for_by_the_desk_is_phoned_unless_its_person_stands_there(*, stands_there: bool) -> None:
    reach = {"applicant_phone": "0912345678", "applicant_email": ""}
    entered = counter.entered(at=MONDAY, accept=False, more=reach).dossier
    walk = Walk(entered, MONDAY + timedelta(hours=1)).take("ask-supplement", "bob", at_counter=stands_there)
    relay.run(walk.at + timedelta(seconds=5))
    tried("supplement", NO_ADDRESS)

    assert (entered.code in words()) is not stands_there


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_that_an_answer_was_not_enough_is_phoned_and_written_where_no_mail_says_so(channel: Channel) -> None:
    entered = counter.entered(at=MONDAY, channel=channel, more={"applicant_email": ""}).dossier
    walk = Walk(entered, MONDAY + timedelta(minutes=30)).take("transfer", "bob").take("finish-phan-cong", "hoa")
    walk.take("propose-supplement", "dung").take("issue-supplement", "bob").take("answer-supplement", "bob")
    walk.take("return-answer", "bob", reason="Chữ ký photo, phải ký tươi.")
    tried(outbox.INSUFFICIENT, NO_ADDRESS)

    said = words()

    assert entered.code in said
    assert f"the supplement was found not to be enough on {walk.at:%d/%m/%Y}" in said
    letter = read(Visitor("bob").get(f"{LIST}thu/{entered.code}/")).words()
    assert "Chữ ký photo, phải ký tươi." in letter
    assert "mang hoặc gửi bưu điện đến nơi ghi ở cuối thư này" in letter


@pytest.mark.parametrize(
    ("kind", "before", "end", "who", "said"),
    [
        ("stopped", (("transfer", "bob"), ("finish-phan-cong", "hoa")), "stop", "hoa", "stopped on 05/01/2026"),
        ("rejected", (), "reject", "bob", "not accepted on 05/01/2026"),
    ],
)
def test_an_end_of_which_no_mail_tells_is_phoned_and_written(
    kind: str, before: Sequence[tuple[str, str]], end: str, who: str, said: str
) -> None:
    reach = {"applicant_phone": "0912345678", "applicant_email": ""}
    entered = counter.entered(at=MONDAY, accept=kind == "stopped", more=reach).dossier
    walk = Walk(entered, MONDAY + timedelta(hours=1))
    for action, officer in before:
        walk.take(action, officer)
    walk.take(end, who, reason="Nội dung trùng hồ sơ đã nộp.")
    tried(kind, NO_ADDRESS)

    assert f"Dossier: {said}, and the mail that says so did not arrive" in words()
    letter = read(Visitor("bob").get(f"{LIST}thu/{entered.code}/")).words()
    assert "Nội dung trùng hồ sơ đã nộp." in letter
    assert "Hẹn trả kết quả: chậm nhất" not in letter
    left, _heading, done = press().partition("Phoned already")
    assert entered.code not in left
    assert entered.code in done


@pytest.mark.at(datetime(2027, 1, 8, 15, 0, tzinfo=LOCAL))
def test_a_revocation_of_which_no_mail_tells_is_phoned_and_written() -> None:
    walk = dossier_in("returned", at=datetime(2027, 1, 5, 8, 30, tzinfo=LOCAL))
    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")
    relay.run(walk.at + timedelta(minutes=10))
    OutboxEntry.objects.filter(kind=outbox.REVOKED).update(error=REFUSED)

    assert f"its result was revoked on {walk.at:%d/%m/%Y}" in words()


def test_a_result_whose_notice_was_refused_is_to_be_phoned_as_the_list_of_results_notes_it() -> None:
    dossier = dossier_at("result-ready", at=MONDAY).dossier
    tried("result", REFUSED)
    assert f"{dossier.code}" in words()
    assert "ready since" in words()

    press()

    assert CollectionReminder.objects.get().about == ""
    assert dossier.code not in words()
    assert "Đã báo" in read(Visitor("bob").get("/mot-cua/cho-nhan-ket-qua/")).words()
