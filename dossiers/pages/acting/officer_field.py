"""The choice of a case officer: everybody who can be given some dossiers, and whom that is best."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.commands.given import assignable, specialists
from dossiers.lists.assigning import best, weigh
from dossiers.lists.names import by_name
from dossiers.models import Dossier
from procedures.time.calendar import local


class PersonField(forms.TypedChoiceField):
    """A choice among a few people, each by the name that ``names`` has by the key.

    ``barred`` are not offered; where one of them is sent all the same, the command says why that cannot be. ``asked``
    have to be asked first: not even the only one of them stands there chosen.
    """

    def __init__(
        self,
        people: Sequence[User],
        *,
        names: Mapping[int, str],
        barred: Sequence[User] = (),
        asked: Collection[User] = (),
        **kwargs: Any,
    ) -> None:
        self.barred = barred
        self._table = {str(person.pk): person for person in (*people, *barred)}
        options = [(str(person.pk), names[person.pk]) for person in people]
        if len(options) != 1 or asked:
            options.insert(0, ("", _("— choose —")))
        super().__init__(choices=options, coerce=self._table.__getitem__, empty_value=None, **kwargs)

    def valid_value(self, value: object) -> bool:
        """Say whether it is one of the people, offered or not."""
        return str(value) in self._table


def case_officer_field(dossiers: Sequence[Dossier], at: datetime, *, required: bool = True) -> PersonField:
    """Return the choice of a case officer for some dossiers: everybody who can be given one of them."""
    known, on = cache(specialists), local(at).date()
    everybody = {person.pk: person for dossier in dossiers for person in known(dossier.division_id, on)}
    weighed = weigh(dossiers, everybody.values(), on)
    offered = {
        person.pk
        for dossier in dossiers
        for person in assignable(dossier, at, known, apart=[o.person.pk for o in weighed if dossier.pk in o.barred])
    }
    people = by_name(everybody.values())
    late = {one.pk for one in dossiers if one.is_late(at)}
    suggested = best(dossiers, [one for one in weighed if one.person.pk in offered], late=late)
    return PersonField(
        [person for person in people if person.pk in offered],
        names={one.person.pk: one.named(dossiers) for one in weighed},
        barred=[person for person in people if person.pk not in offered],
        asked=[one.person for one in weighed if one.person.pk in offered and one.is_related(dossiers)],
        label=_("Case officer"),
        required=required,
        help_text=_("Suggested: %(why)s") % {"why": suggested.why} if suggested else "",
    )
