"""Entries as a file that telephones read (RFC 5545): the same entries give the same bytes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event

from dossiers.calendars.feed.entries import MOST, Entry, Kind
from dossiers.clock import judged_by
from dossiers.display.formats import localized, vn_date
from dossiers.display.links import absolute

MEDIA_TYPE = "text/calendar; charset=utf-8"
LOOK_AGAIN = timedelta(hours=1)
"""How often a telephone is asked to look."""
WORDS: Mapping[Kind, Promise] = {
    Kind.ANSWER: gettext_lazy("Answer the dossier by now"),
    Kind.STEP: gettext_lazy("Step due"),
    Kind.WHOLE: gettext_lazy("Result due"),
    Kind.EVENT: gettext_lazy("To be told before the event"),
    Kind.RETURN: gettext_lazy("Your result is due"),
    Kind.PROMISE: gettext_lazy("The office promised your result by now"),
    Kind.SUPPLY: gettext_lazy("Last time to answer what was asked of you"),
    Kind.ANNOUNCED: gettext_lazy("The event that you announced"),
}
MOVED: Mapping[Kind, Promise] = {
    Kind.WHOLE: gettext_lazy("Re-appointed for %(day)s; lawful limit %(lawful)s"),
    Kind.PROMISE: gettext_lazy("Apologised, promised by %(day)s; lawful limit %(lawful)s"),
}
"""The words where on time or late is judged by another day than that of the entry."""


def written(entries: Iterable[Entry]) -> bytes:
    """Return the calendar of entries in the language in force, the nearest first and no more than there may be."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.MAIL_DOMAIN}//Mot Cua//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Dates of dossiers"))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    nearest = sorted(entries, key=lambda entry: (entry.at, entry.code, entry.kind))
    for entry in nearest[:MOST]:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    """Return an entry as an event without length, which leaves the time free.

    Its identifier stays while its date moves; its number then grows, and the time of its last change.
    """
    address, changed = absolute(entry.page, entry.code), entry.changed_at.astimezone(UTC)
    event = Event()
    event.add("uid", f"{entry.code}-{entry.kind}@{settings.MAIL_DOMAIN}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", entry.at.astimezone(UTC))
    event.add("summary", f"{_what(entry)}: {localized(entry.procedure)} ({entry.code})")
    judged = [localized(judged_by(entry.lawful_at))] if entry.lawful_at else []
    shut = [localized(entry.closed)] if entry.closed else []
    event.add("description", "\n".join((entry.code, *judged, *shut, address)))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _what(entry: Entry) -> str:
    """Say what is due, with both days where it is judged by another one."""
    if entry.lawful_at is None:
        return str(WORDS[entry.kind])
    return str(MOVED[entry.kind]) % {"day": vn_date(entry.at), "lawful": vn_date(entry.lawful_at)}
