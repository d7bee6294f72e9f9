"""By which ways people want to be told, and in which language: the one home of their choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from dossiers.models import MailChoice, Morning
from dossiers.models.dispatch import MAIL
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

    @property
    def gathers(self) -> bool:
        """Whether what can wait comes in the mail of the morning alone: who has chosen nothing is written to at once of the rest."""
        return self.morning in ("", Morning.GATHERED)

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
    """Return what each of some people has chosen, by their ids: one query."""
    pks = [person.pk for person in people]
    rows = {
        row.person_id: Choice(frozenset(row.off), row.language, row.morning, row.texts, row.daily)
        for row in MailChoice.objects.filter(person__in=pks)
    }
    return {pk: rows.get(pk, Choice()) for pk in pks}


def choose(person: User, choice: Choice) -> None:
    """Keep what a person has chosen."""
    own = {"texts": choice.texts, "daily": choice.daily}
    chosen = {"off": sorted(choice.off), "language": choice.language, "morning": choice.morning, **own}
    MailChoice.objects.update_or_create(person=person, defaults=chosen)


def language_of(choices: Iterable[Choice]) -> str:
    """Return the language of a mail to several people: one that all of them want, else both."""
    found = {choice.language for choice in choices}
    return found.pop() if len(found) == 1 else ""
