"""What the form says of two things that people phone about: who signs it, and which form a paper is written on."""

from datetime import timedelta

import pytest

from dossiers.filing import drafts
from dossiers.filing.lookups.words import UNSIGNED, of_signature
from dossiers.pages.fields import paper_field
from portal.demo import story
from procedures.form import Component
from procedures.machine import Text
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.procedures.shipped import shipped_machine

NOW = local("2026-11-30 09:00")
LAW = "Nghị quyết số 66.7/2025/NQ-CP"
SLUG = "gcn-diem-tro-choi"
ASKS = "hỏi Bộ phận Một cửa để lấy mẫu trước khi lập"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def checked(organisation: str) -> str:
    draft = story.draft_of("alice", NOW, slug=SLUG)
    drafts.save(draft, {"applicant_organisation": organisation}, at=NOW)
    return read(Visitor("alice", language="vi").get(f"/ho-so/nop/{SLUG}/kiem-tra/")).words()


def test_whoever_files_for_oneself_reads_that_nothing_is_signed_and_nothing_of_a_sign_in_that_is_not_there() -> None:
    page = checked("")

    assert UNSIGNED.vi in page
    assert "VNeID" not in page


def test_whoever_files_for_an_organisation_reads_that_the_law_says_nothing_of_it() -> None:
    page = checked("Công ty TNHH Việt An")

    assert "Bạn nộp được hồ sơ này mà không phải ký số" in page
    assert f"lúc này không phải làm gì thêm. {LAW} không nói riêng về tổ chức" in page
    assert UNSIGNED.vi not in page


def test_once_no_law_speaks_of_it_nothing_is_said() -> None:
    machine = ProcedureVersion.objects.current().get(procedure__slug=SLUG).machine

    said = of_signature(machine, NOW.date(), for_organisation=True)
    assert said
    assert said.vi.startswith("Bạn nộp được hồ sơ này"), "nobody has to phone"
    assert said.vi.endswith("nếu cơ quan cần chữ ký của tổ chức thì sẽ yêu cầu bổ sung sau khi bạn nộp.")
    assert of_signature(machine, (NOW + timedelta(days=200)).date(), for_organisation=True) is None


def test_a_form_without_a_number_is_had_at_the_desk_and_every_place_says_so() -> None:
    alice = Visitor("alice", language="vi")
    addresses = ("/thu-tuc/{}/", "/thu-tuc/{}/giay-to/", "/ho-so/nop/{}/")

    pages = [read(alice.get(one.format("trien-lam-hoi-cho-xbp"))).words() for one in addresses]

    assert [page.count(ASKS) for page in pages] == [1, 1, 1], "of the list alone: the application is filled in here"


@pytest.mark.parametrize(
    ("slug", "acts"),
    [("gp-hoat-dong-in", "25/2018/NĐ-CP"), ("trien-lam-hoi-cho-xbp", "195/2013/NĐ-CP, 01/2020/TT-BTTTT")],
)
def test_where_such_a_form_is_published_is_a_link_on_every_page(slug: str, acts: str) -> None:
    alice = Visitor("alice", language="vi")
    link = '<a href="https://vbpl.vn/" target="_blank" rel="noopener">Cơ sở dữ liệu quốc gia về pháp luật (vbpl.vn)</a>'

    for address in ("/thu-tuc/{}/", "/thu-tuc/{}/giay-to/", "/ho-so/nop/{}/"):
        page = alice.get(address.format(slug)).content.decode()
        assert page.count(f"tìm số {acts} ở {link}, mẫu nằm sau phần lời văn; không thấy thì {ASKS}") == 1, address


@pytest.mark.parametrize(
    ("form", "asks"),
    [
        ("Mẫu số 14", False),
        ("Mẫu 14, Thông tư 01/2020/TT-BTTTT", False),
        ("Mẫu của Nghị định 25/2018/NĐ-CP", True),
        ("Theo mẫu", True),
    ],
)
def test_a_number_leads_to_the_form(form: str, asks: bool) -> None:
    paper: Component = shipped_machine().components[-1]
    named = type(paper)(
        **{**{name: getattr(paper, name) for name in paper.__slots__}, "form": Text(form, form), "eform": False}
    )

    assert ("Một cửa" in str(paper_field(named).help_text) or "one-stop" in str(paper_field(named).help_text)) is asks
