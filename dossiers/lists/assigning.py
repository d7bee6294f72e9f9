"""Whom a dossier is best given to: by how many somebody has, and whether that one knows the procedure.

Never to who is away, or is kept out of it; to whom soon is not there any more only where nobody else is, and of several
dossiers none to whom has but days left: that is for the head to say. One statement for all the people and all the dossiers that are looked at.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.people.leaves import away_now, leaves_column
from accounts.people.soon import Soon, named, read, soon_columns
from accounts.roles import Role
from accounts.seats import AWAY
from dossiers.lists.names import called, name_key
from dossiers.models import Dossier

LOOKED_BACK = 200
"""Of so many dossiers that somebody has brought to an end last it is looked which procedures they were of."""
KNOWS = 3
"""Who has done a procedure lately is preferred to who has so many dossiers fewer, and has not."""
# A constant of ours is put into it, nothing that somebody has typed.
_WEIGHED = f"""
WITH held AS (
    SELECT assignee_id, count(*) AS number FROM dossiers_dossier
    WHERE assignee_id = ANY(%(people)s) AND holder = '{Role.SPECIALIST}' GROUP BY assignee_id)
SELECT person.id, coalesce(held.number, 0),
    (SELECT coalesce(json_object_agg(kind.procedure_id, kind.number), json_object('{{}}'))::text FROM (
        SELECT procedure_id, count(*) AS number FROM (
            SELECT procedure_id FROM dossiers_dossier WHERE holder = '' AND assignee_id = person.id
            ORDER BY changed_at DESC, id DESC LIMIT {LOOKED_BACK}) AS done
        GROUP BY procedure_id) AS kind),
    EXISTS (SELECT FROM accounts_substitution AS away WHERE away.absent_id = person.id AND {AWAY}),
    ARRAY(
        SELECT asked.id FROM dossiers_dossier AS asked JOIN accounts_user AS applicant ON applicant.id = asked.applicant_id
        WHERE asked.id = ANY(%(dossiers)s) AND (
            applicant.id = person.id OR person.personal_id <> '' AND applicant.personal_id = person.personal_id
            OR EXISTS (SELECT FROM dossiers_interest AS interest WHERE interest.person_id = person.id
                       AND interest.dossier_id = asked.id AND interest.ended_at IS NULL))),
    ARRAY(
        SELECT DISTINCT asked.id FROM dossiers_interest AS interest
        JOIN dossiers_dossier AS other ON other.id = interest.dossier_id
        JOIN accounts_user AS theirs ON theirs.id = other.applicant_id
        JOIN dossiers_dossier AS asked ON asked.id = ANY(%(dossiers)s) AND asked.id <> other.id
        JOIN accounts_user AS applicant ON applicant.id = asked.applicant_id
        WHERE interest.person_id = person.id AND interest.ended_at IS NULL AND (
            applicant.id = theirs.id OR theirs.personal_id <> '' AND theirs.personal_id = applicant.personal_id
            OR other.organisation <> '' AND lower(other.organisation) = lower(asked.organisation))),
    {leaves_column("person.id")},
    ARRAY(SELECT DISTINCT away.absent_id FROM accounts_substitution AS away WHERE away.substitute_id = person.id AND {AWAY}),
    (SELECT count(*) FROM dossiers_dossier AS theirs WHERE theirs.holder = '{Role.SPECIALIST}' AND theirs.assignee_id IN (
        SELECT away.absent_id FROM accounts_substitution AS away WHERE away.substitute_id = person.id AND {AWAY})),
    {soon_columns("person.id")}
