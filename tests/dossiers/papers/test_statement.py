"""What the code of a paper says by itself: of whom, of what, and nothing that is not printed."""

import hashlib
import io
from datetime import date, timedelta
from typing import Any

import cbor2
import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.management import CommandError, call_command
from pytest_django import Settings

from dossiers.background import relay
from dossiers.log.parts.issued import RESULT
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.receipt import receipt_of
from dossiers.papers.signed.code import code_with
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.fields import FIELDS, Reading, canonical
from dossiers.papers.signed.statement import signed_statement, with_statement
from dossiers.papers.signed.statement_keys import id_of, known_keys, published, statement_key
from portal.demo import story
from portal.env import FormerKey
from tests.dossiers.lifecycle import MONDAY

TOKEN = "k3PqZ0" * 7
DAY = date(2026, 1, 5)
KEY = ec.derive_private_key(7, ec.SECP256R1())
VALUES = ("H26.NN-260105-0001", "Nguyễn Thị Hòa", "Cấp giấy phép", "1800000", "08 giờ 50", "17 giờ 00")
DOTS_PER_MM = 8


def statement(token: str = TOKEN, number: str = "01/2026/TNHS") -> str:
    return signed_statement(KEY, "01", number, on=DAY, token=token, values=VALUES)


def opened(digits: str) -> tuple[bytes, bytes, bytes, list[object]]:
    """Return the protected head, the id of the key, the signature and what is said."""
    protected, unprotected, payload, signature = cbor2.loads(int(digits).to_bytes((int(digits).bit_length() + 7) // 8))
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    to_sign = cbor2.dumps(["Signature1", protected, b"", payload])
    KEY.public_key().verify(der, to_sign, ec.ECDSA(SHA256()))
    return protected, unprotected[4], signature, cbor2.loads(payload)


def test_it_is_a_cose_sign1_by_es256_that_says_what_is_printed() -> None:
    protected, key_id, signature, (kind, number, days, mark, digests) = opened(statement())

    assert cbor2.loads(protected) == {1: -7}
    assert key_id == id_of(KEY.public_key())
    assert len(signature) == 64
    assert (kind, number, days) == ("01", "01/2026/TNHS", (DAY - date(1970, 1, 1)).days)
    assert mark == hashlib.sha256(TOKEN.encode()).digest()[:8]
    assert isinstance(digests, bytes)
    assert len(digests) == 8 * len(FIELDS["01"])


def test_the_same_paper_has_the_same_statement_and_another_has_another() -> None:
    assert statement() == statement()
    assert len({statement(), statement(token="another"), statement(number="02/2026/TNHS")}) == 3


def test_a_field_of_two_papers_does_not_look_alike() -> None:
    first, second = opened(statement())[3][4], opened(statement(token="another"))[3][4]

    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert not set(zip(*[iter(first)] * 8, strict=True)) & set(zip(*[iter(second)] * 8, strict=True))


@pytest.mark.parametrize(
    ("reading", "printed", "typed"),
    [
        (Reading.WORDS, "Nguyễn Thị Hòa", " nguyễn  thị HOÀ."),
        (Reading.WORDS, "H26.NN-260105-0001", "h26 nn 260105 0001"),
        (Reading.WORDS, "Đặng Văn Lượng", "\u0110a\u0323\u0306ng Văn Lươ\u0323ng"),
        (Reading.NUMBERS, "08 giờ 05 phút, ngày 05 tháng 01 năm 2026", "8:05 5/1/2026"),
        (Reading.NUMBERS, "không quy định", ""),
        (Reading.AMOUNT, "1.800.000 đ", "1800000"),
        (Reading.AMOUNT, "0 đ", ""),
    ],
)
def test_how_it_is_typed_does_not_change_a_field(reading: Reading, printed: str, typed: str) -> None:
    assert canonical(printed, reading) == canonical(typed, reading)


@pytest.mark.parametrize(
    ("reading", "printed", "other"),
    [
        (Reading.WORDS, "Nguyễn Thị Hòa", "Nguyễn Thị Hoa"),
        (Reading.WORDS, "Nguyễn Thị Đào", "Nguyễn Thị Dào"),
        (Reading.NUMBERS, "17 giờ 00 phút, ngày 19 tháng 01 năm 2026", "17 giờ 00 phút, ngày 29 tháng 01 năm 2026"),
        (Reading.NUMBERS, "11 giờ 1 phút", "1 giờ 11 phút"),
        (Reading.AMOUNT, "1.800.000 đ", "180.000 đ"),
    ],
)
def test_what_is_another_thing_stays_one(reading: Reading, printed: str, other: str) -> None:
    assert canonical(printed, reading) != canonical(other, reading)


@pytest.mark.django_db
def test_of_every_kind_each_field_is_one_that_its_paper_has() -> None:
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    receipt = receipt_of(event, "01/2026/TNHS", TOKEN)

    assert set(FIELDS) == {kind.value for kind in registry.PAPERS} | {RESULT}
    said = {field.name: field.of(receipt) for field in FIELDS["01"]}
    assert said == {
        "code": event.dossier.code,
        "applicant": receipt.applicant.name,
        "procedure": receipt.procedure,
        "fee": str(receipt.fee),
        "received": receipt.received,
        "due": receipt.due,
    }


@pytest.mark.django_db
def test_without_a_key_a_paper_has_the_code_that_it_always_had(settings: Settings) -> None:
    settings.STATEMENT_KEY_OWN = None
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    receipt = receipt_of(event, "01/2026/TNHS", TOKEN)

    stated = with_statement(receipt, "01", "01/2026/TNHS", on=DAY, token=TOKEN)

    assert stated is receipt
    assert stated.address == stated.url
    assert published() == []


@pytest.mark.django_db
def test_the_key_of_a_demo_is_made_once_and_that_of_an_office_is_its_own(settings: Settings) -> None:
    own = statement_key()
    assert own
    assert settings.STATEMENT_KEY_OWN.stat().st_mode & 0o777 == 0o600

    settings.STATEMENT_KEY = f"{7:064x}"
    settings.STATEMENT_KEYS_BEFORE = (FormerKey(f"02{'ff' * 32}", None),)

    assert next(known_keys()).public == KEY.public_key()
    with pytest.raises(PaperKeyError, match="STATEMENT_KEYS_BEFORE is no key on P-256"):
        list(known_keys())
    settings.STATEMENT_KEY = "0" * 64
    with pytest.raises(PaperKeyError, match="make another one"):
        statement_key()


@pytest.mark.parametrize("host", ["mot-cua.example.vn", "motcua.sonongnghiepvamoitruong.hanoi.gov.vn"])
def test_the_code_stays_as_coarse_as_a_cheap_telephone_needs(host: str) -> None:
    number = "1234/2026/XN-SNNMT"
    code = code_with(f"https://{host}/xac-minh/{TOKEN}k/", statement(number=number))

    # In millimetres, on the 23 that it has on a paper.
    assert 23 / code.symbol_size(border=2)[0] >= 0.35


@pytest.mark.django_db
def test_from_the_printed_page_the_statement_is_read_as_it_was_made() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    relay.run(MONDAY + timedelta(hours=1))

    kinds = set()
    for letter in Letter.objects.select_related("event"):
        with letter.file.open("rb") as file:
            page = pypdfium2.PdfDocument(file.read())[0].render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
        [found] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
        kind = registry.PAPERS[next(one for one in registry.PAPERS if one.value == letter.kind)]
        paper: Any = kind.read(letter.event, letter.number, letter.token)
        anew = with_statement(paper, letter.kind, letter.number, on=DAY, token=letter.token)

        assert found.text == getattr(anew, "form", anew).address
        assert found.text.partition("#")[2].isdigit()
        kinds.add(letter.kind)
    assert kinds >= {"01"}
    assert walk.dossier.code not in found.text


@pytest.mark.django_db
def test_the_command_prints_the_key_by_which_it_is_known_later(settings: Settings) -> None:
    settings.STATEMENT_KEY = f"{7:064x}"
    out = io.StringIO()

    call_command("statement_key", stdout=out)

    former = FormerKey(out.getvalue().strip(), DAY)
    settings.STATEMENT_KEY, settings.STATEMENT_KEYS_BEFORE = None, (former,)
    assert KEY.public_key() in [key.public for key in known_keys()]
    settings.STATEMENT_KEY_OWN = None
    with pytest.raises(CommandError, match="is not set"):
        call_command("statement_key")
