"""The office's signature on papers and results: valid for others' tools, found to be broken by any change of a byte."""

import io
import random
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfWriter
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Letter, OutboxEntry, ResultFile
from dossiers.papers.signed.addresses import KeyFile
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.keys import made_here, paper_key
from dossiers.papers.signed.pades import signed
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.papers.judged import judged
from tests.dossiers.papers.kinds import SEALED, pdf_of

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def validated(pdf: bytes) -> PdfSignatureStatus:
    """Return what pyHanko finds of the only signature of a PDF, trusting the authority of the key in force."""
    key = paper_key(MONDAY)
    assert key
    roots = [Certificate.load(one.public_bytes(Encoding.DER)) for one in key.others]
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=roots, allow_fetching=False)
    return judged(signature, trust)


def pdfsig(pdf: bytes, folder: Path) -> str:
    """Return what poppler's tool says of the signatures of a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdfsig", "-nssdir", folder, "-nocert", path], capture_output=True, text=True, check=False)
    return found.stdout


def plain() -> bytes:
    """Return a PDF of one empty page."""
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def receipt() -> bytes:
    story.dossier_in("accepted", at=MONDAY)
    relay.run(MONDAY + HOUR)
    with Letter.objects.get(kind=Paper.RECEIPT).file.open("rb") as file:
        return file.read()


def test_a_receipt_is_signed_over_all_of_it_and_two_tools_say_so(receipt: bytes, tmp_path: Path) -> None:
    status = validated(receipt)

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok
    said = pdfsig(receipt, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def hollow(pdf: bytes) -> re.Match[bytes]:
    """Return where the signature itself stands, which no signature is over."""
    found = re.search(rb"/Contents ?<([0-9a-fA-F]+)>", pdf)
    assert found
    return found


def changed(pdf: bytes, place: int) -> bytes:
    """Return a PDF with one bit of one byte changed."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


@pytest.mark.parametrize("name", SEALED)
def test_each_byte_that_is_changed_is_found(name: str, tmp_path: Path) -> None:
    pdf = pdf_of(name)
    places = [place for place in range(len(pdf)) if not hollow(pdf).start() <= place < hollow(pdf).end()]

    assert "Signature is Valid" in pdfsig(pdf, tmp_path)
    for place in random.Random(name).sample(places, 12):
        assert "Signature is Valid" not in pdfsig(changed(pdf, place), tmp_path), place


def test_what_fills_the_room_of_a_signature_is_not_read_by_a_reader_of_signatures_but_the_office_finds_it(
    receipt: bytes, tmp_path: Path
) -> None:
    """As docs/verification.md says: the room is wider than what stands in it, and what is behind that means nothing."""
    letter = Letter.objects.get(kind=Paper.RECEIPT)
    other = changed(receipt, hollow(receipt).end(1) - 4)

    assert "Signature is Valid" in pdfsig(other, tmp_path)
    for content, answer in ((receipt, "same"), (other, "other")):
        page = Visitor().post(f"/xac-minh/{letter.token}/", {"file": SimpleUploadedFile("giấy.pdf", content)})
        assert re.findall(r'data-answer="(\w+)">', page.content.decode()) == [answer]
    Path(letter.file.path).write_bytes(other)
    assert [found.what for found in check_all(files=True).differences] == [f"bytes of paper 01 {letter.number}"]


def test_what_is_written_behind_it_is_found(receipt: bytes, tmp_path: Path) -> None:
    assert "Total document signed" not in pdfsig(receipt + b"\n% more", tmp_path)


def test_a_result_is_signed_too() -> None:
    story.dossier_in("result-ready", at=MONDAY)
    relay.run(MONDAY + 30 * DAY)

    with ResultFile.objects.get().file.open("rb") as file:
        assert validated(file.read()).bottom_line


def test_an_office_without_a_key_issues_papers_without_a_signature(settings: Settings, receipt: bytes) -> None:
    settings.PAPER_KEY_OWN = None

    assert signed(receipt, at=MONDAY) is receipt


@pytest.mark.parametrize(
    ("content", "password", "wrong"),
    [
        (None, "", "cannot be read"),
        (b"no key", "", "no PKCS #12 file"),
        (made_here(password="right"), "wrong", "its password is another one"),
        (made_here(ends=datetime(2021, 1, 4, tzinfo=UTC)), "", "has expired on 2021-01-04"),
        (made_here(begins=datetime(2040, 1, 4, tzinfo=UTC)), "", "valid from 2040-01-04 on"),
    ],
)
def test_a_key_that_cannot_be_used_says_what_is_wrong(
    content: bytes | None, password: str, wrong: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "papers.p12"
    if content is not None:
        path.write_bytes(content)
    settings.PAPER_KEY = KeyFile(path, password)

    with pytest.raises(PaperKeyError, match=wrong):
        signed(b"%PDF-1.7", at=MONDAY)


def test_a_given_key_with_a_password_signs(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "papers.p12"
    path.write_bytes(made_here(password="of the office"))
    settings.PAPER_KEY = KeyFile(path, "of the office")

    pdf = signed(plain(), at=MONDAY)

    assert validated(pdf).bottom_line


def test_the_key_that_was_made_here_is_nobody_else_s_to_read() -> None:
    assert paper_key(MONDAY)
    assert settings.PAPER_KEY_OWN.stat().st_mode & 0o777 == 0o600


def test_while_the_key_is_gone_papers_wait_and_no_number_is_lost(settings: Settings, tmp_path: Path) -> None:
    settings.PAPER_KEY = KeyFile(tmp_path / "papers.p12", "")
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    waiting = OutboxEntry.objects.filter(done_at=None)
    assert "the key of papers cannot be read" in waiting.get(kind=outbox.issue_of(Paper.RECEIPT)).error
    assert not Letter.objects.exists()

    settings.PAPER_KEY.path.write_bytes(made_here())
    relay.run(MONDAY + 2 * HOUR)

    assert not waiting.exists()
    receipt = Letter.objects.get(kind=Paper.RECEIPT)
    assert receipt.number == "01/2026/TNHS"
    assert receipt.dossier.events.filter(action="issue-paper").count() == 2
