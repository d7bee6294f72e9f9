"""The registers of papers and of results are searched, and what they show can be had as a file by whoever sees it."""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from accounts.models import Unit
from dossiers.background import jobs as background
from dossiers.background import relay
from dossiers.models import Dossier, Export, Job, JobState, Letter, Result
from dossiers.pages import jobs as pages
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.desk.deciding import walk_to
from tests.dossiers.reports.sheets import read_csv, read_workbook

LETTERS, RESULTS = "/mot-cua/so-van-ban/", "/mot-cua/so-ket-qua/"
LATER = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL) + timedelta(hours=2)

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def two() -> tuple[Letter, Letter]:
    """Two receipts of dossiers with names of their own."""
    codes = [story.dossier_in("accepted", at=LATER - timedelta(hours=2)).dossier.pk for _ in range(2)]
    relay.run(LATER)
    first, second = Letter.objects.filter(kind="01", dossier__in=codes).order_by("pk")
    return first, second


def take_out_of_sight(letter: Letter) -> None:
    other = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    Dossier.objects.filter(pk=letter.dossier_id).update(agency=other)


def shown(address: str, query: dict[str, str], who: str = "bob") -> str:
    return read(Visitor(who).get(f"{address}?{urlencode(query)}")).words()


def file_of(address: str, query: dict[str, str], who: str = "bob", form: str = "csv") -> bytes:
    visitor = Visitor(who)
    answer = visitor.post(f"{address}?{urlencode(query)}", {"format": form})
    assert answer.status_code == 302
    return content_of(visitor.get(f"{answer.url}tai-ve/"))


@pytest.mark.at(LATER)
def test_a_paper_is_found_by_its_number_its_dossier_and_a_name(two: tuple[Letter, Letter]) -> None:
    first, second = two
    name = first.dossier.applicant_name

    assert first.dossier.code in shown(LETTERS, {"q": "01/2026"})
    assert second.dossier.code not in shown(LETTERS, {"q": "01/2026"})
    assert second.dossier.code in shown(LETTERS, {"q": second.dossier.code[-8:]})
    assert first.dossier.code not in shown(LETTERS, {"q": second.dossier.code[-8:]})
    assert first.dossier.code in shown(LETTERS, {"q": name, "kind": "01"})
    assert first.dossier.code not in shown(LETTERS, {"q": name, "year": "2025"})


