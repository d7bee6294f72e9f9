"""Where a result is handed out that is promised for when that place is closed, or has other hours: for the mail of an acceptance."""

from dossiers.display.agency.closed import closing_words
from dossiers.display.agency.receiving import Receiving
from dossiers.log.facts import reading_of
from dossiers.models import Event
from dossiers.notices.contents.overtaken import is_accepting
from dossiers.papers.parties import Office
from procedures.form import Text
from procedures.time.calendar import local


def closed_then_of(event: Event, office: Office, receiving: Receiving) -> Text | None:
    """Return what form 01 says of that at its line 6; None where it says the place alone, or the result is not had there."""
    counted = reading_of(event).counted
    if counted is None or not receiving.is_had_there or not is_accepting(event, event.dossier.machine):
        return None
    is_closed = closing_words(event.dossier, local(counted.due_at), event.at)
    return office.handed_out(is_closed) if is_closed or office.hours_then else None
