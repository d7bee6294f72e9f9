"""The table of notices: it names every kind that there is, and the document says what it says."""

import re

import pytest
from django.utils import translation

from dossiers import outbox
from dossiers.display.labels import entry_label
from dossiers.notices import kinds, occasions, reminders
from dossiers.notices.kinds import NOTICES, Group, Row, Whom
from portal.postgres import BASE_DIR

DOCUMENT = BASE_DIR / "docs" / "notices.md"
PEOPLE = {
    Whom.APPLICANT: "the applicant",
    Whom.HOLDER: "who has to act",
    Whom.DESK: "the one-stop desk",
    Whom.NAMED: "who is named",
    Whom.ABOVE: "who has it, then the head, then the leader",
}


def line(kind: str, row: Row) -> str:
    """Return the line of the document for a kind of notice."""
    with translation.override("en"):
        what = re.sub(r"^Mail( to officers)?: ", "", entry_label(kind))
    mailed = "always" if row.group is Group.LAW else f"unless `{row.group}` is off"
    mailed += "; can wait" if row.can_wait else ""
    paper = f"form {occasions.ATTACHED[kind].value}" if kind in occasions.ATTACHED else ""
    return f"| `{kind}` | {what} | {PEOPLE[row.whom]} | yes | {mailed} | {paper} |"


def test_the_table_names_every_notice_and_whom_it_reaches() -> None:
    to_officers = {*reminders.KINDS, outbox.REMINDED, outbox.ASSIGNED, outbox.MENTIONED}
    by_the_clock = {kinds.ESCALATED}

    assert NOTICES.keys() == {*occasions.KINDS, *to_officers, *by_the_clock}
    assert {kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT} == {*occasions.KINDS}
    assert {kind for kind in NOTICES if kind in outbox.INSIDE} == to_officers
    assert {kind for kind, row in NOTICES.items() if row.whom is Whom.DESK} == reminders.OF_DESK


@pytest.mark.parametrize("status", outbox.NOTICES.values())
def test_a_change_of_status_cannot_be_switched_off(status: str) -> None:
    assert NOTICES[status].group is Group.LAW


def test_the_document_says_what_the_table_says() -> None:
    found = [row for row in DOCUMENT.read_text().splitlines() if row.startswith("| `")]

    assert found == [line(kind, row) for kind, row in NOTICES.items()]
