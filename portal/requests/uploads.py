"""Files of a form: small ones in memory, large ones written and hashed while they come."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

CHUNK = 1024 * 1024
"""Bytes that are read at once: of all handlers the smallest number counts."""

_HASHING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="hashing")
"""Hashes a chunk while it is written: neither holds the interpreter's lock meanwhile. Its threads begin with the first file."""


class SmallUploadHandler(MemoryFileUploadHandler):
    """Keeps a form with small files in memory."""

    chunk_size = CHUNK


class HashedUploadHandler(TemporaryFileUploadHandler):
    """Puts a file into a folder as it comes, and its SHA-256 with it: nobody has to read it again for that."""

    chunk_size = CHUNK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self.sha256 = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take in what has come."""
        hashed = _HASHING.submit(self.sha256.update, raw_data)
        try:
            return super().receive_data_chunk(raw_data, start)
        finally:
            hashed.result()

    def file_complete(self, file_size: int) -> Any:
        """Return the file, which knows its digest."""
        file: Any = super().file_complete(file_size)
        file.sha256 = self.sha256.hexdigest()
        return file
