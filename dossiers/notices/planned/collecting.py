"""Applicants are reminded of results that wait for them: once after as many days as their office has set, and again after as many."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from accounts.models import Unit
from dossiers.commands.deciding import collecting
from dossiers.filing.counter import joining
from dossiers.models import Dossier, Event, NoticeTimes
from dossiers.notices.applicants import wording_for
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import UNCOLLECTED
from dossiers.notices.message import Message, known_as
from dossiers.notices.occasions import news_of
from dossiers.notices.preferences import chosen_by
from procedures.machine import Status
from procedures.time.calendar import LOCAL, local
from procedures.time.calendars import Calendars


def due(now: datetime, size: int) -> list[Dossier]:
    """Return of which results to remind now, in the agencies that are at work and want it."""
    here, calendars = local(now), Calendars.in_force()
    found: list[Dossier] = []
    set_times = {row.agency_id: row for row in NoticeTimes.objects.all()}
    for agency in _agencies():
        times = set_times.get(agency, NoticeTimes(agency_id=agency))
        is_at_work = calendars.of(agency).is_working(here.date()) and here.hour >= times.morning_hour
        if is_at_work and times.collect_days:
            # Days are counted as people do: from the day on which it was ready, whatever the hour.
            last = here.date() - timedelta(days=times.collect_days)
            before = datetime.combine(last + timedelta(days=1), time.min, LOCAL)
            found += collecting.to_remind(agency, before).select_related("applicant", "version")[: size - len(found)]
    return found


def _agencies() -> Sequence[int]:
    units = Unit.objects.filter(pk__in=collecting.waiting().order_by().values("agency"))
    return list(units.order_by("pk").values_list("pk", flat=True))


def remind(dossier: Dossier, now: datetime) -> None:
    """Note that an applicant is reminded, and send it on the site and by mail.

    All is committed together: where the mail server fails nothing is. Raises ``OSError``.
    """
    event = _made_ready(dossier)
    if event is None:
        # No such log is known; the next run must not find it first again.
        collecting.reminded(dossier, at=now)
        return
    news, account = news_of(event), joining.account_of(dossier)
    choice, wording = chosen_by([account])[account.pk], wording_for(dossier, UNCOLLECTED, news)
    with transaction.atomic():
        kept = collecting.reminded(dossier, at=now)
        for name, channel in CHANNELS.items():
            to = channel.applicant(news.applicant, account) if choice.wants(UNCOLLECTED, name) else ""
            if to:
                number = known_as(UNCOLLECTED, dossier.code, f"{now:%Y%m%d}", name)
                channel.send(
                    Message(
                        number,
                        (to,),
                        wording.words,
                        wording.about(name),
                        kept.at,
                        language=choice.language,
                        kind=UNCOLLECTED,
                    )
                )


def _made_ready(dossier: Dossier) -> Event | None:
    """Return the event by which the result was ready last."""
    ready = [name for name, state in dossier.machine.states.items() if state.status is Status.RESULT_READY]
    found = dossier.events.filter(target__in=ready).exclude(source__in=ready).order_by("-sequence")
    return found.select_related("dossier__version", "payload").first()
