"""A readable copy of a photograph or a scan: a PDF that is upright, straight and no larger than a page needs."""

import io
import itertools
import os
import random
from pathlib import Path
from tempfile import TemporaryFile

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from dossiers.viewing import box
from dossiers.viewing.asking import Answer, Problem
from dossiers.viewing.copying import skew_of
from tests.dossiers.viewing import made

TURNED = 6
"""How a telephone that was upright writes the orientation of its picture."""


def sheet(lines: int = 30, *, seed: int = 1) -> Image.Image:
    """Return a page with lines of words."""
    chance, page = random.Random(seed), Image.new("L", (1240, 1754), 255)
    drawing, font = ImageDraw.Draw(page), ImageFont.load_default(28)
    for line in range(lines):
        words = (
            ("abcdehmnop" * 2)[chance.randrange(9) :][: chance.randint(2, 7)] for _ in range(chance.randint(5, 14))
        )
        drawing.text((120, 140 + line * 48), " ".join(words), fill=0, font=font)
    return page


def nearly_empty(size: tuple[int, int] = (1240, 1754), *, text: str = "", top: int = 0, frame: int = 0) -> Image.Image:
    """Return a page with a line of words or a frame, or both."""
    page = Image.new("L", size, 255)
    drawing = ImageDraw.Draw(page)
    if frame:
        drawing.rectangle((size[0] * 0.08, size[1] * 0.06, size[0] * 0.92, size[1] * 0.94), outline=0, width=frame)
    drawing.text((size[0] * 0.15, top), text, fill=0, font=ImageFont.load_default(40))
    return page


def table() -> Image.Image:
    page = Image.new("L", (1240, 1754), 255)
    drawing, font = ImageDraw.Draw(page), ImageFont.load_default(26)
    for row, column in itertools.product(range(10), range(4)):
        left, top = 124 + 248 * column, 175 + 140 * row
        drawing.rectangle((left, top, left + 248, top + 140), outline=0, width=3)
        drawing.text((left + 10, top + 20), "abcde", fill=0, font=font)
    return page


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def copied(content: bytes) -> tuple[Answer, bytes]:
    """Have a copy made by the confined process."""
    descriptor = os.memfd_create("file")
    os.write(descriptor, content)
    with TemporaryFile() as to:
        answer = box.copy(descriptor, to.fileno())
        os.close(descriptor)
        to.seek(0)
        return answer, to.read()


def pages(content: bytes) -> list[Image.Image]:
    answer, document = copied(content)
    assert answer.problem is None
    shown = [page.render(scale=1).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(document)]
    assert answer.pages == len(shown)
    return shown


@pytest.mark.parametrize("angle", [-5, -3.7, -2, -1, -0.5, 0.5, 1, 2.4, 4, 5])
@pytest.mark.parametrize("lines", [30, 6])
def test_a_page_that_lies_askew_is_measured_to_a_fifth_of_a_degree(angle: float, lines: int) -> None:
    askew = sheet(lines).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)

    assert skew_of(askew) == pytest.approx(angle, abs=0.2)


@pytest.mark.parametrize(
    "left",
    [
        sheet(),
        sheet().rotate(0.1, Image.Resampling.BICUBIC, fillcolor=255),
        sheet().rotate(20, Image.Resampling.BICUBIC, fillcolor=255),
        Image.new("L", (800, 900), 255),
        Image.new("L", (800, 900), 76),
        Image.radial_gradient("L").resize((900, 700)),
        Image.effect_noise((800, 600), 60),
    ],
    ids=["straight", "nearly", "far", "white", "grey", "round", "no lines"],
)
def test_what_is_straight_or_has_no_plain_lines_is_left_alone(left: Image.Image) -> None:
    assert skew_of(left) == 0.0


LINE = "Giay khai sinh ban sao so 12"


