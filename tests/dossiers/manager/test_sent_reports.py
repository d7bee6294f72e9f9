"""That an issued report was sent is noted beside it, by who issued it alone; the report stays as it is."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from dossiers.models import IssuedReport, SentReport
from dossiers.refusals import NotYours
from dossiers.reports.official import making
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
SENT = {"sent_on": "2026-01-23", "document": "12/BC-STTTT"}
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def address() -> str:
    """Issue a report; return where it is."""
    answer = Visitor("carol").post(
        "/quan-ly/bao-cao/ii-06a/?start=2025-12-15&end=2026-03-14", {"checked": "2026-01-23"}
    )
    return str(answer.url)


def files(visitor: Visitor, address: str) -> list[bytes]:
    """Return the files of an issued report."""
    return [visitor.get(f"{address}{form}/").content for form in ("pdf", "xlsx", "csv")]


def test_it_is_shown_beside_the_report_and_in_the_list_and_changes_no_byte(address: str) -> None:
    carol, kept = Visitor("carol"), IssuedReport.objects.get()
    before, digest = files(carol, address), kept.digest
    assert "not noted" in read(carol.get("/quan-ly/bao-cao/")).words()

    assert carol.send(carol.get(address), address, SENT).status_code == 302

    assert "Sent on 23/01/2026 with document 12/BC-STTTT; noted by Ngô Cẩm Châu" in read(carol.get(address)).words()
    assert "12/BC-STTTT 23/01/2026" in read(carol.get("/quan-ly/bao-cao/")).words()
    assert files(carol, address) == before
    assert IssuedReport.objects.get().digest == digest


def test_what_was_noted_wrongly_is_noted_again_and_the_newest_holds(address: str) -> None:
    carol = Visitor("carol")
    carol.post(address, {**SENT, "document": "11/BC-STTTT"})
    carol.post(address, SENT)

    words = read(carol.get(address)).words()
    assert words.index("12/BC-STTTT") < words.index("Noted before:") < words.index("11/BC-STTTT")
    assert "11/BC-STTTT" not in read(carol.get("/quan-ly/bao-cao/")).words()


def test_nobody_but_who_issued_it_can_note_it(address: str) -> None:
    lan, kept = Visitor("lan"), IssuedReport.objects.get()

    assert 'name="document"' not in lan.get(address).content.decode()
    assert lan.post(address, SENT).status_code == 403
    assert Visitor("dung").post(address, SENT).status_code == 404
    with pytest.raises(NotYours):
        making.mark_sent(kept, on=NOW.date(), document="1", by=story.person("lan"), at=NOW)
    assert not SentReport.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"sent_on": "2026-01-22"}, "id_sent_on", "The report was not issued yet on this day."),
        ({"sent_on": "2026-01-24"}, "id_sent_on", "This day is still to come."),
        ({"sent_on": "31/02/2026"}, "id_sent_on", "There is no such day. Please check it."),
        ({"document": ""}, "id_document", "This field is required."),
    ],
)
def test_what_cannot_be_is_told_at_its_field(address: str, given: dict[str, str], field: str, sentence: str) -> None:
    answer = Visitor("carol").post(address, {**SENT, **given})

    assert answer.status_code == 422
    assert read(answer).errors[field] == sentence
    assert not SentReport.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET document = ''", "DELETE FROM {}"])
def test_the_database_only_adds_to_what_was_noted(address: str, statement: str) -> None:
    Visitor("carol").post(address, SENT)

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("dossiers_sentreport"))

    assert SentReport.objects.get().document == SENT["document"]
