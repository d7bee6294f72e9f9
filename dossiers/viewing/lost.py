"""Stored files that are not in their place: noted down when somebody wants to read one, until they are there again."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from django.conf import settings

MOST = 200
"""Files that are noted down are looked at, at most."""


def note(path: Path, sha256: str) -> None:
    """Note down that a file is not where it was stored."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256).write_text(str(path))


def digests() -> Iterator[str]:
    """Yield the SHA-256 of what was noted down and is not there still; what is there again is forgotten."""
    with suppress(FileNotFoundError):
        for noted in islice(_folder().iterdir(), MOST):
            if Path(noted.read_text()).exists():
                noted.unlink(missing_ok=True)
            else:
                yield noted.name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "lost"
