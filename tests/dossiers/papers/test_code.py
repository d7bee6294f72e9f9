"""The code on a paper can be read: from the page as it is printed, and whatever it leads to."""

import io
from base64 import b64decode
from collections.abc import Callable
from random import Random

import pypdfium2
import pytest
import segno
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pytest_django import Settings

from dossiers.models import Letter, OwnPaper
from dossiers.papers import press
from dossiers.papers.receipt import receipt_of
from dossiers.papers.signed.code import MASK, PIXELS, QUIET, code_of, code_with
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.kinds import ISSUED, accepted, issued_by

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LONG = "https://motcua.sonongnghiepvamoitruong.hanoi.gov.vn"
"""As long a name as an office of a province has."""
DOTS_PER_MM = 8
"""Of an office printer of 200 dpi."""


def test_whatever_it_leads_to_it_is_read() -> None:
    chance = Random(1)
    for _turn in range(200):
        address = "https://mot-cua.example.vn/xac-minh/" + "".join(chance.choices(LETTERS, k=43)) + "/"
        picture = io.BytesIO()
        segno.make(address, error="m", micro=False, mask=MASK).save(picture, kind="png", border=2, scale=3)

        [found] = zxingcpp.read_barcodes(Image.open(picture))

        assert found.text == address


def test_an_image_is_in_its_own_address_and_is_the_code_to_the_last_module() -> None:
    address, statement = "https://mot-cua.example.vn/xac-minh/" + "k" * 43 + "/", "3141592653" * 40

    kind, _comma, written = code_of(address, statement).partition(",")

    assert kind == "data:image/png;base64"
    picture = Image.open(io.BytesIO(b64decode(written)))
    modules = list(code_with(address, statement).matrix_iter(border=QUIET))
    assert picture.size == (PIXELS * len(modules),) * 2
    for y in range(picture.height):
        for x in range(picture.width):
            assert picture.getpixel((x, y)) == (0 if modules[y // PIXELS][x // PIXELS] else 255)


@pytest.mark.django_db
def test_a_viewer_is_asked_not_to_smooth_the_code() -> None:
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    pdf = press.printed("papers/receipt.html", receipt_of(event, "01/2026/TNHS", "k" * 43))

    [image] = [each.get_object() for each in PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/XObject"].values()]

    assert image["/ColorSpace"] == "/DeviceGray"
    assert image["/Interpolate"] is False or str(image["/Interpolate"]) == "False"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "kind", "walked"),
    [(LONG, *one) for one in ISSUED] + [("http://127.0.0.1:8000", Paper.RECEIPT, accepted)],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_from_the_printed_page_it_leads_to_where_the_paper_is_checked(
    host: str, kind: Paper | OwnPaper, walked: Callable[[], Walk], settings: Settings
) -> None:
    settings.PUBLIC_URL = host
    pdf = issued_by(kind, walked)
    letter = Letter.objects.get(kind=kind)

    page = pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
    [found] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)

    address, _sign, statement = found.text.partition("#")
    assert address == f"{host}/xac-minh/{letter.token}/"
    assert statement.isdigit()
    corners = found.position
    width = corners.top_right.x - corners.top_left.x
    modules = code_with(address, statement).symbol_size(border=0)[0]
    # In millimetres, as wide as what a cheap telephone tells apart.
    assert width / DOTS_PER_MM / modules >= 0.35
