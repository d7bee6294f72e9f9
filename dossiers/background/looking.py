"""Files that have come and wait for a look: for the verdict of the judge, a picture for the copy that is read more easily.

A run may be killed at any point and made twice: what is asked of a file has the same answer each time, and is written
only where the row still waits for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from uuid import UUID

import structlog
from django.core.files import File

from dossiers import files
from dossiers.models import Attachment, Awaits
from dossiers.models.attachment import readable_path
from dossiers.turns import Place, Run, Work
from dossiers.viewing import box
from dossiers.viewing.asking import Problem, Question
from procedures.locks import Lock

log = structlog.get_logger()


class Looking(Work[UUID]):
    """One run over the files that wait, the first that came first."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with none looked at."""
        super().__init__(now, place)
        self.tried: set[UUID] = set()

    def batch(self, size: int) -> Sequence[UUID]:
        """Return the next files; each is looked at once in a run."""
        waiting = Attachment.objects.exclude(awaits=Awaits.NOTHING).exclude(pk__in=self.tried)
        return list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:size])

    def turn(self, item: UUID) -> None:
        """Look at one, unless it is gone."""
        self.tried.add(item)
        file = Attachment.objects.filter(pk=item).first()
        if file is not None and file.is_being_judged:
            file = _judge(file)
        if file is not None and file.awaits == Awaits.COPYING:
            _copy(file)


def _judge(file: Attachment) -> Attachment | None:
    """Write what the judge says of a file; return it if it is taken. The bytes of one that is refused go."""
    kind = files.kind_of(file.media_type)
    with file.file.open("rb") as content:
        found = box.ask(Question(kind, box.limits_of(kind)), content.fileno())
    if found.problem is Problem.BUSY:
        return None
    storage, path = file.file.storage, str(file.file.name)
    file.pages, file.awaits, file.is_blank = found.pages, files.awaits_of(file.media_type), found.is_blank
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


RUN = Run("look", Looking, every=timedelta(minutes=1), batch=20, seconds=20, lock=Lock.LOOKING)
