"""What is asked of the process that opens files, and what it answers."""

from datetime import datetime
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


MOST_SIGNATURES = 8
"""That are told of one file; of more it is told how many."""
MOST_NAME = 120
"""Letters of a name in a certificate."""


class Body(StrEnum):
    """What has become of what was signed."""

    WHOLE = "whole"
    """As it was signed, and nothing stands behind it."""
    FURTHER = "further"
    """As it was signed; behind it came further signatures or filled fields, which a signature allows."""
    TRAILED = "trailed"
    """As it was signed; behind it lies what is neither a signature nor a field, and what shows nothing."""
    CHANGED = "changed"
    """As it was signed, and something else was added, which whoever reads the file sees instead."""
    PARTLY = "partly"
    """The signature leaves a part of the file out that it should cover."""
    BROKEN = "broken"
    """Other bytes than were signed."""
    UNREAD = "unread"
    """There is a signature that cannot be read, or is of a kind that is not read."""


class Trust(StrEnum):
    """Who stands behind a certificate."""

    TRUSTED = "trusted"
    UNCHECKED = "unchecked"
    """There is no root to compare it with."""
    UNKNOWN = "unknown"
    """It leads to no root that is trusted."""
    REVOKED = "revoked"
    EXPIRED = "expired"
    """It leads to one by a certificate that was not in force at that time."""
    UNFIT = "unfit"
    """It leads to one, and says that it is not for signing."""
    UNSOUND = "unsound"
    """It leads to one by what breaks a rule of those in between."""
    SELF_MADE = "self-made"
    """Whoever has it made it: it is its own issuer, and is no root that is trusted."""


class TimeBy(StrEnum):
    """Who says when it was signed."""

    NOBODY = ""
    SIGNER = "signer"
    STAMP = "stamp"
    UNKNOWN_STAMP = "unknown-stamp"
    """A time-stamp that is whole, of which it is not known who stands behind it."""


class Revocation(StrEnum):
    """What the file brings along about it."""

    UNASKED = "unasked"
    GOOD = "good"
    REVOKED = "revoked"


class Signature(msgspec.Struct, frozen=True):
    """A person's or an organisation's signature in a PDF. Names are as the certificate has them, bounded and without what hides."""

    body: Body
    name: str = ""
    organisation: str = ""
    issuer: str = ""
    at: datetime | None = None
    at_by: TimeBy = TimeBy.NOBODY
    stamped_by: str = ""
    begins: datetime | None = None
    """From when on the certificate is in force."""
    ends: datetime | None = None
    was_in_force: bool = False
    """At the time that is said; where none is, when it was read."""
    trust: Trust = Trust.UNCHECKED
    revocation: Revocation = Revocation.UNASKED
    weak: tuple[str, ...] = ()
    """Ways of signing in it that can be forged today."""


class SignaturesRead(msgspec.Struct, frozen=True):
    """What is kept beside a file of its signatures."""

    at: datetime
    roots: str = ""
    """The digest of what was trusted then (``trusted.Roots``)."""
    problem: Problem | None = None
    """Why they could not be read."""
    found: tuple[Signature, ...] = ()
    more: int = 0
    """How many are not told of."""


class Picture(msgspec.Struct, frozen=True):
    """A page as a picture, as wide as this if its page is no ribbon."""

    page: int
    """From 1."""
    width: int


class Question(msgspec.Struct, frozen=True):
    """A file to be judged, a PDF with its codes too, one page of it to be drawn, a picture to be copied, or signatures to be read."""

    kind: Kind
    limits: Limits
    picture: Picture | None = None
    is_copied: bool = False
    is_read: bool = False
    """Whether the codes of papers are looked for that its words and links name, and where they name none, its pictures."""
    is_scan: bool = False
    """Of one that is read: whether its pictures are looked at whatever its words say, which some scanner has guessed."""
    signatures_at: datetime | None = None
    """The instant at which its signatures are read; where roots are trusted they come as a third descriptor, as PEM."""


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
    is_signed: bool = False
    """Whether a PDF may have signatures, which are read by another question."""
    signatures: tuple[Signature, ...] = ()
    more_signatures: int = 0
