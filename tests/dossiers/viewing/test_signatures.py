"""What is read of the signatures in a PDF: by whom, whether what was signed is as it was, and who stands behind it."""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from tempfile import TemporaryFile

import pikepdf
import pytest

from dossiers.viewing import box
from dossiers.viewing.asking import (
    MOST_NAME,
    MOST_SIGNATURES,
    Answer,
    Body,
    Problem,
    Revocation,
    Signature,
    TimeBy,
    Trust,
)
from dossiers.viewing.signatures import clean
from tests.dossiers.papers.authority import Authority as Answering
from tests.dossiers.viewing import made, signing

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
CA, OTHER = signing.Authority(), signing.Authority("CA khác")
A = CA.person()
BASE = made.of_text("don de nghi cap phep")
SIGNED = A.signed(BASE)


def read(content: bytes, *roots: signing.Vouching) -> Answer:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        return box.signatures(file.fileno(), b"".join(map(signing.pem, roots)), NOW)


def only(content: bytes, *roots: signing.Vouching) -> Signature:
    answer = read(content, *roots)
    assert (answer.problem, answer.more_signatures) == (None, 0)
    (one,) = answer.signatures
    return one


def is_signed(content: bytes) -> bool:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        return box.judge(box.Kind.PDF, file.fileno()).is_signed


def test_whose_it_is_stands_in_the_certificate() -> None:
    one = only(SIGNED, CA)

    assert (one.name, one.organisation, one.issuer) == ("Nguyễn Văn A", "Công ty X", "CA thử")
    assert (one.body, one.trust, one.was_in_force) == (Body.WHOLE, Trust.TRUSTED, True)
    assert (one.begins, one.ends) == (signing.FROM, signing.UNTIL)
    assert (one.at_by, one.revocation, one.weak) == (TimeBy.SIGNER, Revocation.UNASKED, ())


def test_the_judge_says_which_files_are_to_be_read() -> None:
    assert [is_signed(one) for one in (SIGNED, BASE, made.many_pages(2))] == [True, False, False]


def test_of_a_file_without_a_signature_nothing_is_found() -> None:
    assert read(BASE, CA) == Answer()


@pytest.mark.parametrize(
    ("roots", "trust"), [((), Trust.UNCHECKED), ((OTHER,), Trust.UNKNOWN), ((OTHER, CA), Trust.TRUSTED)]
)
def test_it_is_trusted_only_by_a_root_that_is_there(roots: tuple[signing.Authority, ...], trust: Trust) -> None:
    assert only(SIGNED, *roots).trust is trust


def test_a_changed_byte_is_seen() -> None:
    one = only(signing.with_one_byte_changed(SIGNED, b"(pypdf)", b"(pypdg)"), CA)

    assert (one.body, one.name) == (Body.BROKEN, "Nguyễn Văn A")


def test_words_that_were_added_afterwards_are_seen_though_what_was_signed_is_as_it_was() -> None:
    assert only(signing.added_to(SIGNED), CA).body is Body.CHANGED


@pytest.mark.parametrize("tail", [b"% them vao sau khi ky\n", b"xin chao", b"\r\n"])
def test_bytes_that_came_afterwards_and_show_nothing_are_neither_a_field_nor_a_change(tail: bytes) -> None:
    assert only(SIGNED + tail, CA).body is Body.TRAILED


def test_an_object_that_stands_in_no_table_may_be_shown_by_some_programs() -> None:
    assert only(SIGNED + b"4 0 obj\n<< /Length 2 >>\nstream\nBT\nendstream\nendobj\n", CA).body is Body.CHANGED


@pytest.mark.parametrize("roots", [(), (OTHER,), (OTHER, CA)])
def test_a_certificate_that_its_holder_made_was_issued_by_nobody(roots: tuple[signing.Authority, ...]) -> None:
    own = signing.Authority("Nguyễn Thị An tự ký", is_own=True)
    one = only(signing.Person(own.key, own.certificate, own).signed(BASE), *roots)

    assert (one.body, one.trust, one.name) == (Body.WHOLE, Trust.SELF_MADE, "Nguyễn Thị An tự ký")


def test_one_that_says_that_it_is_not_for_signing_is_told_apart() -> None:
    """An authority that signs a document itself: its certificate is for certificates."""
    one = only(signing.Person(CA.key, CA.certificate, CA).signed(BASE), CA)

    assert one.trust is Trust.UNFIT


def test_each_who_signs_is_named_and_the_next_one_changes_nothing() -> None:
    both = OTHER.person("Trần Thị B", "").signed(SIGNED, field="Hai")

    first, second = read(both, CA).signatures

    assert [(one.name, one.body, one.trust) for one in (first, second)] == [
        ("Nguyễn Văn A", Body.FURTHER, Trust.TRUSTED),
        ("Trần Thị B", Body.WHOLE, Trust.UNKNOWN),
    ]


def test_words_added_behind_two_signatures_are_seen_at_both() -> None:
    both = CA.person("B").signed(SIGNED, field="Hai")

    assert {one.body for one in read(signing.added_to(both), CA).signatures} == {Body.CHANGED}


def test_a_certificate_that_had_expired_is_not_trusted() -> None:
    late = CA.person(ends=datetime(2020, 1, 1, tzinfo=UTC)).signed(BASE)

    one = only(late, CA)

    assert (one.body, one.trust, one.was_in_force) == (Body.WHOLE, Trust.EXPIRED, False)


def test_a_time_stamp_says_when_it_was_signed() -> None:
    one = only(A.signed(BASE, stamper=OTHER.stamper()), CA, OTHER)
    assert (one.at_by, one.stamped_by, one.trust) == (TimeBy.STAMP, "Dấu thời gian", Trust.TRUSTED)

    assert only(A.signed(BASE, stamper=OTHER.stamper()), CA).at_by is TimeBy.UNKNOWN_STAMP


