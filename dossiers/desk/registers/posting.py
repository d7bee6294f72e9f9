"""The results that go by post and have not gone: where to, since when, and what has to be paid before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.acts import RECEIVE_PAYMENT
from dossiers.commands.deciding import collecting
from dossiers.desk.counter.theirs import waiting_act
from dossiers.display.agency.reached import reached
from dossiers.display.formats import localized, vn_money
from dossiers.lists.paging import Leaf, leaf_of
from dossiers.models import Dossier
from procedures import steady
from procedures.form import receiving
from procedures.machine import Status

AFTER = "results_after"
"""What the address calls the place in the list, beside that of the forms."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A result that waits to be posted."""

    dossier: Dossier
    address: str
    """Where it goes, as its applicant has said last; "" where no address is known."""
    since: datetime
    """When it was ready; when its applicant has said that it goes once more."""
    days: int
    owed: str
    """What has to be paid before it goes; "" for nothing, and for what a leader has let pass."""
    act: str
    """Where its file notes that it went, or, where something has to be paid before, that this was paid: a hash."""
    is_again: bool
    """Whether the post has sent it back before."""
    place: str
    """Where it lies, for an office with several places; "" of one with a desk alone."""


def leaf(seats: Seats, query: Mapping[str, str]) -> Leaf[Dossier]:
    """Return a page of those that somebody in these seats sees, the oldest first: two statements."""
    again = collecting.to_go_again(Dossier.objects.visible_to(seats))
    found = collecting.to_post(seats, again)
    return leaf_of(found, query, by="waits_since", read=instant, oldest_first=True, name=AFTER)


def rows(dossiers: Sequence[Dossier], answers: Mapping[int, Mapping[str, Any]], now: datetime) -> list[Posting]:
    """Return them as they are shown, place by place, by their answers: no statement for a row."""
    places = _places(dossiers, timezone.localdate(now))
    found = (_row(one, answers.get(one.pk, {}), places.get(one.point, ""), now) for one in dossiers)
    return sorted(found, key=lambda row: row.place)


def _row(dossier: Dossier, values: Mapping[str, Any], place: str, now: datetime) -> Posting:
    since: datetime = vars(dossier)["waits_since"]
    address = receiving.posted_to(values) or reached(values, dossier.applicant).address
    is_again = dossier.status == Status.RETURNED
    # What has gone once waits for nothing any more.
    waits = not (is_again or dossier.goes_on_unpaid)
    owed = vn_money(dossier.debt) if waits and dossier.debt else ""
    return Posting(
        dossier=dossier,
        address=address,
        since=since,
        days=(timezone.localdate(now) - timezone.localdate(since)).days,
        owed=owed,
        act=f"#action-{RECEIVE_PAYMENT}" if owed else waiting_act(dossier),
        is_again=is_again,
        place=place,
    )


def _places(dossiers: Sequence[Dossier], on: date) -> Mapping[str, str]:
    """Return by its key what each place is called on a day, where any of them lies at a receiving point; nothing at a desk alone."""
    keys = {one.point for one in dossiers}
    return dict(_named(keys, on)) if any(keys) else {}


def _named(keys: set[str], on: date) -> Iterator[tuple[str, str]]:
    agencies = steady.now().agencies
    for key in keys:
        found = agencies.on(key, on)
        yield key, localized(found.name) if found else _("One-stop desk")


def instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
