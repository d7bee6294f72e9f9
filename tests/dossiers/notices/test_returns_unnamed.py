"""What comes back without saying of which mail, and mail about accounts: known by its key, or listed and believed by nobody."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django import Settings

from dossiers.display.labels import MAIL_LABELS, mail_label
from dossiers.models import ReturnedMail
from dossiers.models.dispatch import MAIL
from dossiers.notices.addresses import RETURNED
from dossiers.notices.channels.returns.keys import HEADER, envelope_of, is_of
from dossiers.notices.message import known_as
from portal.demo.returning import put_down, report_of
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.notices.test_returns import LATER, MONDAY, read_at, sent
from tests.smtp import mailers, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the Maildir that mail comes back to."""
    settings.MAIL_BOUNCES = f"maildir://{tmp_path}/back"
    return tmp_path / "back"


def headless(taken: bytes, *, to: str = "mot-cua@localhost") -> bytes:
    """Return a report that leaves out the head of the mail, which came back to an address."""
    whole = message_from_bytes(report_of(taken, LATER))
    parts = whole.get_payload()
    assert isinstance(parts, list)
    whole.set_payload([part for part in parts if part.get_content_type() in ("text/plain", "message/delivery-status")])
    whole.replace_header("To", to)
    return whole.as_bytes()


def test_a_report_without_the_head_is_known_by_the_key_it_came_back_to(settings: Settings, folder: Path) -> None:
    settings.MAIL_RETURN_PATH = "bounces@motcua.example.vn"
    entry, taken = sent(settings)
    put_down(headless(taken, to=envelope_of("<H26.NN-260105-0001.1.filed@localhost>")), folder)

    assert read_at(MONDAY + timedelta(hours=2)).returned == 1

    entry.refresh_from_db()
    assert entry.error == RETURNED


def test_one_without_a_key_either_is_listed_for_the_administrator_and_tells_nobody(
    settings: Settings, folder: Path
) -> None:
    entry, taken = sent(settings)
    put_down(headless(taken), folder)

    assert read_at(MONDAY + timedelta(hours=2)).returned == 0

    entry.refresh_from_db()
    assert entry.error == ""
    assert (ReturnedMail.objects.get().notice, ReturnedMail.objects.get().message_id) == (None, "")
    page = read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()
    assert "không nêu thư nào, cũng không có khoá" in page


def test_one_of_an_address_to_which_nothing_went_is_not_listed(settings: Settings, folder: Path) -> None:
    _entry, taken = sent(settings)
    put_down(headless(taken.replace(b"alice@", b"nobody@")), folder)
    read_at(MONDAY + timedelta(days=30))

    assert not ReturnedMail.objects.exists()


def test_mail_about_an_account_bears_a_key_and_what_comes_back_of_it_is_listed(
    settings: Settings, folder: Path
) -> None:
    with serving() as server:
        settings.MAILERS = mailers(server)
        Visitor("").post("/tai-khoan/password/reset/", {"email": "alice@example.vn"})
    [taken] = server.messages
    head = message_from_bytes(taken)
    assert is_of(str(head["Message-ID"]), str(head[HEADER]))
    put_down(report_of(taken, LATER, recipient="alice@example.vn"), folder)

    assert read_at().returned == 1
    assert (ReturnedMail.objects.get().notice, ReturnedMail.objects.get().recipient) == (None, "alice@example.vn")
    page = read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()
    assert "Thư về tài khoản: đường liên kết đặt lại mật khẩu" in page
    assert "Thư khác của hệ thống này" not in page


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("<176.12.34.first-sign-in.account@x>", "Mail about an account: the link for the first sign-in"),
        ("<176.12.34.account@x>", "Mail about an account"),
        (known_as("confirm", 7, "20260105083000"), "Mail: the address is to be confirmed"),
        (known_as("morning", "20260105", 7), "Mail to officers: the one of the morning"),
        (known_as("warnings", "0a1b2c", 7, MAIL), "Mail to officers: several warnings"),
        (known_as("band.3.late", 7, MAIL), "Mail to officers: a figure has left its band"),
        (known_as("H26.NN-260105-0001", 4, "assigned"), "Mail to officers: a dossier has come to them"),
        (known_as("unheard-of", 7), "Other mail of this system"),
    ],
)
def test_each_kind_of_mail_is_named_by_its_number(number: str, label: str) -> None:
    with override("en"):
        assert mail_label(number) == label


def test_no_mail_about_an_account_is_without_a_name() -> None:
    made = {path.name for path in Path("templates/django/account/email").glob("*_subject.txt")}

    assert {name.removesuffix("_subject.txt").replace("_", "-") for name in made} <= set(MAIL_LABELS)
