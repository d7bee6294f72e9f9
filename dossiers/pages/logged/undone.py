"""What is said of an act that was taken back, and of the taking back.

Of a wish to withdraw, “taking back” would be the same word twice: the wish is dropped, and the dossier goes on.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dossiers import acts
from dossiers.display.formats import vn_clock
from dossiers.log.effective import Happened
from dossiers.log.facts import facts_of
from dossiers.models import Event
from procedures.language.lifecycle.first import ASK_WITHDRAWAL


def is_of_office(event: Event, taking: Happened | None) -> bool:
    """Say whether an event is one of the office's that was taken back, or that did so: nothing of it reached anybody."""
    return not event.is_of_applicant and (taking is not None or event.action == acts.TAKE_BACK)


def when_undone(event: Event, taking: Happened | None) -> str:
    """Say when an event was taken back; "" of what stands."""
    if taking is None:
        return ""
    words = _("dropped at %(at)s") if event.action == ASK_WITHDRAWAL else _("taken back at %(at)s")
    return words % {"at": vn_clock(taking.at)}


def label_of(event: Event, log: Sequence[Event], label: str) -> str:
    """Return what an event is called that may have taken something back; its own label of any other."""
    undoes = facts_of(event).undoes if event.action == acts.TAKE_BACK else None
    undone = next((one for one in log if one.sequence == undoes), None)
    if undone is None or undone.action != ASK_WITHDRAWAL:
        return label
    return _("The request to withdraw was dropped; the dossier is processed further")


def undone_message(taking: Event, undoes: int) -> str:
    """Say to whoever has just taken back the act of that sequence what is so now."""
    is_wish = Event.objects.filter(dossier=taking.dossier_id, sequence=undoes, action=ASK_WITHDRAWAL).exists()
    if is_wish:
        words = _("The request to withdraw was dropped at %(at)s; the dossier is processed further.")
    else:
        words = _("Taken back at %(at)s. The dossier is as it was before that step.")
    return words % {"at": vn_clock(taking.at)}
