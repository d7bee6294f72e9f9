"""Uploads: what is taken, what is refused and why, and how what is taken is kept."""

import hashlib
import io
import random
import struct
import zlib
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.test import RequestFactory
from django.utils import translation
from PIL import Image
from pypdf import PdfWriter

from accounts.models import User
from dossiers import files
from dossiers.files import StoredFile, clean_name
from dossiers.refusals import BadFile
from portal.demo.story import pdf, upload
from tests.dossiers.lifecycle import MONDAY

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def image(kind: str) -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, kind)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    """Return a zip with some members."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as members:
        for name in names:
            members.writestr(name, "<xml/>")
    return buffer.getvalue()


def locked_pdf(password: str) -> bytes:
    """Return a PDF that needs a password to be read; "" for one that only forbids changes."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(buffer)
    return buffer.getvalue()


def aes_pdf() -> bytes:
    """Return a PDF locked with AES-256, the cipher of today's programs, which needs a library to be read."""
    locks = " ".join(f"/{name} <{'00' * length}>" for name, length in (("O", 48), ("U", 48), ("OE", 32), ("UE", 32)))
    cipher = "/CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        f"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -1 {locks} /Perms <{'00' * 16}> {cipher} >>",
    ]
    text, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = "trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>"
    return f"{text}xref\n0 5\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(text)}\n%%EOF\n".encode()


def png_without_pixels() -> bytes:
    """Return a PNG that ends after its head."""
    whole = image("PNG")
    return whole[: whole.index(b"IDAT") - 4] + whole[whole.index(b"IEND") - 4 :]


