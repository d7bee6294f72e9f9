"""What each sheet of a paper but the first says at its head: whose it is, so that none can be exchanged."""

from dataclasses import replace

import pytest

from dossiers.models import Result
from dossiers.papers import press
from dossiers.papers.apology import apology_of
from dossiers.papers.issued import TEMPLATE, Paragraph, coded
from dossiers.papers.receipt import receipt_of
from dossiers.papers.supplement import supplement_of
from portal.demo import story
from procedures.results import ResultKind
from tests.dossiers.papers.results import NUMBERED, paper_of
from tests.dossiers.papers.test_apology import UNDER, reappointed
from tests.dossiers.papers.test_counter_receipt import MONDAY, TOKEN, accepted
from tests.dossiers.papers.test_supplement import asked
from tests.printed import pages_of
from tools import verify_paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_key_and_one_address")]
LONG = "Đề nghị bổ sung và làm rõ từng nội dung đã nêu. " * 70


def sheets(template: str, paper: object) -> list[str]:
    return [" ".join(page.split()) for page in pages_of(press.printed(template, paper))]


def test_each_sheet_of_a_result_but_the_first_says_of_which_it_is_and_of_how_many() -> None:
    """A certificate's second sheet had neither number nor name, and could lie behind any first one."""
    NUMBERED[ResultKind.LICENCE]()
    paper = paper_of(Result.objects.get())
    more = tuple(Paragraph("máy in bốn màu của cơ sở được cấp phép, " * 8 + "hết.") for _place in range(12))

    first, *others = sheets(TEMPLATE, coded(replace(paper, paragraphs=(*paper.paragraphs, *more)), TOKEN))

    assert len(others) == 2
    for number, sheet in enumerate(others, 2):
        assert sheet.endswith(f"{number} {paper.kind} số {paper.number}, trang {number}/3")
    assert "trang" not in first.split("Nơi nhận")[0].split("Độc lập")[0]
    assert paper.kind == "Giấy phép xuất bản tài liệu không kinh doanh"
    assert not first.endswith("1/3")


def test_each_sheet_of_a_form_but_the_first_says_of_which_it_is_and_of_how_many() -> None:
    request = supplement_of(asked(reason=LONG).events[-1], "05/2026/HDHS", TOKEN)
    letter = apology_of(reappointed(UNDER["tt-03-2025"], LONG).events[-1], "01/2026", TOKEN)

    for template, paper in (("supplement", request), ("apology", letter)):
        first, second = sheets(f"papers/{template}.html", paper)

        form = paper.form
        assert second.endswith(f"2 {form.title} số {form.number} {form.code}, trang 2/2")
        assert "trang 1/2" not in first
        assert f"{form.title} số" not in first


def test_a_copy_of_a_receipt_begins_without_and_goes_on_with_its_own() -> None:
    receipt = receipt_of(accepted(), "01/2026/TNHS", TOKEN)

    for copy in sheets("papers/receipt.html", receipt):
        assert f"{receipt.title} số" not in copy

    starts_1, goes_on_1, starts_2, goes_on_2 = sheets(
        "papers/receipt.html", replace(receipt, papers=receipt.papers * 5)
    )
    assert f"{receipt.title} số" not in starts_1 + starts_2
    assert f"{receipt.title} số 01/2026/TNHS, liên 1 {receipt.code}, trang 2" in goes_on_1
    assert f"{receipt.title} số 01/2026/TNHS, liên 2 {receipt.code}, trang 4" in goes_on_2


def test_a_receipt_on_line_of_two_sheets_says_so_on_the_second() -> None:
    receipt = receipt_of(story.dossier_in("accepted", at=MONDAY).events[0], "01/2026/TNHS", TOKEN)

    first, second = sheets("papers/receipt.html", replace(receipt, papers=receipt.papers * 6))

    assert f"{receipt.title} số" not in first
    assert second.endswith(f"2 {receipt.title} số 01/2026/TNHS {receipt.code}, trang 2/2")


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("khoản 1\n2\nGiấy phép xuất bản\nsố 01/GP-STTTT, trang 2/3", "khoản 1"),
        ("khoản 1\n2\nPhiếu yêu cầu bổ sung\nsố 05/2026/HDHS\nH26.NN-261130-0001, trang 2/2\n", "khoản 1"),
        # Papers of before.
        ("khoản 1\nH26.NN-261130-0001, trang 2", "khoản 1\n"),
        ("khoản 1\n2", "khoản 1"),
        # What was written in between is no head.
        ("khoản 1\n2\nGiấy phép\nvà thêm 5 máy nữa, trang 2/3", "khoản 1\n2\nGiấy phép\nvà thêm 5 máy nữa, trang 2/3"),
        ("khoản 1\n3\nGiấy phép\nsố 01/GP-STTTT, trang 3/3", "khoản 1\n3\nGiấy phép\nsố 01/GP-STTTT, trang 3/3"),
    ],
)
def test_who_reads_the_text_of_a_sheet_leaves_out_its_head(page: str, left: str) -> None:
    assert verify_paper.without_number(page, 2) == left