FROM accounts_user AS person LEFT JOIN held ON held.assignee_id = person.id
WHERE person.id = ANY(%(people)s)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Officer:
    """A case officer, and what speaks for that one or against."""

    person: User
    load: int
    """Dossiers that this officer has, in whichever division, or works on in the place of who is away.

    With what is proposed above it, and without what is taken away there.
    """
    done: Mapping[int, int]
    """By the key of a procedure how many of the last ``LOOKED_BACK`` were of it."""
    is_away: bool
    barred: frozenset[int]
    """The keys of the dossiers that this officer is kept out of, of those that were asked about."""
    related: frozenset[int] = frozenset()
    """The keys of those whose applicant has another dossier in which this officer has declared an interest: a matter to ask about."""
    now: int = 0
    """What this officer has now, or works on in another's place, by no proposal."""
    stands_for: frozenset[int] = frozenset()
    """The keys of those in whose place this officer acts today."""
    in_place: int = 0
    """How many of ``now`` are theirs."""
    soon: Soon = Soon({})  # noqa: RUF009 - frozen itself
    """What comes of this officer within the next days."""
    away: str = ""
    """When this officer is away who is so today, and who stands in, in words."""
    called: str = ""
    """What this officer is called among those who were weighed, where another one has the same name."""

    @property
    def name(self) -> str:
        """What this officer is called."""
        return self.called or self.person.get_full_name()

    def knows(self, dossiers: Collection[Dossier]) -> int:
        """Return how many of the procedures of some dossiers this officer has done lately."""
        return sum(self.done.get(pk, 0) for pk in {one.procedure_id for one in dossiers})

    def may_get(self, dossiers: Collection[Dossier]) -> bool:
        """Say whether this officer is there and kept out of none of some dossiers."""
        return not self.is_away and self.barred.isdisjoint(one.pk for one in dossiers)

    def has(self, dossier: Dossier) -> bool:
        """Say whether a dossier lies with this officer."""
        return dossier.holder == Role.SPECIALIST and dossier.assignee_id == self.person.pk

    def works_on(self, dossier: Dossier) -> bool:
        """Say whether a dossier lies with this officer, or with somebody in whose place that one acts."""
        return self.has(dossier) or (dossier.holder == Role.SPECIALIST and dossier.assignee_id in self.stands_for)

    def weight(self, dossiers: Collection[Dossier]) -> int:
        """Return what the least of is best: few dossiers beside these; who knows the procedure counts as having fewer."""
        return self.load - sum(map(self.works_on, dossiers)) - (KNOWS if self.knows(dossiers) else 0)

    def is_related(self, dossiers: Collection[Dossier]) -> bool:
        """Say whether this officer has declared an interest in another dossier of an applicant of these."""
        return not self.related.isdisjoint(one.pk for one in dossiers)

    def leaves(self, dossiers: Collection[Dossier]) -> bool:
        """Say whether this officer soon is not there for some dossiers; where one has them all, days of leave are no matter."""
        ends = self.soon.last_day(Role.SPECIALIST, _divisions(dossiers)) is not None
        return ends or (self.soon.away is not None and not all(map(self.has, dossiers)))

    def is_asked_first(self, dossier: Dossier) -> bool:
        """Say whether no proposal of several gives it to this officer: an interest may stand against it, or the seat ends soon.

        Of a leave one comes back.
        """
        ends = self.soon.last_day(Role.SPECIALIST, [dossier.division_id]) is not None
        return not self.has(dossier) and (ends or self.is_related([dossier]))

    def leaving(self, dossiers: Collection[Dossier] = ()) -> str:
        """Say when this officer is not there any more for some dossiers, for any where none is named; "" where nothing is known."""
        return self.soon.in_words(Role.SPECIALIST, _divisions(dossiers))

    def named(self, dossiers: Collection[Dossier] = ()) -> str:
        """Return the name as it stands in a choice, with the leave of today or what comes of this officer."""
        return named(self.name, self.away or self.leaving(dossiers))

    def cost(self, dossiers: Collection[Dossier]) -> tuple[int, bool, int, str, int]:
        """Return what the least of is best: as good as another it stays, then a procedure that is known, then the name."""
        moves = not all(map(self.has, dossiers))
        return self.weight(dossiers), moves, -self.knows(dossiers), self.person.get_full_name(), self.person.pk


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who is best, and why, in words."""

    person: User
    why: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one of several dossiers: who gets it, or that it stays; nobody where nobody may have it."""

    dossier: Dossier
    suggestion: Suggestion | None
    stays: bool = False
    asked: str = ""
    """Where somebody may have it, and nobody is proposed: whom to ask first."""
    barred: str = ""
    """Where nobody may have it: who is there and kept out of it."""


