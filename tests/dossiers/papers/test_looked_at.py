"""Every paper has golden files that somebody has looked at, in each set of forms that has it, and no golden file is of none."""

import re

import pytest

from procedures import steady
from procedures.machine import Paper
from procedures.results import ResultKind
from procedures.time.regimes.book import Days
from tests import golden
from tests.dossiers.papers.kinds import EVERY
from tests.dossiers.papers.test_refusal import UNDER
from tests.golden.pictures import assert_looks_like
from tests.printed import pages_of

FOLDER = golden.FOLDER / "papers"
LOOKED_AT: dict[str, tuple[str, ...]] = {
    "filing-filed": ("filing",),
    "filing-posted": ("filing_post",),
    "01-accepted": ("receipt",),
    "01-accepted_before": ("01_tt-01-2018", "01_qd-09-2015"),
    "01-handed_in": ("receipt_counter", "receipt-handed-in", "receipt_counter_closed", "receipt_counter_moved"),
    "01-again": ("01_rebuilt",),
    "02-asked": ("02_tt-03-2025", "02_counter"),
    "02-asked_before": ("02_tt-01-2018",),
    "03-refused": ("03_refused_tt-03-2025",),
    "03-refused_before": ("03_refused_tt-01-2018",),
    "03-refused_after_appraisal": ("03_refused_after_appraisal_tt-03-2025", "03_refused_after_appraisal_tt-01-2018"),
    "04-reappointed": ("04_tt-03-2025",),
    "04-reappointed_before": ("04_tt-01-2018",),
    "04-promised_late": ("04_promised-late",),
    "04-draft": ("04_draft",),
    "05-stopped": ("05_tt-03-2025",),
    "cover-with_originals": ("cover_note_with_originals", "cover_note_unnumbered"),
    "cover-refused": ("cover_note_refused",),
    **{f"result-{kind.value}": (f"results/{kind.value}",) for kind in ResultKind},
    "result-draft": ("results/draft", "results/pages", "results/in_no_capacity"),
    "control": ("control_tt-01-2018", "control_tt-03-2025"),
    "iso": ("iso",),
    "ii_06a": ("ii_06a",),
    "ii_06a-preview": ("ii_06a_preview",),
    "book-register": ("register", "register_tt-01-2018"),
    "book-register_remarks": ("register_remarks",),
    "book-letters": ("letters",),
    "book-letters_closed": ("letters_closed",),
    "book-results": ("results_book",),
}
"""By the name of a paper: its golden files."""


OF_A_SET = {
    (Paper.RECEIPT, "tt-03-2025"): "receipt",
    (Paper.REFUSAL, "tt-01-2018"): "03_refused_tt-01-2018",
    (Paper.REFUSAL, "tt-03-2025"): "03_refused_tt-03-2025",
}
"""By form and set: the golden file of it that is named otherwise than by both."""


def test_every_paper_has_been_looked_at_and_nothing_is_kept_of_none() -> None:
    pictures = {re.sub(r"-\d+$", "", str(path.relative_to(FOLDER).with_suffix(""))) for path in FOLDER.rglob("*.png")}
    texts = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.txt")}

    assert LOOKED_AT.keys() == EVERY.keys(), "a paper that nobody has looked at, or one that is no more"
    assert all(LOOKED_AT.values())
    assert {name for names in LOOKED_AT.values() for name in names} == pictures == texts


@pytest.mark.django_db
@pytest.mark.parametrize("forms", UNDER)
def test_each_form_of_a_set_has_been_looked_at_in_that_set(forms: str) -> None:
    ruling = steady.now().regimes.ruling(Days(act=UNDER[forms].date()))
    printed = {paper for paper in Paper if (form := ruling.form(paper)) and form.number}
    looked_at = {name for names in LOOKED_AT.values() for name in names}

    assert printed >= {Paper.RECEIPT, Paper.SUPPLEMENT_REQUEST, Paper.REFUSAL, Paper.APOLOGY}
    missing = {paper for paper in printed if OF_A_SET.get((paper, forms), f"{paper.value}_{forms}") not in looked_at}
    assert missing == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("one_key_and_one_address")
@pytest.mark.parametrize("name", ["result-draft", "ii_06a-preview"])
def test_what_is_shown_before_it_is_signed_looks_as_it_was_found_right(name: str) -> None:
    pdf, (kept, *_others) = EVERY[name].make(), LOOKED_AT[name]

    golden.assert_matches(f"papers/{kept}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/{kept}", pdf)
