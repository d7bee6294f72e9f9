"""The log of a dossier: events that nobody can change, the personal words that belong to them, and those it is found by."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import BooleanField, F, Func, Q, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Length
from django.db.models.lookups import Exact, In, StartsWith
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import acts
from dossiers.models.dossier import Dossier
from dossiers.models.sane import is_object, of_our_time


def canonical(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return _encoded(value).encode()


_encoded = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def payload_digest(salt: str, content: Mapping[str, object]) -> str:
    """Return the hex SHA-256 of the salted words of an event."""
    return hashlib.sha256(salt.encode() + canonical(content)).hexdigest()


class EventRow(Protocol):
    """The columns of an event, however they were read."""

    sequence: int
    action: str
    source: str
    target: str
    actor_id: Any
    role: str
    unit_id: Any
    on_behalf_of_id: Any
    at: datetime
    facts: Any
    reading: Any
    payload_digest: str
    previous_digest: str


def digested(code: str, event: EventRow) -> dict[str, object]:
    """Return all that an event of the dossier with that number says and the digest before it, as JSON-able values."""
    return {
        "dossier": code,
        "sequence": event.sequence,
        "action": event.action,
        "source": event.source,
        "target": event.target,
        "actor": event.actor_id,
        "role": event.role,
        "unit": event.unit_id,
        "on_behalf_of": event.on_behalf_of_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": event.facts,
        "reading": event.reading,
        "payload_digest": event.payload_digest,
        "previous_digest": event.previous_digest,
    }


OF_CONCERN = (
    Q(facts__answer__late=True)
    | Q(facts__has_key="supplement")
    | Q(action="lapse")
    | Q(action="reappoint")
    | Q(action="promise-late")
)
"""The few events that are counted by the day on which they happened."""
OF_ANSWER = Q(facts__has_key="answer")
"""Those with which the desk answered a filing or a supplement: one of a dossier, or a few."""


class Event(models.Model):
    """An action taken. Rows are only ever added: the database refuses everything else."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=80)
    source = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=80)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    """What the projections need and nobody may later erase: ids, instants, codes; nothing personal."""
    reading = models.JSONField(default=dict)
    """The clock after the event, with the calendar's and the procedure's digest."""
    payload_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """A dossier's events are a list without gaps or forks."""

        ordering = ["dossier_id", "sequence"]
        indexes = [
            models.Index(fields=["at", "dossier"], name="event_of_concern", condition=OF_CONCERN),
            models.Index(fields=["at", "dossier"], name="event_of_answer", condition=OF_ANSWER),
            models.Index(
                fields=["at", "dossier"], name="event_handed_back", condition=Q(action__in=sorted(acts.HANDS_BACK))
            ),
            GinIndex(KeyTransform("rests_on", "facts"), name="event_rests_on", condition=Q(facts__has_key="rests_on")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sequence"], name="event_sequence"),
            models.CheckConstraint(condition=of_our_time("at"), name="event_at_is_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.sequence} {self.action}"

    @property
    def by_whom(self) -> str:
        """The name of the person who has done it, and in whose place, or that it was the system."""
        return self.author or _("the system")

    @property
    def author(self) -> str:
        """The name of the person who has done it, and in whose place; "" where it was the system."""
        name = self.actor.get_full_name() if self.actor else ""
        if self.is_at_desk and self.facts.get("posted_on"):
            return _("%(name)s (by post, for the applicant)") % {"name": name}
        if self.is_at_desk:
            return _("%(name)s (at the desk, for the applicant)") % {"name": name}
        if self.is_joined:
            since = datetime.fromisoformat(self.facts["joined_at"]) if "joined_at" in self.facts else self.at
            day = f"{timezone.localtime(since):%d/%m/%Y}"
            return _("%(name)s (by the account joined on %(day)s)") % {"name": name, "day": day}
        if not self.is_in_place:
            return name
        return _("%(name)s (in place of %(absent)s)") % {"name": name, "absent": self.absent_name}

    @property
    def is_at_desk(self) -> bool:
        """Whether the desk has done for the applicant what is the applicant's, or has taken that back (ADR 0088)."""
        if self.on_behalf_of_id is None or self.sequence == 1 or self.is_joined:
            return False
        is_back = self.action == acts.TAKE_BACK and self.on_behalf_of_id == self.dossier.applicant_id
        return self.action in acts.AT_DESK or is_back

    @property
    def is_joined(self) -> bool:
        """Whether an account that was joined with the applicant, a person of the counter, has done it for that one (ADR 0093)."""
        return self.role == Role.CITIZEN and self.on_behalf_of_id is not None

    @property
    def is_of_applicant(self) -> bool:
        """Whether the applicant has done it, by whichever account, or the desk for an applicant who has none."""
        return self.role == Role.CITIZEN or self.is_at_desk

    @property
    def is_in_place(self) -> bool:
        """Whether it was done in the place of somebody who was away; for whoever applies the desk does it otherwise."""
        return self.on_behalf_of_id is not None and self.sequence > 1 and not (self.is_at_desk or self.is_joined)

    @property
    def absent_name(self) -> str:
        """The name of whoever was away, "" where nobody was."""
        return self.on_behalf_of.get_full_name() if self.on_behalf_of and self.is_in_place else ""

    def digested(self) -> dict[str, object]:
        """Return all that this event says and the digest before it, as JSON-able values."""
        return digested(self.dossier.code, self)

    def canonical(self) -> bytes:
        """Return what the digest is made of: the canonical JSON of ``digested``."""
        return canonical(self.digested())

    def compute_digest(self) -> str:
        """Return the hex SHA-256 of ``canonical``."""
        return hashlib.sha256(self.canonical()).hexdigest()


class MentionQuerySet(models.QuerySet["Mention"]):
    """Ways to narrow mentions."""

    def unseen_by(self, user_id: int) -> "MentionQuerySet":
        """Narrow to those of a person who has not opened the dossier since."""
        return self.filter(person=user_id, seen_at=None)


class Mention(models.Model):
    """Somebody whom a note names, until that person has opened the dossier; whom it names says the event itself."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="mentions", db_index=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="mentions", db_index=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        """Only what is not seen is asked for, by the person."""

        indexes = [models.Index(fields=["person", "dossier"], name="mention_unseen", condition=Q(seen_at=None))]
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.person_id}"


REFERENCE = "upper(replace({content} ->> 'fee_reference', ' ', ''))"
"""In SQL, the number of a transfer or paper in the words of an event, in capitals and without blanks, as the index
``payload_fee_reference`` has it."""
WENT_BACK = Q(facts__contains={"given_back": True})
"""Of reversals those by which the money went back. What an event does not say is no value: only containment is true or false of it."""
HAS_REFERENCE = "{content} ? 'fee_reference'"
"""In SQL, whether these words have one: what both indexes are narrowed to."""
_CONTENT = "%(expressions)s"
_REFERENCE = Func(F("content"), template=REFERENCE.format(content=_CONTENT), output_field=TextField())
_END_OF_REFERENCE = Func(
    F("content"),
    template=rf"reverse(regexp_replace({REFERENCE.format(content=_CONTENT)}, '\d{{2}}/\d{{2}}/\d{{4}}$', ''))",
    output_field=TextField(),
)
"""The same from its end, without the day that is written behind the number of a statement, as the index
``payload_reference_from_the_end`` has it."""
_HAS_REFERENCE = Func(F("content"), template=HAS_REFERENCE.format(content=_CONTENT), output_field=BooleanField())


ITEM = r"upper(regexp_replace({content} ->> 'post_number', '[\s.-]', '', 'g'))"
"""In SQL, the number of a postal item in the words of an event, in capitals and without what parts it, as the index
``payload_item`` has it."""
HAS_ITEM = "{content} ? 'post_number'"
_ITEM = Func(F("content"), template=ITEM.format(content=_CONTENT), output_field=TextField())
_HAS_ITEM = Func(F("content"), template=HAS_ITEM.format(content=_CONTENT), output_field=BooleanField())


class EventPayloadQuerySet(models.QuerySet["EventPayload"]):
    """What words of events are found by, and the one change that they allow."""

    def of_reference(self, reference: str) -> "EventPayloadQuerySet":
        """Narrow to the events about money whose number of a transfer or paper begins so, however it is spaced.

        Behind that of a bank statement its day is written.
        """
        return self.filter(_HAS_REFERENCE, StartsWith(_REFERENCE, "".join(reference.split()).upper()))

    def of_end_of_reference(self, end: str) -> "EventPayloadQuerySet":
        """Narrow to those whose number ends so, however it is spaced, and whether a day is written behind it."""
        return self.filter(_HAS_REFERENCE, StartsWith(_END_OF_REFERENCE, "".join(end.split()).upper()[::-1]))

    def of_whole_reference(self, reference: str) -> "EventPayloadQuerySet":
        """Narrow to those whose number is just that one, or that one with a day behind it."""
        length = len("".join(reference.split()))
        lengths = (length, length + len("28/11/2026"))
        return self.of_reference(reference).filter(In(Length(_REFERENCE), lengths))

    def of_item(self, joined: str) -> "EventPayloadQuerySet":
        """Narrow to the events that name a postal item of this number, which is given as ``items.joined`` returns it."""
        return self.filter(_HAS_ITEM, Exact(_ITEM, joined))

    def erase(self, *, at: datetime) -> int:
        """Blank the words, and the salt, without which nobody can test a guess of them."""
        return self.update(content=None, salt="", erased_at=at)


class EventPayload(models.Model):
    """What is personal in an event. Erasing it blanks the text; the event still verifies."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32, blank=True)
    content = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = EventPayloadQuerySet.as_manager()

    class Meta:
        """Either the words are there or the time of their erasure is."""

        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False, erased_at__isnull=True)
                | Q(content__isnull=True, erased_at__isnull=False, salt=""),
                name="payload_kept_or_erased",
            ),
            models.CheckConstraint(condition=is_object("content"), name="payload_is_an_object"),
        ]

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class SearchedWords(models.Model):
    """The words of a dossier. A trigger of ``EventPayload`` writes them, and deletes them when those are erased.

    Name, organisation and subject have weight A, all other answers D; numbers that identify somebody stand in one piece
    and from their end (``dossiers_searched_words`` in migration 0025). The division stands among them, so that the index
    leaps over what another one has; a second trigger follows the dossier into its next division.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, primary_key=True, related_name="searched")
    words = SearchVectorField()

    class Meta:
        """One index serves every word."""

        indexes = [GinIndex(fields=["words"], name="searched_words")]

    def __str__(self) -> str:
        return f"words of {self.dossier_id}"
