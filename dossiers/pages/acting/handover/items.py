"""Whether the number of a postal item was recorded of another one before: a slip, or one envelope with several things in it.

Asked of what comes and of what goes, at whatever field the number is typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.display.formats import vn_date
from dossiers.log.parts import posted
from dossiers.log.whole import log_of
from dossiers.models import CollectionReminder, Dossier, EventPayload, ReminderWay, Sending
from procedures.answers.doubts.items import joined

MOST_LOOKED_AT = 5
"""Dossiers with that number: more say nothing more."""


@dataclass(frozen=True, slots=True)
class Use:
    """What bore the number before: of which dossier, "" of one that the reader may not see, when, and whether it came."""

    code: str
    at: datetime
    came: bool

    @property
    def words(self) -> str:
        """The same in words."""
        words = _("came with %(code)s, recorded on %(day)s") if self.came else _("went out for %(code)s on %(day)s")
        return words % {"code": self.code or _("another dossier"), "day": vn_date(self.at)}


def uses_of(number: str, seats: Seats | None) -> list[Use]:
    """Return what bears a number as it stands by now, the last first; what was put right since bears it no more."""
    wanted = joined(number)
    named = EventPayload.objects.of_item(wanted).order_by("-event").values_list("event__dossier", flat=True)
    found = [] if not wanted else list(dict.fromkeys(named[: MOST_LOOKED_AT * 4]))[:MOST_LOOKED_AT]
    papers = Sending.objects.standing().filter(item=wanted).exclude(item="").select_related("letter")[:MOST_LOOKED_AT]
    found += [one.letter.dossier_id for one in papers]
    posted_letters = CollectionReminder.objects.filter(way=ReminderWay.POST, number__in={number, wanted})
    letters = list(posted_letters.order_by("-pk")[:MOST_LOOKED_AT]) if wanted else []
    found += [one.dossier_id for one in letters]
    if not found:
        return []
    shown = Dossier.objects.visible_to(seats) if seats else Dossier.objects.none()
    seen = set(shown.filter(pk__in=found).values_list("pk", flat=True))
    dossiers = Dossier.objects.filter(pk__in=found)
    uses = [use for one in dossiers for use in _of(one, wanted, is_seen=one.pk in seen)]
    codes = {one.pk: one.code for one in dossiers if one.pk in seen}
    uses += [Use(codes.get(one.letter.dossier_id, ""), one.at, came=False) for one in papers]
    uses += [Use(codes.get(one.dossier_id, ""), one.at, came=False) for one in letters]
    return sorted(uses, key=lambda use: use.at, reverse=True)


def _of(dossier: Dossier, wanted: str, *, is_seen: bool) -> Iterator[Use]:
    for event, number in posted.numbers(log_of(dossier)[0]):
        if joined(number) == wanted:
            yield Use(dossier.code if is_seen else "", event.at, came=posted.came(event))


def used_before(number: str, seats: Seats | None) -> str:
    """Return as a sentence what a number was recorded of before; "" where nothing bears it."""
    uses = uses_of(number, seats)
    if not uses:
        return ""
    words = _(
        "“%(number)s” is recorded as the number of another postal item already: %(uses)s. Look at the item again; one envelope may "
        "hold several things."
    )
    return words % {"number": number, "uses": "; ".join(use.words for use in uses)}
