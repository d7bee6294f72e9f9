"""The log only grows: events are chained, the database refuses every change, words can only be erased."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from dossiers.log.whole import log_of
from dossiers.models import Attachment, Dossier, Draft, Event, EventPayload, canonical, payload_digest
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, dossier_at

pytestmark = pytest.mark.django_db

ERASED_AT = datetime(2026, 6, 1, tzinfo=UTC)


def test_each_event_holds_the_digest_of_the_one_before_it() -> None:
    dossier = story.dossier_in("returned", at=MONDAY).dossier

    log = list(dossier.events.order_by("sequence"))

    assert [event.previous_digest for event in log] == ["", *(event.digest for event in log[:-1])]
    assert [event.digest for event in log] == [event.compute_digest() for event in log]
    assert len({event.digest for event in log}) == len(log)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sequence", 99),
        ("action", "x"),
        ("source", "x"),
        ("target", "x"),
        ("actor_id", 99),
        ("role", "x"),
        ("unit_id", 99),
        ("on_behalf_of_id", 99),
        ("at", ERASED_AT),
        ("facts", {"unit": 99}),
        ("reading", {}),
        ("payload_digest", "x"),
        ("previous_digest", "x"),
    ],
)
def test_the_digest_rests_on_everything_that_an_event_says(column: str, value: object) -> None:
    event = dossier_at("accepted").events[-1]
    before = event.compute_digest()

    setattr(event, column, value)

    assert event.compute_digest() != before


def test_the_digest_rests_on_the_dossiers_number_and_not_on_the_zone_of_its_instant() -> None:
    event = dossier_at("accepted").events[-1]
    before = event.compute_digest()

    event.at = event.at.astimezone(UTC)
    assert event.compute_digest() == before
    event.dossier = Dossier(code="H26.NN-260105-9999")
    assert event.compute_digest() != before


def test_equal_words_have_digests_that_say_nothing_about_each_other() -> None:
    first, second = (dossier_at("rejected").events[-1] for _ in range(2))

    assert first.payload.content is not None
    assert first.payload.content == second.payload.content
    assert first.payload.salt != second.payload.salt
    assert first.payload_digest != second.payload_digest
    assert first.payload_digest == payload_digest(first.payload.salt, first.payload.content)


def test_one_value_has_one_text() -> None:
    assert canonical({"b": 1, "a": ["ă", None, True]}) == '{"a":["ă",null,true],"b":1}'.encode()


REFUSED = [
    "UPDATE dossiers_event SET action = 'reject'",
    "UPDATE dossiers_event SET action = action",
    "DELETE FROM dossiers_event",
    "TRUNCATE dossiers_event CASCADE",
    "TRUNCATE dossiers_dossier CASCADE",
    "UPDATE dossiers_eventpayload SET content = '{}'",
    "UPDATE dossiers_eventpayload SET content = NULL",
    "UPDATE dossiers_eventpayload SET content = NULL, erased_at = now()",
    "UPDATE dossiers_eventpayload SET content = NULL, erased_at = now(), salt = '', event_id = event_id + 1000",
    "DELETE FROM dossiers_eventpayload",
    "TRUNCATE dossiers_eventpayload",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_the_log(statement: str) -> None:
    dossier_at("accepted")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(IntegrityError, match="the log of dossiers only grows"), transaction.atomic():
            cursor.execute(statement)

    assert (Event.objects.count(), EventPayload.objects.filter(content__isnull=True).count()) == (2, 0)


def test_two_events_of_a_dossier_never_have_one_number() -> None:
    event = dossier_at("accepted").events[-1]
    event.pk = None

    with pytest.raises(IntegrityError, match="event_sequence"), transaction.atomic():
        event.save(force_insert=True)


def test_a_file_lies_in_a_draft_or_in_a_dossier_never_in_both_or_neither() -> None:
    dossier = dossier_at("filed").dossier
    draft = Draft.objects.create(
        owner=dossier.applicant,
        procedure=dossier.procedure,
        version=dossier.version,
        created_at=MONDAY,
        saved_at=MONDAY,
    )
    paper = Attachment.objects.filter(dossier=dossier)

    for place in ({"draft": draft}, {"dossier": None}):
        with pytest.raises(IntegrityError, match="attachment_in_one_place"), transaction.atomic():
            paper.update(**place)


def test_words_that_are_lawfully_erased_are_gone_and_the_log_still_verifies() -> None:
    walk = dossier_at("rejected")
    walk.dossier.refresh_from_db()
    words = EventPayload.objects.filter(event__dossier=walk.dossier)
    assert "giáp lai" in str(list(words.values_list("content")))

    erased = words.erase(at=ERASED_AT)

    assert erased == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossiers_eventpayload WHERE content IS NOT NULL")
        assert cursor.fetchone() == (0,)
    assert set(words.values_list("salt", flat=True)) == {""}
    assert audit.check_all().differences == []
    assert [event.payload.content for event in log_of(walk.dossier)[0]] == [None, None]


def test_what_is_erased_stays_erased() -> None:
    walk = dossier_at("rejected")
    words = EventPayload.objects.filter(event=walk.events[-1])
    words.erase(at=ERASED_AT)

    for change in ({"content": {"reason": "khác"}, "erased_at": None}, {"erased_at": MONDAY}):
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            words.update(**change)
