"""What is kept of something that failed, as an administrator reads it: plain words in the reader's language, what a program said beside them.

What is kept stays as it was written, in English, or as a program or a server has said it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override

from dossiers.background.relay import UNFINISHED
from dossiers.background.texting import TOO_OLD
from dossiers.refusals import LaterEdition
from procedures.catalogue.search import fold

_NO_ANSWER = gettext_lazy("a server that is needed for it does not answer")
_BROKEN_OFF = gettext_lazy("a server that is needed for it has broken off")
_NOT_FOUND = gettext_lazy("a server that is needed for it is not found by its name: name or network is wrong")
_REFUSES = gettext_lazy("the mail server refuses the mail")
_FILES = gettext_lazy("a file, or the place where files lie, cannot be used")
OURS: Mapping[str, str | Promise] = {
    UNFINISHED: gettext_lazy("begun and not finished: the worker's log says why"),
    TOO_OLD: gettext_lazy("not taken within two days"),
    "OSError: the answer means nothing": gettext_lazy("what the operator of text messages answers means nothing"),
    "OSError: the answer names a cost that there is not": gettext_lazy(
        "the operator of text messages names no sensible cost"
    ),
    "OSError: URLError": _NO_ANSWER,
    "OSError: TimeoutError": _NO_ANSWER,
}
"""Sentences of our own, each as it is kept."""
KINDS: Mapping[str, str | Promise] = {
    "ConnectionRefusedError": _NO_ANSWER,
    "TimeoutError": _NO_ANSWER,
    "SMTPConnectError": _NO_ANSWER,
    "URLError": _NO_ANSWER,
    "ConnectionResetError": _BROKEN_OFF,
    "ConnectionAbortedError": _BROKEN_OFF,
    "BrokenPipeError": _BROKEN_OFF,
    "SMTPServerDisconnected": _BROKEN_OFF,
    "gaierror": _NOT_FOUND,
    "SMTPRecipientsRefused": gettext_lazy("the mail server refuses the address for now"),
    "SMTPSenderRefused": gettext_lazy("the mail server refuses our own address as the sender"),
    "SMTPDataError": _REFUSES,
    "SMTPResponseException": _REFUSES,
    "SMTPHeloError": _REFUSES,
    "SMTPNotSupportedError": gettext_lazy("the mail server lacks what the settings ask of it"),
    "SMTPAuthenticationError": gettext_lazy("the mail server refuses our user name or password"),
    "SSLError": gettext_lazy("the secure connection to a server does not come about"),
    "SSLCertVerificationError": gettext_lazy("the certificate of a server is not one that is trusted here"),
    "MailboxError": gettext_lazy("the mailbox to which mail comes back refuses"),
    "FileNotFoundError": _FILES,
    "NotADirectoryError": _FILES,
    "FileExistsError": _FILES,
    "PermissionError": _FILES,
    "CalendarExhausted": gettext_lazy("the working calendar does not reach that far: add the year"),
    "CalendarError": gettext_lazy("the working calendar makes no sense there"),
    "PaperKeyError": gettext_lazy("a key that signs papers cannot be used"),
    "RevokedKeyError": gettext_lazy("a key that signs papers was revoked by who gave it"),
}
"""Failures by the kind that is kept before a colon, where it says what an administrator may do about it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told of a failure; either may be empty."""

    sentence: str
    original: str
    """What a program or a server said, in whatever language it did."""


def failure(kept: str) -> Failure:
    """Return what is told of what is kept of a failure."""
    if kept in OURS:
        return Failure(str(OURS[kept]), "")
    if kept and kept in _later_editions():
        return Failure(LaterEdition().sentence(), "")
    kind = kept.partition(":")[0]
    return Failure(str(KINDS[kind]) if kind in KINDS else "", kept)


def kept_as(word: str) -> Iterator[str]:
    """Yield how that is kept, or begins, of which a word (``fold``) is told in the reader's language."""
    yield from (kept for kept, told in {**OURS, **KINDS}.items() if word in fold(str(told)))
    if word in fold(LaterEdition().sentence()):
        yield from _later_editions()


def _later_editions() -> set[str]:
    """Return what is kept where a later program has written last: in the language of the process that met it."""
    found = set()
    for language in ("vi", "en", get_language()):
        with override(language):
            found.add(LaterEdition().sentence())
    return found
