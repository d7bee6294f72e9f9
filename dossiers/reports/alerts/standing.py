"""What warns at this moment: what the runs have noted, as far as it is still so."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Unit
from dossiers.models import Alert, AlertKind
from dossiers.reports.alerts import stranded
from dossiers.reports.alerts.seen import Seen
from dossiers.reports.alerts.whose import open_alerts
from dossiers.reports.selection import Selection


def standing(selection: Selection, now: datetime) -> Sequence[Alert]:
    """Return what warns whoever answers for a selection, with the numbers of now; nothing is written.

    Work that nobody could go on with goes on from the moment somebody gets the role or comes back: it is looked at anew,
    one question for each agency of which any was noted. A band is of a week or a month that is over, and stays as it is.
    """
    noted = open_alerts(selection)
    agencies = {alert.unit.agency_id for alert in noted if alert.kind == AlertKind.STRANDED}
    still: dict[tuple[int, str, str], Seen] = {}
    for agency in Unit.objects.filter(pk__in=agencies):
        for found in stranded.of_agency(agency, now).values():
            still |= {(one.unit.pk, one.figure, one.signal): one for one in found}
    shown = []
    for alert in noted:
        if alert.kind == AlertKind.STRANDED:
            one = still.get((alert.unit_id, alert.figure, alert.signal))
            if one is None:
                continue
            alert.measured = dict(one.measured)
        shown.append(alert)
    return shown
