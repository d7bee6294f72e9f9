"""Form 01, the receipt: what was handed in, and when the result can be fetched.

It is read from the log as it stood at the acceptance, so that making it later, or again, says the same. It is
printed in Vietnamese only, as the form of TT 01/2018/TT-VPCP prescribes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dossiers.display.agency import closed, handed
from dossiers.display.agency.handed import Handed
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.links import absolute
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.log.appointments import begun_later
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.log.handed import on_paper
from dossiers.models import BLANK, Channel, Event
from dossiers.papers.parties import Applicant, Office, applicant_of, authority_of, office_of
from dossiers.papers.signed.bars import bars_of
from dossiers.papers.signed.code import Coded
from dossiers.papers.signed.own import BY_HAND, by_desk
from dossiers.papers.wording import HOW_FILED, limit_in_words, moment_in_words, place_and_day, two_lines
from dossiers.reports.official.register import place_of
from procedures.form import DueBy, fees
from procedures.machine import Paper, Text
from procedures.time.calendar import local

NOT_RECEIVED = "nộp tại nơi tiếp nhận; khi lập giấy này chưa nhận"
ANOTHER_NOT_RECEIVED = "bản được yêu cầu nộp thêm khi lập giấy này chưa nhận"
"""What form 01 says of a paper that is brought and had not come by then."""


PAY_WHEN = {
    DueBy.FILING: "",
    DueBy.ACCEPTANCE: "",
    DueBy.PROCESSING: "nộp khi có thông báo của cơ quan",
    DueBy.RETURN: "nộp trước khi nhận kết quả",
}
"""What form 01 says of a fee that is to be paid after the acceptance."""

LONG_PLACE = 200
"""So many letters of where the result is received take three lines and more of the sheet."""
KEPT, GIVEN = "Lưu cùng hồ sơ", "Giao khách hàng"
"""The two copies of form 01 (TT 01/2018/TT-VPCP)."""


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A component that was handed in, and the number of files, or of originals at the receiving point, that it came in."""

    title: str
    electronic: int
    handed: str = ""
    """Of what is brought: whether it was received by then, and in which condition."""
    originals: int = 0
    certified: int = 0
    copies: int = 0
    """Of what came on paper: with the filing as the desk counted it, or to the receiving point."""


@dataclass(frozen=True, slots=True)
class Receipt(Coded):
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả, in the words that are printed."""

    office: Office
    number: str
    place_and_day: str
    issued_at: datetime
    code: str
    applicant: Applicant
    procedure: str
    papers: tuple[FiledPaper, ...]
    sets: str
    limit: str
    """With the opening from which it counts, where the acceptance was outside office hours."""
    received: str
    due: str
    provisional: bool
    officer: str
    fee: int
    """What is due by the answers, in đồng; 0 where nothing is, or nobody knows how much."""
    paid: int
    """What of it was paid by then."""
    received_at: str
    """Where the result is to be received."""
    title: str
    """As the set of forms of its day has it."""
    channel: str = Channel.ONLINE.value
    how: str = BY_HAND
    """What stands in the place of the officer's signature."""
    authority: str = ""
    """By which paper whoever stood there acts for the owner, and until when; "" where none was noted."""
    pay_when: str = ""
    """When what is not paid yet is to be paid, where that is later; no number stands in it, for the field is read by its digits."""
    register: str = ""
    """Its volume and line of the register of dossiers (sổ theo dõi hồ sơ); "" of what is not issued."""

    @property
    def leaves(self) -> tuple[str, ...]:
        """What stands on each copy (liên) that is printed: at the counter one stays with the dossier, as the form says."""
        is_on_paper = self.channel != Channel.ONLINE and not self.is_rebuilt
        return (KEPT, GIVEN) if is_on_paper else (GIVEN,)

    @property
    def bars(self) -> str:
        """The dossier's number as bars, of what is printed at the counter; "" of all others."""
        return bars_of(self.code) if len(self.leaves) > 1 else ""

    @property
    def closeness(self) -> str:
        """The classes of a copy for the counter that has a line or two more than others, and of one that has several: it stays one sheet."""
        is_longer, more = bool(self.office.moves or self.authority), len(self.received_at) > LONG_PLACE
        return f"{' close' if is_longer or more else ''}{' closer' if more and (self.authority or self.office.moves) else ''}"

    @property
    def how_filed(self) -> str:
        """What stands in the place of the applicant's signature until it is signed."""
        return HOW_FILED[Channel(self.channel)]

    @property
    def heading(self) -> tuple[str, ...]:
        """The title in capitals, on two lines that are about as long."""
        return two_lines(self.title.upper())

    @property
    def is_rebuilt(self) -> bool:
        """Say whether it was never issued: it is printed from the record of a time that this system did not serve."""
        return not self.url


