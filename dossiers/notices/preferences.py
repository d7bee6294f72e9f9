"""By which ways people want to be told, and in which language: the one home of their choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import Membership, User
from accounts.rights import OFFICERS
from dossiers.models import MailChoice, Morning
from dossiers.models.dispatch import MAIL
from dossiers.models.rows.mailed import MailKept
from dossiers.notices.kinds import NOTICES, Group, Waits

NOT_WANTED = "nothing was sent: no mail of this kind is wanted, or only in the morning, or in that of the day"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one person has chosen. Whoever has chosen nothing gets mail of all groups, in both languages."""

    off: frozenset[str] = frozenset()
    """The groups of which no mail is wanted."""
    language: str = ""
    """``vi`` or ``en``; empty for both in one mail."""
    morning: str = ""
    """Of somebody of the office: what comes in the morning, one of ``Morning``; empty of what was not chosen."""
    texts: str = ""
    """``sms`` or ``zalo`` for notices of one's own dossiers besides; empty for none."""

    daily: bool = False
    """Whether what no law asks for about one's own dossiers comes in one mail a day."""
    has_mornings: bool = field(default=True, compare=False)
    """Whether there is a mail of the morning for this person: an administrator without another seat gets none."""

    @property
    def gathers(self) -> bool:
        """Whether what can wait comes in the mail of the morning alone: who has chosen nothing is written to at once of the rest.

        Who gets no such mail is written to at once of everything: nothing is left to a mail that never goes.
        """
        return self.has_mornings and self.morning in ("", Morning.GATHERED)

    def wants(self, kind: str, channel: str, *, is_due: bool = False) -> bool:
        """Say whether a notice goes by a channel now: all of them wait on the site, and what a law asks for is mailed.

        ``is_due``: whether something that it tells of has to be done on this day, or had before.
        """
        row = NOTICES[kind]
        if channel != MAIL or row.group is Group.LAW:
            return True
        waits = row.waits is Waits.YES or (row.waits is Waits.UNLESS_DUE and not is_due)
        is_put_off = (waits and self.gathers) or (row.is_daily and self.daily)
        return row.group not in self.off and not is_put_off

    def wants_text(self, kind: str) -> bool:
        """Say whether a notice goes as a text message besides."""
        row = NOTICES[kind]
        return bool(self.texts) and row.is_texted and (row.group is Group.LAW or row.group not in self.off)


def chosen_by(people: Iterable[User]) -> Mapping[int, Choice]:
    """Return what each of some people has chosen, by their ids: two queries."""
    pks = [person.pk for person in people]
    # As ``planned.awaited`` picks whom a morning's mail is for.
    seated = Membership.objects.in_force(timezone.localdate()).filter(role__in=OFFICERS, user__in=pks).order_by()
    mornings = set(seated.values_list("user", flat=True))
    rows = {row.person_id: row for row in MailChoice.objects.filter(person__in=pks)}
    return {pk: _choice_of(rows.get(pk), has_mornings=pk in mornings) for pk in pks}


def chosen_in(kept: MailKept) -> Choice:
    """Return what somebody has chosen about mail of the own dossiers, by what is kept: no mail of a morning tells of these."""
    return Choice(kept.off, texts=kept.texts, daily=kept.daily, has_mornings=False)


def _choice_of(row: MailChoice | None, *, has_mornings: bool) -> Choice:
    if row is None:
        return Choice(has_mornings=has_mornings)
    off = frozenset(row.off)
    return Choice(off, row.language, row.morning, row.texts, row.daily, has_mornings=has_mornings)


def choose(person: User, choice: Choice, *, at: datetime | None = None) -> None:
    """Keep what a person has chosen, at an instant: what came before it came by mail already, and is in no mail of a day."""
    own = {"texts": choice.texts, "daily": choice.daily}
    chosen = {"off": sorted(choice.off), "language": choice.language, "morning": choice.morning, **own}
    was_daily = MailChoice.objects.filter(person=person, daily=True).exists()
    begins = {"daily_at": at} if at and choice.daily and not was_daily else {}
    MailChoice.objects.update_or_create(person=person, defaults=chosen | begins)


def language_of(choices: Iterable[Choice]) -> str:
    """Return the language of a mail to several people: one that all of them want, else both."""
    found = {choice.language for choice in choices}
    return found.pop() if len(found) == 1 else ""
