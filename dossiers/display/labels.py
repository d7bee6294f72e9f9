"""What the closed lists of the domain are called: each word stands here once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from accounts.models import ROLE_LABELS
from accounts.roles import Role
from accounts.seats import Seat
from dossiers.clock import Verdict
from dossiers.filing.progress import PartState
from dossiers.log.arrivals import Arrival
from dossiers.log.parts.issued import RESULT
from dossiers.models import JobState, Outcome, OwnPaper, PaidWay, Validity
from dossiers.models.dossier import STATUS_LABELS, VERDICT_LABELS
from dossiers.models.result import KIND_LABELS
from procedures.machine import Applicant, Clock, Level, Online, Paper, Status
from procedures.results import Capacity, Effect, Originals, ResultKind, Way

PAPER_LABELS: Mapping[Paper | OwnPaper, Any] = {
    Paper.RECEIPT: gettext_lazy("Receipt and appointment slip"),
    Paper.SUPPLEMENT_REQUEST: gettext_lazy("Supplement request"),
    Paper.REFUSAL: gettext_lazy("Refusal slip"),
    Paper.APOLOGY: gettext_lazy("Paper of apology"),
    Paper.STOP_NOTICE: gettext_lazy("Notice of stopping"),
    OwnPaper.FILING: gettext_lazy("Proof of filing"),
    OwnPaper.COVER_NOTE: gettext_lazy("Cover note of the result"),
}
APPLICANT_LABELS = {
    Applicant.CITIZEN: gettext_lazy("Citizens"),
    Applicant.HOUSEHOLD: gettext_lazy("Household businesses"),
    Applicant.BUSINESS: gettext_lazy("Enterprises"),
    Applicant.ORGANISATION: gettext_lazy("Agencies and organisations"),
    Applicant.FOREIGN: gettext_lazy("Foreign persons and organisations"),
}
LEVEL_LABELS = {
    Level.MINISTRY: gettext_lazy("Ministry level"),
    Level.PROVINCE: gettext_lazy("Province level"),
    Level.COMMUNE: gettext_lazy("Commune level"),
}
ONLINE_LABELS = {
    Online.FULL: gettext_lazy("Wholly online"),
    Online.PARTIAL: gettext_lazy("Partly online"),
    Online.NONE: gettext_lazy("Not online"),
}
CLOCK_LABELS = {
    Clock.NOT_STARTED: gettext_lazy("The clock has not started"),
    Clock.RUNNING: gettext_lazy("The clock runs"),
    Clock.PAUSED: gettext_lazy("The clock stands still"),
    Clock.ENDED: gettext_lazy("The clock has ended"),
}
PART_LABELS = {
    PartState.EMPTY: gettext_lazy("not begun"),
    PartState.STARTED: gettext_lazy("begun"),
    PartState.DONE: gettext_lazy("complete"),
    PartState.DOUBTED: gettext_lazy("to be looked at again"),
    PartState.WRONG: gettext_lazy("to be corrected"),
    PartState.NEEDLESS: gettext_lazy("nothing to attach"),
}
FEE_METHODS = dict(PaidWay.choices)
"""How money came."""
CAPACITY_LABELS = {
    Capacity.HEAD.value: gettext_lazy("The head of the agency"),
    Capacity.FOR_THE_HEAD.value: gettext_lazy("KT. – a deputy for the head"),
    Capacity.BY_ORDER.value: gettext_lazy("TL. – by order of the head"),
    Capacity.BY_DELEGATION.value: gettext_lazy("TUQ. – by delegation of the head"),
    Capacity.ON_BEHALF.value: gettext_lazy("TM. – on behalf of the collective"),
}
WAY_LABELS = {
    Way.IN_PERSON.value: gettext_lazy("In person at the desk"),
    Way.BY_POST.value: gettext_lazy("By public post"),
    Way.ONLINE.value: pgettext_lazy("handing over", "On line"),
}
ORIGINALS_LABELS = {
    Originals.NONE.value: gettext_lazy("None were handed in"),
    Originals.GIVEN_BACK.value: gettext_lazy("Given back"),
    Originals.SURRENDERED.value: gettext_lazy("Surrendered to the agency"),
    Originals.STAYS.value: gettext_lazy("Stay at the desk for now, handed back later"),
    Originals.FILED.value: gettext_lazy("Stay in the dossier, not given back"),
}
EFFECT_LABELS = {
    Effect.REPLACES: gettext_lazy("Replaces"),
    Effect.EXTENDS: gettext_lazy("Extends"),
    Effect.REVOKES: gettext_lazy("Revokes"),
}
VALIDITY_LABELS = {
    Validity.IN_FORCE: gettext_lazy("In force"),
    Validity.EXPIRED: gettext_lazy("Expired"),
    Validity.REVOKED: gettext_lazy("Revoked"),
    Validity.REPLACED: gettext_lazy("Replaced"),
}
ARRIVAL_LABELS = {
    Arrival.NEW.value: gettext_lazy("new"),
    Arrival.RETURNED.value: gettext_lazy("sent back"),
    Arrival.ANSWERED.value: gettext_lazy("answered"),
}
"""What a dossier is marked with that has come and was not dealt with."""
DATE_LABELS = {
    "due_at": gettext_lazy("Return date"),
    "lawful_due_at": gettext_lazy("Lawful date"),
    "answer_due_at": gettext_lazy("First answer due"),
    "step_due_at": gettext_lazy("Step due"),
    "applicant_due_at": gettext_lazy("Applicant to answer by"),
}
"""What a change of the calendar can move."""

CORRECTION_LABELS = {
    "ngay-nghi": gettext_lazy("Add a day off"),
    "lam-bu": gettext_lazy("Add a make-up day"),
    "hoan-doi": gettext_lazy("Swap two days"),
    "bo-ngay": gettext_lazy("Take out an exceptional day"),
    "chinh-thuc": gettext_lazy("Mark a provisional day as official"),
    "gio-lam": gettext_lazy("Change the office hours"),
    "them-nam": gettext_lazy("Add a year"),
    "theo-chung": gettext_lazy("Follow the calendar above again"),
}
"""What can be corrected in a calendar, by its part of the address."""

JOB_STATE_LABELS = {
    JobState.WAITING: gettext_lazy("Waiting"),
    JobState.RUNNING: gettext_lazy("Under way"),
    JobState.DONE: pgettext_lazy("job", "Done"),
    JobState.CANCELLED: pgettext_lazy("job", "Cancelled"),
    JobState.STOPPED: pgettext_lazy("job", "Stopped"),
}
OUTCOME_LABELS = {
    Outcome.FAILED: gettext_lazy("Failed"),
    Outcome.SKIPPED: gettext_lazy("Skipped"),
    Outcome.DONE: pgettext_lazy("job", "Done"),
}
RUN_LABELS = {
    "relay": gettext_lazy("Sending mail and printing papers"),
    "sweep": gettext_lazy("Noting deadlines that have passed"),
    "recount": gettext_lazy("Counting dates again after a change of the calendar"),
    "job": gettext_lazy("Going on with jobs"),
    "seal": gettext_lazy("Sealing the days that are over"),
    "tidy": gettext_lazy("Deleting drafts that nobody can send any more"),
    "look": gettext_lazy(
        "Looking at files that have come: copying pictures so that they are read more easily, reading who has signed"
    ),
    "sum": gettext_lazy("Adding what has changed to the sums of statistics"),
    "compare": gettext_lazy("Comparing the sums of statistics with the dossiers"),
    "alert": gettext_lazy("Looking for what warns, and telling managers"),
    "morning": gettext_lazy("Telling officers in the morning what waits for them"),
    "climb": gettext_lazy("Telling heads and leaders of deadlines that are near or have passed"),
    "outlook": gettext_lazy("Holding what remains of each dossier against its return date"),
    "daily": gettext_lazy("Telling applicants in one mail a day what no law asks to be told at once"),
    "collect": gettext_lazy("Reminding applicants of results that wait to be collected"),
    "place": gettext_lazy("Telling applicants that a receiving point moves, or is closed, when they are to come"),
    "returns": gettext_lazy("Reading mail that came back"),
    "text": gettext_lazy("Handing in text messages"),
    "gateway": gettext_lazy("Recording what was paid on line, and asking about orders without an answer"),
    "leftovers": gettext_lazy("Deleting files that were kept for a form and belong to nothing"),
}
"""The runs behind the scenes, by their names."""
ENTRY_LABELS = {
    "mentioned": gettext_lazy("Mail to officers: a note names them"),
    "written": gettext_lazy("Mail to officers: the applicant has written"),
    "message": gettext_lazy("Mail: the office has written"),
    "proven": gettext_lazy("Mail to officers: a proof of payment was sent"),
    "received-otherwise": gettext_lazy("Mail to officers: the result is to be received in another way"),
    "not-proven": gettext_lazy("Mail: a proof of payment was refused"),
    "paid": gettext_lazy("Mail: a payment was received"),
    "paid-back": gettext_lazy("Mail: money was given back, or a receipt reversed"),
    "part-undone": gettext_lazy("Mail: a part did not go back"),
    "waived": gettext_lazy("Mail: a fee was waived"),
    "fee-due": gettext_lazy("Mail: a fee is due before the decision"),
    "demand-withdrawn": gettext_lazy("Mail: a demand to pay was withdrawn"),
    "let-pass": gettext_lazy("Mail: processing goes on unpaid"),
    "money-kept": gettext_lazy("Mail: what was paid is not given back"),
    "filed": gettext_lazy("Mail: the dossier was filed"),
    "accepted": gettext_lazy("Mail: the dossier was accepted"),
    "insufficient": gettext_lazy("Mail: something is missing"),
    "rejected": gettext_lazy("Mail: the dossier was not accepted"),
    "supplement": gettext_lazy("Mail: a supplement is asked for"),
    "payment": gettext_lazy("Mail: a payment is asked for"),
    "resumed": gettext_lazy("Mail: processing goes on"),
    "revoked": gettext_lazy("Mail: the result is revoked"),
    "answered": gettext_lazy("Mail: the supplement has come"),
    "withdrawal-asked": gettext_lazy("Mail: the wish to withdraw has come"),
    "receiving-changed": gettext_lazy("Mail: the result is received in another way"),
    "reappointed": gettext_lazy("Mail: there is a new appointment"),
    "recounted": gettext_lazy("Mail: the return date has moved with the calendar"),
    "supply-recounted": gettext_lazy("Mail: the time for the supplement has moved with the calendar"),
    "place-moved": gettext_lazy("Mail: the result is to be had at another place"),
    "supply-place-moved": gettext_lazy("Mail: the supplement is to be brought to another place"),
    "place-closed": gettext_lazy("Mail: the place of the result is closed when it is promised"),
    "place-open": gettext_lazy("Mail: the place of the result is open after all when it is promised"),
    "supply-ends": gettext_lazy("Mail: the time for the supplement ends soon"),
    "uncollected": gettext_lazy("Mail: the result still waits to be collected"),
    "withdrawn": gettext_lazy("Mail: the dossier was withdrawn"),
    "stopped": gettext_lazy("Mail: processing was stopped"),
    "result": gettext_lazy("Mail: the result is ready"),
    "returned": gettext_lazy("Mail: the result was handed over"),
    "handed-back": gettext_lazy("Mail: what was handed in went back"),
    "sent-back": gettext_lazy("Mail: the post has sent the result back"),
    "post-number": gettext_lazy("Mail: the number of a postal item was put right"),
    "result-file": gettext_lazy("File of the result"),
    "moved": gettext_lazy("Mail to officers: deadlines have moved"),
    "reminded": gettext_lazy("Mail to officers: a colleague reminds"),
    "assigned": gettext_lazy("Mail to officers: a dossier has come to them"),
    "escalated": gettext_lazy("Mail to officers: a deadline goes up to who is above"),
    "no-longer-fits": gettext_lazy("Mail to officers: what remains no longer fits the return date"),
    "stands-in": gettext_lazy("Mail to officers: they stand in for a colleague"),
    "interest": gettext_lazy("Mail to officers: a colleague has declared an interest, or it was ended"),
    "away": gettext_lazy("Mail to officers: others have changed an absence"),
    "counter-closed": gettext_lazy("Mail to officers: a colleague has closed their counter"),
    "entry-taken": gettext_lazy("Mail to officers: a colleague has taken over what they had begun to enter"),
    "due-soon": gettext_lazy("Mail to officers: due soon"),
    "overdue": gettext_lazy("Mail to officers: overdue"),
    "unanswered": gettext_lazy("Mail to officers: not answered"),
    **{f"letter-{paper.value}": label for paper, label in PAPER_LABELS.items()},
}
"""What an entry of the outbox has done, by its kind."""


NOTICE_GROUP_LABELS = {
    "messages": gettext_lazy("Messages of the office"),
    "confirmations": gettext_lazy(
        "Confirmations of what I did: a supplement sent, a withdrawal asked for, another way to receive the result"
    ),
    "money": gettext_lazy("Money received, given back or waived"),
    "supply": gettext_lazy("Reminders that my time for a supplement ends, or that a result waits for me"),
    "deadlines": gettext_lazy("Deadlines of dossiers that wait for me: near, passed or moved"),
    "colleagues": gettext_lazy("Colleagues who remind me, or name me in a note"),
    "applicants": gettext_lazy("What applicants send: messages, proofs of payment, another way to receive the result"),
}
"""The groups of notices of which people choose mail."""


def notice_group_label(group: str) -> str:
    """Return what a group of notices is called."""
    return str(NOTICE_GROUP_LABELS[group])


def entry_label(kind: str) -> str:
    """Return what an entry of the outbox is to do; the kind itself where this release does not know it."""
    return str(ENTRY_LABELS.get(kind, kind))


MAIL_LABELS = {
    **ENTRY_LABELS,
    "first-sign-in": gettext_lazy("Mail about an account: the link for the first sign-in"),
    "password-reset-key": gettext_lazy("Mail about an account: the link for another password"),
    "unknown-account": gettext_lazy("Mail about an account: another password was asked for, and there is no account"),
    "shut-account": gettext_lazy("Mail about an account: another password was asked for, and it is closed or locked"),
    "account-already-exists": gettext_lazy("Mail about an account: there is one with this address already"),
    "email-confirmation": gettext_lazy("Mail about an account: its address is to be confirmed"),
    "email-confirmation-signup": gettext_lazy("Mail about an account: its address is to be confirmed"),
    "mail-changed": gettext_lazy("Mail about an account: its address was changed"),
    "account": gettext_lazy("Mail about an account"),
    "confirm": gettext_lazy("Mail: the address is to be confirmed"),
    "daily": gettext_lazy("Mail: the one of the day, with all notices"),
    "morning": gettext_lazy("Mail to officers: the one of the morning"),
    "digest": gettext_lazy("Mail to officers: how the last week went"),
    "band": gettext_lazy("Mail to officers: a figure has left its band"),
    "stranded": gettext_lazy("Mail to officers: work that nobody can go on with"),
    "warnings": gettext_lazy("Mail to officers: several warnings"),
    "downtime": gettext_lazy("Mail: the site will not be there for a while"),
    "downtime-off": gettext_lazy("Mail: the site will be there after all"),
}
"""What a mail is, by a part of its number: also what is about no event, and mail about accounts."""


def mail_label(number: str) -> str:
    """Return what a mail is by its number (``notices.message.known_as``); other mail of this system where it names no kind."""
    names = number.strip("<>").partition("@")[0].split(".")
    label = next((MAIL_LABELS[name] for name in names if name in MAIL_LABELS), None)
    return str(label or gettext_lazy("Other mail of this system"))


MAIL_REASONS = {
    "5.1.1": gettext_lazy("there is no such mailbox"),
    "5.2.2": gettext_lazy("the mailbox is full"),
    "5.7": gettext_lazy("the mail was turned away"),
}
"""Why a mail server gives mail back, by the code of RFC 3463 or by its first two numbers."""


def mail_reason(status: str) -> str:
    """Return in plain words why a mail server gave mail back."""
    known = MAIL_REASONS.get(status) or MAIL_REASONS.get(status.rpartition(".")[0])
    return str(known or gettext_lazy("the mail server of the address refuses it"))


def mail_server_words(status: str, reason: str) -> str:
    """Return what a mail server said, with its code once."""
    return reason if status in reason else f"{status} {reason}".strip()


def job_state_label(value: str) -> str:
    """Return how far a job is, in a word."""
    return str(JOB_STATE_LABELS[JobState(value)])


def role_label(value: str) -> str:
    """Return what a role is called; nothing for nobody."""
    return str(ROLE_LABELS[Role(value)]) if value else ""


def seats_label(seats: Iterable[Seat]) -> str:
    """Return seats in words: each role with its unit, as that is called in the language in which they were read."""
    return "; ".join(f"{role_label(seat.role)}, {seat.unit_name}" for seat in seats)


_PAPERS_BY_VALUE = {paper.value: label for paper, label in PAPER_LABELS.items()} | {RESULT: gettext_lazy("Result")}


def paper_label(value: str | None) -> str:
    """Return the title of an official form by its number; the value itself for another paper.

    Form 03 has one title before and after the acceptance: both sets of forms know no other.
    """
    return str(_PAPERS_BY_VALUE.get(value, value)) if value else ""


def status_label(value: int, own: bool = False) -> str:  # noqa: FBT001, FBT002 - templates name no argument of a filter
    """Return the national name of a status; for the applicant (``own``) that of a withdrawal speaks to whoever asked for it."""
    return gettext("Withdrawn as you asked") if own and value == Status.WITHDRAWN else str(STATUS_LABELS[Status(value)])


def part_label(value: PartState) -> str:
    """Return how far a part of an application is, in words."""
    return str(PART_LABELS[value])


def verdict_label(value: str) -> str:
    """Return the word for a verdict; nothing while there is none."""
    return str(VERDICT_LABELS[Verdict(value)]) if value else ""


def applicant_label(value: str) -> str:
    """Return what a kind of applicant is called."""
    return str(APPLICANT_LABELS[Applicant(value)])


def level_label(value: str) -> str:
    """Return what a level of the administration is called."""
    return str(LEVEL_LABELS[Level(value)])


def online_label(value: str) -> str:
    """Return how far a procedure can be done online; nothing where that is not known."""
    return str(ONLINE_LABELS[Online(value)]) if value else ""


def effect_label(value: str) -> str:
    """Return what a result does to an earlier one."""
    return str(EFFECT_LABELS[Effect(value)])


def capacity_label(value: str) -> str:
    """Return in what capacity somebody has signed; nothing where another agency did."""
    return str(CAPACITY_LABELS[value]) if value else ""


def validity_label(value: str) -> str:
    """Return whether a result holds, in a word."""
    return str(VALIDITY_LABELS[Validity(value)])


def standing_label(validity: str, *, is_handed_over: bool) -> str:
    """Return the same of a result as the office reads it: in force is what the applicant has."""
    if validity == Validity.IN_FORCE and not is_handed_over:
        return gettext("Numbered, not yet handed over")
    return validity_label(validity)


def result_kind_label(value: str) -> str:
    """Return what a kind of result is called."""
    return str(KIND_LABELS[ResultKind(value)])


def clock_label(value: str) -> str:
    """Return what the processing time does in a state."""
    return str(CLOCK_LABELS[Clock(value)])
