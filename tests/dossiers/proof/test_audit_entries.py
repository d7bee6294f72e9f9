"""The check reads logs by a way of its own: what it reads is what is stored, and no digest is taken for another's."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dossiers.models import Attachment, Event, EventPayload, canonical, payload_digest
from dossiers.proof.audit import entries
from dossiers.proof.audit.entries import digest_like
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import change, triggers_off
from tests.proof import laws

TEXT = some.text('aZé€ệ\U0001f600"\\/<\x01\n\x1f\x7f\u2028', max_size=8)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.django_db
def test_each_event_is_read_with_all_that_is_stored_of_it():
    returned = story.dossier_in("returned", at=MONDAY).dossier
    rejected = dossier_at("rejected").dossier
    EventPayload.objects.filter(event__dossier=rejected, event__sequence=2).erase(at=MONDAY)

    records, unreadable = entries.load([rejected.pk, returned.pk])

    assert [record.dossier for record in records] == sorted([rejected, returned], key=lambda dossier: dossier.pk)
    assert unreadable == {}
    for record in records:
        stored = Event.objects.filter(dossier=record.dossier).order_by("sequence").select_related("payload")
        assert [columns(entry.event) for entry in record.log] == [columns(event) for event in stored]
        for entry, event in zip(record.log, stored, strict=True):
            assert (entry.facts, entry.reading) == (event.facts, event.reading)
            assert entry.payload is not None
            kept = event.payload.salt, event.payload.content, event.payload.erased_at
            assert (entry.payload.salt, entry.payload.content, entry.payload.erased_at) == kept
        assert set(record.files) == set(Attachment.objects.filter(dossier=record.dossier))


def columns(event: Event) -> dict[str, object]:
    """Return all that is stored of an event."""
    return {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}


@pytest.mark.django_db
def test_an_event_without_words_is_read_without_them():
    dossier = dossier_at("accepted").dossier
    with triggers_off():
        EventPayload.objects.filter(event__dossier=dossier, event__sequence=1).delete()

    ((_dossier, log, *_rest),), _unreadable = entries.load([dossier.pk])

    assert [entry.payload is None for entry in log] == [True, False]


@pytest.mark.django_db
def test_of_many_dossiers_they_are_all_read_by_the_same_queries(django_assert_num_queries):
    dossiers = [story.dossier_in("accepted", at=MONDAY).dossier.pk for _ in range(3)]

    with django_assert_num_queries(8):
        entries.load(dossiers)


@pytest.mark.django_db
def test_a_number_past_all_floats_is_read_and_its_event_is_still_the_one_named():
    dossier = dossier_at("accepted").dossier
    change(dossier.events.get(sequence=2), facts={"fee": 10**400})

    ((_dossier, log, *_rest),), unreadable = entries.load([dossier.pk])

    assert unreadable == {}
    assert log[1].facts == {"fee": 10**400}


@laws
@given(JSON, TEXT)
def test_the_digest_of_what_is_stored_is_known_again(value, salt):
    right = hashlib.sha256(salt.encode() + canonical(value)).hexdigest()

    assert digest_like(right, value, salt) == right
    assert digest_like("0" * 64, value, salt) == right


@laws
@given(JSON, JSON)
def test_no_value_has_the_digest_of_another(value, other):
    stored = hashlib.sha256(canonical(other)).hexdigest()

    assert (digest_like(stored, value) == stored) == (canonical(value) == canonical(other))


@pytest.mark.parametrize(
    ("value", "other"),
    [(1, 1.0), (0.0, -0.0), (1, True), (None, "null"), ("é", "e\u0301"), ({"a": None}, {}), ("", None)],
)
def test_values_that_only_look_alike_have_digests_of_their_own(value, other):
    assert (
        digest_like(hashlib.sha256(canonical([other])).hexdigest(), [value])
        == hashlib.sha256(canonical([value])).hexdigest()
    )


def test_what_the_quick_encoder_cannot_write_is_digested_all_the_same():
    words = {"a": "\x7f\x01\n/<é", "b": 10**400, "c": 1e16}

    assert digest_like("", words, "salt") == payload_digest("salt", words)