def huge_png() -> bytes:
    """Return a picture of a few bytes that claims 3,600 million pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("name", "content", "media_type", "pages"),
    [
        ("đơn đề nghị.pdf", pdf(3), "application/pdf", 3),
        ("ĐƠN.PDF", pdf(), "application/pdf", 1),
        ("chi-cam-sua.pdf", locked_pdf(""), "application/pdf", 1),
        ("ảnh.png", image("PNG"), "image/png", 1),
        ("ảnh.jpg", image("JPEG"), "image/jpeg", 1),
        ("ảnh.jpeg", image("JPEG"), "image/jpeg", 1),
        ("ảnh.tif", image("TIFF"), "image/tiff", 1),
        ("bản thảo.docx", archive("[Content_Types].xml", "word/document.xml"), DOCX, None),
    ],
)
def test_a_good_file_is_kept_under_a_random_id_and_known_by_its_digest(
    name: str, content: bytes, media_type: str, pages: int | None
) -> None:
    kept = files.store(upload(name, content))

    assert (kept.name, kept.media_type, kept.size, kept.pages) == (name, media_type, len(content), pages)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.path == f"attachments/{kept.id.hex[:2]}/{kept.id.hex}"
    with default_storage.open(kept.path) as stored:
        assert stored.read() == content


def test_a_file_that_the_browser_sent_in_parts_to_a_folder_is_kept_whole() -> None:
    content = pdf(40)
    with TemporaryUploadedFile("lon.pdf", "application/pdf", len(content), None) as part:
        part.write(content)
        part.seek(0)
        kept = files.store(part)

    assert (kept.size, kept.pages, kept.sha256) == (len(content), 40, hashlib.sha256(content).hexdigest())


def test_a_large_file_of_a_form_is_hashed_while_it_comes() -> None:
    content = random.Random(1).randbytes(3_000_000)
    form = RequestFactory().post("/", {"tep": upload("lon.pdf", content)})

    file = form.FILES["tep"]

    assert isinstance(file, TemporaryUploadedFile)
    assert file.sha256 == files.digest(file) == hashlib.sha256(content).hexdigest()
    assert file.read() == content
    form.close()


def test_the_same_file_twice_is_kept_twice_and_has_one_digest() -> None:
    first, second = files.store(upload("a.pdf")), files.store(upload("b.pdf"))

    assert first.sha256 == second.sha256
    assert first.path != second.path


EMPTY, TOO_BIG, KIND = "is empty", "a file may have at most", "of a kind that is not taken"
NOT_WHAT_IT_SAYS, LOCKED, BROKEN = "not what its ending says", "locked by a password", "cannot be opened"

REFUSED: list[tuple[str, str, bytes, str]] = [
    ("nothing", "rong.pdf", b"", EMPTY),
    ("over the limit", "to.pdf", b"%PDF-" + b"x" * 60_000, TOO_BIG),
    ("no ending", "tep", pdf(), KIND),
    ("an ending nobody takes", "chay.exe", b"MZ\x90\x00", KIND),
    ("two endings", "don.pdf.exe", pdf(), KIND),
    ("a page with a script", "trang.html", b"<script>alert(1)</script>", KIND),
    ("a drawing that may run scripts", "ve.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", KIND),
    (
        "the same named picture",
        "ve.png",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        NOT_WHAT_IT_SAYS,
    ),
    ("a page of the web that is a pdf too", "don.pdf", b"<script>alert(1)</script>" + pdf(), NOT_WHAT_IT_SAYS),
    ("an archive that is a picture by its name", "nen.heic", archive("word/document.xml"), NOT_WHAT_IT_SAYS),
    ("a picture of another kind by its name", "anh.webp", image("PNG"), NOT_WHAT_IT_SAYS),
    ("a film in the box of a photograph", "phim.heic", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 200, NOT_WHAT_IT_SAYS),
    ("a program named pdf", "chay.pdf", b"MZ\x90\x00" + b"\x00" * 500, NOT_WHAT_IT_SAYS),
    ("a picture named pdf", "anh.pdf", image("PNG"), NOT_WHAT_IT_SAYS),
    ("a pdf named picture", "don.png", pdf(), NOT_WHAT_IT_SAYS),
    ("text named docx", "don.docx", b"xin chao", NOT_WHAT_IT_SAYS),
    ("a pdf with a password", "khoa.pdf", locked_pdf("bi-mat"), LOCKED),
    ("a pdf with a password of today", "khoa.pdf", aes_pdf(), LOCKED),
    ("only the beginning of a pdf", "dau.pdf", pdf()[:60], BROKEN),
    ("half a pdf", "nua.pdf", pdf()[: len(pdf()) // 2], BROKEN),
    ("a pdf of nothing but its first line", "dong.pdf", b"%PDF-1.7\n", BROKEN),
    ("half a picture", "nua.png", image("PNG")[:60], BROKEN),
    ("a picture that claims to be huge", "to.png", huge_png(), BROKEN),
    ("a picture without a picture", "rong.png", png_without_pixels(), BROKEN),
    ("a broken jpeg", "hong.jpg", b"\xff\xd8\xff" + b"\x00" * 200, BROKEN),
    ("a zip named docx", "zip.docx", archive("virus.exe"), BROKEN),
    ("a broken zip named docx", "hong.docx", archive("word/document.xml")[:-30], BROKEN),
]


@pytest.mark.parametrize(("name", "content", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_file_is_refused_with_its_name_and_reason_and_not_kept(
    settings: LazySettings, name: str, content: bytes, reason: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 50_000
    before = _kept()

    with pytest.raises(BadFile) as refused, translation.override("en"):
        files.store(upload(name, content))

    assert reason in str(refused.value)
    assert f"“{name}”" in str(refused.value)
    assert _kept() == before


SIZES = [
    (0, "0 kB"),
    (1, "1 kB"),
    (1_499, "1 kB"),
    (1_500, "2 kB"),
    (4_096, "4 kB"),
    (999_499, "999 kB"),
    (999_500, "1 MB"),
    (1_049_999, "1 MB"),
    (1_050_000, "1,1 MB"),
    (5_690_000, "5,7 MB"),
    (20_000_000, "20 MB"),
]


@pytest.mark.parametrize(("size", "words"), SIZES)
def test_a_size_is_rounded_and_a_thousand_is_the_next_unit(size: int, words: str) -> None:
    assert files.file_size(size) == words


def test_a_file_of_exactly_the_limit_is_taken(settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = len(pdf())

    assert files.store(upload("vua.pdf")).size == len(pdf())


def _kept() -> set[str]:
    if not default_storage.exists("attachments"):
        return set()
    folders, _ = default_storage.listdir("attachments")
    return {name for folder in folders for name in default_storage.listdir(f"attachments/{folder}")[1]}


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file with some bytes changed, taken out or put in after those that it begins with."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(8, len(damaged))
        match chance.randrange(3):
            case 0:
                damaged[place] = chance.randrange(256)
            case 1:
                del damaged[place : place + chance.randrange(1, min(9, len(damaged) - 8))]
            case _:
                damaged[place:place] = chance.randbytes(4)
    return bytes(damaged)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(2)),
        ("a.png", image("PNG")),
        ("a.jpg", image("JPEG")),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
    ],
)
def test_a_damaged_file_is_taken_or_refused_and_never_anything_else(name: str, content: bytes) -> None:
    chance = random.Random(name)
    refused = 0

    for _ in range(250):
        try:
            files.store(upload(name, _damaged(content, chance)))
        except BadFile:
            refused += 1

    assert refused > 20


NAMES = [
    ("don.pdf", "don.pdf"),
    ("Đơn đề nghị.pdf", "Đơn đề nghị.pdf"),
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("..\\..\\windows\\system32.pdf", "system32.pdf"),
    ("C:\\Users\\An\\don.pdf", "don.pdf"),
    ("/tuyet/doi/don.pdf", "don.pdf"),
    ("đơn.pdf", "đơn.pdf"),  # NFD
    ("do\x00n\x1b[31m\r\n.pdf", "don[31m.pdf"),
    ("don\u202efdp.exe\u200b.pdf", "donfdp.exe.pdf"),  # a trick with the direction of writing
    (" . don . .pdf. ", "don . .pdf"),
    (".pdf", "pdf"),
    ("...", "tep"),
    ("", "tep"),
    ("don", "don"),
    ("<script>alert(1)</script>.pdf", "script>.pdf"),
    ("ệ" * 255 + ".pdf", "ệ" * 200 + ".pdf"),
    ("ệ" * 255, "ệ" * 200),
    ("don." + "x" * 300, "don." + "x" * 10),
]


@pytest.mark.parametrize(("raw", "clean"), NAMES)
def test_a_name_is_made_safe_to_show(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean
    assert len(clean_name(raw)) <= 255


def test_no_name_that_somebody_typed_gets_into_a_path() -> None:
    class Sent(SimpleUploadedFile):
        """An upload whose name no layer has cleaned yet."""

        name = "../../đơn của tôi.pdf"

        def __init__(self, content: bytes) -> None:
            UploadedFile.__init__(self, io.BytesIO(content), None, "application/pdf", len(content))
            self.__dict__["name"] = "../../đơn của tôi.pdf"

    kept = files.store(Sent(pdf()))

    assert kept.name == "đơn của tôi.pdf"
    assert kept.path == f"attachments/{kept.id.hex[:2]}/{kept.id.hex}"


def test_what_is_kept_becomes_a_row_that_says_whose_it_is() -> None:
    kept: StoredFile = files.store(upload("don.pdf", pdf(2)))
    alice = User(username="alice")

    row = kept.row(by=alice, at=MONDAY, component="ban-thao")

    assert (row.pk, row.name, row.media_type, row.size) == (kept.id, "don.pdf", "application/pdf", kept.size)
    assert (row.pages, row.sha256, row.file.name) == (2, kept.sha256, kept.path)
    assert (row.component, row.uploaded_by, row.uploaded_at) == ("ban-thao", alice, MONDAY)


def test_a_form_can_say_the_limits_before_anything_is_chosen() -> None:
    assert files.limits() == {
        "max_mb": 20,
        "max_bytes": 20_000_000,
        "kinds": "PDF, PNG, JPG, JPEG, HEIC, HEIF, WEBP, TIF, TIFF, DOCX",
        "endings": "pdf,png,jpg,jpeg,heic,heif,webp,tif,tiff,docx",
        "empty": "Tệp “{name}” không có nội dung. Xin chọn lại tệp.",
        "too_large": "Tệp “{name}” nặng {size}; mỗi tệp không quá 20 MB. Hãy chụp, quét lại với độ phân giải thấp hơn "
        "hoặc chia thành nhiều tệp.",
        "other_kind": "Tệp “{name}” thuộc loại không nhận. Các loại tệp được nhận: {kinds}.",
        "recording": "Tệp “{name}” là phim, ghi âm: xin nộp đĩa hoặc USB tại Bộ phận Một cửa. "
        "Giấy tờ bắt buộc thì tải lên kịch bản hoặc lời viết (PDF).",
    }
    assert files.accept_attribute() == ".pdf,.png,.jpg,.jpeg,.heic,.heif,.webp,.tif,.tiff,.docx,image/*"
