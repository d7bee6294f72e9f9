"""Papers that come with a form: three of 5 MB beside what the bytes alone cost, and eighteen that were made to be slow."""

import hashlib
import io
import os
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings
from django.test import Client, override_settings

from accounts.models import User
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, percentile, spread, timed
from bench.scenarios.viewer import many_pages
from bench.scenarios.worklist import signed_in
from dossiers.models import Attachment, Draft
from dossiers.viewing import box
from portal.demo import story

PAPERS, BYTES, HOSTILE = 3, 5_000_000, 18
TURNS = 20
FIELD, BOUNDARY = "component-ban-thao", "bench-boundary"
FORM = f"/ho-so/nop/{story.SLUG}/"
BEGIN, PART = "/ho-so/gui-tep/", "application/offset+octet-stream"
MB = 1_000_000


def results(bench: Bench) -> Iterator[Figure]:
    """Measure both, each time into a draft that is thrown away afterwards, in a folder that is."""
    with tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT) as folder, override_settings(MEDIA_ROOT=folder):
        yield from _measured(bench)


def _measured(bench: Bench) -> Iterator[Figure]:
    owner, turns = story.person("viet-an"), bench.turns(TURNS)
    client, papers = signed_in(owner), [paper(number) for number in range(PAPERS)]
    box.running()
    send(client, owner, papers)
    before = peak(anew=True)
    for _turn in range(turns):
        send(client, owner, papers)
    yield Figure.of("upload.memory", (peak() - before) / MB)
    for key, way in (("upload.floor", send), ("upload.parts", send_by_parts)):
        result = Result(key)
        with tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT) as folder:
            for _turn in range(turns):
                result.floor.append(timed(partial(floor, papers, folder)))
                result.ours.append(way(client, owner, papers))
        # Turn by turn: writing takes twice as long where the host must first give memory back to this machine, and that comes
        # upon both for a while.
        yield Figure.of(key, result.share, result.to_json())
    times = [send(client, owner, [many_pages()] * HOSTILE) for _turn in range(turns)]
    yield Figure.of("upload.hostile", 1000 * percentile(times, 0.5), spread(times))


def paper(number: int) -> bytes:
    """Return a PDF of a page with a picture that nothing packs."""
    content = Random(number).randbytes(BYTES)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    ]
    out, offsets = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, os.SEEK_END)
    for place, given in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (place, given))
    start, rows = out.tell(), "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(
        f"xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return out.getvalue()


def send(client: Client, owner: User, papers: Sequence[bytes]) -> float:
    """Send a form with papers in one request, as a server reads it from a socket; return the seconds it took."""
    Draft.objects.filter(owner=owner).delete()
    body = _body(tuple(papers))
    begun = time.perf_counter()
    answer = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": FORM,
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
    )
    took = time.perf_counter() - begun
    _refuse_other(answer.status_code)
    return took


@lru_cache(maxsize=1)
def _body(papers: tuple[bytes, ...]) -> bytes:
    """Return a form with papers, made once: what were made for each turn would give memory back for others to write to."""
    parts = []
    for number, content in enumerate(papers):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{FIELD}"; filename="{number}.pdf"\r\n'
        parts += [f"{head}Content-Type: application/pdf\r\n\r\n".encode(), content, b"\r\n"]
    last = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="do"\r\n\r\nsave\r\n--{BOUNDARY}--\r\n'
    return b"".join([*parts, last.encode()])


def send_by_parts(client: Client, owner: User, papers: Sequence[bytes]) -> float:
    """Send papers as the form's script does on a fast line, and the form that takes them; return the seconds it took.

    The draft has been begun before, as the script sees to; each paper comes in one part.
    """
    Draft.objects.filter(owner=owner).delete()
    draft, keys = str(_begun(client, owner)), []
    bodies = [io.BytesIO(content) for content in papers]
    begun = time.perf_counter()
    for number, (content, body) in enumerate(zip(papers, bodies, strict=True)):
        size = str(len(content))
        named = {"filename": f"{number}.pdf", "draft": draft, "field": FIELD}
        metadata = ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in named.items())
        place = client.post(BEGIN, headers={"Upload-Length": size, "Upload-Metadata": metadata})["Location"]
        client.request(
            **{
                "REQUEST_METHOD": "PATCH",
                "PATH_INFO": place,
                "CONTENT_TYPE": PART,
                "CONTENT_LENGTH": size,
                "HTTP_UPLOAD_OFFSET": "0",
                "wsgi.input": body,
            }
        )
        keys.append(place.split("/")[-2])
    answer = client.post(FORM, {"draft": draft, f"sent-{FIELD}": keys, "do": "save"})
    took = time.perf_counter() - begun
    _refuse_other(answer.status_code)
    if Attachment.objects.filter(draft_id=draft).count() != len(papers):
        raise RuntimeError("a form did not take what was sent by parts")
    return took


def _begun(client: Client, owner: User) -> UUID:
    """Begin the draft of the form; return its key."""
    client.post(FORM, {"do": "autosave"})
    return Draft.objects.get(owner=owner).key


def _refuse_other(status: int) -> None:
    if status not in (302, 422):
        raise RuntimeError(f"the form was answered with {status}")


def floor(papers: Sequence[bytes], folder: str) -> None:
    """Write the same bytes to files that stay, as those of a form do, hash them, and have the disk keep them.

    A file in place of one that has just gone is written twice as fast: it gets its memory.
    """
    for content in papers:
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
            hashlib.sha256(content).hexdigest()
            file.flush()
            os.fsync(file.fileno())


def peak(*, anew: bool = False) -> int:
    """Return the most bytes of memory that this process has had; since now, if that is counted anew."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])
