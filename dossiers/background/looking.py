"""Files that have come and wait for a look: for the verdict, a picture for a copy, a PDF for the reading of its signatures.

A run may be killed at any point and made twice: what is asked of a file has the same answer each time, and is written
only where the row still waits for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from uuid import UUID

import msgspec
import structlog
from django.core.files import File
from django.db.models import Case, When

from dossiers import files
from dossiers.models import Attachment, Awaits
from dossiers.models.attachment import readable_path
from dossiers.turns import Place, Run, Work
from dossiers.viewing import box, lost, trusted
from dossiers.viewing.asking import Answer, Problem, Question, SignaturesRead
from procedures.locks import Lock

log = structlog.get_logger()
PDF = files.KINDS["pdf"][1]


class Looking(Work[UUID]):
    """One run over the files that wait, the first that came first."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with none looked at."""
        super().__init__(now, place)
        self.tried: set[UUID] = set()

    def batch(self, size: int) -> Sequence[UUID]:
        """Return the next files; each is looked at once in a run, signatures last: for a verdict somebody waits."""
        waiting = Attachment.objects.exclude(awaits=Awaits.NOTHING).exclude(pk__in=self.tried)
        is_last = Case(When(awaits=Awaits.SIGNATURES, then=1), default=0)
        return list(waiting.order_by(is_last, "uploaded_at").values_list("pk", flat=True)[:size])

    def turn(self, item: UUID) -> None:
        """Look at one, unless it is gone."""
        self.tried.add(item)
        file = Attachment.objects.filter(pk=item).first()
        if file is not None and file.is_being_judged:
            file = _judge(file)
        if file is not None and file.awaits == Awaits.COPYING:
            _copy(file)
        elif file is not None and file.awaits == Awaits.SIGNATURES:
            _read_signatures(file, trusted.roots(), self.now)


def _judge(file: Attachment) -> Attachment | None:
    """Write what the judge says of a file; return it if it is taken. The bytes of one that is refused go."""
    kind = files.kind_of(file.media_type)
    with file.file.open("rb") as content:
        found = box.ask(Question(kind, box.limits_of(kind)), content.fileno())
    if found.problem is Problem.BUSY:
        return None
    storage, path = file.file.storage, str(file.file.name)
    file.pages, file.awaits, file.is_blank = found.pages, files.awaits_of(file.media_type, found), found.is_blank
    if found.problem is not None:
        file.problem, file.awaits, file.file = found.problem.value, Awaits.NOTHING, ""
    open_still = Attachment.objects.filter(pk=file.pk, awaits=Awaits.JUDGING)
    told = {"pages": file.pages, "awaits": file.awaits, "problem": file.problem, "is_blank": file.is_blank}
    if not open_still.update(**told, file=str(file.file)):
        return None
    if file.problem:
        storage.delete(path)
        log.info("looking.refused", file=str(file.pk), problem=file.problem)
        return None
    return file


def _copy(file: Attachment) -> None:
    """Put the copy of a picture beside it; where none can be made, the picture is read as it is."""
    with TemporaryFile() as to:
        with file.file.open("rb") as content:
            problem = box.copy(content.fileno(), to.fileno()).problem
        if problem is Problem.BUSY:
            return
        path = ""
        if problem is None:
            storage, path = file.file.storage, readable_path(file, "")
            # Of a run that was killed before it could say so.
            storage.delete(path)
            storage.save(path, File(to))
        else:
            log.warning("looking.no_copy", file=str(file.pk), problem=problem)
    changed = Attachment.objects.filter(pk=file.pk, awaits=Awaits.COPYING).update(readable=path, awaits=Awaits.NOTHING)
    if path and not changed:
        file.file.storage.delete(path)


def _read_signatures(file: Attachment, roots: trusted.Roots, now: datetime) -> None:
    """Write what its signatures are; nothing of one that has none. The file itself is left as it came."""
    try:
        with file.file.open("rb") as content:
            found = box.signatures(content.fileno(), roots.pem, now)
    except FileNotFoundError:
        lost.note(Path(file.file.path), file.sha256)
        found = Answer(Problem.GONE)
    if found.problem is Problem.BUSY:
        return
    if found.problem is not None:
        log.warning("looking.signatures_unread", file=str(file.pk), problem=found.problem)
    read = SignaturesRead(now, roots.digest, found.problem, found.signatures, found.more_signatures)
    kept = msgspec.to_builtins(read) if found.signatures or found.problem else None
    Attachment.objects.filter(pk=file.pk, awaits=Awaits.SIGNATURES).update(signatures=kept, awaits=Awaits.NOTHING)


def read_again(now: datetime, *, is_all: bool) -> int:
    """Read the signatures anew that were read by other roots; return of how many files.

    ``is_all``: those too of which nothing is known. One after the other, here: there may be millions, behind which nobody's
    new file is to wait. Where this is killed a worker reads the one that was begun.
    """
    kept = Attachment.objects.filter(awaits=Awaits.NOTHING, media_type=PDF).exclude(file="")
    if not is_all:
        kept = kept.filter(signatures__isnull=False).exclude(signatures__roots=trusted.roots().digest)
    count = 0
    for file in kept.iterator(chunk_size=1000):
        if Attachment.objects.filter(pk=file.pk, awaits=Awaits.NOTHING).update(awaits=Awaits.SIGNATURES):
            _read_signatures(file, trusted.roots(), now)
            count += 1
    return count


RUN = Run("look", Looking, every=timedelta(minutes=1), batch=20, seconds=20, lock=Lock.LOOKING)
