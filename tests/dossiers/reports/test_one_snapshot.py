"""A report while something is written: all of it is of one state of the dossiers. On committed data."""

import threading
from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from accounts.models import Unit
from dossiers.models import Dossier
from dossiers.reports import counted
from dossiers.reports.official import making
from dossiers.reports.official.making import Wanted
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, local

PERIOD = Period(date(2025, 12, 15), date(2026, 3, 14))
NOW = local("2026-01-23 09:00")


class Meanwhile:
    """The sums, behind which another dossier is accepted by somebody else each time that they are asked."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.seen: list[Mapping[tuple[object, ...], Figures]] = []

    def by(
        self, selection: Selection, period: Period, now: datetime, *names: str
    ) -> Mapping[tuple[object, ...], Figures]:
        """Ask, let something be written and committed, and ask again."""
        self.seen.append(counted.by(selection, period, now, *names))
        writer = threading.Thread(target=_accept_another)
        writer.start()
        writer.join()
        self.seen.append(counted.by(selection, period, now, *names))
        return self.seen[-1]


def _accept_another() -> None:
    story.dossier_in("accepted", at=MONDAY)
    connection.close()


def test_what_is_written_while_a_report_is_made_is_in_none_of_it(committed_db: None) -> None:
    story.dossier_in("accepted", at=MONDAY)
    meanwhile = Meanwhile()
    agency = Unit.objects.get(slug="so-tttt")

    report = making.report_of(Wanted(Selection((agency.pk,)), PERIOD, "VP", "Trần Thị Châu", counts=meanwhile), NOW)

    assert meanwhile.seen[0] == meanwhile.seen[1]
    assert (report.total.at(3), report.total.at(11)) == (1, 1)
    assert Dossier.objects.count() == 2
