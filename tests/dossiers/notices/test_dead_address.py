"""An address from which a mail came back: each open dossier of the person says so to the desk, and the site to the person."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from accounts.models import MailAddress
from dossiers import turns
from dossiers.background import relay
from dossiers.display.labels import mail_reason, mail_server_words
from dossiers.models import Dossier, Joining, Notice, ReturnedMail
from dossiers.notices.addresses import token_of
from dossiers.notices.channels.returns import reading
from dossiers.notices.channels.returns.reading import Reading
from portal.demo import story
from portal.demo.returning import put_down, report_of
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.smtp import mailers, serving

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
BACK = MONDAY + timedelta(minutes=30)
NOW = datetime(2026, 1, 5, 15, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
WHY = "không có hộp thư này"
OWN = ("/thong-bao/", "/ho-so/", "/tai-khoan/cua-toi/", "/tai-khoan/email/", "/thong-bao/tuy-chon/")
LIST = "/mot-cua/bao-ngay-moi/"


@pytest.fixture
def dossiers(settings: Settings, tmp_path: Path) -> tuple[Dossier, Dossier]:
    """Return one that waits for a supplement and was filed before, and one of which the mail came back."""
    MailAddress.objects.filter(address="alice@example.vn").update(asked_at=MONDAY, confirmed_at=MONDAY)
    settings.MAIL_BOUNCES = f"maildir://{tmp_path}/back"
    asked = story.file(at=MONDAY - timedelta(hours=1))
    story.take(asked, "ask-supplement", "bob", at=MONDAY - timedelta(minutes=30))
    relay.run(MONDAY)
    other = story.file(at=MONDAY)
    with serving() as server:
        settings.MAILERS = mailers(server)
        relay.run(MONDAY + timedelta(minutes=1))
    taken = next(one for one in server.messages if b".filed@" in one)
    put_down(report_of(taken, BACK), tmp_path / "back")
    assert not turns.take(reading.RUN, Reading(BACK))
    caches["process"].clear()
    return asked, other


def words(username: str, path: str) -> str:
    return read(Visitor(username, language="vi").get(path)).words()


def test_each_open_dossier_of_the_person_says_which_mail_came_back_and_when(dossiers: tuple[Dossier, Dossier]) -> None:
    subject = Notice.objects.get(kind="filed", channel="mail", dossier=dossiers[1]).subject

    for dossier in dossiers:
        page = words("bob", f"/mot-cua/{dossier.code}/")
        assert (
            f"“{subject}”, gửi tới alice@example.vn lúc 08:31 05/01/2026, bị trả lại lúc 09:00 05/01/2026: {WHY}"
            in page
        )
    assert "bị trả lại" not in words("bob", f"/mot-cua/{story.file('viet-an', at=MONDAY).code}/")


def test_of_another_mail_that_came_back_nobody_is_phoned(dossiers: tuple[Dossier, Dossier]) -> None:
    shown = Visitor("bob").get(LIST).content.decode()

    assert [f"/mot-cua/{one.code}/" in shown for one in dossiers] == [False, False]


def test_the_person_reads_it_on_the_site(dossiers: tuple[Dossier, Dossier]) -> None:
    for path in (*OWN, f"/ho-so/{dossiers[0].code}/"):
        page = words("alice", path)
        assert f"Thư gửi tới alice@example.vn bị trả lại ngày 05/01/2026: {WHY}" in page, path
        assert "bị trả lại" not in words("viet-an", path) if path in OWN else True


def asked_of(username: str, path: str) -> int:
    """Return how many statements of a page ask what came back."""
    with CaptureQueriesContext(connection) as asked:
        Visitor(username, language="vi").get(path)
    return sum('FROM "dossiers_returnedmail"' in one["sql"] for one in asked)


def test_only_of_whom_something_came_back_it_is_asked_what(dossiers: tuple[Dossier, Dossier]) -> None:
    arrives = story.file("viet-an", at=MONDAY).code

    for mine, others in [*((path, path) for path in OWN[:3]), (f"/ho-so/{dossiers[0].code}/", f"/ho-so/{arrives}/")]:
        assert (asked_of("alice", mine), asked_of("viet-an", others)) == (1, 0), mine
    assert asked_of("bob", f"/mot-cua/{dossiers[0].code}/") > 0
    assert asked_of("bob", f"/mot-cua/{arrives}/") == 0


def test_who_was_joined_with_an_account_is_told_there(dossiers: tuple[Dossier, Dossier]) -> None:
    mai, mallory = counter.mai(MONDAY), story.person("mallory")
    ReturnedMail.objects.update(applicant=mai.user, recipient=mallory.email)
    before = words("mallory", "/ho-so/")

    Joining.objects.create(person=mai, account=mallory, joined_at=MONDAY, joined_by=story.person("bob"))

    assert "bị trả lại" not in before
    assert f"Thư gửi tới {mallory.email} bị trả lại ngày 05/01/2026: {WHY}" in words("mallory", "/ho-so/")


def replaced(dossier: Dossier) -> None:
    alice = story.person("alice")
    row = {"asked_at": BACK, "instead": "an@example.vn"}
    MailAddress.objects.update_or_create(person=alice, address="alice@example.vn", defaults=row)


def confirmed(dossier: Dossier) -> None:
    row = {"asked_at": BACK, "confirmed_at": BACK + timedelta(minutes=5)}
    MailAddress.objects.update_or_create(person=story.person("alice"), address="alice@example.vn", defaults=row)


def arrived(dossier: Dossier) -> None:
    later(dossier, NOW - timedelta(hours=1))


def later(dossier: Dossier, at: datetime) -> None:
    event = dossier.events.order_by("sequence")[0]
    Notice.objects.create(
        event=event, dossier=dossier, kind="accepted", recipient="alice@example.vn", subject="x", message_id="<x@x>",
        sent_at=at,
    )  # fmt: skip


@pytest.mark.parametrize("change", [replaced, confirmed, arrived])
def test_it_is_over_once_a_mail_has_arrived_or_the_address_is_another(
    change: object, dossiers: tuple[Dossier, Dossier]
) -> None:
    assert callable(change)
    change(dossiers[0])

    for username, path in (("alice", "/thong-bao/"), ("bob", LIST), ("bob", f"/mot-cua/{dossiers[0].code}/")):
        assert "bị trả lại" not in words(username, path), path


def test_a_mail_of_a_moment_ago_may_come_back_still(dossiers: tuple[Dossier, Dossier]) -> None:
    later(dossiers[0], NOW - timedelta(minutes=3))

    assert WHY in words("alice", "/thong-bao/")


def test_what_a_mail_server_said_is_said_in_plain_words_and_its_code_once(dossiers: tuple[Dossier, Dossier]) -> None:
    page = words("admin", "/van-hanh/chua-gui/")

    assert f"không gửi được nữa: {WHY} 550 5.1.1 no such user here" in page
    assert "5.1.1 550" not in page
    with override("vi"):
        said = [mail_reason(one) for one in ("5.2.2", "5.7.26", "4.4.7", "")]
    assert said == ["hộp thư đầy", "thư bị từ chối", *["máy chủ nhận thư từ chối"] * 2]
    assert mail_server_words("4.4.7", "expired") == "4.4.7 expired"


def test_who_confirms_the_address_of_the_account_again_ends_it(dossiers: tuple[Dossier, Dossier]) -> None:
    alice, visitor = story.person("alice"), Visitor("alice", language="vi")
    EmailAddress.objects.filter(user=alice).delete()
    one = EmailAddress.objects.create(user=alice, email="alice@example.vn", primary=True)

    visitor.post(f"/tai-khoan/confirm-email/{EmailConfirmationHMAC(one).key}/")

    for username, path in (
        ("alice", "/thong-bao/"),
        ("bob", LIST),
        *(("bob", f"/mot-cua/{x.code}/") for x in dossiers),
    ):
        assert "bị trả lại" not in words(username, path), path


def test_a_confirmed_address_from_which_mail_came_back_is_confirmed_again(
    dossiers: tuple[Dossier, Dossier], settings: Settings
) -> None:
    visitor = Visitor("alice", language="vi")
    assert "Xác nhận lại" in words("alice", "/thong-bao/")

    with serving() as server:
        settings.MAILERS = mailers(server)
        asked = {"again": "alice@example.vn", "next": "/thong-bao/"}
        page = read(visitor.post("/thong-bao/dia-chi/", asked, follow=True)).words()
    assert "Đã gửi thư đến alice@example.vn" in page
    row = MailAddress.objects.get(person=story.person("alice"), address="alice@example.vn")
    link = reverse("confirm_address", args=(token_of(row),))
    assert "Xác nhận" in read(visitor.get(link)).words()

    said = read(visitor.post(link, follow=True)).words()

    assert "Đã xác nhận alice@example.vn" in said
    assert "bị trả lại" not in words("alice", "/thong-bao/")
    assert "bị trả lại" not in words("bob", f"/mot-cua/{dossiers[0].code}/")


def test_a_mail_that_was_sent_before_the_address_was_confirmed_says_nothing_when_it_comes_back(
    dossiers: tuple[Dossier, Dossier],
) -> None:
    # It was sent at 8:31 and came back at 9:00.
    MailAddress.objects.filter(address="alice@example.vn").update(confirmed_at=MONDAY + timedelta(minutes=5))

    for username, path in (
        *(("alice", path) for path in OWN),
        ("bob", LIST),
        *(("bob", f"/mot-cua/{one.code}/") for one in dossiers),
    ):
        assert "bị trả lại" not in words(username, path), path


def test_of_a_result_that_waits_both_pages_say_which_mail_came_back(dossiers: tuple[Dossier, Dossier]) -> None:
    waits = Walk(dossiers[1], MONDAY + timedelta(minutes=2)).until("result-ready").dossier
    back = ReturnedMail.objects.get()

    office, own = words("bob", f"/mot-cua/{waits.code}/"), words("alice", f"/ho-so/{waits.code}/")

    assert waits.resolved_at
    said = f"“{back.notice.subject if back.notice else ''}”, gửi tới alice@example.vn lúc 08:31 05/01/2026"
    assert f"{said}, bị trả lại lúc 09:00 05/01/2026: {WHY}" in office
    assert f"Thư gửi tới alice@example.vn bị trả lại ngày 05/01/2026: {WHY}" in own


def test_of_a_result_that_was_fetched_the_person_is_told_nothing_more_of_mail(
    dossiers: tuple[Dossier, Dossier],
) -> None:
    ended = Walk(dossiers[1], MONDAY + timedelta(minutes=2)).until("returned").dossier

    assert not ended.is_open
    assert "bị trả lại" not in words("alice", f"/ho-so/{ended.code}/")


@pytest.mark.parametrize(
    "asked_at", [NOW - timedelta(minutes=2), NOW - timedelta(minutes=1)], ids=["answered", "at once"]
)
def test_what_was_confirmed_a_moment_ago_is_asked_again_at_once(
    dossiers: tuple[Dossier, Dossier], settings: Settings, asked_at: datetime
) -> None:
    # Its request was answered, or it had none, as of who signs up: nobody holds a link that is of use.
    row = {"asked_at": asked_at, "confirmed_at": NOW - timedelta(minutes=1)}
    MailAddress.objects.filter(address="alice@example.vn").update(**row)
    Notice.objects.filter(returns__isnull=False).update(sent_at=NOW)
    ReturnedMail.objects.update(noted_at=NOW)

    with serving() as server:
        settings.MAILERS = mailers(server)
        asked = {"again": "alice@example.vn", "next": "/thong-bao/"}
        page = read(Visitor("alice", language="vi").post("/thong-bao/dia-chi/", asked, follow=True)).words()

    assert "Đã gửi thư đến alice@example.vn" in page
    assert len(server.messages) == 1


def test_both_pages_of_the_account_say_the_same_of_an_address(dossiers: tuple[Dossier, Dossier]) -> None:
    alice, visitor = story.person("alice"), Visitor("alice", language="vi")
    EmailAddress.objects.filter(user=alice).delete()

    assert "alice@example.vn · đã xác nhận" in words("alice", "/tai-khoan/cua-toi/")
    page = visitor.get("/tai-khoan/email/").content.decode()
    assert "alice@example.vn · đã xác nhận" in words("alice", "/tai-khoan/email/")
    assert [name in page for name in ("action_send", "action_primary", "action_add")] == [False, False, True]
    said = read(
        visitor.post("/tai-khoan/email/", {"email": "alice@example.vn", "action_send": ""}, follow=True)
    ).words()
    assert "đã được xác nhận" in said


def test_what_was_just_sent_promises_no_mail_to_an_address_from_which_it_comes_back(
    dossiers: tuple[Dossier, Dossier],
) -> None:
    asked, other = dossiers
    story.take(asked, "answer-supplement", "alice", at=BACK + timedelta(hours=1))

    filed, answered = (
        words("alice", reverse(name, args=[one.code])) for name, one in (("submitted", other), ("corrected", asked))
    )

    for page in (filed, answered):
        assert f"Thư gửi tới alice@example.vn bị trả lại ngày 05/01/2026: {WHY}" in page
        assert "thư báo được gửi đến" not in page
        assert "báo qua thư điện tử" not in page
    assert "Thời hạn bắt đầu tính từ khi hồ sơ đầy đủ được tiếp nhận" in answered, "it was not accepted yet"
    MailAddress.objects.filter(address="alice@example.vn").update(confirmed_at=NOW)
    assert "bị trả lại" not in words("alice", reverse("submitted", args=[other.code]))