def weigh(dossiers: Collection[Dossier], people: Collection[User], on: date) -> list[Officer]:
    """Return what speaks for people and against, by the dossiers that one of them is to get: one statement, none for nobody.

    What they have is counted in whichever division it lies: it is one person who does it all.
    """
    if not people:
        return []
    known, names = {person.pk: person for person in people}, called(people)
    asked: dict[str, list[int] | date] = {
        "people": list(known),
        "dossiers": [one.pk for one in dossiers],
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WEIGHED, asked)
        rows = cursor.fetchall()
    return [
        Officer(
            known[pk],
            load + in_place,
            {int(key): n for key, n in json.loads(done).items()},
            is_away,
            frozenset(barred),
            frozenset(related),
            now=load + in_place,
            stands_for=frozenset(stands_for),
            in_place=in_place,
            soon=read(*comes),
            away=away_now(leaves, on),
            called=names[pk],
        )
        for pk, load, done, is_away, barred, related, leaves, stands_for, in_place, *comes in rows
    ]


def in_order(officers: Iterable[Officer]) -> list[Officer]:
    """Return officers by name."""
    return sorted(officers, key=lambda one: name_key(one.person))


def best(
    dossiers: Sequence[Dossier], officers: Collection[Officer], *, late: Collection[int] = ()
) -> Suggestion | None:
    """Return who is best given some dossiers together, of those who have none of them; None where nobody can get them all.

    ``late``: the keys of those that are late.
    """
    having = {one.assignee_id for one in dossiers if one.holder == Role.SPECIALIST}
    able = [one for one in officers if one.may_get(dossiers) and one.person.pk not in having]
    if not able or not dossiers:
        return None
    return _chosen(dossiers, able, is_late=any(one.pk in late for one in dossiers))


def _barred(dossier: Dossier, officers: Collection[Officer]) -> str:
    """Say who is there and kept out of a dossier; "" where nobody is."""
    names = [one.name for one in in_order(officers) if not one.is_away and dossier.pk in one.barred]
    words = _("%(names)s: kept out of it, as the applicant or by an interest that was declared.")
    return words % {"names": ", ".join(names)} if names else ""


def divide(
    dossiers: Sequence[Dossier], officers: Collection[Officer], *, late: Collection[int] = ()
) -> Iterator[Proposed]:
    """Yield for each of some dossiers who should have it, so that nobody has much more than others; it may stay where it is.

    Each is counted for who gets it, and no more for who has it, before the next one is looked at. ``late``: the keys of
    those that are late.
    """
    left = {one.person.pk: one for one in officers}
    for dossier in dossiers:
        able = [one for one in left.values() if one.may_get([dossier])]
        if not able:
            yield Proposed(dossier, None, barred=_barred(dossier, left.values()))
            continue
        if all(one.is_asked_first(dossier) for one in able):
            asked = filter(None, (_leaving([dossier], able), of_related([dossier], able)))
            yield Proposed(dossier, None, asked=" ".join(asked))
            continue
        suggestion = _chosen([dossier], able, is_late=dossier.pk in late)
        gets = suggestion.person.pk
        stays = left[gets].has(dossier)
        yield Proposed(dossier, suggestion, stays)
        if not stays:
            left = {pk: replace(one, load=one.load + (pk == gets) - one.works_on(dossier)) for pk, one in left.items()}


def _chosen(dossiers: Collection[Dossier], able: Collection[Officer], *, is_late: bool) -> Suggestion:
    """Return who is best of those who may get some dossiers: what is late goes to who knows its procedure, if anybody does.

    Whoever has to be asked about an interest first is it where nobody else may get them, or has it already; who soon is
    not there any more, where nobody else is left.
    """
    first = [one for one in able if not one.is_related(dossiers) or all(map(one.has, dossiers))] or able
    first = [one for one in first if not one.leaves(dossiers)] or first
    knowing = [one for one in first if one.knows(dossiers)]
    chosen = min(knowing if is_late and knowing else first, key=lambda one: one.cost(dossiers))
    why = _why(chosen, dossiers, able, first)
    return Suggestion(
        chosen.person, " ".join(filter(None, (why, _leaving(dossiers, able), of_related(dossiers, able))))
    )


