"""The signature of who decided, before the office's; without one the paper says what is recorded instead."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.test import Client
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import OutboxEntry, ResultFile
from dossiers.papers.signed import own as said
from dossiers.papers.signed.addresses import KeyFolder
from dossiers.papers.signed.keys import leader_key, made_here, paper_key
from portal.demo import story
from tests.dossiers.papers.judged import judged
from tests.dossiers.papers.test_signed import DAY, MONDAY, pdfsig
from tests.portal.test_health import at_work
from tests.printed import words_of

pytestmark = pytest.mark.django_db
__all__ = ["at_work"]
LATER = MONDAY + 30 * DAY
WHO = "lan"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    found = tmp_path / "leaders"
    found.mkdir()
    settings.LEADER_KEYS = KeyFolder(found, "of them")
    return found


def with_key(folder: Path) -> bytes:
    content = made_here(password="of them")
    (folder / f"{WHO}.p12").write_bytes(content)
    return content


def result() -> bytes:
    story.dossier_in("result-ready", at=MONDAY)
    relay.run(LATER)
    with ResultFile.objects.get().file.open("rb") as file:
        return file.read()


def statuses(pdf: bytes, content: bytes) -> dict[str, PdfSignatureStatus]:
    """Return what is found of each signature, trusting who vouches for the office and for a leader."""
    office = paper_key(MONDAY)
    assert office
    vouching = [*office.others, *pkcs12.load_key_and_certificates(content, b"of them")[2]]
    roots = [Certificate.load(one.public_bytes(Encoding.DER)) for one in vouching]
    return {
        one.field_name: judged(one, ValidationContext(trust_roots=roots, allow_fetching=False))
        for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    }


def test_a_result_carries_the_signature_of_who_decided_and_then_the_office_s(folder: Path, tmp_path: Path) -> None:
    content = with_key(folder)

    pdf = result()

    found = statuses(pdf, content)
    assert [*found] == ["NguoiKy", "MotCua"]
    assert all(status.bottom_line for status in found.values())
    own = pkcs12.load_key_and_certificates(content, b"of them")[1]
    assert own
    assert found["NguoiKy"].signing_cert.dump() == own.public_bytes(Encoding.DER)
    assert found["MotCua"].coverage.name == "ENTIRE_FILE"
    validated = pdfsig(pdf, tmp_path)
    assert validated.count("Signature is Valid") == 2
    assert validated.count("  - Total document signed") == 1
    assert said.BY_HIM_OR_HER in words_of(pdf)


def test_nothing_may_be_written_behind_the_office_s(folder: Path) -> None:
    content = with_key(folder)
    pdf = result()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = TextStringObject("en")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    assert not statuses(out.getvalue(), content)["MotCua"].bottom_line


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_without_a_key_the_paper_says_that_the_act_of_a_signed_in_person_is_recorded(
    whose: str, folder: Path, tmp_path: Path
) -> None:
    if whose == "another":
        (folder / "hoa.p12").write_bytes(made_here(password="of them"))

    pdf = result()

    assert said.BY_THE_OFFICE in words_of(pdf)
    assert pdfsig(pdf, tmp_path).count("Signature is Valid") == 1


def test_an_office_without_a_key_says_so_on_its_results(folder: Path, settings: Settings) -> None:
    with_key(folder)
    settings.PAPER_KEY_OWN = None

    pdf = result()

    assert said.BY_NOBODY in words_of(pdf)
    assert b"/ByteRange" not in pdf


def locked(folder: Path) -> bytes:
    return made_here(password="another")


def expired(folder: Path) -> bytes:
    return made_here(ends=datetime(2021, 1, 4, tzinfo=UTC), password="of them")


@pytest.mark.parametrize(("made", "wrong"), [(locked, "its password is another one"), (expired, "has expired on")])
def test_a_key_that_cannot_be_used_lets_the_result_wait_until_it_can(
    made: Callable[[Path], bytes], wrong: str, folder: Path, client: Client, at_work: object
) -> None:
    (folder / f"{WHO}.p12").write_bytes(made(folder))
    story.dossier_in("result-ready", at=MONDAY)

    relay.run(LATER)

    waiting = OutboxEntry.objects.filter(kind=outbox.RESULT_FILE, done_at=None)
    assert f"{WHO}.p12 of LEADER_KEYS: " in waiting.get().error
    assert wrong in waiting.get().error
    assert not ResultFile.objects.exists()
    seen = client.get("/readyz")
    assert seen.status_code == 503
    assert "leaders: 1 of their keys cannot be used: what they decided waits" in seen.content.decode()
    assert WHO not in seen.content.decode()

    content = with_key(folder)
    relay.run(LATER + DAY)

    assert not waiting.exists()
    with ResultFile.objects.get().file.open("rb") as file:
        assert all(status.bottom_line for status in statuses(file.read(), content).values())


def test_a_name_that_leads_out_of_the_folder_is_nobody_s(folder: Path) -> None:
    (folder.parent / "elsewhere.p12").write_bytes(made_here(password="of them"))

    assert leader_key("../elsewhere", MONDAY) is None
