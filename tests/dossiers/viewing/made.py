"""Files made to break whoever opens them, and some that look like them and are in order."""

import io
import struct
import zlib
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import pillow_heif
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

pillow_heif.register_heif_opener()

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def pdf_of(objects: Sequence[str | bytes]) -> bytes:
    """Return a PDF of such objects, numbered from 1, of which the first is its catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, given in enumerate(objects, start=1):
        content = given.encode() if isinstance(given, str) else given
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode()


def stream(content: bytes, words: str = "") -> bytes:
    """Return a compressed stream as an object."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), words.encode(), packed)


def many_pages(doublings: int = 16) -> bytes:
    """Return 1.7 kB with 65,536 pages: a tree each of whose nodes names the next one twice."""
    nodes = [
        f"<< /Type /Pages /Count {2 ** (doublings - depth)} /Kids [{depth + 3} 0 R {depth + 3} 0 R] >>"
        for depth in range(doublings)
    ]
    return pdf_of([CATALOG, *nodes, PAGE])


def without_pages() -> bytes:
    """Return a PDF that is whole and has no page."""
    return pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"])


def deep_tree(depth: int = 20_000) -> bytes:
    """Return one page below so many nodes."""
    nodes = [f"<< /Type /Pages /Count 1 /Kids [{number} 0 R] >>" for number in range(3, depth + 3)]
    return pdf_of([CATALOG, *nodes, PAGE])


def with_script(action: str = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>") -> bytes:
    """Return a page that does something when it is opened."""
    return pdf_of([f"<< /Type /Catalog /Pages 2 0 R /OpenAction {action} >>", ONE_PAGE, PAGE])


def with_packed_script() -> bytes:
    """Return a page whose script lies in a stream of objects, as today's programs write them."""
    action = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return pdf_of([CATALOG, ONE_PAGE, PAGE, stream(b"5 0 " + action, "/Type /ObjStm /N 1 /First 4")])


def with_attachment() -> bytes:
    """Return a page in which another file lies."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_attachment("kem.exe", b"MZ")
    writer.write(buffer)
    return buffer.getvalue()


def of_text(*pages: str) -> bytes:
    """Return pages that each have a line of text."""
    writer, buffer = PdfWriter(), io.BytesIO()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    for text in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): named})}
        )
        words = StreamObject()
        words.set_data(f"BT /F 20 Tf 60 700 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(words)
    writer.write(buffer)
    return buffer.getvalue()


def slow_to_draw(depth: int = 12) -> bytes:
    """Return a page that draws a form ten times, which draws another one ten times, and so on."""
    forms = []
    for level in range(depth):
        further = f"/Resources << /XObject << /X {level + 6} 0 R >> >>" if level < depth - 1 else ""
        words = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {further}"
        forms.append(stream(b"/X Do " * 10 if further else b"0 0 m 595 842 l S", words))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    return pdf_of([CATALOG, ONE_PAGE, page, stream(b"/X Do"), *forms])


def slow_to_judge(streams: int = 300) -> bytes:
    """Return a page beside so many streams of objects, each of a few kilobytes that become sixty million."""
    packed = stream(b" " * 60_000_000, "/Type /ObjStm /N 0 /First 0")
    return pdf_of([CATALOG, ONE_PAGE, PAGE, *[packed] * streams])


def picture(kind: str, size: tuple[int, int] = (300, 200), frames: int = 1) -> bytes:
    """Return a picture, of so many pages."""
    buffer, one = io.BytesIO(), Image.new("RGB", size, "red")
    more = {"save_all": True, "append_images": [one] * (frames - 1)} if frames > 1 else {}
    one.save(buffer, kind, **more)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Return a picture of a few bytes that claims a size."""
    out = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    for name, content in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")):
        out += struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return out


def heic(size: tuple[int, int] = (300, 200), claimed: tuple[int, int] | None = None) -> bytes:
    """Return a picture as a phone takes it; one that claims another size than it has is a bomb."""
    content = picture("HEIF", size)
    place = content.index(b"ispe") + 8
    return content[:place] + struct.pack(">II", *(claimed or size)) + content[place + 8 :]


def docx(*names: str) -> bytes:
    """Return a document of Word, with other members."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as members:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            members.writestr(name, "<xml/>")
    return buffer.getvalue()


def swollen_docx(first: str = "word/document.xml") -> bytes:
    """Return a document of Word with eight parts, each of sixty million bytes as its list says to whoever opens it."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as members:
        for name in (first, *(f"word/media/{number}.xml" for number in range(7))):
            members.writestr(name, bytes(60_000))
        for member in members.infolist():
            member.file_size = 60_000_000
    return buffer.getvalue()


def png_and_pdf() -> bytes:
    """Return what is a picture to a reader of pictures, and a PDF with a script to a reader that looks for one further on."""
    return picture("PNG") + with_script()


GIF_AND_SCRIPT = b"GIF89a/*" + bytes(4) + b"*/=1;alert(1);"
"""What is a picture to some, and a program to others."""
