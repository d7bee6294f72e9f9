"""The page of a procedure: every part that the law names, in words for people; its checklist; its end."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from dossiers.display.cases import only_when
from dossiers.public.procedure import _kept as kept_page
from dossiers.public.procedure import agency_times
from portal.demo import story
from procedures.catalogue import shelf
from procedures.form import Text
from procedures.machine import LimitUnit
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Page, Visitor, read
from tests.dossiers.variants import PUBLISHED_AT, definition, next_version, publish_text
from tests.procedures.shipped import WHOLE, changed, compiled

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
SLUG = "thu-tuc-du-khoa"
WHOLE_PAGE = f"/thu-tuc/{SLUG}/"
TARIFF = f"/thu-tuc/{story.SLUG}/"


pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def whole(tmp_path: Path) -> None:
    """Publish a definition in which every key occurs."""
    publish_text(tmp_path, WHOLE)


def get(address: str, language: str = "en") -> HttpResponse:
    return Visitor(language=language).get(address)


def words(address: str, language: str = "en") -> str:
    """Return what a page says, each of its parts apart from the next."""
    page = Page(address)
    page.feed(get(address, language).content.decode().replace("<", " <"))
    return page.words()


# Each part of NĐ 63/2010/NĐ-CP art. 8(2), and what else a definition may say to the applicant.
PARTS = {
    "name": "Permission for a reading festival",
    "plain words first": "Permission to hold a reading festival.",
    "order": "Order of steps 1. ",
    "ways to file": "Ways to file Online",
    "papers": "Application (1 original)",
    "copies of a paper": "Only when the place is rented. Only where it is not found in the national database of business "
    "registration (Resolution No. 66.7/2025/NQ-CP, 01/01/2026 to 28/02/2027) · 1 copy",
    "number of sets": "Number of sets: 3. 01 set of originals, 02 of copies",
    "what is brought": "A wooden model of the sign Always needed · 1 original Brought or posted to the receiving point; it is not uploaded.",
    "the form on line is the paper": "Online you fill it in on this site; no file is asked for.",
    "promised and legal limit": "This agency promises 10 working days from the day the complete dossier is accepted; the law allows 12 working days.",
    "notice of what is missing": "you are told everything at once, within 3 working days.",
    "the clock after it": "once the dossier is complete, it goes on.",
    "how often": "You are asked for documents 2 times at most.",
    "time to bring it": "You have 15 working days to bring what is missing.",
    "time before the event": "File at least 24 hours before the time that you give under “",
    "who may apply": "Who can apply Everybody",
    "kinds of applicants": "Citizens · Enterprises",
    "who decides": "Agency that decides Hanoi People's Committee",
    "who receives": "Agency that receives Hanoi Department of Information and Communications",
    "level": "Commune level",
    "what is decided here": "Festivals in the city.",
    "what is not": "Not filed here where you answer: Organiser: Foreign The Ministry decides this.",
    "form": "Application form Form 1",
    "result": "Result Written permission",
    "requirements": "Requirements and conditions File 24 hours before the festival.",
    "flat fee": "Charge 50.000 đ",
    "tariff": "Charge for stands 10.000 đ per stand",
    "note on fees": "Paid at reception.",
    "legal basis": "Legal basis Publishing Law",
    "case of a fee": "Charge for stands: 10.000 đ per stand where you answer Parts: Sale, Exhibition",
    "how far on line": "Online: Partly online",
    "what the ISO document is for": "Purpose Purpose Scope Scope",
    "forms of the ISO document": "BM-01 : Application",
    "records and how long they are kept": "Records Dossier Kept by: Records clerk · Kept for: 05 years",
    "that it is abolished": "This procedure is abolished Abolished from 01/01/2028.",
    "checklist": "Checklist to print and tick",
}


@pytest.mark.usefixtures("whole")
def test_the_page_has_every_part_that_the_law_and_the_definition_name() -> None:
    said = words(WHOLE_PAGE)

    assert {part: sentence for part, sentence in PARTS.items() if sentence not in said} == {}
    assert said.index("Permission to hold") < said.index("In the words of the law") < said.index("Order of steps")


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_times_that_an_outcome_or_an_event_sets_are_told(language: str) -> None:
    machine = ProcedureVersion.objects.get(procedure__slug=SLUG).machine
    said = words(WHOLE_PAGE, language)
    shown = [outcome for outcome in machine.outcomes if outcome.limit or outcome.hours_before_event]

    assert shown
    for outcome in shown:
        assert f"“{outcome.label.of(language)}”" in said
    assert machine.question(machine.event.question).label.of(language) in said


def test_an_iso_document_of_which_little_is_known_has_no_empty_headings(tmp_path: Path) -> None:
    before, _, rest = WHOLE.partition("[iso]")
    publish_text(tmp_path, f"{before}[iso]\n\n{rest[rest.index('[legal_limit]') :]}")
    said = words(WHOLE_PAGE)
    iso = said[said.index("ISO document") :]

    assert "Version in this system" in iso
    assert [heading for heading in ("Purpose", "Scope", "Forms", "Records") if heading in iso] == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("", "Fee 50.000 đ Who can apply"),
        ('when = { question = "parts", is = ["sale", "exhibition"] }', "Fee 50.000 đ where you answer Parts: Sale"),
    ],
)
def test_one_fee_that_is_due_in_some_cases_only_says_so_wherever_it_stands(
    tmp_path: Path, when: str, said: str
) -> None:
    before, _, rest = WHOLE.partition("[[fees]]")
    fee = f'[[fees]]\nname = {{ vi = "Lệ phí", en = "Charge" }}\namount = 50000\n{when}\n\n'
    publish_text(tmp_path, before + fee + rest[rest.index("[fee_note]") :])

    assert said in words(WHOLE_PAGE)
    for page in (words(WHOLE_PAGE), words(f"{WHOLE_PAGE}giay-to/")):
        assert ("Charge: 50.000 đ where you answer" in page) == bool(when)


@pytest.mark.usefixtures("whole")
def test_what_the_source_leaves_open_is_not_for_the_public() -> None:
    machine = ProcedureVersion.objects.get(procedure__slug=SLUG).machine
    assert machine.uncertain

    for address in (WHOLE_PAGE, f"{WHOLE_PAGE}giay-to/"):
        assert not any(doubt.en in words(address) or doubt.vi in words(address, "vi") for doubt in machine.uncertain)


def test_what_the_source_leaves_open_is_told_to_officers() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    doubts = dossier.machine.uncertain

    desk, own = (
        read(Visitor(who, language="en").get(f"/{audience}/{dossier.code}/")).words()
        for who, audience in (("dung", "mot-cua"), ("alice", "ho-so"))
    )

    assert f"What the source of this procedure leaves open ({len(doubts)})" in desk
    assert all(" ".join(doubt.en.split()) in desk for doubt in doubts)
    assert not any(doubt.en in own for doubt in doubts)


@pytest.mark.parametrize(
    ("language", "case", "said"),
    [
        ("vi", "Khi có đối tác nước ngoài", "Chỉ cần khi có đối tác nước ngoài"),
        ("vi", "Nếu còn giữ bản sao", "Chỉ cần nếu còn giữ bản sao"),
        ("vi", "Trường hợp uỷ quyền", "Chỉ cần trường hợp uỷ quyền"),
        ("vi", "Doanh nghiệp có vốn nước ngoài", "Chỉ cần trong trường hợp: Doanh nghiệp có vốn nước ngoài"),
        ("en", "When the owner is an individual", "Only when the owner is an individual"),
        ("en", "If you still have a copy", "Only if you still have a copy"),
        ("en", "Where there is a contract", "Only where there is a contract"),
        ("en", "Iffy cases", "Only in this case: Iffy cases"),
    ],
)
def test_the_case_of_a_paper_is_one_sentence(language: str, case: str, said: str) -> None:
    vietnamese = {
        "Only %(case)s": "Chỉ cần %(case)s",
        "Only in this case: %(case)s": "Chỉ cần trong trường hợp: %(case)s",
    }
    with translation.override(language):
        shown = only_when(Text(case, case))

    # Before the catalogue is compiled the words around the case are English.
    for english, translated in vietnamese.items():
        shown = shown.replace(english.split("%")[0], translated.split("%")[0]) if language == "vi" else shown
    assert shown == said


@pytest.mark.parametrize("day", ["2025-12-31", "2027-03-01"])
@pytest.mark.usefixtures("whole")
def test_outside_the_days_of_that_law_a_paper_is_needed_in_its_case(day: str) -> None:
    with time_machine.travel(datetime.fromisoformat(day).replace(hour=9, tzinfo=LOCAL), tick=False):
        for page in (WHOLE_PAGE, f"{WHOLE_PAGE}giay-to/"):
            said = words(page)
            assert "Only when the place is rented" in said
            assert "database" not in said


@pytest.mark.usefixtures("whole")
def test_without_a_connection_the_page_says_that_the_paper_is_needed_and_why(settings: Any) -> None:
    settings.PAPER_LOOKUP = ""
    kept_page.cache_clear()

    for page in (WHOLE_PAGE, f"{WHOLE_PAGE}giay-to/"):
        assert "Vẫn cần, vì chưa kết nối Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp" in words(page, "vi")
    kept_page.cache_clear()


@pytest.mark.parametrize(
    ("day", "is_owed"), [("2026-06-30", False), ("2026-07-01", True)], ids=["before the decree", "since"]
)
def test_what_is_on_line_in_part_without_a_reason_says_that_one_is_owed(
    tmp_path: Path, day: str, *, is_owed: bool
) -> None:
    reason = '[online_reason]\nvi = "Phải kiểm tra tại chỗ."\nen = "It must be looked at on site."\n'
    publish_text(tmp_path, changed((reason, ""), text=WHOLE))

    with time_machine.travel(datetime.fromisoformat(day).replace(hour=9, tzinfo=LOCAL), tick=False):
        said = words(WHOLE_PAGE, "vi")

    owed = "lý do chưa cung cấp toàn trình: chưa công bố (Nghị định số 224/2026/NĐ-CP, Điều 14)"
    assert (owed in said) is is_owed


def test_no_condition_says_nothing() -> None:
    assert only_when(None) == ""


def test_the_time_of_each_agency_is_summed_where_several_take_part() -> None:
    signing = 'title = { vi = "Phê duyệt, ký kết quả"'
    province = 'agency = { vi = "UBND thành phố", en = "People\'s Committee" }\n'
    times = agency_times(compiled((signing, f"{province}{signing}")))

    assert [(time.agency.en, time.limit.amount, time.limit.unit) for time in times] == [
        ("Hanoi Department of Information and Communications", Decimal(9), LimitUnit.WORKING_DAY),
        ("People's Committee", Decimal(1), LimitUnit.WORKING_DAY),
    ]
    assert agency_times(compiled()) == []


def test_a_procedure_that_two_agencies_decide_tells_the_time_of_each() -> None:
    said = words("/thu-tuc/trung-bay-tranh-anh/")

    assert "Hanoi Department of Information and Communications 6 working days" in said
    assert "Hanoi People's Committee 4 working days" in said


def test_a_procedure_that_names_no_fee_does_not_claim_that_there_is_none() -> None:
    said = words("/thu-tuc/gp-hoat-dong-in/")

    assert "No fee is recorded" in said
    assert "No fee" not in said.replace("No fee is recorded", "")


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(("language", "word"), [("vi", "Hợp đồng thuê địa điểm"), ("en", "Lease of the place")])
def test_the_checklist_has_a_box_for_each_paper_with_originals_copies_and_sets(language: str, word: str) -> None:
    response = get(f"{WHOLE_PAGE}giay-to/", language)
    said = read(response).words()

    assert response.content.decode().count('class="tick-box"') == 3
    assert word in said
    assert "05/01/2026" in said
    assert "3. 01" in said


@pytest.mark.parametrize("address", [TARIFF, f"{TARIFF}giay-to/"])
def test_the_page_asks_little(address: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    visitor = Visitor()
    visitor.get(address)

    # How long it took is asked once in a while.
    with django_assert_num_queries(1):
        visitor.get(address)


def test_a_procedure_that_nobody_knows_or_that_is_not_in_force_yet_is_not_found(tmp_path: Path) -> None:
    publish_text(
        tmp_path, definition("mai", 5, "working_day").replace("effective_on = 2025-07-01", "effective_on = 2026-01-06")
    )

    for slug in ("khong-co", "mai"):
        for address in (f"/thu-tuc/{slug}/", f"/thu-tuc/{slug}/giay-to/"):
            assert get(address).status_code == 404


@pytest.mark.parametrize(("language", "name"), [("vi", "Cấp giấy phép"), ("en", "Licence to publish")])
def test_a_retired_procedure_says_that_it_is_no_longer_received(tmp_path: Path, language: str, name: str) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    version = ProcedureVersion.objects.get(procedure__slug="thu")
    version.retire(at=PUBLISHED_AT + timedelta(days=90))
    version.save()

    for address in ("/thu-tuc/thu/", "/thu-tuc/thu/giay-to/", "/thu-tuc/thu/?fee_0=3"):
        response = get(address, language)
        assert response.status_code == 410
        assert name in read(response).words()
        assert "30/08/2025" in read(response).words()
        assert "?sector=xuat-ban-in-phat-hanh" in response.content.decode()
    if language == "en":
        assert "This procedure is no longer received." in words("/thu-tuc/thu/")


def test_a_procedure_whose_newest_version_is_not_in_force_yet_shows_the_one_that_is(tmp_path: Path) -> None:
    text = definition("thu", 5, "working_day")
    publish_text(tmp_path, text)
    later = (("\nversion = 1\n", "\nversion = 2\n"), ("effective_on = 2025-07-01", "effective_on = 2026-02-01"))
    for old, new in later:
        text = text.replace(old, new)
    publish_text(tmp_path, text.replace("Xin phép xuất bản", "Từ tháng Hai xin phép xuất bản"))

    assert "Từ tháng Hai" not in words("/thu-tuc/thu/", "vi")
    with time_machine.travel(datetime(2026, 2, 1, 0, 1, tzinfo=LOCAL), tick=False):
        assert "Từ tháng Hai" in words("/thu-tuc/thu/", "vi")


def test_a_page_that_is_only_read_takes_nothing() -> None:
    for address in (TARIFF, f"{TARIFF}giay-to/"):
        assert Visitor().post(address, {"fee_0": "3"}).status_code == 405


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_procedure_in_the_catalogue_has_a_page_and_a_checklist(language: str) -> None:
    for entry in shelf.shelf_of(MONDAY.date(), language).entries:
        for address in (f"/thu-tuc/{entry.slug}/", f"/thu-tuc/{entry.slug}/giay-to/"):
            response = get(address, language)
            assert response.status_code == 200
            assert f'<html lang="{language}"' in response.content.decode()


def test_a_new_version_is_shown_as_soon_as_it_is_published_and_in_force(tmp_path: Path) -> None:
    def version() -> str:
        return words(TARIFF).partition("Version in this system ")[2][0]

    assert version() == "2"
    next_version(tmp_path, "2026-01-06")
    assert version() == "2"
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        assert version() == "3"
