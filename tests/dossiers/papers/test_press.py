"""The press: what it leaves out of WeasyPrint's own way is not seen on a paper."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from weasyprint import HTML
from weasyprint.css import ComputedStyle

from dossiers.models import Event
from dossiers.papers import press
from dossiers.papers.receipt import Receipt, receipt_of
from tests.dossiers.papers.test_receipt import TOKEN, accepted  # noqa: F401
from tests.printed import words_of


@pytest.fixture
def receipt(accepted: Event) -> Receipt:  # noqa: F811
    return receipt_of(accepted, "01/2026/TNHS", TOKEN)


def pressed(page: HTML) -> bytes:
    config, style = press._press()
    pdf: bytes = page.write_pdf(
        finisher=press._say_scope, font_config=config, stylesheets=[style], pdf_variant=press.ACCESSIBLE
    )
    return pdf


def test_a_paper_is_to_the_byte_what_the_whole_style_of_weasyprint_makes_of_it(receipt: Receipt) -> None:
    html = render_to_string("papers/receipt.html", {"paper": receipt}, using="django")

    assert press.printed("papers/receipt.html", receipt) == pressed(HTML(string=html))


def test_an_element_has_its_own_style_and_none_for_marks_that_no_paper_has(monkeypatch: pytest.MonkeyPatch) -> None:
    begin, made = ComputedStyle.__init__, []

    def heard(style: ComputedStyle, *given: object) -> None:
        made.append(given)
        begin(style, *given)

    monkeypatch.setattr(ComputedStyle, "__init__", heard)
    body = "".join(f'<p class="a{number}">một</p>' for number in range(100))
    page = f"<html><head></head><body>{body}</body></html>"
    pressed(HTML(string=page))
    by_weasyprint = len(made)
    pressed(press.Page(page))

    assert by_weasyprint > 600
    assert 3 < len(made) - by_weasyprint < 100


def test_no_paper_has_a_list_or_a_note() -> None:
    sources = [path.read_text() for path in press.FOLDER.iterdir()]

    assert len(sources) > 15
    assert not [source for source in sources if re.search(r"<[ou]l|<li|list-item|footnote|::", source)]


def test_signs_that_no_page_can_hold_are_left_out_and_markup_that_was_typed_is_text() -> None:
    page = press.Page(f"<html><body><p>{escape('Lý\x0b do\x01 <br> & <p>')}\x1f</p></body></html>")

    assert words_of(pressed(page)) == "Lý do <br> & <p>"
