"""Applicants who have chosen it are told once a day of what no law asks to be told at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from dossiers.notices.planned import daily
from dossiers.notices.planned.daily import Day
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock

log = structlog.get_logger()


class Daily(Work[Day]):
    """One run over those who were not told today; whom no mail could be sent is tried again by the next run."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with the first of them."""
        super().__init__(now, place)
        self._after = 0

    def batch(self, size: int) -> Sequence[Day]:
        """Return the days of the next people who have news; that others have none is noted."""
        rows = daily.due(self.now).select_related("person").order_by("person")
        while found := list(rows.filter(person__gt=self._after)[:size]):
            self._after = found[-1].person_id
            days = daily.days_of(found, self.now)
            told = {day.person.pk for day in days}
            daily.note([one.person for one in found if one.person_id not in told], self.now)
            if days:
                return days
        return ()

    def turn(self, item: Day) -> None:
        """Tell one; where the mail server fails, the next run tries again."""
        try:
            daily.tell(item, self.now)
        except OSError as failure:
            log.warning("daily.put_off", person=item.person.pk, failure=type(failure).__name__)


RUN = Run("daily", Daily, every=timedelta(minutes=10), batch=50, seconds=30, lock=Lock.DAILY)
