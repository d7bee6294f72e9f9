"""Where mail comes back to: a mailbox by IMAP is read as a Maildir is, and a wrong setting is named."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from dossiers import turns
from dossiers.notices.addresses import RETURNED
from dossiers.notices.channels.returns import places, reading
from dossiers.notices.channels.returns.reading import Reading
from portal.demo.returning import report_of
from portal.env import EnvError
from portal.processes import returned
from tests.dossiers.notices.test_returns import ABSENT, LATER, read_at, sent
from tests.imap import PASSWORD, USER, Mailbox, mailbox

pytestmark = pytest.mark.django_db


@contextmanager
def by_imap(settings: Settings, *mails: bytes, dies_at: str = "", password: str = PASSWORD) -> Iterator[Mailbox]:
    with mailbox(*mails, dies_at=dies_at) as box:
        typed = password.replace(" ", "%20").replace("/", "%2F")
        settings.MAIL_BOUNCES = f"imap://{USER}:{typed}@127.0.0.1:{box.port}/INBOX"
        yield box


def test_a_mailbox_is_read_by_imap_and_its_mails_are_flagged(settings: Settings) -> None:
    entry, taken = sent(settings)
    with by_imap(settings, ABSENT, report_of(taken, LATER), b"x" * (places.MOST_BYTES + 1)) as box:
        counted = read_at()
        assert box.seen == {7, 8, 9}

    entry.refresh_from_db()
    assert entry.error == RETURNED
    assert (counted.returned, counted.other, counted.unread) == (1, 1, 1)


@pytest.mark.parametrize("dies_at", ["LOGIN", "SELECT", "UID SEARCH"])
def test_a_mailbox_that_hangs_up_is_put_off(settings: Settings, dies_at: str) -> None:
    with by_imap(settings, ABSENT, dies_at=dies_at) as box:
        assert read_at().failure != ""
        assert box.seen == set()


def test_a_mail_at_which_the_line_is_cut_is_read_by_the_next_run(settings: Settings) -> None:
    with by_imap(settings, ABSENT, dies_at="UID FETCH"):
        assert not turns.take(reading.RUN, Reading(LATER))
    with by_imap(settings, ABSENT) as box:
        assert read_at().other == 1
        assert box.seen == {7}


def test_a_wrong_password_is_said_without_it(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    with by_imap(settings, ABSENT, password="wrong secret"):
        assert read_at().failure == "MailboxError"

    assert "secret" not in "".join(capfd.readouterr())


def test_both_settings_are_read() -> None:
    given = {
        "MAIL_RETURN_PATH": "bounces@motcua.example.vn",
        "MAIL_BOUNCES": "imaps://u:p%40@mx.example.vn:993/Returned",
    }

    assert returned.read(given) == (given["MAIL_RETURN_PATH"], given["MAIL_BOUNCES"])
    assert returned.read({"MAIL_BOUNCES": "maildir:///srv/returned"}).place == "maildir:///srv/returned"
    assert returned.read({}) == ("", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_RETURN_PATH", "nobody"),
        ("MAIL_RETURN_PATH", f"{'b' * 31}@motcua.example.vn"),
        ("MAIL_RETURN_PATH", "bounces@motcua.example.vn\r\nX: y"),
        ("MAIL_BOUNCES", "imap://u:p@mx.example.vn/INBOX"),
        ("MAIL_BOUNCES", "imaps://mx.example.vn/INBOX"),
        ("MAIL_BOUNCES", "imaps://u:p@mx.example.vn:port/INBOX"),
        ("MAIL_BOUNCES", "maildir://host/srv"),
        ("MAIL_BOUNCES", "maildir:////"),
        ("MAIL_BOUNCES", "/srv/returned"),
    ],
)
def test_a_wrong_setting_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(EnvError) as caught:
        returned.read({name: value})

    assert caught.value.name == name
    assert value not in str(caught.value)