@pytest.mark.at(LATER)
def test_what_is_printed_is_all_that_was_asked_for_or_says_that_it_is_a_part(
    two: tuple[Letter, Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.desk.registers.asked.LEAF", 1)
    visitor = Visitor("bob")

    part = visitor.get(LETTERS, {"kind": "01"})
    [whole_url] = re.findall(r'href="([^"]*tat-ca=1)"', part.content.decode())
    whole = read(visitor.get(f"{LETTERS}{unescape(whole_url)}")).words()

    assert "A part of the register alone: 1 rows, and there are more." in read(part).words()
    assert (
        "All that was asked for: 2 rows. Receipt and appointment slip · 2026. Printed at 10:30 30/11/2026 by" in whole
    )
    assert all(letter.dossier.code in whole for letter in two)
    assert "tat-ca" not in whole


@pytest.mark.parametrize(("typed", "is_found"), [("GP", True), ("gp-st", True), ("STTTT", False), ("GCN", False)])
def test_a_result_is_found_by_the_symbol_of_its_kind(typed: str, is_found: bool) -> None:
    walk_to("result-ready")

    assert (Result.objects.get().number in shown(RESULTS, {"q": typed, "year": "2026"})) is is_found


@pytest.mark.at(LATER)
@pytest.mark.parametrize("odd", ["zzzz", "\x00", "%", "'; --", "x" * 300, "……", "(", "01/"])
@pytest.mark.parametrize("address", [LETTERS, RESULTS])
def test_whatever_is_looked_for_the_page_answers_and_keeps_the_words(odd: str, address: str) -> None:
    answer = Visitor("bob").get(address, {"q": odd})

    assert answer.status_code == 200


@pytest.mark.at(LATER)
def test_what_is_not_there_is_said_with_what_to_do_about_it(two: tuple[Letter, Letter]) -> None:
    assert two
    assert "Nothing in this register fits that" in shown(LETTERS, {"q": "zzzz"})


@pytest.mark.at(LATER)
def test_nobody_finds_the_paper_of_a_dossier_that_is_out_of_sight(two: tuple[Letter, Letter]) -> None:
    take_out_of_sight(two[0])

    assert two[0].dossier.code not in shown(LETTERS, {"q": two[0].number})
    assert two[0].number not in [cell for line in read_csv(file_of(LETTERS, {})) for cell in line]


@pytest.mark.at(LATER)
def test_the_file_of_papers_has_what_the_page_shows_in_its_order(two: tuple[Letter, Letter]) -> None:
    first, second = two
    head, *lines = read_csv(file_of(LETTERS, {"kind": "01"}))

    assert head[:3] == ["Paper", "Number", "Issued at"]
    assert head[-2:] == ["Dossier number", "SHA-256"]
    assert [(line[1], line[-2], line[-1]) for line in lines] == [
        (second.number, second.dossier.code, second.sha256),
        (first.number, first.dossier.code, first.sha256),
    ]
    assert lines[0][2] == f"{second.issued_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"
    assert [line[1] for line in read_csv(file_of(LETTERS, {"q": first.number}))[1:]] == [first.number]


@pytest.mark.at(LATER)
def test_a_paper_is_of_whoever_filed_and_of_for_whom_on_the_page_and_in_its_file() -> None:
    counter.entered(at=LATER - timedelta(hours=2))
    relay.run(LATER)

    head, line = read_csv(file_of(LETTERS, {"kind": "01"}))

    told = dict(zip(head, line, strict=True))
    assert (told["Applicant"], told["Filed on behalf of"]) == (counter.NAME, counter.ORGANISATION)
    assert told["Signed by"] == told["Issued upon the act of"] == "Trần Văn Bình"
    assert f"{counter.NAME} – {counter.ORGANISATION}" in shown(LETTERS, {"kind": "01"})


@pytest.mark.at(LATER)
def test_a_workbook_of_papers_is_a_workbook(two: tuple[Letter, Letter]) -> None:
    rows = read_workbook(file_of(LETTERS, {"kind": "01"}, form="xlsx"))

    assert [row["B"] for row in rows] == ["Number", two[1].number, two[0].number]
    assert Export.objects.get().title == "Issued papers · Receipt and appointment slip · 2026"


@pytest.mark.at(LATER)
def test_an_empty_register_makes_a_file_that_says_so() -> None:
    assert read_csv(file_of(LETTERS, {}))[1:] == [["Nothing was found in this register."]]


@pytest.mark.at(LATER)
def test_another_kind_of_file_is_not_to_be_had_and_none_by_whoever_sees_no_register() -> None:
    for form in ("zip", "pdf", ""):
        assert Visitor("bob").post(LETTERS, {"format": form}).status_code == 404
    for address in (LETTERS, RESULTS):
        assert Visitor("mallory").post(address, {"format": "csv"}).status_code == 404
    assert not Export.objects.exists()


def test_the_file_of_results_says_what_holds_and_for_whom() -> None:
    walk_to("result-ready")
    result = Result.objects.get()

    head, line = read_csv(file_of(RESULTS, {"q": result.number[:4]}))

    told = dict(zip(head, line, strict=True))
    assert told["Number"] == result.number
    assert told["Holder"] == result.holder
    assert told["State"] == "Numbered, not yet handed over"
    assert "Numbered, not yet handed over" in shown(RESULTS, {"q": result.holder})
    assert result.signer is not None
    assert told["Signed by"] == f"KT. {result.signer.get_full_name()}", "as the page has it"
    assert told["Dossier number"] == result.dossier.code
    assert result.number in shown(RESULTS, {"q": result.holder})
    assert result.number not in shown(RESULTS, {"q": "zzzz"})


@pytest.mark.at(LATER)
def test_what_goes_out_of_sight_meanwhile_is_left_out_and_counted(
    two: tuple[Letter, Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WAIT_SECONDS", -1.0)
    visitor = Visitor("bob")
    page = visitor.post(f"{LETTERS}?kind=01", {"format": "csv"}).url
    take_out_of_sight(two[0])

    job = Job.objects.get(kind="issued")
    background.go_on(job.pk, now=LATER, seconds=60)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    lines = read_csv(content_of(visitor.get(f"{page}tai-ve/")))
    assert lines[1][1] == two[1].number
    assert lines[2][0] == "1 row was left out: you may no longer see it."
    assert len(lines) == 3
    assert 'filename="so-van-ban-' in visitor.get(f"{page}tai-ve/")["Content-Disposition"]
