"""What nobody can go on with while somebody is away: which files, why, and who could if that one stood in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.absences import Candidate
from accounts.rights import OF_DIVISION, PASSING_ON
from dossiers.desk.team.absence_form import in_words, rank
from dossiers.lists.names import called
from dossiers.lists.people import people
from dossiers.reports.alerts.stranded import Left
from procedures.catalogue.alphabet import sort_key

MOST = 5
"""Files, and people, that are named."""


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies with one role of one unit, as the page says it."""

    what: str
    codes: tuple[str, ...]
    """The first files."""
    more: int
    """How many others there are."""
    why: str
    """Why whoever stands in does not go on with it; "" where nobody does."""
    could: str
    """Who could, if that one stood in; "" where nobody was looked for, or is found."""


def of(left: Iterable[Left], on: date, candidates: Sequence[Candidate] = ()) -> list[Lying]:
    """Return what is left with nobody, each with its files; ``candidates`` of whom those are named who could go on with it."""
    names = people(on).names
    return [
        Lying(in_words([one]), one.codes[:MOST], len(one.codes[MOST:]), _why(one, names), _could(one, candidates))
        for one in left
    ]


def _why(one: Left, names: Mapping[int, str]) -> str:
    said = {
        _named(one.drafters, names): ngettext(
            "%(names)s has drafted it, and nobody initials or signs what was the own draft.",
            "%(names)s have drafted it, and nobody initials or signs what was the own draft.",
            len(one.drafters),
        ),
        _named(one.kept_out - one.drafters, names): _(
            "%(names)s: kept out of it, as the applicant or by an interest that was declared."
        ),
    }
    return " ".join(words % {"names": who} for who, words in said.items() if who)


def _named(keys: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(sorted((names[key] for key in keys if key in names), key=sort_key))


def _could(one: Left, candidates: Sequence[Candidate]) -> str:
    kept = one.drafters | one.kept_out | one.officers
    place = (one.role, one.unit.pk)
    able = [
        each
        for each in candidates
        if each.person.pk not in kept and place not in {(seat.role, seat.unit_id) for seat in each.lacking}
    ]
    if not able:
        return ""
    # Any officer of the agency may stand in; who judges drafts is proposed from among those whose work these are.
    fitting = [each for each in able if _judges(each)] if one.role in PASSING_ON else []
    found = sorted(fitting or able, key=rank)
    apart = called(each.person for each in found)
    names = [apart[each.person.pk] for each in found]
    return _("Who could, standing in: %(names)s.") % {"names": ", ".join(names[:MOST]) + ("…" if names[MOST:] else "")}


def _judges(one: Candidate) -> bool:
    return any(seat.role in PASSING_ON | OF_DIVISION for seat in one.seats)
