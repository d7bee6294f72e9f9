"""A file that somebody uploads and another one reads: the verdict on it, and how long its first page takes to be there."""

import hashlib
import io
import os
import time
from collections.abc import Iterator
from functools import partial
from random import Random
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import percentile, spread, timed
from bench.scenarios.pages import on_desk
from bench.scenarios.worklist import PATH, signed_in
from dossiers.models import Attachment, Dossier
from dossiers.viewing import box
from dossiers.viewing.asking import Kind, Problem

SHEETS = 200
TURNS = 20
ASKED_AGAIN_SECONDS = 0.15
"""After so long a page asks for one that was not ready (templates/components/file_page.html)."""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure the verdicts, then the first page of a scan that nobody has seen yet, turn by turn."""
    scanned = scan()
    verdict = partial(judged, scanned, None)
    times = [timed(verdict) for _turn in range(bench.turns(TURNS))]
    yield Figure.of("viewer.judge", 1000 * percentile(times, 0.95), spread(times))
    many = partial(judged, many_pages(), Problem.TOO_MANY_PAGES)
    times = [timed(many) for _turn in range(bench.turns(TURNS))]
    yield Figure.of("viewer.bomb", 1000 * percentile(times, 0.95), spread(times))
    (code, bob), path = on_desk(), stored(scanned)
    times = [first_page(code, bob, path) for _turn in range(bench.turns(TURNS))]
    yield Figure.of("viewer.first", 1000 * percentile(times, 0.95), spread(times))


def judged(content: bytes, expected: Problem | None) -> None:
    """Have a file judged; raises ``RuntimeError`` for another verdict."""
    descriptor = os.memfd_create("file")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        if (found := box.judge(Kind.PDF, descriptor)).problem is not expected:
            raise RuntimeError(f"the verdict is {found}")
    finally:
        os.close(descriptor)


def stored(content: bytes) -> str:
    """Keep the scan among the files of the bench; return its path there."""
    path = "attachments/bench"
    default_storage.delete(path)
    return default_storage.save(path, ContentFile(content))


def first_page(code: str, officer: User, path: str) -> float:
    """Return the seconds from the request of a file to the picture of its first page, asked for as a browser does."""
    with transaction.atomic():
        file = filed(code, officer, path)
        client, address = signed_in(officer), f"{PATH}{code}/tep/{file.pk}/"
        began = time.perf_counter()
        page = client.get(address)
        while not shown(client, page.content, address):
            time.sleep(ASKED_AGAIN_SECONDS)
            page = client.get(f"{address}1/")
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def shown(client: Client, page: bytes, address: str) -> bool:
    """Say whether a page has its first picture, and fetch that."""
    if f'src="{address}1/anh/"'.encode() not in page:
        return False
    return client.get(f"{address}1/anh/").getvalue().startswith(b"\xff\xd8")


def filed(code: str, officer: User, path: str) -> Attachment:
    """Make the scan one of a dossier's files, under a digest of its own, so that nothing of it is drawn yet."""
    return Attachment.objects.create(
        id=uuid4(), dossier=Dossier.objects.get(code=code), name="quet.pdf", media_type="application/pdf",
        size=default_storage.size(path), pages=SHEETS, sha256=hashlib.sha256(uuid4().bytes).hexdigest(), file=path,
        uploaded_by=officer, uploaded_at=timezone.now(),
    )  # fmt: skip


def scan() -> bytes:
    """Return 200 sheets of A4 as a scanner writes them: grey pictures of 100 dots to the inch, 12 MB."""
    chance, out = Random(1), io.BytesIO()
    noise = Image.frombytes("L", (414, 585), chance.randbytes(414 * 585)).point(lambda grey: 225 + grey // 12)
    sheet = noise.resize((827, 1169))
    sheet.save(
        out, "PDF", quality=50, save_all=True, append_images=[sheet.rotate(180 * (n % 2)) for n in range(1, SHEETS)]
    )
    return out.getvalue()


def many_pages(doublings: int = 16) -> bytes:
    """Return 1.7 kB with 65,536 pages: a tree each of whose nodes names the next one twice."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    objects += [
        f"<< /Type /Pages /Count {2 ** (doublings - depth)} /Kids [{depth + 3} 0 R {depth + 3} 0 R] >>"
        for depth in range(doublings)
    ]
    objects.append("<< /Type /Page /MediaBox [0 0 595 842] >>")
    out, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()
