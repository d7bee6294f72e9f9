"""Files in the storage that no row names: of a form that was refused after its files were kept, of a draft that was cut off.

The bytes of an upload are written before its row, which may never come: the act is refused, the transaction is rolled
back, the process is killed. Those of a file that somebody took out of a draft wait here in case it is put back.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.core.files.storage import Storage

from dossiers.models import Attachment, Letter, ResultFile
from dossiers.turns import Place, Run, Work

log = structlog.get_logger()

KEPT = timedelta(days=7)
"""So long a file waits for its row: far longer than any request, and time to put a database back that was restored."""
ROOT = "attachments"
FOLDER, KEY = re.compile("[0-9a-f]{2}"), re.compile(r"([0-9a-f]{32})(\.pdf)?")
"""How uploads and their copies lie there (``models.attachment``): whatever else does is not ours to delete."""
HOURS = 24
MOST_AT_ONCE = 50
"""More of one folder than this that are named by nothing, and than those that are named, are another database's files."""


class ForeignFiles(Exception):  # noqa: N818 - a defect of the installation, logged with its trace
    """The storage holds what a database does not know: nothing of that is deleted."""


class Leftovers(Work[str]):
    """One run over a twenty-fourth of the folders of the storage, 00 to ff: each has its hour of the day."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin behind the folder that a run has left."""
        super().__init__(now, place)
        self.after = str(place[0]) if place else ""
        self.storage: Storage = Attachment._meta.get_field("file").storage

    def batch(self, size: int) -> Sequence[str]:
        """Return the next folders behind the last one."""
        folders = self.storage.listdir(ROOT)[0] if self.storage.exists(ROOT) else []
        return sorted(folder for folder in folders if folder > self.after and self._is_now(folder))[:size]

    def _is_now(self, folder: str) -> bool:
        return bool(FOLDER.fullmatch(folder)) and int(folder, 16) % HOURS == self.now.astimezone(UTC).hour

    def turn(self, item: str) -> None:
        """Delete what nothing names in one folder. Raises ``ForeignFiles`` where that is most of it."""
        self.after = item
        self.place = (item,)
        names = self.storage.listdir(f"{ROOT}/{item}")[1]
        unnamed = self._unnamed(item, names)
        if len(unnamed) > max(MOST_AT_ONCE, len(names) - len(unnamed)):
            raise ForeignFiles(item, len(unnamed), len(names))
        for path in unnamed:
            self.storage.delete(path)
        if unnamed:
            log.info("leftovers.deleted", folder=item, files=len(unnamed))

    def _unnamed(self, folder: str, names: Iterable[str]) -> list[str]:
        """Return the paths of old files that no row names, by the key of their own row or as its file."""
        keys = {name: UUID(hex=found[1]) for name in names if (found := KEY.fullmatch(name))}
        known = set(Attachment.objects.filter(pk__in=keys.values()).values_list("pk", flat=True))
        paths = [f"{ROOT}/{folder}/{name}" for name, key in keys.items() if key not in known]
        old = [path for path in paths if self.storage.get_modified_time(path) <= self.now - KEPT]
        return sorted(set(old) - _named(old))


def _named(paths: Sequence[str]) -> set[str]:
    """Return those of some paths that any row names; no index leads there, and there are few to ask for."""
    if not paths:
        return set()
    tables = (Attachment.objects.all(), Letter.objects.all(), ResultFile.objects.all())
    return {path for table in tables for path in table.filter(file__in=paths).values_list("file", flat=True)}


RUN = Run("leftovers", Leftovers, every=timedelta(hours=1), batch=16, seconds=30)
