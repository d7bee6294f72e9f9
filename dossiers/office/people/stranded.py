"""What nobody could do any more once somebody has left a seat: steps of procedures, and files that wait by name."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dossiers.display.formats import sentence, vn_date
from dossiers.pages.gaps import lacks_on
from dossiers.pages.gaps.closing import files_of
from dossiers.reports.alerts import alone
from dossiers.reports.alerts.stranded import Staff
from procedures.machine import Text
from procedures.publication.organisation import with_work

MOST = 5
"""Gaps that a question names."""


class Before:
    """What was missing on a day before something is changed; asked again after it."""

    def __init__(self, day: date, today: date) -> None:
        """Look at the organisation as it would be that day."""
        self.day, self._today = day, today
        self.lacks = lacks_on(day)
        self.staff = Staff.on(day)

    def added(self) -> Iterator[str]:
        """Yield what is missing that day since, as sentences: each once, with all the steps that nobody does for it."""
        more = sorted(self._more(), key=lambda one: one.vi)
        for one in more[:MOST]:
            yield from_day(self.day, self._today, sentence(one))
        if len(more) > MOST:
            rest = len(more) - MOST
            yield ngettext("And %(n)s thing more is missing.", "And %(n)s things more are missing.", rest) % {"n": rest}
        yield from self._barred()

    def _more(self) -> Iterator[Text]:
        for lack, work in lacks_on(self.day).items():
            before = self.lacks.get(lack)
            added = [step for step in work if step not in (before or ())]
            if added or before is None:
                yield with_work(lack, added)

    def _barred(self) -> Iterator[str]:
        """Yield that dossiers would lie with people who may not handle them, if any would: others hold the role."""
        found = alone.lost(self.staff, Staff.on(self.day), self.day)
        if found:
            words = ngettext(
                "From then on nobody may handle this dossier, for who else has the role is its applicant or has declared an "
                "interest: %(codes)s. Give somebody else the role first.",
                "From then on nobody may handle these dossiers, for who else has the role is their applicant or has declared "
                "an interest: %(codes)s. Give somebody else the role first.",
                len(found),
            )
            yield words % {"codes": ", ".join(row.code for row in found)}


def from_day(day: date, today: date, what: str) -> str:
    """Say from which day on something is so, where that is still to come."""
    return _("From %(day)s on: %(what)s") % {"day": vn_date(day), "what": what} if day > today else what


def left_files(person: User, unit_id: int) -> Iterator[str]:
    """Yield that files wait for somebody by name in a division, if any do."""
    count = files_of(person).filter(unit=unit_id).count()
    if count:
        words = ngettext(
            "%(n)s file of that division waits for this person by name: ended all the same, it lies with nobody until the head of "
            "the division gives it to somebody else.",
            "%(n)s files of that division wait for this person by name: ended all the same, they lie with nobody until the head "
            "of the division gives them to others.",
            count,
        )
        yield words % {"n": count}
