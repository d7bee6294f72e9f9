"""The messages of a page: each is shown once, but what was done last and has not gone out yet is said until it has."""

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

from dossiers import acts, outbox
from dossiers.bulk import undoing
from dossiers.bulk.kinds import KINDS
from dossiers.commands.taking_back import reach_of
from dossiers.display.formats import localized, vn_clock, vn_number
from dossiers.models import Job
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


class Beneath(Message):
    """A message of an act over which another lies: ``first`` says which is taken back before it."""

    first = ""


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

    def left(self, now: datetime) -> int:
        """Return of how many dossiers the act has not gone out, nor was taken back elsewhere."""
        if self.until <= now:
            return 0
        if self.job:
            job = Job.objects.filter(pk=self.job).first()
            return len(undoing.waiting(job, now)) if job else 0
        acts = outbox.waiting(now).filter(event__dossier=self.dossier, event__sequence=self.sequence)
        return int(acts.exists())


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
    name = str(job.arguments["act"])
    label = str(KINDS[name].label) if name in KINDS else name
    text = ngettext("Done: %(action)s, %(n)s dossier.", "Done: %(action)s, %(n)s dossiers.", job.done)
    words = [text % {"action": label, "n": vn_number(job.done)}]
    if back := len(undoing.taken_back(job)):
        words.append(_("Taken back: %(n)s.") % {"n": vn_number(back)})
    if leaves_at:
        words.append(_("Paper and message go out at %(at)s.") % {"at": vn_clock(leaves_at)})
    return " ".join(words)


def _read(request: HttpRequest) -> list[Message]:
    """Return what there is to show; the newest message that lasts comes again on the next page, older ones do not."""
    found, now = list(get_messages(request)), timezone.now()
    newest = next((message for message in reversed(found) if Lasting.of(message)), None)
    if newest is not None and UNTIMED in _tags(newest) and any(_tags(message)[:1] == [TAG] for message in found):
        # Whoever has done something else since looks for that, and takes a job that waits for nothing back on its own page.
        newest = None
    looked_at = (_as_it_is(message, request.user.pk, now, is_newest=message is newest) for message in found)
    kept = [message for message in looked_at if message]
    lasts = next((message for message in reversed(kept) if Lasting.of(message)), None)
    if lasts is not None:
        tags = _tags(lasts)
        add_message(request, lasts.level, lasts.message, " ".join(tags if AGAIN in tags else [*tags, AGAIN]))
    shown = (_offered(message) for message in kept if not _is_covered(message, kept))
    return [message for message in shown if message]


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


def _offered(message: Message) -> Message | None:
    """Return a message as it is shown: where one's own act lies over that of which it tells, that one is taken back first."""
    lasting, tags = Lasting.of(message), _tags(message)
    if lasting is None or lasting.job or AGAIN not in tags:
        return message
    over = undoing.last_over(lasting.dossier, lasting.sequence)
    if over is None:
        return message
    machine = over.dossier.machine
    if over.actor_id != lasting.person or reach_of(machine, over) is not Reach.INSIDE:
        return None
    tags[2] = str(over.sequence)
    label = localized(acts.label_of(machine, over.source, over.action))
    words = _("First take back “%(action)s”, which you did after it.") % {"action": label}
    shown = Beneath(message.level, message.message, " ".join(tags))
    shown.first = words
    return shown


def _as_it_is(message: Message, person: int | None, now: datetime, *, is_newest: bool) -> Message | None:
    """Return a message if it is for whoever looks, and still true: again only the newest, while its act stands and waits."""
    lasting, tags = Lasting.of(message), _tags(message)
    if lasting is None:
        return message
    if lasting.person != person:
        return None
    if AGAIN not in tags:
        return message
    left = lasting.left(now) if is_newest else 0
    if left and lasting.job:
        return _of_job(message, lasting, left)
    return message if left else None


def _of_job(message: Message, lasting: Lasting, left: int) -> Message:
    """Return the message of a job with how many can be taken back now: of some, another page has done that meanwhile."""
    tags, text = _tags(message), message.message
    if tags[2] != str(left):
        tags[2] = str(left)
        job = Job.objects.get(pk=lasting.job)
        text = words_of(job, None if UNTIMED in tags else lasting.until)
    return Message(message.level, text, " ".join(tags))