@pytest.mark.parametrize(
    "straight",
    [
        nearly_empty(text=LINE, top=87),
        nearly_empty((800, 1000), text=LINE, top=50),
        nearly_empty((600, 800), text=LINE, top=40),
        nearly_empty((400, 300), text=LINE, top=15),
        nearly_empty(text=LINE, top=520),
        nearly_empty(frame=4),
        nearly_empty(text=LINE, top=520, frame=4),
        sheet(2).resize((1754, 1240)),
        table(),
        Image.effect_noise((60, 80), 120).resize((1240, 1754), Image.Resampling.BICUBIC),
    ],
    ids=["line", "small", "smaller", "card", "middle", "frame", "frame and line", "two lines", "table", "photograph"],
)
def test_a_straight_page_with_little_on_it_stays_as_it_is(straight: Image.Image) -> None:
    assert skew_of(straight) == 0.0


@pytest.mark.parametrize(("width", "angle"), [(1, -4), (20, -4), (2, 3), (8, 5)])
def test_a_frame_that_lies_askew_is_not_turned_by_another_angle(width: int, angle: float) -> None:
    assert skew_of(nearly_empty(frame=width).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)) in {0.0, angle}


def test_a_page_that_lay_askew_is_straight_in_its_copy() -> None:
    askew = sheet().rotate(3, Image.Resampling.BICUBIC, fillcolor=255)

    (page,) = pages(encoded(askew, "JPEG"))

    assert skew_of(page.resize(askew.size)) == 0.0


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "WEBP", "PNG", "TIFF"])
def test_a_photograph_is_a_page_of_at_most_a4_whatever_it_was_taken_with(kind: str) -> None:
    (page,) = pages(encoded(Image.new("RGB", (3000, 4000), "red"), kind))

    assert page.size in {(595, 794), (596, 794)}
    assert page.getpixel((300, 400))[0] > 240


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "TIFF"])
def test_a_photograph_stands_upright_as_its_camera_says(kind: str) -> None:
    lying, turned = Image.new("RGB", (400, 200), "red"), Image.Exif()
    lying.paste("blue", (0, 0, 200, 200))
    turned[0x112] = TURNED

    (page,) = pages(encoded(lying, kind, exif=turned))

    assert page.width < page.height
    assert page.getpixel((page.width // 2, 20))[2] > 200
    assert page.getpixel((page.width // 2, page.height - 20))[0] > 200


@pytest.mark.parametrize("options", [{"compression": "jpeg"}, {}])
def test_all_pages_of_a_scan_are_copied_in_their_order(options: dict[str, str]) -> None:
    first, *others = (
        Image.new("RGB", (2480 + more, 3508), colour) for more, colour in enumerate(("red", "green", "blue"))
    )

    shown = pages(encoded(first, "TIFF", save_all=True, append_images=others, **options))

    assert [max(range(3), key=page.getpixel((300, 400)).__getitem__) for page in shown] == [0, 1, 2]


def test_a_scan_of_black_and_white_stays_sharp_and_small() -> None:
    fax = sheet().resize((2480, 3508)).convert("1")
    content = encoded(fax, "TIFF", compression="group4")

    answer, document = copied(content)

    assert answer.pages == 1
    assert b"/CCITTFaxDecode" in document
    assert len(document) < 2 * len(content) + 5_000


def test_a_large_photograph_weighs_what_a_page_needs() -> None:
    content = encoded(Image.effect_noise((1200, 900), 40).resize((4800, 3600)).convert("RGB"), "JPEG", quality=95)

    _answer, document = copied(content)

    assert len(document) < len(content) / 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (made.png_that_claims(40_000, 40_000), Problem.TOO_LARGE),
        (made.heic(claimed=(40_000, 40_000)), Problem.TOO_LARGE),
        (made.heic()[:-100], Problem.BROKEN),
        (b"%!PS-Adobe-3.0 EPSF-3.0", Problem.BROKEN),
    ],
)
def test_what_cannot_be_opened_has_no_copy(content: bytes, problem: Problem) -> None:
    assert copied(content) == (Answer(problem), b"")


def test_the_largest_picture_that_is_taken_is_copied_within_the_memory_of_its_process(tmp_path: Path) -> None:
    wide = tmp_path / "rong.png"
    Image.new("RGB", (9_900, 9_900)).save(wide, compress_level=1)

    answer, _document = copied(wide.read_bytes())

    assert answer.problem is None
