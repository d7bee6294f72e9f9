"""Words that whoever has a file has typed and not sent: a colleague who takes the file over reads that there are some.

Never which words. They stay with their author, and stand there again if the file comes back to that person.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role
from dossiers import acts
from dossiers.display.formats import localized, vn_datetime, vn_number
from dossiers.log.facts import still_stands
from dossiers.models import Dossier, Event, UnsentWords
from procedures.machine import Action, Ask

MEANT = "taken_over"
"""The box, or the hidden field, by which the file is taken over all the same."""


class Writing(NamedTuple):
    """Somebody who has typed something for a dossier and not sent it, and the sentence that says what and when."""

    who: str
    sentence: str


def takes_over(action: Action, dossier: Dossier, role: str) -> bool:
    """Say whether an action of a role takes a dossier, which goes on, out of the hands of somebody else in the office."""
    moves = action.source != action.target or any(asked.kind is Ask.ASSIGNEE for asked in action.asks)
    holder, goes_on = dossier.holder, not dossier.machine.states[action.target].is_end
    return moves and goes_on and not {holder, role} & WITHOUT_SEAT and holder not in {"", role}


def asked(dossier: Dossier, by: User) -> str:
    """Return what is asked before a dossier is taken over, without what to press; "" where nobody there is writing."""
    found = begun_on([dossier], by=by).get(dossier.pk, [])
    kept = _("Nothing was done. What was written stays with its author, and stands there again if the file comes back.")
    return " ".join([*(one.sentence for one in found), kept]) if found else ""


def asked_of_many(found: Mapping[str, Sequence[Writing]], total: int) -> str:
    """Return what is asked before a step is taken back on some dossiers, in some of which, by number, colleagues write."""
    kept = _(
        "Nothing is taken back yet. What was written stays with its author, and stands there again if the file comes back."
    )
    if total == 1:
        return " ".join([*(one.sentence for rows in found.values() for one in rows), kept])
    people = Counter(who for rows in found.values() for who in {one.who for one in rows})
    words = {
        "n": vn_number(len(found)),
        "total": vn_number(total),
        "who": ", ".join(f"{who} ({vn_number(count)})" for who, count in people.most_common()),
    }
    return (
        f"{_('In %(n)s of the %(total)s dossiers somebody is writing what is not sent yet: %(who)s.') % words} {kept}"
    )


def begun_on(dossiers: Collection[Dossier], *, by: User) -> dict[int, list[Writing]]:
    """Return by key who of those who have a dossier, other than ``by``, has typed what for it and when: one query."""
    by_pk = {dossier.pk: dossier for dossier in dossiers}
    standing = Event.objects.filter(still_stands(), dossier=OuterRef("dossier"), sequence=OuterRef("sent"))
    rows = UnsentWords.objects.filter(~Exists(standing), dossier__in=by_pk).exclude(fields={})
    rows = rows.exclude(person=by).exclude(person=F("dossier__applicant")).select_related("person").defer("fields")
    found: dict[int, list[Writing]] = {}
    for row in rows.order_by("saved_at"):
        dossier = by_pk[row.dossier_id]
        if _is_of_holder(row, dossier):
            label = acts.label_of(dossier.machine, dossier.state, row.action)
            words = {"who": row.person.get_full_name(), "act": localized(label), "at": vn_datetime(row.saved_at)}
            sentence = _("%(who)s is writing “%(act)s”, not sent, saved at %(at)s.") % words
            found.setdefault(dossier.pk, []).append(Writing(words["who"], sentence))
    return found


def _is_of_holder(row: UnsentWords, dossier: Dossier) -> bool:
    """Say whether a draft is of who has the dossier: of a case officer's that officer's, or a substitute's since then."""
    if (
        dossier.holder == Role.SPECIALIST
        and row.person_id != dossier.assignee_id
        and row.saved_at <= dossier.changed_at
    ):
        return False
    if not row.state:
        return dossier.holder == Role.SPECIALIST and row.person_id == dossier.assignee_id
    action = acts.find(dossier.machine, row.state, row.action)
    return row.state == dossier.state and action is not None and dossier.holder in action.by
