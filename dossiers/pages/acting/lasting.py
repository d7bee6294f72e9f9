"""The messages of a page: each is shown once, but what one did and has not gone out yet is said until it has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.contrib.messages import add_message, get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers import acts
from dossiers.bulk import undoing
from dossiers.bulk.kinds import name_of
from dossiers.commands.taking_back import reach_of
from dossiers.display.agency.given import handed_again
from dossiers.display.formats import localized, vn_clock, vn_number
from dossiers.models import Event, Job
from dossiers.outbox import Reach

TAG = "take-back"
"""With its address and the act, the tag of a message whose act can be taken back."""
TAG_MANY = "take-back-many"
"""The same with the page of a job and how many it can take back."""

LASTS = "lasts="
"""Before the tag that says of which act a message is, until when, and for whom alone."""
UNTIMED = "untimed"
"""The tag before that one, where nothing goes out then."""
AGAIN = "again"
"""The tag of a message that was shown before."""


MOST = 5
"""Acts that are said again; what was done before them is taken back in its file."""


class Again(Message):
    """A message that was shown before."""

    first = ""
    """What is taken back before it: an act of one's own lies over that of which it tells."""
    is_earlier = False
    """Whether something was done after it, so that it is folded away."""


class Messages(TypedDict):
    """What the processor adds to each page."""

    messages: list[Message]


@dataclass(frozen=True, slots=True)
class Lasting:
    """The act of which a message tells, as long as that can be taken back."""

    until: datetime
    person: int
    dossier: int = 0
    sequence: int = 0
    job: int = 0
    """That has done it with many; 0 for a single act."""

    def tag(self) -> str:
        """Return it as a tag."""
        return f"{LASTS}{self.until.isoformat()},{self.person},{self.dossier},{self.sequence},{self.job}"

    @classmethod
    def of(cls, message: Message) -> "Lasting | None":
        """Return what a message carries; None where it is shown once."""
        for tag in _tags(message):
            if tag.startswith(LASTS):
                until, *numbers = tag.removeprefix(LASTS).split(",")
                return cls(datetime.fromisoformat(until), *map(int, numbers))
        return None

    @property
    def act(self) -> tuple[int, int, int]:
        """Return of which act it is."""
        return self.dossier, self.sequence, self.job


def messages(request: HttpRequest) -> Messages:
    """Give each page its messages, read when the page shows them."""
    # Django's stubs give the wrapper its own type; a template sees the list.
    return {"messages": SimpleLazyObject(lambda: _read(request))}  # type: ignore[typeddict-item]


def forget(request: HttpRequest, dossier: int, sequence: int) -> None:
    """Drop the messages that are read once, and that of an act which was taken back; others that last stay."""
    for message in list(get_messages(request)):
        lasting = Lasting.of(message)
        if lasting and (lasting.dossier, lasting.sequence) != (dossier, sequence):
            add_message(request, message.level, message.message, message.extra_tags)


def words_of(job: Job, leaves_at: datetime | None) -> str:
    """Say what a job has done, how much of that was taken back, and when the rest goes out."""
    text = ngettext("Done: %(action)s, %(n)s dossier.", "Done: %(action)s, %(n)s dossiers.", job.done)
    words = [text % {"action": name_of(job.arguments), "n": vn_number(job.done)}]
    if back := len(undoing.taken_back(job)):
        words.append(_("Taken back: %(n)s.") % {"n": vn_number(back)})
    if leaves_at:
        words.append(_("Papers and mails, as far as there are any, go out at %(at)s.") % {"at": vn_clock(leaves_at)})
    return " ".join(words)


def _read(request: HttpRequest) -> list[Message]:
    """Return what there is to show; a message that lasts comes again on the next page, while its act stands and waits."""
    found, now = _one_of_each(get_messages(request)), timezone.now()
    still = [message for message in found if _is_for(message, request.user.pk, now) and not _makes_way(message, found)]
    gone = [message for message in still if Lasting.of(message)][:-MOST]
    still = [message for message in still if all(message is not one for one in gone)]
    over = _over(still)
    kept = [one for message in still if (one := _as_it_is(message, over, now))]
    for message in kept:
        if Lasting.of(message):
            tags = _tags(message)
            add_message(request, message.level, message.message, " ".join(tags if AGAIN in tags else [*tags, AGAIN]))
    shown = (_offered(message, over) for message in kept if not _is_covered(message, kept))
    return _folded([message for message in shown if message])


