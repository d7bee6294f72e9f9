"""The work behind the scenes over HTTP: each run's last end, what stands still, what waits."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from dossiers.background import running
from dossiers.display.labels import RUN_LABELS
from dossiers.models import JobRun, OutboxEntry
from dossiers.papers.signed.addresses import KeyFolder
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def shown(language: str = "en") -> str:
    return read(Visitor("admin", language=language).get("/van-hanh/tien-trinh/")).words()


def test_every_run_has_a_name_for_people() -> None:
    assert RUN_LABELS.keys() == running.RUNS.keys()


def test_a_run_that_goes_on_and_one_that_stands_still_are_told_apart() -> None:
    JobRun.objects.create(job="relay", ended_at=NOW - timedelta(seconds=30))
    JobRun.objects.create(job="sweep", ended_at=NOW - timedelta(minutes=3, seconds=1))
    rows = {row["label"]: row for row in Visitor("admin").get("/van-hanh/tien-trinh/").context["rows"]}

    assert {str(label): row["is_late"] for label, row in rows.items()} == {
        str(RUN_LABELS[name]): name != "relay" for name in running.RUNS
    }
    assert rows[RUN_LABELS["sweep"]]["last_at"] == NOW - timedelta(minutes=3, seconds=1)
    words = shown()
    assert "09:26 05/01/2026" in words
    assert words.count("stands still") == 19
    assert words.count("never") == 18
    assert ("10 seconds" in words, "1 minute" in words, "1 hour" in words) == (True, True, True)


def test_what_waits_is_told_with_the_instant_since_when() -> None:
    assert shown().count("nothing waits") == 2
    story.file(at=NOW - timedelta(minutes=20))
    OutboxEntry.objects.filter(kind="filed").update(attempts=2)

    words = shown()

    assert "the oldest since 09:10 05/01/2026" in words
    assert Visitor("admin").get("/van-hanh/tien-trinh/").context["put_off"] == 1


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "mallory"])
def test_nobody_else_finds_it(who: str) -> None:
    assert Visitor(who).get("/van-hanh/tien-trinh/").status_code == 404


def test_the_page_asks_few_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    admin = Visitor("admin")
    admin.get("/van-hanh/tien-trinh/")
    with django_assert_num_queries(6):
        admin.get("/van-hanh/tien-trinh/")


def revoked(name: str) -> None:
    story.file(at=NOW - timedelta(minutes=20))
    error = f"RevokedKeyError: {name}: the certificate of the key of papers was revoked: said the authority"
    OutboxEntry.objects.filter(kind="filed").update(attempts=2, error=error)


def test_keys_of_leaders_that_cannot_sign_are_counted_each_once(settings: Settings, tmp_path: Path) -> None:
    settings.LEADER_KEYS = KeyFolder(tmp_path, "")
    (tmp_path / "hoa.p12").write_bytes(b"no key")
    assert "1 key cannot be used: what its owner decided waits" in shown()
    assert "revoked" not in shown()

    revoked("lan.p12 of LEADER_KEYS")
    revoked("lan.p12 of LEADER_KEYS")

    assert "2 keys cannot be used: what their owners decided waits" in shown()
    assert "Which ones were revoked is said under “Not delivered”" in shown()
    assert "Khoá nào đã bị thu hồi, xem ở “Chưa gửi được”" in shown("vi")


def test_the_key_of_who_has_left_the_office_is_no_trouble_unless_a_paper_waits_for_it(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LEADER_KEYS = KeyFolder(tmp_path, "")
    (tmp_path / "nguoi-cu.p12").write_bytes(b"no key")
    (tmp_path / "alice.p12").write_bytes(b"a citizen has no seat")
    assert "cannot be used" not in shown()

    story.file(at=NOW - timedelta(minutes=20))
    OutboxEntry.objects.filter(kind="filed").update(
        attempts=2, error="PaperKeyError: nguoi-cu.p12 of LEADER_KEYS: the key of papers has ended"
    )

    assert "1 key cannot be used: what its owner decided waits" in shown()


def test_the_office_s_key_that_was_revoked_is_none_of_a_leader() -> None:
    assert "signature" not in shown()

    revoked("PAPER_KEY")

    assert "The office's signature Its key was revoked by who gave it" in shown()
    assert "Signatures of leaders" not in shown()