def receipt_of(event: Event, number: str, token: str) -> Receipt:
    """Return what the receipt of an acceptance says; without a token, one that nobody can check."""
    dossier, machine = event.dossier, event.dossier.machine
    received, counted = local(event.at), reading_of(event).counted
    by_then = dossier.events.select_related("payload").filter(sequence__lte=event.sequence).order_by("sequence")
    log = effective(by_then)
    assert counted is not None  # noqa: S101 - a receipt is printed of an acceptance, which starts the clock
    due = local(counted.due_at)
    is_closed = closed.closing_words(dossier, due, received)
    office = replace(office_of(dossier, received.date(), received), due=due.date())
    return Receipt(
        office=office,
        number=number,
        url=absolute("verify", token) if token else "",
        place_and_day=place_and_day(received.date()),
        issued_at=received,
        code=dossier.code,
        applicant=applicant_of(dossier),
        procedure=machine.name.vi,
        papers=filed_papers(event, log),
        sets=f"{facts_of(log[0]).sets or machine.sets:02d}",
        limit=limit_of(event).vi,
        received=moment_in_words(received),
        due=moment_in_words(due),
        provisional=counted.provisional,
        officer=event.actor.get_full_name() if event.actor else "",
        fee=fees.total(fees.due(machine.fees, standing(log))) or 0,
        paid=dues.paid(log),
        pay_when=_pay_when(event, log),
        received_at=receiving_of(log).on_paper(office.handed_out(is_closed).vi),
        title=title_of(event, Paper.RECEIPT),
        channel=dossier.channel,
        how=by_desk(event.actor, is_online=dossier.channel == Channel.ONLINE),
        authority=authority_of(words_of(log[0].payload)),
    )


def _pay_when(event: Event, log: Sequence[Event]) -> str:
    """Return when the fees that are due by the answers are to be paid, by the earliest time of theirs; "" of what is paid, or due by then."""
    machine, answers = event.dossier.machine, standing(log)
    left = dues.left(machine, answers, log)
    if left is None or not left.amount:
        return ""
    due = fees.due(machine.fees, answers)
    return PAY_WHEN[min((money.due_by(each.fee.due) for each in due), key=money.STAGES.index)]


def in_register(receipt: Receipt, event: Event, at: datetime) -> Receipt:
    """Return a receipt that is issued now, with the place of its dossier in the register; with room for it while that may change."""
    place = place_of(event.dossier, at)
    volume, line = (f"{number:02d}" for number in place) if place else (BLANK, BLANK)
    return replace(receipt, register=f"Quyển số {volume}, số thứ tự {line}")


def limit_of(event: Event) -> Text:
    """Return the limit of a dossier in words; of an acceptance outside office hours with the opening from which it counts."""
    limit, later = limit_in_words(event.dossier.machine.committed_limit), begun_later(event)
    return Text(f"{limit.vi} ({later.vi})", f"{limit.en} ({later.en})") if later else limit


def title_of(event: Event, paper: Paper) -> str:
    """Return the title of a form on the day of an act; LookupError where the set of that day has none such."""
    form = event.dossier.ruling(event.at).form(paper)
    if form is None:
        raise LookupError(f"no form {paper.name} on {local(event.at):%Y-%m-%d}")
    return form.title


def filed_papers(event: Event, log: Sequence[Event]) -> tuple[FiledPaper, ...]:
    """Return the components that had been handed in by an event, the last of a log with its words, in the order of the procedure.

    A form that was filled in on line is the paper itself; what came on paper is counted as the desk counted it, with
    the filing and with what was supplied since. What is brought to the receiving point is listed with whether it came.
    """
    machine = event.dossier.machine
    brought = {one.component.name: one for one in handed.of_log(machine, log)}
    by_then = event.dossier.attachments.filter(event__sequence__lte=event.sequence)
    filed = list(by_then.values_list("component", flat=True))
    first, came = facts_of(log[0]), on_paper(log)
    # Of what was filed on paper before anybody counted it, nothing says that its form is lacking.
    has_form = first.channel in ("", Channel.ONLINE) or not (came or first.sets)
    return tuple(
        FiledPaper(
            component.title.vi,
            filed.count(component.name) + int(component.eform and has_form),
            _whether(brought[component.name]) if component.name in brought else "",
            *came.get(component.name, (originals_of(brought.get(component.name)), 0, 0)),
        )
        for component in machine.components
        if component.name in {*filed, *brought, *came} or (component.eform and has_form)
    )


def originals_of(one: Handed | None) -> int:
    """Return how many originals are known to have come: one where one is asked for; of more the desk's words alone say it."""
    if one is None or (one.component.originals, one.component.copies) != (1, 0):
        return 0
    return len(one.before) + int(one.came is not None)


def _whether(one: Handed) -> str:
    came = [*one.before, *([one.came] if one.came else [])]
    if not came:
        return NOT_RECEIVED
    said = "; ".join(f"ngày {local(each.at):%d/%m/%Y}{f': {each.note}' if each.note else ''}" for each in came)
    return f"đã nhận tại nơi tiếp nhận {said}" + ("" if one.came else f"; {ANOTHER_NOT_RECEIVED}")
