"""Somebody who was served before beside what is shown now: what a card says holds, and where it differs both are shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from dossiers.display.formats import vn_date
from dossiers.filing.counter import people
from dossiers.filing.counter.card import Read, Typed
from dossiers.filing.counter.people import Shown
from dossiers.models import CounterPerson

LAST_DIGITS = 3
"""Of a phone that are shown: enough for its owner to say the rest."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is kept otherwise than it is shown now."""

    label: str
    shown: str
    kept: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was served before, as an officer is asked whether it is this person."""

    pk: int
    name: str
    number: str
    born_on: date | None
    phone: str
    """Masked."""
    differs: tuple[Difference, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """What goes on with this person, by the fields of ``PersonForm``; empty where no card was read."""
    older: str = ""
    """The older number by which this person is known, where the card shown has another one of its own."""


def shown_by(read: Read) -> Shown | None:
    """Return what a card says of its holder, without what may be cut; None where none was read."""
    if read.kind is not Typed.CARD:
        return None
    address = "" if read.is_cut else read.address
    return Shown(read.number, read.name, address, born_on=read.born_on, former=read.former)


def known(one: CounterPerson, shown: Shown | None = None) -> Known:
    """Return a row as it is offered, beside what is shown now."""
    tail = one.user.phone[-LAST_DIGITS:]
    phone = f"•••• {tail}" if tail else ""
    differs = tuple(_differs(one, shown)) if shown else ()
    fields = _fields(one, shown) if shown else {}
    older = people.older_of(one, shown.number, shown.former) if shown else ""
    return Known(one.pk, one.user.full_name, one.number, one.born_on, phone, differs, fields, older)


def split(found: list[CounterPerson], shown: Shown | None) -> tuple[list[CounterPerson], list[CounterPerson]]:
    """Return who may be who stands there, and who is known by another name: that is asked about where nobody fits.

    Of a card whose name did not come, who is known by an older number alone may be anybody: old numbers are mistyped.
    """
    if shown is None:
        return found, []
    fitting = [one for one in found if _fits(one, shown)]
    return fitting, [] if fitting else found


def _fits(one: CounterPerson, shown: Shown) -> bool:
    if shown.name:
        return people.is_called(one, shown.name)
    return not people.older_of(one, shown.number, shown.former)


def _differs(one: CounterPerson, shown: Shown) -> Iterator[Difference]:
    pairs = (
        (_("Number of the identity paper"), shown.number, one.number),
        (_("Full name"), shown.name, one.user.full_name),
        (_("Postal address"), shown.address, one.user.address),
        (_("Day of birth"), vn_date(shown.born_on), vn_date(one.born_on)),
    )
    # What the row has not is no difference: it is only filled.
    yield from (Difference(label, now, kept) for label, now, kept in pairs if now and kept and now != kept)


def _fields(one: CounterPerson, shown: Shown) -> dict[str, str]:
    return {
        "number": shown.number,
        "name": shown.name or one.user.full_name,
        "address": shown.address or one.user.address,
        "born_on": vn_date(shown.born_on) if shown.born_on else "",
        "former": shown.former,
    }
