"""Whoever has a dossier is told once that what remains of its path no longer fits, while a letter can still come in time (ADR 0075).

Once for each step and return date, in the office hours of a working day; not where a reason was written already, which
waits for the leader. Who wants one mail a day finds it in that of the morning, but on the last day on which the date can be moved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from accounts.roles import Role
from dossiers.display.formats import vn_date
from dossiers.display.links import absolute, on_site
from dossiers.display.promises.ahead import outrun_in_words
from dossiers.log.appointments import last_day_to_move, no_longer_fits, outrun
from dossiers.log.whole import log_of
from dossiers.models import Dossier, LateReason, Outlook
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import NO_LONGER_FITS
from dossiers.notices.message import About, Message, known_as, of_many, written
from dossiers.notices.officers import LISTED, News
from dossiers.notices.planned.deadlines import Item, dues_of, holders_of
from dossiers.notices.planned.ladder import at_work
from dossiers.notices.preferences import chosen_by, language_of
from dossiers.notices.recipients import reminded_of
from procedures.machine import Text
from procedures.time.calendar import WorkingCalendar, local
from procedures.time.calendars import Calendars

WHY = Text("các bước còn lại không kịp ngày hẹn trả", "what remains no longer fits the return date")


@dataclass(frozen=True, slots=True)
class Telling:
    """What some people are told in one message."""

    people: tuple[User, ...]
    dossiers: tuple[Dossier, ...]

    def __str__(self) -> str:
        return ", ".join(dossier.code for dossier in self.dossiers[:LISTED])


def tellings(now: datetime, size: int) -> list[Telling]:
    """Return whom to tell of what, each dossier once; in the agencies that are at work."""
    agencies = [agency for agency, _times, _calendar in at_work(now)]
    untold = Q(outlook__noted_at=None, agency__in=agencies)
    found = Dossier.objects.filter(untold & no_longer_fits(now)).select_related("version").defer("version__text")
    dossiers = list(found.order_by("nearest_at", "pk")[:size])
    people = reminded_of(dossiers, local(now).date())
    together: dict[tuple[User, ...], list[Dossier]] = {}
    for dossier in dossiers:
        together.setdefault(people[dossier.pk], []).append(dossier)
    return [Telling(who, tuple(own)) for who, own in together.items()]


def tell(telling: Telling, now: datetime) -> None:
    """Note what was told and send it: all is committed together, and where the mail server fails nothing is. Raises ``OSError``."""
    explained = _explained(telling.dossiers)
    dossiers = [dossier for dossier in telling.dossiers if dossier.pk not in explained]
    told = [*_parts(dossiers, now)]
    with transaction.atomic():
        Outlook.objects.filter(dossier__in=telling.dossiers).update(noted_at=now)
        # The site first: a mail cannot be taken back.
        for name in sorted(CHANNELS, key=lambda name: name == MAIL) if told else ():
            _send(telling.people, told, name, now)


@dataclass(frozen=True, slots=True)
class Part:
    """What is told of one dossier, and until when a letter moves its date."""

    dossier: Dossier
    item: Item
    last_on: date | None


def _explained(dossiers: Iterable[Dossier]) -> set[int]:
    """Return of which a reason was written for the date in force."""
    rows = LateReason.objects.filter(dossier__in=[one.pk for one in dossiers], due_at=F("dossier__due_at"))
    return set(rows.values_list("dossier", flat=True))


def _parts(dossiers: Sequence[Dossier], now: datetime) -> Iterable[Part]:
    """Return what is told of each; nothing of what fits again, as it was counted anew meanwhile."""
    calendars, holders = Calendars.in_force(), holders_of(dossiers, local(now).date())
    for dossier in dossiers:
        calendar = calendars.of(dossier.agency_id)
        found = outrun(dossier, calendar, now)
        if found:
            yield _one(dossier, holders[dossier.pk], outrun_in_words(found, now, calendar), now, calendar)


def _one(dossier: Dossier, holder: Text, said: Text, now: datetime, calendar: WorkingCalendar) -> Part:
    # How often it was moved is asked of the log alone.
    last = last_day_to_move(dossier, log_of(dossier)[0] if dossier.reappointed else (), now, calendar)
    last_on = last.signed_on if last else None
    what = _todo(dossier, last_on)
    item = Item(
        code=dossier.code,
        subject=dossier.subject,
        procedure=dossier.machine.name,
        url=absolute("desk_file", dossier.code),
        holder=holder,
        why=WHY,
        dues=tuple(dues_of(dossier, now)),
        todo=Text(f"{said.vi} {what.vi}", f"{said.en} {what.en}"),
    )
    return Part(dossier, item, last_on)


def _todo(dossier: Dossier, last_on: date | None) -> Text:
    is_leader = dossier.holder == Role.DEPARTMENT_LEADER
    if last_on is None:
        if is_leader:
            return Text(
                "Ngày hẹn trả không dời được nữa; nếu không kịp, ký thư xin lỗi trên trang hồ sơ.",
                "The return date cannot be moved any more; if it cannot be kept, sign the apology on the page of the dossier.",
            )
        return Text(
            "Ngày hẹn trả không dời được nữa; nếu không kịp, ghi lý do và ngày trả dự kiến trên trang hồ sơ để lãnh đạo ký thư xin lỗi.",
            "The return date cannot be moved any more; if it cannot be kept, write why and which day you propose on the page "
            "of the dossier, for a leader to sign the apology.",
        )
    day = vn_date(last_on)
    if is_leader:
        return Text(
            f"Nếu không kịp, ký thư xin lỗi và hẹn lại trên trang hồ sơ chậm nhất ngày {day} thì mới dời được ngày hẹn trả.",
            f"If it cannot be kept, sign the apology on the page of the dossier by {day}, or the return date does not move.",
        )
    return Text(
        "Nếu không kịp, ghi lý do và ngày trả dự kiến trên trang hồ sơ; "
        f"lãnh đạo ký chậm nhất ngày {day} thì mới dời được ngày hẹn trả.",
        "If it cannot be kept, write why and which day you propose on the page of the dossier; "
        f"a leader has to sign by {day}, or the return date does not move.",
    )


def _send(people: Sequence[User], told: Sequence[Part], name: str, now: datetime) -> None:
    chosen, today = chosen_by(people), local(now).date()
    is_last = any(one.last_on == today for one in told)
    wanting = [one for one in people if chosen[one.pk].wants(NO_LONGER_FITS, name, is_due=is_last)]
    to = tuple(filter(None, map(CHANNELS[name].officer, wanting)))
    if not to:
        return
    items = tuple(one.item for one in told[:LISTED])
    news = News(items, len(told) - len(items), absolute("worklist"))
    about = About(on_site(news.url), tuple(one.dossier.pk for one in told))
    number = known_as(NO_LONGER_FITS, of_many(_name_of(one.dossier) for one in told), name)
    language = language_of(chosen[one.pk] for one in wanting)
    words = written(NO_LONGER_FITS, news)
    CHANNELS[name].send(Message(number, to, words, about, now, language=language, kind=NO_LONGER_FITS))


def _name_of(dossier: Dossier) -> str:
    return f"{dossier.pk}.{dossier.step_due_at}.{dossier.due_at}"
