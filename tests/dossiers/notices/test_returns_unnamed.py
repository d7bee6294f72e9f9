"""What comes back without saying of which mail, and mail about accounts: known by its key, or listed and believed by nobody."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from pytest_django import Settings

from dossiers.models import ReturnedMail
from dossiers.notices.addresses import RETURNED
from dossiers.notices.channels.returns.keys import HEADER, envelope_of, is_of
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
