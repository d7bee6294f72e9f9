"""The receiving points of an agency on a day, as the pages of the day offer them."""

from datetime import date

from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from procedures import steady


def choices(agency_id: int, on: date) -> list[tuple[str, str]]:
    """Return the points that are open on a day, by their keys, the desk first; the desk alone where none is entered."""
    known = steady.now()
    agency = known.units.get(agency_id)
    found = known.agencies.points(agency.slug, on) if agency else ()
    return [(one.key, localized(one.name)) for one in found] or [("", _("One-stop desk"))]


def name_of(point: str, on: date) -> str:
    """Return what a point is called on a day."""
    found = steady.now().agencies.on(point, on)
    return localized(found.name) if found else _("One-stop desk")


def keys_of(point: str, agency_id: int, on: date) -> list[str]:
    """Return the keys of one point, or of all that are open where none is named."""
    return [point] if point else [key for key, _name in choices(agency_id, on)]
