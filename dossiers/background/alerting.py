"""Managers are told: how the last week went, what has left its band, what nobody can go on with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

import structlog

from accounts.models import User
from dossiers.models import Alert, AlertKind, AlertRule
from dossiers.models.dispatch import SITE
from dossiers.notices.planned.alerts import News, Of, Telling, Thing, Warnings, news_of, tell, together, untold
from dossiers.reports.alerts.digest import Digest, digest_of, goes_out_at
from dossiers.reports.alerts.looking import Look, looks
from dossiers.reports.alerts.whose import alerts_of, people_of
from dossiers.turns import Place, Run, Work
from procedures.locks import Lock
from procedures.time.calendar import LOCAL
from procedures.time.calendars import Calendars

log = structlog.get_logger()


class Alerting(Work[Look | Telling]):
    """One run: what warns is noted; then whoever a rule names is told what that person was not told yet, each once."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing looked at, or behind what an earlier run has looked at."""
        super().__init__(now, place)
        self.looked: int | None = int(place[0]) if place else 0
        self.is_done = False
        self._digests: dict[int, Digest] = {}

    def batch(self, size: int) -> Sequence[Look | Telling]:  # noqa: ARG002 - few: all of them at once
        """Return what is to be looked at; then, in a batch of its own, who is to be told of what."""
        if self.looked is not None:
            found = list(looks(self.now))[self.looked :]
            if found:
                return self._looking(found)
        if self.is_done:
            return []
        self.is_done = True
        return list(together(untold(dict.fromkeys(self._wanted()))))

    def turn(self, item: Look | Telling) -> None:
        """Look, or tell one person; where the mail server fails, the next run tries again."""
        if isinstance(item, Look):
            self.place = (int(self.place[0]) + 1 if self.place else 1,)
            item.at()
            return
        try:
            tell(item, self._news, at=self.now)
        except OSError as failure:
            log.warning("alert.put_off", kind=item.template, failure=type(failure).__name__)

    def _looking(self, found: list[Look]) -> list[Look | Telling]:
        self.looked = None
        return list(found)

    def _wanted(self) -> Iterator[Telling]:
        for rule in AlertRule.objects.select_related("unit").order_by("pk"):
            people = people_of(rule, self.now.astimezone(LOCAL).date())
            if rule.kind == AlertKind.DIGEST:
                yield from self._digests_of(rule, people)
            else:
                for alert in alerts_of(rule):
                    thing = Thing(alert.unit, AlertKind(alert.kind), str(alert.pk))
                    yield from _tellings(thing, people, rule)

    def _digests_of(self, rule: AlertRule, people: Sequence[User]) -> Iterator[Telling]:
        since = goes_out_at(self.now, self._calendars.of(rule.unit_id))
        if since and rule.added_at < since:
            week = since.astimezone(LOCAL).date().strftime("%G-W%V")
            thing = Thing(rule.unit, AlertKind.DIGEST, week)
            yield from _tellings(thing, people, rule)

    def _news(self, telling: Telling) -> Of:
        """Return what is told; a digest is counted once for all who get it."""
        first, *others = telling.things
        if others:
            return Warnings([self._warning(thing) for thing in telling.things])
        if first.kind is not AlertKind.DIGEST:
            return self._warning(first)
        unit = first.unit
        if unit.pk not in self._digests:
            self._digests[unit.pk] = digest_of(unit, self.now)
        return self._digests[unit.pk]

    def _warning(self, thing: Thing) -> News:
        return news_of(self._alerts[int(thing.key)], self.now)

    @cached_property
    def _alerts(self) -> Mapping[int, Alert]:
        return Alert.objects.filter(over_at=None).select_related("unit").in_bulk()

    @cached_property
    def _calendars(self) -> Calendars:
        return Calendars.in_force()


def _tellings(thing: Thing, people: Sequence[User], rule: AlertRule) -> Iterator[Telling]:
    """Tell people on the site, and by the channel of a rule."""
    channels = dict.fromkeys((SITE, rule.channel))
    yield from (Telling((thing,), person, channel) for person in people for channel in channels)


RUN = Run("alert", Alerting, every=timedelta(hours=1), batch=1000, seconds=30, lock=Lock.ALERTS)
