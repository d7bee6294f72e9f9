"""Mail that is kept as files, for a demo: one message, one file named by its Message-ID."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNSAFE = re.compile(r"[^A-Za-z0-9.@_-]+")
_NAME_LENGTH = 200


class FolderBackend(BaseEmailBackend):
    """Keeps each message in MAIL_DIR; the same Message-ID replaces its file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write every message and return how many."""
        folder = settings.MAIL_DIR
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            _keep(message, folder)
        return len(email_messages)


def _keep(message: EmailMessage, folder: Path) -> None:
    """Write one message whole or not at all."""
    sent = message.message()
    name = _UNSAFE.sub("_", str(sent["Message-ID"]).strip("<> "))[:_NAME_LENGTH].lstrip(".")
    unfinished = folder / f".{name}.{os.getpid()}"
    unfinished.write_bytes(sent.as_bytes())
    unfinished.rename(folder / f"{name}.eml")
