"""By whom a file was signed before it came is said beside it: to whoever sends it, and to whoever reads it at the desk."""

from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from dossiers import commands
from dossiers.display.signatures import Tone, signatures_of
from dossiers.models import Attachment, Awaits, Dossier
from dossiers.viewing.asking import Body, Problem, Revocation, Signature, SignaturesRead, TimeBy, Trust
from portal.demo import story
from tests.dossiers.background.test_looking import NOW, look, photographed
from tests.dossiers.browsing import Visitor
from tests.dossiers.viewing import made, signing

CA = signing.Authority("VNPT-CA thử")
BASE = made.of_text("don de nghi")
SIGNED = CA.person().signed(BASE)
FORM = f"/ho-so/nop/{story.SLUG}/"
LINE = "Ký số: Nguyễn Văn A (Công ty X), nguyên vẹn, chứng thư do VNPT-CA thử cấp, tin cậy"
FINE = Signature(
    Body.WHOLE, "Nguyễn Văn A", "Công ty X", "VNPT-CA thử", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), TimeBy.SIGNER,
    "", signing.FROM, signing.UNTIL, True, Trust.TRUSTED,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SIGNATURE_ROOTS = tmp_path / "files", tmp_path / "roots"
    settings.SIGNATURE_ROOTS.mkdir()
    (settings.SIGNATURE_ROOTS / "ca.pem").write_bytes(signing.pem(CA))


def filed(content: bytes = SIGNED) -> tuple[Dossier, Attachment]:
    file = photographed("don.pdf", content)
    assert file.draft is not None
    dossier = commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)
    look()
    file.refresh_from_db()
    return dossier, file


def words_of(page: HttpResponse) -> str:
    return unescape(page.content.decode())


def shown(**told: object) -> tuple[str, Tone, str]:
    """Return what is said of a signature that is like the good one but for some things: in a line, how it stands out, and behind it."""
    kept = SignaturesRead(NOW, "", None, (msgspec.structs.replace(FINE, **told),))
    with translation.override("vi"):
        (one,) = signatures_of(Attachment(signatures=msgspec.to_builtins(kept)))
        return one.line, one.tone, " ".join(one.details)


def test_officers_read_it_beside_the_file_and_in_the_viewer() -> None:
    dossier, file = filed()
    bob = Visitor("bob", language="vi")

    beside, alone = (
        words_of(bob.get(address))
        for address in (f"/mot-cua/{dossier.code}/", f"/mot-cua/{dossier.code}/tep/{file.pk}/")
    )

    assert LINE in beside
    assert LINE in alone
    assert "Chữ ký bao trùm toàn bộ tệp" in alone


def test_applicants_read_it_on_the_form_on_the_check_page_and_on_their_dossier() -> None:
    file = photographed("don.pdf", SIGNED)
    alice = Visitor("alice", language="vi")
    assert "Chữ ký số: đang được đọc" in words_of(alice.get(FORM))
    assert b"data-unjudged" in alice.get(FORM).content

    look()

    assert LINE in words_of(alice.get(FORM))
    assert b"data-unjudged" not in alice.get(FORM).content
    assert file.draft is not None
    dossier = commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)
    assert LINE in words_of(alice.get(f"/ho-so/{dossier.code}/"))


def test_who_sends_a_broken_signature_sees_it_before_filing_and_may_file() -> None:
    file = photographed("don.pdf", signing.with_one_byte_changed(SIGNED, b"(pypdf)", b"(pypdg)"))
    look()

    page = Visitor("alice", language="vi").get(FORM)

    assert "không còn nguyên vẹn: nội dung không phải là nội dung đã ký" in words_of(page)
    assert b"signed--broken" in page.content
    assert file.draft is not None
    assert commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)


