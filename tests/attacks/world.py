"""What is attacked: people who are signed in, dossiers in many states, and words that nobody else may read."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from dossiers.background import relay
from dossiers.filing import drafts
from dossiers.manager.calendar_forms import FORMS
from dossiers.models import Attachment, CalendarPreview, Dossier, Draft, Job, Letter, OutboxEntry
from dossiers.reports.statistics import Period, concerns, filters
from portal.demo import story
from procedures.models import ProcedureVersion, UnitSector
from procedures.time.calendar import LOCAL
from tests.attacks.caller import Caller

NOBODY = ""
OFFICERS = ("bob", "dung", "hoa", "lan", "van", "tam", "carol")
CITIZENS = ("alice", "viet-an", "mallory")
PERSONAS = (NOBODY, *CITIZENS, *OFFICERS, "admin")

FILED_AT = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
NOW = datetime(2026, 1, 13, 9, 0, tzinfo=LOCAL)
"""A Tuesday; the walks below have ended by then."""

TO_APPRAISAL = story.PATH[:3]
WALKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("alice", ()),
    ("alice", TO_APPRAISAL),
    ("alice", (("ask-supplement", "bob"),)),
    ("alice", (*TO_APPRAISAL, ("ask-payment", "dung"))),
    ("alice", story.PATH),
    ("viet-an", story.PATH[:1]),
    ("viet-an", story.PATH[:4]),
    ("viet-an", story.PATH[:5]),
    ("viet-an", story.PATH[:6]),
    ("viet-an", story.PATH[:7]),
    ("viet-an", (*TO_APPRAISAL, ("propose-supplement", "dung"))),
    ("viet-an", (("reject", "bob"),)),
)
"""By whom each dossier was filed, and what was done with it."""
SECRETS: Mapping[str, tuple[str, ...]] = {
    "alice": ("Bimatcuaan7Q", "001185012345", "12 ngõ 34 Hoàng Cầu"),
    "viet-an": ("Bimatcuavietan9Z", "001080123456", "56 phố Láng Hạ"),
}
"""Words that stand in somebody's answers, and in that person's account."""
SEEDED = (User, Unit, Membership, Substitution, UnitSector)
"""What an administrator may change: put back after each change, for everybody's rights hang on it."""


@dataclass
class World:
    """The site, its people and what can be known of their dossiers."""

    application: Callable[..., Iterable[bytes]]
    known: dict[str, list[str]] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    turns: list[tuple[str, str]] = field(default_factory=list)
    _seeds: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    @classmethod
    def built(cls, application: Callable[..., Iterable[bytes]], walks: Sequence[Any] = WALKS) -> "World":
        """Walk the dossiers, begin drafts, sign everybody in."""
        world = cls(application)
        for number, (applicant, path) in enumerate(walks):
            _walk(applicant, path, FILED_AT + timedelta(minutes=number))
        _begin("alice", story.SLUG)
        _begin("viet-an", story.SLUG)
        # A draft of what is not in force yet.
        _begin("alice", "hop-bao-trong-nuoc", FILED_AT.replace(month=7))
        relay.run(timezone.now())
        world.look()
        for model in SEEDED:
            world._seeds[model] = list(model._default_manager.all())
        for persona in PERSONAS:
            world.callers[persona] = Caller(application)
            world.sign_in(persona)
        return world

    def look(self) -> None:
        """Note what real values the parts of addresses and the fields have by now."""
        versions = ProcedureVersion.objects.current().values_list("procedure__slug", flat=True)
        now = timezone.now()
        period = Period(now.date() - timedelta(days=30), now.date())
        dossiers = list(Dossier.objects.select_related("version", "applicant").order_by("pk"))
        actions = {action.name for d in dossiers for action in d.machine.actions_from(d.state)}
        known: dict[str, Iterable[Any]] = {
            "slug": [story.SLUG] * 12 + list(versions),
            "code": [dossier.code for dossier in dossiers],
            "action": actions,
            "kind": FORMS,
            "app_label": ["accounts", "procedures"],
            "figure.name": [*filters(period, now), *concerns(period, now)],
            "token": Letter.objects.values_list("token", flat=True),
            "attachment.pk": Attachment.objects.values_list("pk", flat=True),
            "calendar_preview.pk": CalendarPreview.objects.values_list("pk", flat=True),
            "job.pk": Job.objects.values_list("pk", flat=True),
            "entry": OutboxEntry.objects.values_list("pk", flat=True),
            "draft": Draft.objects.values_list("pk", flat=True),
            "draft_key": [dossier.draft_key for dossier in dossiers],
            "object_id": [*range(1, 12)],
            "id": [*range(1, 12)],
        }
        self.turns = [_turn(dossier) for dossier in dossiers]
        self.known = {name: sorted(map(str, values)) for name, values in known.items()}

    def sign_in(self, persona: str) -> None:
        """Give a person a session, if there is none any more; nobody never has one."""
        cookies = self.callers[persona].cookies
        if persona == NOBODY:
            cookies.pop("sessionid", None)
        elif "sessionid" not in cookies:
            client = Client()
            client.force_login(story.person(persona))
            cookies["sessionid"] = client.cookies["sessionid"].value
        cookies.setdefault("csrftoken", "A1b2" * 8)

    def put_back(self) -> None:
        """Undo what an administrator has changed in the people, their seats and their units."""
        for model, rows in reversed(self._seeds.items()):
            if model is not User and model is not Unit:
                model._default_manager.exclude(pk__in=[row.pk for row in rows]).delete()
        for model, rows in self._seeds.items():
            fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
            model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)

    def of_others(self, persona: str) -> tuple[str, ...]:
        """Return the words that a person must never read: those of the others."""
        if persona not in (NOBODY, *CITIZENS):
            return ()
        return tuple(word for owner, words in SECRETS.items() if owner != persona for word in words)

    def turn(self, chance: random.Random) -> tuple[str, str]:
        """Return somebody whose turn it is on a dossier, and that person's page of it."""
        return chance.choice(self.turns)

    def some(self, name: str, chance: random.Random) -> str:
        """Return a real value, whosever it is."""
        return chance.choice(self.known.get(name) or ["x"])


def rows() -> tuple[int, ...]:
    """Count what only a command may add to: dossiers, events, their words, the outbox, letters, notices."""
    tables = ("dossier", "event", "eventpayload", "outboxentry", "letter", "notice")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM dossiers_{name})" for name in tables))
        found = cursor.fetchone()
    return tuple(found or ())


def _turn(dossier: Dossier) -> tuple[str, str]:
    """Return who is to act on a dossier: an officer, or its applicant."""
    officer = story.SEATED.get(Role(dossier.holder)) if dossier.holder else None
    if officer:
        return officer, f"/mot-cua/{dossier.code}/"
    return dossier.applicant.username, f"/ho-so/{dossier.code}/"


def _answers(applicant: str) -> dict[str, str]:
    word = SECRETS[applicant][0]
    return {**story.ANSWERS, "purpose": f"{word}: lưu hành nội bộ.", "organisation_name": f"Hội {word}"}


def _walk(applicant: str, path: Sequence[tuple[str, str]], at: datetime) -> None:
    walk = story.Walk(story.file(applicant, at=at, answers=_answers(applicant)), at)
    for action, username in path:
        walk.take(action, username)


def _begin(owner: str, slug: str, at: datetime = FILED_AT) -> None:
    """Begin a draft that could be filed, with a file."""
    draft = story.draft_of(owner, at, _answers(owner) if slug == story.SLUG else None, slug)
    if slug != story.SLUG:
        drafts.save(draft, {"applicant_name": SECRETS[owner][0]}, at=FILED_AT)
