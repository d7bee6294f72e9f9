"""The head of a mail as mail servers get it: its subject in one piece; pure.

Python leaves a word of plain letters between two encoded ones as it is, and its blank comes twice: “đã rút theo  đề nghị”.
"""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any, override


class WholeSubject(EmailPolicy):
    """Writes a subject that has other than plain letters as encoded words alone, none longer than 75 signs (RFC 2047, section 2)."""

    @override
    def fold(self, name: str, value: Any) -> str:
        return self._subject(value) if _is_encoded(name, value) else super().fold(name, value)

    @override
    def fold_binary(self, name: str, value: Any) -> bytes:
        return self._subject(value).encode() if _is_encoded(name, value) else super().fold_binary(name, value)

    def _subject(self, value: Any) -> str:
        words = Header(str(value), "utf-8", maxlinelen=75, header_name="Subject").encode(linesep=self.linesep)
        return f"Subject: {words}{self.linesep}"


def _is_encoded(name: str, value: Any) -> bool:
    return name.lower() == "subject" and not str(value).isascii()
