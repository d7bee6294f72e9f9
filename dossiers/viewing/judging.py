"""Whether a file can be opened, and whether it is nothing but what is seen of it. Runs in the confined process alone."""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from zipfile import BadZipFile, ZipFile

import pypdfium2
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import DependencyError, DeprecationError, FileNotDecryptedError, PyPdfError
from pypdf.generic import IndirectObject, StreamObject

from dossiers.viewing.asking import MOST_SUBJECT, Answer, Kind, Limits, Problem

UNREADABLE = (BadZipFile, OSError, SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError, IndexError, ArithmeticError, AssertionError, Image.DecompressionBombError, PyPdfError, DeprecationError, pypdfium2.PdfiumError)  # fmt: skip
"""What the readers of files raise when one is broken or was made to break them."""
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "HEIF")
"""The readers of pictures that may be asked: Pillow knows forty more, some of which run programs."""
WRONG_PASSWORD = 4
"""``FPDF_ERR_PASSWORD``."""
MOST_UNPACKED = 64_000_000
"""Bytes that one stream of objects may have."""
MOST_SWOLLEN = 300_000_000
"""Bytes of all parts of a document as whoever opens it unpacks them; of one with twenty megabytes of photographs hardly more."""


RUNS = ("JavaScript", "Launch", "RichMedia", "ImportData")
"""Actions that do more than to go to a page, and what holds scripts."""
ENCLOSES = ("EmbeddedFile", "EmbeddedFiles")

LEAST_PIXELS = 100_000
"""Of what is smaller nobody expects to read it."""
PIXELS_OF_A_BYTE = 40
"""So few bytes a picture of one colour takes as PNG."""
SAMPLED = 64
EVEN = 32
"""Shades of 256 that are one colour to whoever looks."""
LEAST_OF_SAMPLE, LEAST_OF_ALL = 0.99, 0.9995
"""How much of a picture has to be so: a line of words takes more of a page than what is left."""


def _spelled(names: Iterable[str]) -> str:
    """Return what finds names of a PDF, whose letters may each be written as ``#`` and their number (ISO 32000-1, 7.3.5)."""
    return "|".join("".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names)


_FIRST = "".join({name[0] for name in (*RUNS, *ENCLOSES)})
FORBIDDEN = re.compile(rf"/(?=[{_FIRST}#])(?:(?P<runs>{_spelled(RUNS)})|{_spelled(ENCLOSES)})(?![A-Za-z0-9#])".encode())
"""Both, in one reading of a file: the first letter alone decides of most that begins like a name."""
SIGNED = re.compile(rf"/(?:{_spelled(['ByteRange'])})(?![A-Za-z0-9#])".encode())
"""What each signature names: it lies open in the file, since it says where that is."""
OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def judge(content: bytes, kind: Kind, limits: Limits) -> Answer:
    """Open a file as its readers will; never raises for what is wrong with the file."""
    looks = {Kind.PDF: _pdf, Kind.IMAGE: _image, Kind.OFFICE: _office}
    try:
        return looks[kind](content, limits)
    except (FileNotDecryptedError, DependencyError):
        return Answer(Problem.LOCKED)
    except pypdfium2.PdfiumError as error:
        return Answer(Problem.LOCKED if error.err_code == WRONG_PASSWORD else Problem.BROKEN)
    except Image.DecompressionBombError:
        return Answer(Problem.TOO_LARGE)
    except UNREADABLE:
        return Answer(Problem.BROKEN)


def _pdf(content: bytes, limits: Limits) -> Answer:
    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    if pages > limits.pages:
        return Answer(Problem.TOO_MANY_PAGES, pages)
    # The last page too: half a file may name pages that it does not have.
    for number in {0, pages - 1}:
        document.get_page_size(number)
    reader = PdfReader(io.BytesIO(content))
    is_alone = not document.count_attachments()
    for part in chain([content], _objects(reader), _unpacked(content)):
        for found in FORBIDDEN.finditer(part):
            if found["runs"]:
                return Answer(Problem.SCRIPT, pages)
            is_alone = False
    if not is_alone:
        return Answer(Problem.ENCLOSED, pages)
    metadata = reader.metadata
    producer, subject = (metadata.producer, metadata.subject) if metadata else ("", "")
    said = str(subject or "")[:MOST_SUBJECT]
    return Answer(pages=pages, producer=str(producer or ""), subject=said, is_signed=bool(SIGNED.search(content)))


def _objects(reader: PdfReader) -> Iterator[bytes]:
    """Yield the streams in which a PDF keeps objects, as its table names them; decrypted where no password is asked."""
    if reader.root_object is None:
        raise ValueError("no catalogue")
    for number in sorted({stream for stream, _index in reader.xref_objStm.values()}):
        stream = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(stream, StreamObject):
            yield stream.get_data()


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the same as they lie in the file: those too that its table is silent about and a mending reader finds."""
    for found in OBJECTS.finditer(content):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(memoryview(content)[found.end() :], MOST_UNPACKED)


def _image(content: bytes, limits: Limits) -> Answer:
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if image.width * image.height > limits.pixels:
            return Answer(Problem.TOO_LARGE)
        if pages > limits.pages:
            return Answer(Problem.TOO_MANY_PAGES, pages)
        if image.format == "PNG":
            image.verify()
        else:
            # Only whoever reads it to its end sees that half of it is missing.
            image.load()
            return Answer(pages=pages, is_blank=pages == 1 and _is_blank(image))
        is_small = len(content) * PIXELS_OF_A_BYTE < image.width * image.height
    return Answer(pages=pages, is_blank=is_small and _is_blank_png(content))


def _is_blank_png(content: bytes) -> bool:
    """Say it of a picture that was only looked through: one of one colour takes next to no room, and is read in no time."""
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        image.load()
        return _is_blank(image)


def _is_blank(image: Image.Image) -> bool:
    """Say whether next to all of a picture is as light as the rest of it: one of the dark, or of an empty sheet."""
    if image.width * image.height < LEAST_PIXELS:
        return False
    with suppress(*UNREADABLE):
        # A few points of it tell a paper with words on it from this.
        few = image.resize((SAMPLED, SAMPLED), Image.Resampling.NEAREST)
        return _is_even(few, LEAST_OF_SAMPLE) and _is_even(image, LEAST_OF_ALL)
    return False


def _is_even(image: Image.Image, least: float) -> bool:
    levels = image.convert("L").histogram()
    return max(sum(levels[at : at + EVEN]) for at in range(len(levels))) >= least * sum(levels)


def _office(content: bytes, limits: Limits) -> Answer:
    del limits
    with ZipFile(io.BytesIO(content)) as archive:
        archive.getinfo("word/document.xml")
        names = archive.namelist()
        size = sum(member.file_size for member in archive.infolist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Answer(Problem.SCRIPT)
    return Answer(Problem.TOO_LONG if size > MOST_SWOLLEN else None)
