"""The administrator's page of the work behind the scenes: when each run last ended, and how far it is behind."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, administrator
from dossiers.background import relay, running
from dossiers.display.labels import RUN_LABELS
from dossiers.office.gaps import lacking
from dossiers.papers.signed.keys import OFFICE

MISSED = 3
"""A run that has not ended for so many of its times is called late."""


@administrator
@require_safe
def runs(request: OfOfficer) -> HttpResponse:
    """Show each run, and what waits for it."""
    now = timezone.now()
    found = running.progress(now)
    waited_for = relay.keys_waited_for()
    revoked = relay.revoked_among(waited_for)
    context = {
        "rows": list(_rows(found, now)),
        "outbox_since": now - found.outbox_age if found.outbox_age else None,
        "deadline_since": now - found.deadline_age if found.deadline_age else None,
        "put_off": found.put_off,
        "is_more": found.put_off >= running.MOST_COUNTED,
        "unusable": len(relay.keys_in_the_way(waited_for, now)),
        "is_one_revoked": bool(revoked - {OFFICE}),
        "is_ours_revoked": OFFICE in revoked,
    }
    return render(request, "office/runs.html", context | lacking(request))


def _rows(found: running.Progress, now: datetime) -> Iterator[dict[str, object]]:
    for name, row in running.RUNS.items():
        age = found.last_run.get(name)
        yield {
            "label": RUN_LABELS[name],
            "every": row.every,
            "last_at": None if age is None else now - age,
            "is_late": age is None or age > row.every * MISSED,
        }