def test_a_dossier_may_be_filed_while_its_signatures_are_being_read() -> None:
    file = photographed("don.pdf", SIGNED)
    assert file.awaits == Awaits.SIGNATURES
    assert file.draft is not None

    dossier = commands.submit(file.draft.key, owner=file.uploaded_by, at=NOW)

    assert "Chữ ký số: đang được đọc" in words_of(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/"))


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_of_a_file_without_a_signature_nothing_is_said(who: str) -> None:
    dossier, file = filed(story.pdf())
    address = f"/ho-so/{dossier.code}/" if who == "alice" else f"/mot-cua/{dossier.code}/"
    page = Visitor(who).get(address).content
    Attachment.objects.filter(pk=file.pk).update(signatures=msgspec.to_builtins(SignaturesRead(NOW, found=(FINE,))))

    assert b'class="signed' not in page
    assert b"signed--fine" in Visitor(who).get(address).content


def test_nothing_more_is_asked_of_the_database() -> None:

    dossier, _file = filed(story.pdf())
    bob, address = Visitor("bob"), f"/mot-cua/{dossier.code}/"
    bob.get(address)
    with CaptureQueriesContext(connection) as before:
        bob.get(address)
    Attachment.objects.update(signatures=msgspec.to_builtins(SignaturesRead(NOW, found=(FINE,))))

    with CaptureQueriesContext(connection) as after:
        bob.get(address)

    assert len(after) == len(before)


def test_a_good_one_is_told_in_one_line() -> None:
    line, tone, behind = shown()

    assert (line, tone) == (LINE, Tone.FINE)
    assert "Ký lúc 10:04 02/01/2026 theo đồng hồ của người ký; không ai bảo đảm giờ này." in behind
    assert "Chưa hỏi chứng thư có bị thu hồi hay không" in behind
    assert "Đã đọc lúc 08:30 05/01/2026." in behind


@pytest.mark.parametrize(
    ("told", "says", "tone"),
    [
        ({"body": Body.FURTHER}, "nguyên vẹn (sau đó có thêm chữ ký hoặc ô được điền)", Tone.FINE),
        ({"body": Body.TRAILED}, "sau khi ký có thêm dữ liệu ngoài phần đã ký", Tone.DOUBT),
        ({"body": Body.CHANGED}, "đã bị thay đổi sau khi ký", Tone.BROKEN),
        ({"body": Body.PARTLY}, "chữ ký không bao trùm toàn bộ tệp", Tone.BROKEN),
        ({"body": Body.BROKEN}, "không còn nguyên vẹn", Tone.BROKEN),
        ({"body": Body.UNREAD}, "Chữ ký số: không đọc được", Tone.DOUBT),
        ({"trust": Trust.UNCHECKED}, "chưa kiểm tra tổ chức nào bảo đảm", Tone.DOUBT),
        ({"trust": Trust.UNKNOWN}, "chưa tin cậy: tổ chức cấp không nằm trong danh sách", Tone.DOUBT),
        ({"trust": Trust.REVOKED}, "chứng thư đã bị thu hồi", Tone.BROKEN),
        ({"trust": Trust.EXPIRED, "was_in_force": False}, "chứng thư không có hiệu lực vào lúc ký", Tone.DOUBT),
        ({"trust": Trust.UNKNOWN, "was_in_force": False}, "chứng thư không có hiệu lực vào lúc ký", Tone.DOUBT),
        ({"trust": Trust.UNFIT}, "không phải loại dùng để ký", Tone.DOUBT),
        ({"trust": Trust.UNSOUND}, "đường dẫn từ chứng thư đến tổ chức cấp không hợp lệ", Tone.DOUBT),
        (
            {"trust": Trust.SELF_MADE},
            "nguyên vẹn, chưa tin cậy: chứng thư tự tạo, không do tổ chức nào cấp",
            Tone.DOUBT,
        ),
        ({"weak": ("SHA-1",)}, "có thể bị giả mạo (SHA-1)", Tone.DOUBT),
        ({"name": "", "organisation": ""}, "Ký số: không ghi tên", Tone.FINE),
        ({"organisation": "Nguyễn Văn A"}, "Ký số: Nguyễn Văn A, nguyên vẹn", Tone.FINE),
    ],
)
def test_what_is_wrong_with_one_is_told_in_its_line(told: dict[str, object], says: str, tone: Tone) -> None:
    line, stands_out, _behind = shown(**told)

    assert says in line
    assert stands_out is tone
    assert not (tone is Tone.BROKEN and line.endswith(", tin cậy"))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            {"at_by": TimeBy.STAMP, "stamped_by": "TSA"},
            "Đã ký trước 10:04 02/01/2026: có dấu thời gian của TSA bảo đảm.",
        ),
        ({"at_by": TimeBy.UNKNOWN_STAMP, "stamped_by": "TSA"}, "không rõ tổ chức nào bảo đảm cho dấu này"),
        ({"at_by": TimeBy.NOBODY, "at": None}, "Chữ ký không ghi thời điểm ký."),
        ({"trust": Trust.UNCHECKED}, "hệ thống chưa được cài chứng thư gốc"),
        ({"revocation": Revocation.GOOD}, "Theo thông tin kèm trong tệp, chứng thư chưa bị thu hồi."),
    ],
)
def test_what_stands_behind_it_is_told_when_it_is_opened(told: dict[str, object], says: str) -> None:
    assert says in shown(**told)[2]


@pytest.mark.parametrize("problem", [Problem.BROKEN, Problem.TOO_LONG, Problem.GONE, Problem.LOCKED])
def test_a_file_whose_signatures_could_not_be_read_says_so(problem: Problem) -> None:
    kept = msgspec.to_builtins(SignaturesRead(NOW, problem=problem))

    with translation.override("en"):
        (one,) = signatures_of(Attachment(signatures=kept))

    assert (one.line, one.tone) == ("Digital signature: could not be read", Tone.DOUBT)
    assert one.details


def test_how_many_are_not_told_of_is_said() -> None:
    kept = msgspec.to_builtins(SignaturesRead(NOW, found=(FINE,), more=3))

    with translation.override("en"):
        lines = [one.line for one in signatures_of(Attachment(signatures=kept))]

    assert lines[1:] == ["3 further signatures are not told of"]


def test_a_name_is_words_and_never_markup() -> None:
    dossier, _file = filed(CA.person("<b>Nguyễn</b>", "A & B").signed(BASE))

    for who, address in (("bob", f"/mot-cua/{dossier.code}/"), ("alice", f"/ho-so/{dossier.code}/")):
        page = Visitor(who).get(address).content.decode()
        assert "&lt;b&gt;Nguyễn&lt;/b&gt; (A &amp; B)" in page
        assert "<b>Nguyễn" not in page
