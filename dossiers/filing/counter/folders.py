"""The folders that scanners at the counters write to: what waits there, taken once, moved aside, and swept (ADR 0092).

Whoever can write there is not trusted: a name is only shown, a link is never followed, and what is taken is judged as any upload.
"""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from dossiers.files import Upload, clean_name, refuse_unseen
from dossiers.refusals import BadFile
from dossiers.refusals.drafting import ScanGone
from procedures.catalogue.search import fold

SETTLES = timedelta(seconds=5)
"""So long nothing was written to a file before it is taken for whole: scanners write for as long as they scan."""
KEPT = timedelta(days=7)
"""So long what was taken, or thrown away, lies aside."""
ASIDE = ".da-lay"
"""The folder beside the scans into which they are moved; what begins with a dot is not offered."""
MOST_LOOKED_AT, MOST_SHOWN = 2_000, 50
MOST_FOLDERS = 100
"""Counters of a receiving point whose folders are looked at."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that a scanner has written, as it was when it was looked at."""

    folder: Path
    raw: str
    """The name there, which may be anything."""
    size: int
    written_ns: int

    @property
    def key(self) -> str:
        """What stands for it in a form, and for what it holds: another once anything is written to it."""
        named = os.fsencode(f"{self.folder.parent.name}/{self.folder.name}/{self.raw}")
        return sha256(b"%d %d " % (self.size, self.written_ns) + named).hexdigest()

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / self.raw

    @property
    def name(self) -> str:
        """Its name as it can be shown."""
        return clean_name(os.fsencode(self.raw).decode(errors="replace"))

    @property
    def written_at(self) -> datetime:
        """When something was written to it last."""
        return datetime.fromtimestamp(self.written_ns / 1_000_000_000, UTC)

    @property
    def problem(self) -> str:
        """Why nobody can take it; "" where that is not known before it is opened."""
        try:
            refuse_unseen(self.name, self.size)
        except BadFile as refusal:
            return str(refusal)
        return ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a folder: the newest scans, and how many are being written."""

    scans: tuple[Scan, ...]
    unfinished: int


def name_of(counter: str) -> str:
    """Return what the folder of a counter is called, within that of its point: letters without marks, digits and hyphens; "" for none.

    “Quầy 1” and “quầy  1” are one counter to its officers, and have one folder.
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(counter)).strip("-")


def made_for(root: Path | None, point: str, counter: str) -> Path | None:
    """Make the folder of a counter within that of its receiving point, unless it is there; None where that one is not there, or a link."""
    name = name_of(counter)
    if root is None or not point or not name:
        return None
    above = root / point
    folder = above / name
    with suppress(OSError):
        if above.is_dir() and not above.is_symlink():
            folder.mkdir(exist_ok=True)
            # A scanner signs in as somebody else: whoever writes to the folder of the point writes to this one.
            shutil.copymode(above, folder)
    return folder if folder.is_dir() and not folder.is_symlink() else None


def is_missing(root: Path | None, point: str) -> bool:
    """Say whether scanners write to folders here, and that of a receiving point is not there, or a link."""
    if root is None or not point:
        return False
    above = root / point
    return above.is_symlink() or not above.is_dir()


def below(folder: Path) -> list[Path]:
    """Return the folders of counters within that of a receiving point, by name; none where it is not there, or is a link."""
    if folder.is_symlink():
        return []
    return sorted(one for one in _folders(folder) if not one.name.startswith("."))[:MOST_FOLDERS]


def waiting(folder: Path, now: datetime) -> Waiting:
    """Return what waits in a folder, the newest first; nothing where there is no such folder, or it is a link."""
    found = sorted(_files(folder), key=lambda one: (-one.written_ns, one.raw))
    whole = [one for one in found if one.written_at <= now - SETTLES]
    return Waiting(tuple(whole[:MOST_SHOWN]), len(found) - len(whole))


def _files(folder: Path) -> Iterator[Scan]:
    if folder.is_symlink():
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for _place, entry in zip(range(MOST_LOOKED_AT), entries, strict=False):
            # Taken by somebody between the list and this look.
            with suppress(OSError):
                looked = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(looked.st_mode) and not entry.name.startswith("."):
                    yield Scan(folder, entry.name, looked.st_size, looked.st_mtime_ns)


def claim(scan: Scan, now: datetime) -> Path:
    """Move a scan aside, so that nobody else takes it; return where it lies. Raises ``ScanGone`` where it is not as it was looked at."""
    aside = scan.folder / ASIDE
    lies = aside / scan.key
    try:
        aside.mkdir(mode=0o700, exist_ok=True)
        if aside.is_symlink():
            raise ScanGone
        scan.path.rename(lies)
    except OSError as error:
        raise ScanGone from error
    if not _is_as_it_was(scan, lies):
        give_back(scan, lies, was=None)
        raise ScanGone
    # Kept from now on, whenever it was scanned.
    os.utime(lies, (now.timestamp(), now.timestamp()), follow_symlinks=False)
    return lies


def _is_as_it_was(scan: Scan, lies: Path) -> bool:
    now = lies.lstat()
    return stat.S_ISREG(now.st_mode) and (now.st_size, now.st_mtime_ns) == (scan.size, scan.written_ns)


def give_back(scan: Scan, lies: Path, *, was: int | None) -> None:
    """Put a scan back that was not taken in the end, unless its place is another one's by now; ``was``: when it was written."""
    with suppress(OSError):
        if was is not None:
            os.utime(lies, ns=(was, was), follow_symlinks=False)
        if not scan.path.exists(follow_symlinks=False):
            lies.rename(scan.path)


def pinned(scan: Scan) -> Path | None:
    """Return a path at which a scan can be looked at that nobody makes lead elsewhere meanwhile; None where there is none."""
    aside, lies = scan.folder / ASIDE, scan.folder / ASIDE / f"xem-{scan.key}"
    with suppress(OSError):
        if not lies.exists(follow_symlinks=False):
            aside.mkdir(mode=0o700, exist_ok=True)
            # A second name of the very file: what is put in the place of the first one later is not seen by it.
            os.link(scan.path, lies, follow_symlinks=False)
        if not aside.is_symlink() and _is_as_it_was(scan, lies):
            return lies
    return None


def upload_of(scan: Scan, lies: Path) -> Upload:
    """Return a scan that was moved aside as an upload, to be closed. Raises ``ScanGone`` for what is no plain file."""
    try:
        descriptor = os.open(lies, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise ScanGone from error
    return UploadedFile(os.fdopen(descriptor, "rb"), name=scan.name, size=os.fstat(descriptor).st_size)


def sweep(root: Path | None, now: datetime) -> int:
    """Delete what has lain aside for long enough in the folders of a root; return how many files."""
    swept = 0
    points = _folders(root)
    for folder in [*points, *(one for point in points for one in below(point))]:
        aside = folder / ASIDE
        if aside.is_symlink() or not aside.is_dir():
            continue
        for path in aside.iterdir():
            with suppress(OSError):
                if path.lstat().st_mtime <= (now - KEPT).timestamp():
                    path.unlink()
                    swept += 1
    return swept


def _folders(root: Path | None) -> list[Path]:
    try:
        return [one for one in root.iterdir() if one.is_dir() and not one.is_symlink()] if root else []
    except OSError:
        return []
