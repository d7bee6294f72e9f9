"""The code on a paper can be read: from the page as it is printed, and whatever it leads to."""

import io
from datetime import timedelta
from random import Random

import pypdfium2
import pytest
import segno
import zxingcpp
from PIL import Image

from dossiers.background import relay
from dossiers.models import Letter
from dossiers.papers.signed.code import MASK, code_of, code_with
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
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


def test_an_image_is_in_its_own_address() -> None:
    assert code_of("https://mot-cua.example.vn/").startswith("data:image/svg+xml")


@pytest.mark.django_db
def test_from_the_printed_page_it_leads_to_where_the_paper_is_checked() -> None:
    story.dossier_in("accepted", at=MONDAY)
    relay.run(MONDAY + timedelta(hours=1))

    for letter in Letter.objects.all():
        with letter.file.open("rb") as file:
            document = pypdfium2.PdfDocument(file.read())
        page = document[0].render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
        [found] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)

        address, _sign, statement = found.text.partition("#")
        assert address.endswith(f"/xac-minh/{letter.token}/")
        corners = found.position
        width = corners.top_right.x - corners.top_left.x
        modules = code_with(address, statement).symbol_size(border=0)[0]
        # In millimetres, as wide as what a cheap telephone tells apart.
        assert width / DOTS_PER_MM / modules >= 0.35
