"""What a form held that did not get to where its draft went: it can be copied, and goes along to a message to the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import acts, refusals
from dossiers.citizen import sent_files
from dossiers.files import clean_name, digest
from dossiers.models import Dossier
from dossiers.pages.acting.unsent import unsent_by, version_of
from dossiers.pages.answers import AnswerRow
from dossiers.pages.opened import Opened
from procedures.machine import Text

WITHOUT = "X-Filed-Without"
"""The header that tells a script that something of what it has sent is nowhere but on its page."""
UNSENT, MOST_UNSENT = "unsent", 20
"""The field in which a page names files that were chosen on it once its draft was sent: no byte of them has come; how many."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Answers as they were typed, and files by their names."""

    answers: Sequence[AnswerRow]
    files: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.answers or self.files)

    @property
    def labels(self) -> Sequence[str]:
        """What it is about, as people read it."""
        return [*(row.label for row in self.answers), *self.files]

    @property
    def message(self) -> str:
        """What a message to the office begins with, to be looked through before it is sent."""
        answers = [f"{row.label}: {row.value}" for row in self.answers]
        files = [_("File: %(name)s") % {"name": name} for name in self.files]
        return "\n".join([_("Not in what I have sent, from another window or device:"), *answers, *files])


@dataclass(frozen=True, slots=True)
class Writing:
    """A message to the office that takes what is lost along: a form that keeps it where messages are written."""

    label: Text
    """What writing to the office is called."""
    url: str
    fields: Mapping[str, str]


def writing(request: SignedIn, dossier: Dossier, lost: Lost) -> Writing | None:
    """Return how to write of it on the page of a dossier, behind what stands there unsent; None where that is over."""
    opened = Opened.of_applicant(dossier, request.user, timezone.now())
    action = acts.find(opened.dossier.machine, opened.dossier.state, acts.TO_OFFICE)
    if action is None or not opened.offers(acts.TO_OFFICE):
        return None
    there = unsent_by(request.user, opened.dossier, opened.recorded).get(acts.TO_OFFICE)
    before = there.fields.get("message", "") if there else ""
    message = before if lost.message in before else "\n\n".join(filter(None, (before, lost.message)))
    fields = {"message": message, "seen": str(opened.dossier.sequence), "kept_version": version_of(there)}
    return Writing(action.label, reverse("own_unsent_words", args=[dossier.code, acts.TO_OFFICE]), fields)


def files_not_in(request: SignedIn, dossier: Dossier, fields: Mapping[str, str]) -> list[str]:
    """Return the names of the files that came with a form, or were chosen on it, and are none of the dossier's."""
    chosen = [clean_name(name) for name in request.POST.getlist(UNSENT)[:MOST_UNSENT]]
    came = sent_files.came(request, fields)
    if not came:
        return chosen
    there = set(dossier.attachments.values_list("sha256", flat=True))
    names = [upload.name or "" for _field, upload in came if digest(upload) not in there]
    for _field, upload in came:
        upload.close()
    return [*names, *chosen]


def in_a_line(refusal: refusals.Refusal, lost: Lost, missing: str) -> HttpResponse:
    """Answer what is saved in the background with a line of text; ``X-Filed-Without`` stands on it where something is lost.

    ``missing`` says what becomes of that, with its ``labels``, where nothing but words is lost: no file stands on a page.
    """
    if lost.files:
        missing = _(
            "Of this window, this is not in it: “%(labels)s”. Press one of the buttons “Save…” to learn how to bring it in."
        )
    words = f"{refusal} {missing % {'labels': '”, “'.join(lost.labels)}}" if lost else str(refusal)
    headers = {WITHOUT: "1"} if lost else {}
    return HttpResponse(words, status=refusal.status, content_type="text/plain", headers=headers)
