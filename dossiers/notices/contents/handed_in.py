"""What is still to be brought or posted after an event, or to be taken back: what, how many, and where, for the mail about it."""

from dataclasses import dataclass

from django.utils import translation

from accounts.models import Unit
from dossiers.acts.handed import CAME_BACK_BY_POST, HAND_BACK_LATER, LIES_AT_END
from dossiers.display.agency import handed
from dossiers.models import Channel, Event
from dossiers.papers.form import log_until
from dossiers.papers.parties import Office
from procedures.form import Text


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What is to come, each with how many of it, and the receiving point with its address and usual hours.

    Of an end, what came and is taken back there, each with what the desk noted of it.
    """

    papers: tuple[tuple[Text, Text], ...]
    desk: Unit
    address: Text
    hours: Text | None


def handed_in_of(event: Event, office: Office) -> HandedIn | None:
    """Return what is still to come by the log up to an event, or is taken back; None where nothing is.

    One query where a procedure asks for any at all, and where what came on paper goes back.
    """
    machine = event.dossier.machine
    has_ended = machine.states[event.target].status in LIES_AT_END
    is_later = event.action in {*CAME_BACK_BY_POST, HAND_BACK_LATER}
    came_on_paper = has_ended and (is_later or event.dossier.channel != Channel.ONLINE)
    if not (came_on_paper or any(component.handed_in for component in machine.components)):
        return None
    found = (handed.to_take_back if has_ended else handed.missing)(machine, log_until(event))
    if not found:
        return None
    papers = ((one.title, Text(one.notes, one.notes) if has_ended else _asked(one)) for one in found)
    return HandedIn(tuple(papers), office.desk, office.where, office.hours)


def _asked(one: handed.Handed) -> Text:
    with translation.override("vi"):
        vi = one.asked
    with translation.override("en"):
        return Text(vi, one.asked)
