"""The table of notices: it names every kind that there is, and the document says what it says."""

import re

import pytest
from django.utils import translation

from dossiers import outbox
from dossiers.display.labels import entry_label
from dossiers.models import AlertKind, OwnPaper
from dossiers.notices import kinds, occasions, reminders
from dossiers.notices.contents.enclosed import ATTACHED
from dossiers.notices.kinds import NOTICES, Group, Row, Waits, Whom
from dossiers.notices.planned.alerts import SEVERAL
from portal.postgres import BASE_DIR
from tests import golden

BASES = {"base", "office", "alert"}
"""What others are made of."""
NEWER = "Nộp lúc: ", "309/2026"
"""In the words that a later law has brought: of a change of status, of what is cited."""
DOCUMENT = BASE_DIR / "docs" / "notices.md"
PEOPLE = {
    Whom.APPLICANT: "the applicant",
    Whom.HOLDER: "who has to act",
    Whom.DESK: "the one-stop desk",
    Whom.NAMED: "who is named",
    Whom.SUBSTITUTE: "who is to stand in",
    Whom.HEAD: "the head of the division, else who answers for the agency; with them who gives seats, where only a seat helps",
    Whom.AWAY: "who is away, stood in, or had entered it",
    Whom.REPLACED: "in whose place it was done",
    Whom.ABOVE: "who has it, then the head, then the leader",
}


WAIT = {Waits.NO: "no", Waits.UNLESS_DUE: "in the morning, unless due that day", Waits.YES: "in the morning"}
TEXTED = {(True, True): "if chosen", (True, False): "if chosen, as the mail", (False, False): "no"}


def line(kind: str, row: Row) -> str:
    """Return the line of the document for a kind of notice."""
    with translation.override("en"):
        what = re.sub(r"^Mail( to officers)?: ", "", entry_label(kind))
    mailed = "always" if row.group is Group.LAW else f"unless `{row.group}` is off"
    text = TEXTED[row.is_texted, row.group is Group.LAW]
    attached = ATTACHED.get(kind)
    paper = "cover note, by post" if attached is OwnPaper.COVER_NOTE else f"form {attached.value}" if attached else ""
    wait = "may, in that of the day" if row.is_daily else WAIT[row.waits]
    return f"| `{kind}` | {what} | {PEOPLE[row.whom]} | yes | {mailed} | {wait} | {text} | {text} | {paper} |"


def test_the_table_names_every_notice_and_whom_it_reaches() -> None:
    to_officers = {*reminders.KINDS, outbox.REMINDED, outbox.ASSIGNED, outbox.MENTIONED}
    by_the_clock = {
        kinds.ESCALATED,
        kinds.STANDS_IN,
        kinds.INTEREST,
        kinds.AWAY,
        kinds.NO_LONGER_FITS,
        kinds.COUNTER_CLOSED,
        kinds.ENTRY_TAKEN,
    }

    assert NOTICES.keys() == {*occasions.KINDS, *to_officers, *by_the_clock}
    assert {kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT} == {*occasions.KINDS}
    assert {kind for kind in NOTICES if kind in outbox.INSIDE} == to_officers
    assert {kind for kind, row in NOTICES.items() if row.whom is Whom.DESK} == reminders.OF_DESK


@pytest.mark.parametrize(
    "kind", [*outbox.NOTICES.values(), outbox.ACCEPTED, outbox.RESUMED, outbox.INSUFFICIENT, outbox.DEMAND_WITHDRAWN]
)
def test_a_change_of_status_cannot_be_switched_off(kind: str) -> None:
    assert NOTICES[kind].group is Group.LAW


TEMPLATES = BASE_DIR / "templates" / "django" / "notices"
BY_THE_CLOCK = {"morning", "daily", "confirm", "downtime", "downtime-off", "alert", "digest"}
"""What has words and is about no event of a dossier, by the beginning of its golden files; all warnings are of one."""
OF_STATUS = {"filed", *outbox.NOTICES.values(), outbox.ACCEPTED, outbox.RESUMED, outbox.INSUFFICIENT, outbox.ANSWERED}
"""What has other words since a law asks a notice of a change of status for more (``contents.handling``)."""
CITING = {reminders.DUE_SOON, reminders.OVERDUE}
"""What cites the law of its day."""


def kept(kind: str) -> set[str]:
    """Return the names of the golden files of a kind: its own, and those that begin with it and with no longer kind."""
    known = {*NOTICES, *BY_THE_CLOCK}
    stems = {path.stem for path in (golden.FOLDER / "notices").iterdir()}
    return {
        stem
        for stem in stems
        if kind == max((one for one in known if f"{stem}-".startswith(f"{one}-")), key=len, default="")
    }


@pytest.mark.parametrize("kind", sorted({*NOTICES, *BY_THE_CLOCK}))
def test_every_notice_was_read_as_text_and_as_a_page(kind: str) -> None:
    found = kept(kind)

    assert found
    for stem in found:
        assert (golden.FOLDER / "notices" / f"{stem}.txt").exists(), stem
        assert (golden.FOLDER / "notices" / f"{stem}.html").exists(), stem


@pytest.mark.parametrize("kind", sorted(OF_STATUS | CITING))
def test_every_notice_that_has_other_words_by_a_later_law_was_read_in_both(kind: str) -> None:
    texts = [(golden.FOLDER / "notices" / f"{stem}.txt").read_text() for stem in kept(kind)]
    has_more = [NEWER[kind in CITING] in text for text in texts]

    assert {*has_more} == {True, False}


def test_every_golden_file_is_of_a_kind_and_every_template_of_a_notice_has_one() -> None:
    every = {path.stem for path in (golden.FOLDER / "notices").iterdir()}
    whole = {
        path.stem for path in TEMPLATES.iterdir() if "{{ cut }}" in path.read_text() or "{% extends" in path.read_text()
    }

    assert every == {stem for kind in (*NOTICES, *BY_THE_CLOCK) for stem in kept(kind)}
    assert whole - BASES - {*AlertKind, SEVERAL} == {*NOTICES, *BY_THE_CLOCK} - {"alert", "digest"}


def test_the_document_says_what_the_table_says() -> None:
    found = [row for row in DOCUMENT.read_text().splitlines() if row.startswith("| `")]

    assert found == [line(kind, row) for kind, row in NOTICES.items()]
