"""Files that were signed before they came: a worker reads by whom, beside the file, which stays as it was sent."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from dossiers import commands, files
from dossiers.background import looking
from dossiers.filing import arriving
from dossiers.models import Attachment, Awaits
from dossiers.viewing import box, lost, trusted
from dossiers.viewing.asking import Answer, Problem
from portal.demo import story
from tests.dossiers.background.test_looking import NOW, look, photographed
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.viewing import made, signing

CA = signing.Authority()
SIGNED = CA.person().signed(made.of_text("don de nghi"))

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SIGNATURE_ROOTS = tmp_path / "roots"
    settings.SIGNATURE_ROOTS.mkdir()


def read(content: bytes = SIGNED) -> Any:
    file = photographed("don.pdf", content)
    look()
    file.refresh_from_db()
    assert file.awaits == Awaits.NOTHING
    return file.signatures


def test_a_worker_reads_who_has_signed_and_keeps_it_beside_the_file(settings: Settings) -> None:
    (settings.SIGNATURE_ROOTS / "ca.pem").write_bytes(signing.pem(CA))
    file = photographed("don.pdf", SIGNED)
    assert (file.awaits, file.signatures) == (Awaits.SIGNATURES, None)

    look()

    file.refresh_from_db()
    assert file.signatures is not None
    one = file.signatures["found"][0]
    assert (one["name"], one["body"], one["trust"], one["issuer"]) == ("Nguyễn Văn A", "whole", "trusted", "CA thử")
    assert file.signatures["roots"] == trusted.roots().digest != ""
    assert datetime.fromisoformat(file.signatures["at"]) == NOW.astimezone(UTC)
    assert file.awaits == Awaits.NOTHING


def test_without_roots_it_is_said_that_none_were_asked() -> None:
    found = read()

    assert (found["roots"], found["found"][0]["trust"]) == ("", "unchecked")


def test_a_file_without_a_signature_waits_for_nobody_and_nothing_is_kept_of_it() -> None:
    assert photographed("don.pdf", story.pdf()).awaits == Awaits.NOTHING
    assert read(made.of_text("/ByteRange")) is None


def test_the_file_that_is_kept_and_handed_out_is_the_one_that_was_sent() -> None:
    file = photographed("don.pdf", SIGNED)
    assert file.draft is not None
    commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)
    look()

    file.refresh_from_db()
    assert (file.sha256, file.readable) == (hashlib.sha256(SIGNED).hexdigest(), "")
    assert Path(file.file.path).read_bytes() == SIGNED
    for who in ("alice", "bob"):
        assert content_of(Visitor(who).get(f"/ho-so/tep/{file.pk}/")) == SIGNED


def test_the_record_knows_nothing_of_it() -> None:
    file = photographed("don.pdf", SIGNED)
    assert file.draft is not None
    dossier = commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)
    before = [(event.digest, event.payload.content) for event in dossier.events.all()]

    look()

    file.refresh_from_db()
    assert file.signatures
    assert [(event.digest, event.payload.content) for event in dossier.events.all()] == before


def test_what_could_not_be_read_says_so_and_is_not_tried_for_ever() -> None:
    assert read(SIGNED[:-300])["problem"] == "broken"


def test_where_others_are_at_it_the_next_run_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    file = photographed("don.pdf", SIGNED)
    with monkeypatch.context() as busy:
        busy.setattr(box, "signatures", lambda *_given: Answer(Problem.BUSY))
        look()
    file.refresh_from_db()
    assert (file.awaits, file.signatures) == (Awaits.SIGNATURES, None)

    look()

    file.refresh_from_db()
    assert file.signatures
    assert file.awaits == Awaits.NOTHING


def test_a_stored_file_that_is_lost_is_told_once() -> None:
    file = photographed("don.pdf", SIGNED)
    Path(file.file.path).unlink()

    look()

    file.refresh_from_db()
    assert file.signatures is not None
    assert (file.signatures["problem"], file.awaits) == ("gone", Awaits.NOTHING)
    assert list(lost.digests()) == [file.sha256]


def test_a_file_that_is_judged_by_the_worker_is_read_in_the_same_run() -> None:
    file = photographed("don.pdf", SIGNED)
    Attachment.objects.filter(pk=file.pk).update(awaits=Awaits.JUDGING)

    look()

    file.refresh_from_db()
    assert file.signatures


def test_for_a_signature_no_verdict_waits() -> None:
    signed, other = photographed("don.pdf", SIGNED), photographed("anh.pdf", story.pdf())
    Attachment.objects.filter(pk=other.pk).update(awaits=Awaits.JUDGING, uploaded_at=NOW + timedelta(hours=1))

    assert looking.Looking(NOW).batch(9) == [other.pk, signed.pk]


def test_a_file_that_is_put_back_is_read_once_more() -> None:
    file = photographed("don.pdf", SIGNED)
    assert file.draft is not None
    look()

    aside = arriving.set_aside(file.draft, file.pk)
    assert aside is not None
    back = arriving.put_back(file.draft, aside, by=file.uploaded_by)

    assert back.awaits == Awaits.SIGNATURES
    assert Path(back.file.path).read_bytes() == SIGNED


def test_other_roots_have_what_was_read_with_others_read_again(settings: Settings) -> None:
    file = photographed("don.pdf", SIGNED)
    look()
    (settings.SIGNATURE_ROOTS / "ca.der").write_bytes(signing.der(CA))
    said = StringIO()

    call_command("read_signatures", stdout=said)

    file.refresh_from_db()
    assert file.signatures is not None
    assert file.signatures["found"][0]["trust"] == "trusted"
    assert said.getvalue() == "The signatures of 1 files were read.\n"
    call_command("read_signatures", stdout=(again := StringIO()))
    assert again.getvalue() == "The signatures of 0 files were read.\n"


def test_files_of_before_are_read_when_that_is_asked_for() -> None:
    file = photographed("don.pdf", SIGNED)
    Attachment.objects.filter(pk=file.pk).update(awaits=Awaits.NOTHING)

    call_command("read_signatures", "--all", stdout=StringIO())

    file.refresh_from_db()
    assert file.signatures


def test_what_is_no_certificate_in_the_folder_is_left_out(settings: Settings) -> None:
    (settings.SIGNATURE_ROOTS / "ca.pem").write_bytes(signing.pem(CA))
    (settings.SIGNATURE_ROOTS / "doc.txt").write_text("no certificate")
    (settings.SIGNATURE_ROOTS / "broken.pem").write_text(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )

    assert (trusted.roots().pem, trusted.roots().count) == (signing.pem(CA), 1)


def test_a_folder_that_is_not_there_trusts_nobody(settings: Settings) -> None:
    settings.SIGNATURE_ROOTS = settings.SIGNATURE_ROOTS / "none"

    assert trusted.roots() == trusted.Roots()


def test_what_an_officer_uploads_is_read_too() -> None:
    stored = files.store(story.upload("van-ban.pdf", SIGNED))

    assert stored.awaits == Awaits.SIGNATURES
