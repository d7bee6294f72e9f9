"""A supplement that was asked for by a mail that did not arrive: the desk phones, as long as nothing has arrived since."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import Settings

from accounts.models import MailAddress
from dossiers import turns
from dossiers.background import relay
from dossiers.models import Dossier, OutboxEntry, ReturnedMail
from dossiers.notices.addresses import REFUSED
from dossiers.notices.channels.returns import reading
from dossiers.notices.channels.returns.reading import Reading
from portal.demo import story
from portal.demo.returning import put_down, report_of
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.smtp import mailers, serving

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
BACK = MONDAY + timedelta(minutes=30)
NOW = datetime(2026, 1, 5, 15, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
LIST = "/mot-cua/bao-ngay-moi/"
ASKED = "đã yêu cầu bổ sung ngày 05/01/2026, mà thư báo việc này không đến được"


@pytest.fixture
def dossiers(settings: Settings, tmp_path: Path) -> tuple[Dossier, Dossier]:
    """Return two of one person that wait for a supplement; the mail that asked for the first came back."""
    MailAddress.objects.filter(address="alice@example.vn").update(asked_at=MONDAY, confirmed_at=MONDAY)
    settings.MAIL_BOUNCES = f"maildir://{tmp_path}/back"
    first, second = (story.file(at=MONDAY - timedelta(hours=n)) for n in (1, 2))
    story.take(second, "ask-supplement", "bob", at=MONDAY - timedelta(minutes=30))
    relay.run(MONDAY)
    story.take(first, "ask-supplement", "bob", at=MONDAY)
    with serving() as server:
        settings.MAILERS = mailers(server)
        relay.run(MONDAY + timedelta(minutes=10))
    put_down(report_of(next(one for one in server.messages if b".supplement@" in one), BACK), tmp_path / "back")
    assert not turns.take(reading.RUN, Reading(BACK))
    caches["process"].clear()
    return first, second


def words() -> str:
    return read(Visitor("bob", language="vi").get(LIST)).words()


def shown(dossiers: tuple[Dossier, Dossier]) -> list[bool]:
    page = Visitor("bob").get(LIST).content.decode()
    return [f"/mot-cua/{one.code}/" in page for one in dossiers]


def test_the_row_says_what_was_asked_for_and_that_the_mail_of_it_came_back(dossiers: tuple[Dossier, Dossier]) -> None:
    page = words()

    assert shown(dossiers) == [True, False]
    assert f"{ASKED}; " in page
    assert "bị trả lại lúc 09:00 05/01/2026, không có hộp thư này" in page
    assert "Hoặc đã yêu cầu bổ sung hồ sơ bằng thư không đến được." in page


def test_of_a_mail_that_the_server_refused_the_row_says_so(dossiers: tuple[Dossier, Dossier]) -> None:
    asked = OutboxEntry.objects.filter(kind="supplement", event__dossier=dossiers[1])
    asked.update(error=REFUSED, done_at=MONDAY + timedelta(minutes=5))

    assert shown(dossiers) == [True, True]
    assert f"{ASKED} (máy chủ thư từ chối địa chỉ này); " in words()


def test_no_mail_of_another_dossier_puts_it_back_once_the_address_was_confirmed(
    dossiers: tuple[Dossier, Dossier],
) -> None:
    MailAddress.objects.filter(address="alice@example.vn").update(confirmed_at=BACK + timedelta(minutes=5))
    assert shown(dossiers) == [False, False]

    with_mail = dossiers[1].notices.get(kind="filed", channel="mail")
    with_mail.sent_at = BACK + timedelta(minutes=11)
    with_mail.save()
    back = ReturnedMail.objects.get()
    ReturnedMail.objects.create(
        message_id=with_mail.message_id, notice=with_mail, applicant=back.applicant, recipient=back.recipient,
        is_final=True, status="5.1.1", noted_at=BACK + timedelta(minutes=12),
    )  # fmt: skip

    assert shown(dossiers) == [False, False]