def _divisions(dossiers: Collection[Dossier]) -> list[int | None]:
    return [one.division_id for one in dossiers]


def _leaving(dossiers: Collection[Dossier], able: Collection[Officer]) -> str:
    """Say who soon is not there any more, and since when."""
    names = [one.named(dossiers) for one in in_order(able) if one.leaving(dossiers)]
    return not_there(names) if names else ""


def not_there(names: Iterable[str]) -> str:
    """Say of some people, each with when, that they soon are not there."""
    return _("Soon not there: %(names)s.") % {"names": ", ".join(names)}


def of_related(dossiers: Collection[Dossier], able: Collection[Officer]) -> str:
    """Say who has declared an interest in another dossier of the applicant: a declaration is of one dossier alone."""
    names = [one.name for one in in_order(able) if one.is_related(dossiers)]
    said = _("Declared an interest in another dossier of this applicant: %(names)s. Ask before you give it there.")
    return said % {"names": ", ".join(names)} if names else ""


def with_proposed(officers: Iterable[Officer], proposed: Collection[Proposed]) -> list[Officer]:
    """Return officers with what is proposed for them, and taken from them, in another division: one proposal counts all of it."""
    moved = [one for one in proposed if one.suggestion is not None and not one.stays]
    gets = Counter(one.suggestion.person.pk for one in moved if one.suggestion)
    gives = Counter(one.dossier.assignee_id for one in moved if one.dossier.holder == Role.SPECIALIST)
    return [replace(one, load=one.load + gets[one.person.pk] - gives[one.person.pk]) for one in officers]


def _why(chosen: Officer, dossiers: Collection[Dossier], able: Collection[Officer], first: Collection[Officer]) -> str:
    """Return in one sentence why somebody is best of those among whom it was chosen first; ``able`` are there too."""
    own = chosen.now - chosen.in_place
    has = ngettext("has %(n)s dossier now", "has %(n)s dossiers now", own) % {"n": own}
    if chosen.in_place:
        has = _("%(has)s and works on %(n)s in the place of who is away") % {"has": has, "n": chosen.in_place}
    if chosen.load != chosen.now:
        has = _("%(has)s, %(n)s by what stands above") % {"has": has, "n": chosen.load}
    if chosen.load == min(one.load for one in able) and len(able) > 1:
        has = _("%(has)s, nobody who is there has fewer") % {"has": has}
    words = {"name": chosen.name, "has": has, "kind": _kind(chosen, dossiers, first)}
    return _("%(name)s %(has)s; %(kind)s.") % words


def _kind(chosen: Officer, dossiers: Collection[Dossier], able: Collection[Officer]) -> str:
    """Say whether somebody knows the procedure, and what that has to do with the choice, where it has."""
    knows, weight = chosen.knows(dossiers), chosen.weight(dossiers)
    if not knows:
        kind = _("has not done this procedure lately")
        knowing = min((one for one in able if one.knows(dossiers)), key=lambda one: one.cost(dossiers), default=None)
        if knowing is None:
            return kind
        words = {"kind": kind, "other": knowing.name, "n": knowing.load}
        return _("%(kind)s, while %(other)s, who has, has %(n)s") % words
    kind = ngettext("has done %(n)s of this procedure lately", "has done %(n)s of this procedure lately", knows)
    kind %= {"n": knows}
    others = [one for one in able if not one.knows(dossiers)]
    if any(one.weight(dossiers) < weight for one in others):
        return _("%(kind)s, and what is late goes to who has") % {"kind": kind}
    if any(one.weight(dossiers) < weight + KNOWS for one in others):
        return _("%(kind)s, which counts as %(k)s dossiers fewer") % {"kind": kind, "k": KNOWS}
    return kind