def _one_of_each(messages: Iterable[Message]) -> list[Message]:
    """Return messages, of each act that lasts the newest alone: the page of a job says it at each visit."""
    found: dict[object, Message] = {}
    for number, message in enumerate(messages):
        lasting = Lasting.of(message)
        key = lasting.act if lasting else number
        found.pop(key, None)
        found[key] = message
    return list(found.values())


def _is_for(message: Message, person: int | None, now: datetime) -> bool:
    """Say whether a message is for whoever looks, and its act has not gone out."""
    lasting = Lasting.of(message)
    if lasting is None:
        return True
    return lasting.person == person and (AGAIN not in _tags(message) or lasting.until > now)


def _makes_way(message: Message, found: Sequence[Message]) -> bool:
    """Say whether it is of a job that waits for nothing, and something else was done since: that job has its own page."""
    if UNTIMED not in _tags(message):
        return False
    newest = next(other for other in reversed(found) if Lasting.of(other))
    return newest is not message or any(_tags(other)[:1] == [TAG] for other in found)


def _over(messages: Sequence[Message]) -> Mapping[tuple[int, int], Event]:
    """Return of the single acts of messages that were shown before, as far as they stand, what was done last: `last_over`."""
    again = [lasting for message in messages if AGAIN in _tags(message) and (lasting := Lasting.of(message))]
    return undoing.last_over([(one.dossier, one.sequence) for one in again if not one.job])


def _tags(message: Message) -> list[str]:
    return (message.extra_tags or "").split()


def _is_covered(message: Message, beside: list[Message]) -> bool:
    """Say whether another message offers to take back a later act on the same dossier, which has to be done first."""
    lasting, path = Lasting.of(message), _path(message)
    if lasting is None or lasting.job:
        return False
    return any(
        other is not message and path and _path(other) == path and _sequence(other) > lasting.sequence
        for other in beside
    )


def _path(message: Message) -> str:
    """Return where the taking back of a single act is sent, without the list that one came from."""
    tags = _tags(message)
    return tags[1].partition("?")[0] if tags[:1] == [TAG] else ""


def _sequence(message: Message) -> int:
    return int(_tags(message)[2])


def _offered(message: Message, over: Mapping[tuple[int, int], Event]) -> Message | None:
    """Return a message as it is shown: where one's own act lies over that of which it tells, that one is taken back first."""
    lasting, tags = Lasting.of(message), _tags(message)
    if lasting is None or AGAIN not in tags:
        return message
    shown = Again(message.level, message.message, message.extra_tags)
    if lasting.job:
        return shown
    last = over[lasting.dossier, lasting.sequence]
    if last.sequence == lasting.sequence:
        return shown
    machine = last.dossier.machine
    if last.actor_id != lasting.person or reach_of(machine, last) is not Reach.INSIDE:
        return None
    tags[2] = str(last.sequence)
    label = localized(handed_again.done(last) or acts.label_of(machine, last.source, last.action))
    shown = Again(message.level, message.message, " ".join(tags))
    shown.first = _("First take back “%(action)s”, which you did after it.") % {"action": label}
    return shown


def _folded(shown: Sequence[Message]) -> list[Message]:
    """Return what is shown: what is new, then the newest of what was shown before; the rest, the newer first, marked as earlier.

    What was just done leads, also where it goes out to nobody and an act on another dossier still waits.
    """
    newest = next((message for message in reversed(shown) if Lasting.of(message)), None)
    new, again, earlier = list[Message](), list[Message](), list[Message]()
    for message in shown:
        if not isinstance(message, Again):
            new.append(message)
        elif message is newest:
            again.append(message)
        else:
            message.is_earlier = True
            earlier.append(message)
    return [*new, *again, *reversed(earlier)]


def _as_it_is(message: Message, over: Mapping[tuple[int, int], Event], now: datetime) -> Message | None:
    """Return a message if it is still true: one that was shown before while its act stands, of a job what still waits of it."""
    lasting = Lasting.of(message)
    if lasting is None or AGAIN not in _tags(message):
        return message
    if lasting.job:
        return _of_job(message, lasting, now)
    return message if (lasting.dossier, lasting.sequence) in over else None


def _of_job(message: Message, lasting: Lasting, now: datetime) -> Message | None:
    """Return the message of a job with how many can be taken back now: of some, another page has done that meanwhile."""
    job = Job.objects.filter(pk=lasting.job).first()
    left = len(undoing.waiting(job, now)) if job else 0
    if job is None or not left:
        return None
    tags, text = _tags(message), message.message
    if tags[2] != str(left):
        tags[2] = str(left)
        text = words_of(job, None if UNTIMED in tags else lasting.until)
    return Message(message.level, text, " ".join(tags))