def test_a_way_of_signing_that_can_be_forged_is_named() -> None:
    assert only(A.signed(BASE, digest="sha1"), CA).weak == ("SHA-1",)


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_a_name_is_bounded_and_hides_nothing() -> None:
    name = only(CA.person("<b>" + "\u202ea\u0000\u2028" * 300).signed(BASE)).name

    assert name.startswith("<b>a a a")
    assert len(name) <= MOST_NAME
    assert name.endswith("…")
    assert clean("Nguyễn\u200b  Văn\t\u2066A\u2069") == "Nguyễn Văn A"


def test_of_many_signatures_some_are_told_and_how_many_more_there_are() -> None:
    content = BASE
    for number in range(MOST_SIGNATURES + 2):
        content = A.signed(content, field=f"So{number}")

    answer = read(content, CA)

    assert (len(answer.signatures), answer.more_signatures) == (MOST_SIGNATURES, 2)


def test_a_kind_of_signature_that_is_not_read_is_told() -> None:
    other = SIGNED.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ").replace(
        b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "
    )

    assert only(other, CA) == Signature(Body.UNREAD)


def test_a_signature_that_is_no_signature_is_told() -> None:
    place = SIGNED.index(b"/Contents <") + len(b"/Contents <")

    assert only(SIGNED[:place] + b"00" * 20 + SIGNED[place + 40 :], CA).body is Body.UNREAD


def test_a_file_that_opens_without_a_password_though_it_is_ciphered_is_read() -> None:
    out = signing.io.BytesIO()
    with pikepdf.open(signing.io.BytesIO(BASE)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))
    content = A.signed_ciphered(out.getvalue())

    assert only(content, CA).body is Body.WHOLE


def test_what_asks_for_a_password_is_not_read() -> None:
    out = signing.io.BytesIO()
    with pikepdf.open(signing.io.BytesIO(BASE)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user="secret"))

    assert read(out.getvalue() + b"%/ByteRange ").problem is Problem.LOCKED


@pytest.mark.parametrize("is_revoked", [False, True])
def test_what_the_file_brings_about_revoked_certificates_is_read(*, is_revoked: bool) -> None:
    authority = Answering(by_list=True)
    with authority.at_work():
        person = signing.Person(authority.office, authority.own, authority)
        authority.revoked_at = datetime(2020, 1, 1, tzinfo=UTC) if is_revoked else None
        content = signing.with_lists(person.signed(BASE), [authority.certificate], [authority.truly("/crl", b"")])
    asked = len(authority.asked)

    one = only(content, authority)

    assert (one.revocation, one.trust) == (
        (Revocation.REVOKED, Trust.REVOKED) if is_revoked else (Revocation.GOOD, Trust.TRUSTED)
    )
    assert one.body is Body.FURTHER
    assert len(authority.asked) == asked


FIELDS = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>"
IN_A_CIRCLE = made.pdf_of(
    [FIELDS, made.ONE_PAGE, made.PAGE, "<< /FT /Sig /T (a) /Kids [4 0 R] >>", "<< /ByteRange [0 1 2 3] >>"]
)
DEEP = made.pdf_of(
    [
        FIELDS, made.ONE_PAGE, made.PAGE,
        *(f"<< /FT /Sig /T (a) /Kids [{number} 0 R] >>" for number in range(5, 20_005)), "<< /ByteRange [0 1 2 3] >>",
    ]
)  # fmt: skip
LONG_RANGE = made.pdf_of(
    [
        FIELDS, made.ONE_PAGE, made.PAGE, "<< /FT /Sig /T (a) /V 5 0 R >>",
        "<< /Type /Sig /SubFilter /adbe.pkcs7.detached /Contents <00> /ByteRange [0 99999999999 -5 99999999999999] >>",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        made.many_pages, made.deep_tree, made.slow_to_draw, made.slow_to_judge, made.with_packed_script,
        lambda: IN_A_CIRCLE, lambda: DEEP, lambda: LONG_RANGE, lambda: SIGNED[: len(SIGNED) // 2],
        lambda: SIGNED[:-200], lambda: SIGNED.replace(b"startxref\n", b"startxref\n1"),
    ],
)  # fmt: skip
def test_what_was_made_to_break_a_reader_is_done_with_in_time(content: Callable[[], bytes]) -> None:
    begun = time.monotonic()

    answer = read(content() + b"\n%/ByteRange ", CA)

    assert time.monotonic() - begun < box.SIGNATURES_SECONDS + 2
    assert not any(one.body is Body.WHOLE for one in answer.signatures)
    # Whoever comes next is answered.
    assert only(SIGNED).body is Body.WHOLE


def test_signed_files_with_bytes_at_random_are_never_taken_for_whole() -> None:
    random_ones = random.Random(18)
    start, end = (int(one) for one in signing.hole_of(SIGNED))
    for _each in range(int(os.environ.get("SIGNATURE_EXAMPLES", "12"))):
        place = random_ones.choice([*range(start), *range(end, len(SIGNED))])
        changed = bytearray(SIGNED)
        changed[place] ^= random_ones.randrange(1, 256)
        answer = read(bytes(changed), CA)
        assert not any(one.body in {Body.WHOLE, Body.FURTHER} for one in answer.signatures), place


def test_a_file_of_twenty_megabytes_is_read() -> None:
    large = A.signed(made.pdf_of([made.CATALOG, made.ONE_PAGE, made.PAGE, made.stream(os.urandom(20_000_000))]))
    begun = time.monotonic()

    one = only(large, CA)

    assert (one.body, one.trust) == (Body.WHOLE, Trust.TRUSTED)
    assert time.monotonic() - begun < box.SIGNATURES_SECONDS / 2
