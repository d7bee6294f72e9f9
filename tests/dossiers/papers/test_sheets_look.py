"""What is printed and never issued, and what former sets of forms had, as somebody has looked at it: words and pages, to the dot."""

from datetime import date, datetime

import pytest

from dossiers.log.whole import log_of
from dossiers.models import Dossier, Origin
from dossiers.papers import press
from dossiers.papers.apology import Proposal, draft_of
from dossiers.papers.receipt import in_register, receipt_of
from dossiers.papers.recorded.rebuilt import rebuildable, rebuilt
from dossiers.papers.registry import PAPERS
from dossiers.papers.sheets import control, iso
from dossiers.reports.official.wording import form_of_register
from dossiers.reports.periods import Period
from portal.demo import story
from procedures import steady
from procedures.machine import Paper
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from procedures.time.regimes.book import Days
from tests import golden
from tests.dossiers.papers.test_books import printed_of, year_of
from tests.dossiers.papers.test_refusal import UNDER
from tests.golden.pictures import assert_looks_like
from tests.printed import A4, A5, pages_of, sizes_of
from tests.procedures.time.regimes.law import book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_key_and_one_address")]
TOKEN = "k3PqZ0" * 7
DECISION_09 = datetime(2017, 2, 6, 8, 30, tzinfo=LOCAL)


def compare(name: str, pdf: bytes, *, size: tuple[int, int]) -> None:
    assert size in sizes_of(pdf)
    golden.assert_matches(f"papers/{name}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/{name}", pdf)


@pytest.mark.parametrize("forms", UNDER)
def test_the_control_sheet_of_both_sets(forms: str) -> None:
    walk = story.Walk(story.file("alice", at=UNDER[forms]), UNDER[forms]).until("result-ready")
    dossier = Dossier.objects.get(pk=walk.dossier.pk)

    sheet = control.sheet_of(dossier, log_of(dossier)[0], datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))

    compare(f"control_{forms}", control.pdf_of(sheet), size=A4)


def test_the_iso_document_of_a_version() -> None:
    version = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).order_by("version").first()
    assert version is not None
    on = date(2026, 11, 30)
    ruling = steady.now().regimes.ruling(Days(act=on))

    document = iso.document_of(version.machine, iso.Publication("", "", "", ()), ruling, on)

    compare("iso", iso.pdf_of(document), size=A4)


def test_a_receipt_that_is_rebuilt_from_a_history() -> None:
    dossier = story.dossier_in("accepted", at=datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)).dossier
    Dossier.objects.update(origin=Origin.HISTORY)
    [(event, paper)] = rebuildable(log_of(Dossier.objects.get(pk=dossier.pk))[0])

    compare("01_rebuilt", rebuilt(event, paper), size=A5)


def test_a_letter_that_somebody_is_writing() -> None:
    walk = story.dossier_in("tham-dinh", at=datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL))
    dossier, lan = walk.dossier, story.person("lan")

    letter = draft_of(dossier, Proposal("Chờ ý kiến.", date(2026, 12, 21)), log_of(dossier)[0], by=lan, at=walk.at)

    compare("04_draft", press.printed(PAPERS[Paper.APOLOGY].template, letter), size=A5)


@pytest.mark.parametrize(("forms", "at"), [("tt-01-2018", UNDER["tt-01-2018"]), ("qd-09-2015", DECISION_09)])
def test_the_receipt_of_former_sets(forms: str, at: datetime) -> None:
    event = story.dossier_in("accepted", at=UNDER["tt-01-2018"]).events[0]
    event.at, event.dossier.accepted_at = at, at

    receipt = in_register(receipt_of(event, f"01/{at.year}/TNHS", TOKEN), event, event.at)

    compare(f"01_{forms}", press.printed(PAPERS[Paper.RECEIPT].template, receipt), size=A5)


def test_the_register_of_the_former_set() -> None:
    year = Period(date(2024, 1, 1), date(2024, 12, 31))

    compare("register_tt-01-2018", printed_of(year_of(3), form_of_register(book(), year, year.end).vi), size=A4[::-1])
