"""Each kind of result as somebody has looked at it: its words and its page, to the dot."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image

from dossiers.models import Result
from dossiers.papers import press
from dossiers.papers.issued import TEMPLATE, IssuedPaper, Paragraph, coded
from dossiers.papers.signed.own import BY_HIM_OR_HER, BY_THE_OFFICE
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import ResultKind
from procedures.time.calendar import local
from tests import golden
from tests.dossiers.officers import substitute
from tests.dossiers.papers.results import MONDAY, NUMBERED, paper_of
from tests.golden.pictures import SLIGHT, assert_looks_like, drawn, most_of
from tests.printed import A4, pages_of, sizes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_key_and_one_address")]
TOKEN = "k3PqZ0" * 7


def numbered(kind: ResultKind) -> IssuedPaper:
    NUMBERED[kind]()
    return paper_of(Result.objects.get())


def compare(name: str, paper: IssuedPaper) -> None:
    pdf = press.printed(TEMPLATE, coded(paper, TOKEN))

    assert sizes_of(pdf) == {A4}
    golden.assert_matches(f"papers/results/{name}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/results/{name}", pdf)


@pytest.mark.parametrize("kind", ResultKind)
def test_a_result_of_each_kind_looks_as_it_was_found_right(kind: ResultKind) -> None:
    compare(kind.value, replace(numbered(kind), how=BY_THE_OFFICE))


def test_what_a_leader_signed_by_an_own_key_and_what_takes_pages_looks_as_it_was_found_right() -> None:
    paper = replace(numbered(ResultKind.LICENCE), how=BY_HIM_OR_HER)
    more = tuple(
        Paragraph(f"{place}. Thiết bị thứ {place}: " + "máy in bốn màu của cơ sở được cấp phép, " * 5 + "hết.")
        for place in range(5, 25)
    )

    compare("pages", replace(paper, paragraphs=(*paper.paragraphs, *more)))


def test_who_signs_never_stands_alone_on_a_page() -> None:
    """Of the certificates of ten machines one had its signature on a sheet of its own, which says nothing of what was certified."""
    paper = replace(numbered(ResultKind.LICENCE), how=BY_THE_OFFICE)
    seen = set[int]()

    for rows in range(1, 13):
        more = tuple(Paragraph(f"- Tên máy: máy in thứ {row}; Hãng sản xuất: An.") for row in range(rows))
        pages = pages_of(press.printed(TEMPLATE, coded(replace(paper, paragraphs=(*paper.paragraphs, *more)), TOKEN)))
        seen.add(len(pages))
        (signed,) = (page for page in pages if "Nơi nhận:" in page)
        assert "- Tên máy: máy in thứ" in signed.split("Nơi nhận:")[0]
        # Nor does the line with the address, below it.
        assert "Kiểm tra văn bản này:" in signed

    assert seen == {1, 2}


def test_what_was_signed_in_another_s_place_without_a_title_looks_as_it_was_found_right() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("ky-duyet")
    on = local(walk.at).date()
    substitute("lan", "carol", since=on, until=on)
    walk.take("decide", "carol").take("number", "tam")

    compare("in_no_capacity", replace(paper_of(Result.objects.get()), how=BY_THE_OFFICE))


@pytest.mark.parametrize(
    "change",
    [{"number": "02/GP-STTTT"}, {"signer": "Vũ Ngọc Lân"}, {"capacity": ("KT. GIÁM ĐỐC",)}],
    ids=lambda change: next(iter(change)),
)
def test_the_picture_shows_whatever_is_printed_otherwise(change: dict[str, str | Sequence[str]]) -> None:
    paper = replace(numbered(ResultKind.LICENCE), how=BY_THE_OFFICE)

    [page], [other] = (drawn(press.printed(TEMPLATE, one)) for one in (paper, replace(paper, **change)))

    assert most_of(page, page) == 0
    assert most_of(page, other) > SLIGHT
    assert most_of(page, Image.new("L", (5, 5))) > SLIGHT
