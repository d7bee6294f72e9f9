"""The process that opens files: has its libraries loaded, and forks for each file one that ends with it.

``python -m dossiers.viewing.child`` with a socket as its standard input. A message there is a question with two or three
descriptors: where the answer goes, the file, and for a picture or a copy where that goes. At the end of the socket it ends.
"""

import gc
import io
import os
import signal
import socket
import sys
from typing import NoReturn

import msgspec
import pillow_heif
from PIL import Image

from dossiers.viewing.asking import READY, Answer, Kind, Limits, Problem, Question
from dossiers.viewing.confined import confine, limit
from dossiers.viewing.copying import copy
from dossiers.viewing.judging import judge
from dossiers.viewing.painting import paint
from dossiers.viewing.reading import read
from dossiers.viewing.signatures import signatures

MOST_DESCRIPTORS = 3
MOST_BYTES = 4096
"""Of a question."""


def main() -> None:
    """Take questions until nobody is there to ask."""
    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    # Pillow's own bound is for those who have no other: ours are told with the question.
    Image.MAX_IMAGE_PIXELS = None
    _warm_up()
    confine()
    # Whoever ends is not waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    questions = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    questions.send(READY)
    while True:
        raw, descriptors, _flags, _address = socket.recv_fds(questions, MOST_BYTES, MOST_DESCRIPTORS)
        if not raw:
            # What is frozen is not freed at the end, and a library counts it as lost, on our standard error.
            gc.unfreeze()
            return
        if os.fork() == 0:
            questions.close()
            _serve(raw, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _warm_up() -> None:
    """Read a file of our own: what a library makes at its first file, each process that is forked would make anew."""
    page = io.BytesIO()
    Image.new("1", (8, 8)).save(page, "PDF")
    judge(page.getvalue(), Kind.PDF, Limits(1, 0, 1, 64, 0))
    gc.collect()
    gc.freeze()


def _serve(raw: bytes, descriptors: list[int]) -> NoReturn:
    """Answer one question and end, whatever comes of it."""
    try:
        answer = _answer(raw, descriptors)
        os.write(descriptors[0], msgspec.json.encode(answer))
    finally:
        os._exit(0)


def _answer(raw: bytes, descriptors: list[int]) -> Answer:
    question = msgspec.json.decode(raw, type=Question)
    limit(question.limits)
    try:
        content = _whole(descriptors[1])
        if question.is_copied:
            answer, drawn = copy(content, question.limits)
        elif question.picture is not None:
            answer, drawn = paint(content, question.kind, question.picture, question.limits)
        elif question.is_read:
            return read(content, question.limits, is_scan=question.is_scan)
        elif question.signatures_at is not None:
            return signatures(content, b"".join(map(_whole, descriptors[2:])), question.signatures_at)
        else:
            return judge(content, question.kind, question.limits)
        with open(descriptors[2], "wb", closefd=False) as out:
            out.write(drawn)
    except MemoryError:
        return Answer(Problem.TOO_LONG)
    return answer


def _whole(descriptor: int) -> bytes:
    """Return what a file holds: from its beginning, wherever others have read it to."""
    size = os.fstat(descriptor).st_size
    parts, at = [], 0
    while part := os.pread(descriptor, size - at, at):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
