"""How an applicant has asked to receive the result: for pages in the reader's language, for papers in Vietnamese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dossiers.acts.receiving import CHANGE_RECEIVING
from dossiers.display.formats import localized
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Event
from procedures.form import Text, receiving
from procedures.results import Way


@dataclass(frozen=True, slots=True)
class Receiving:
    """The way that was chosen, and where to it is posted; ``way`` is None where nobody was asked."""

    way: Way | None = None
    address: str = ""
    changed_at: datetime | None = None
    """When the applicant has changed it last."""

    @property
    def is_posted(self) -> bool:
        """Whether it is to come by post."""
        return self.way is Way.BY_POST

    @property
    def is_electronic(self) -> bool:
        """Whether it is to be had in this system alone."""
        return self.way is Way.ONLINE

    @property
    def label(self) -> Text | None:
        """What the way is called, in both languages."""
        return receiving.label_of(self.way) if self.way else None

    @property
    def words(self) -> str:
        """The way as the form names it, with the address; "" where nobody was asked."""
        return ": ".join(filter(None, (localized(self.label), self.address))) if self.label else ""

    @property
    def is_had_there(self) -> bool:
        """Whether it is to be had where results are handed out."""
        return not (self.is_posted or self.is_electronic)

    @property
    def waiting(self) -> str:
        """What a result that is there waits for, as everybody may read it: no address."""
        if self.is_posted:
            return _("The result is there and is to be sent by public post.")
        if self.is_electronic:
            return _("The result is there and is to be given electronically.")
        return _("The result is there and waits to be collected.")

    def on_paper(self, desk: str) -> str:
        """Return where the result is received, as form 01 says it behind "tại"; ``desk`` is where results are handed out."""
        if self.is_posted:
            return f"{self.address or 'địa chỉ đã đăng ký'} (qua dịch vụ bưu chính công ích)"
        return _ELECTRONIC if self.is_electronic else desk


_ELECTRONIC = "trang của hồ sơ này trên hệ thống (kết quả điện tử)"


def address_of(events: Sequence[Event], values: Mapping[str, Any]) -> str:
    """Return where what goes once more by post goes, as far as a log that holds says it, with the answers that stand.

    As the applicant has given it last; as the desk was told it at an earlier time, unless the applicant has changed it since.
    """
    asked = receiving.posted_to(values) or str(values.get("applicant_address") or "")
    for event in reversed(events):
        if event.action == CHANGE_RECEIVING:
            return asked
        if told := words_of(event.payload).posted_to:
            return told
    return asked


def went_to(event: Event, log: Sequence[Event]) -> str:
    """Return where went what an event has sent by post, by the log that holds up to it; "" of any other, or once that is erased.

    It is where the desk was told; of a result that goes for the first time, where its applicant has asked for it.
    """
    if facts_of(event).way != Way.BY_POST:
        return ""
    return words_of(event.payload).posted_to or address_of(log, standing(log))


def recipient_of(events: Sequence[Event]) -> str:
    """Return to whom the last item of a log that holds went by post; "" where none did, or it is erased."""
    went = (event for event in reversed(events) if facts_of(event).way == Way.BY_POST)
    return next((words_of(event.payload).recipient for event in went), "")


def receiving_of(events: Sequence[Event]) -> Receiving:
    """Return how the result is to be received after a log with its words, the filing first; the last change of it holds."""
    values = standing(events)
    last = next(filter(None, (facts_of(event).receives for event in reversed(events))), "")
    way = receiving.chosen(values) or (Way(last) if last in Way else None)
    changed = (event.at for event in reversed(events) if event.action == CHANGE_RECEIVING)
    return Receiving(way, receiving.posted_to(values), next(changed, None))
