"""What is asked of the process that opens files, and what it answers."""

from enum import StrEnum

import msgspec

READY = b"ready"
"""What it says first, once it can take questions."""


class Kind(StrEnum):
    """How a file is opened."""

    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"


class Problem(StrEnum):
    """Why a file is not taken, or a page of it not drawn."""

    LOCKED = "locked"
    """By a password."""
    BROKEN = "broken"
    SCRIPT = "script"
    """It would run something where it is opened."""
    ENCLOSED = "enclosed"
    """Other files are in it."""
    TOO_MANY_PAGES = "too-many-pages"
    TOO_LARGE = "too-large"
    """It has more pixels than can be drawn."""
    TOO_LONG = "too-long"
    """To open it takes longer, or more memory, than anybody waits for."""
    BUSY = "busy"
    """It was not opened, since others are."""
    GONE = "gone"
    """Of a file that was taken long ago: it is not in its place any more."""


class Limits(msgspec.Struct, frozen=True):
    """What a file may be at most, and what its process may use."""

    seconds: float
    memory: int
    """Bytes of address space."""
    pages: int
    pixels: int
    output: int = 0
    """Bytes that may be written."""


MOST_SUBJECT = 200
"""Letters of what a PDF says that it is about."""


MOST_CODES = 5


class Picture(msgspec.Struct, frozen=True):
    """A page as a picture, as wide as this if its page is no ribbon."""

    page: int
    """From 1."""
    width: int


class Question(msgspec.Struct, frozen=True):
    """A file to be judged, a PDF with its codes too, one page of it to be drawn, or all of a picture to be copied as a PDF."""

    kind: Kind
    limits: Limits
    picture: Picture | None = None
    is_copied: bool = False
    is_read: bool = False
    """Whether the codes of papers are looked for that its words and links name, and where they name none, its pictures."""
    is_scan: bool = False
    """Of one that is read: whether its pictures are looked at whatever its words say, which some scanner has guessed."""


class Answer(msgspec.Struct, frozen=True):
    """What was found."""

    problem: Problem | None = None
    pages: int | None = None
    producer: str = ""
    """Which program a PDF says that it was made by; empty where it says none that can be read."""
    is_blank: bool = False
    """Whether a picture is of one colour: nothing can be read on it."""
    subject: str = ""
    """What a PDF says that it is about, cut to ``MOST_SUBJECT`` letters; of papers that we have printed, which dossier."""
    codes: tuple[str, ...] = ()
    """Of papers, as a PDF that was read names them behind the address of the page that checks one: at most ``MOST_CODES``."""
