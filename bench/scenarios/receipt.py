"""A signed receipt in a process that has printed before: its time and bytes, beside a plain WeasyPrint call and pyHanko as it comes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import CertificateBuilder, KeyUsage, Name, NameAttribute
from cryptography.x509.oid import NameOID
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import CSS, HTML

from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, percentile, spread, timed
from dossiers.models import Event
from dossiers.papers import press
from dossiers.papers.registry import PAPERS
from dossiers.papers.signed.pades import signed
from dossiers.papers.signed.statement import with_statement
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import local

TURNS = 5
WARMING = 3
NUMBER = "01/2026/TNHS"
TOKEN = "k3PqZ0" * 7


def results(bench: Bench) -> Iterator[Figure]:
    """Measure the receipt of one dossier, whole and in its two parts; and the printing of a request for a supplement."""
    kind, now = PAPERS[Paper.RECEIPT], timezone.now()
    event = _events("accept").filter(dossier__code__startswith="BENCH-").order_by("pk")[0]
    words = _read(Paper.RECEIPT, event)
    paper: Callable[[], bytes] = partial(press.printed, kind.template, words)
    pdf = paper()

    def whole() -> bytes:
        return signed(press.printed(kind.template, _read(Paper.RECEIPT, event)), at=now)

    for _turn in range(WARMING):
        size = len(whole())
    times = [timed(whole) for _turn in range(bench.turns(4 * TURNS))]
    yield Figure.of("receipt.ms", 1000 * percentile(times, 0.5), spread(times))
    yield Figure.of("receipt.kb", size / 1000)
    yield _beside(bench, "receipt.weasyprint", paper, partial(naively_printed, kind.template, words))
    yield _of_supplement(bench)
    yield _beside(bench, "receipt.pyhanko", partial(signed, pdf, at=now), partial(stock_signed, pdf, *stock()))


def _of_supplement(bench: Bench) -> Figure:
    """Print what asks for a paper and an answer, which no dossier of the background was asked for."""
    at = timezone.now() - timedelta(hours=1)
    dossier = story.file("alice", at=at)
    story.take(dossier, "ask-supplement", "bob", at=at + timedelta(minutes=1))
    words = _read(Paper.SUPPLEMENT_REQUEST, _events("ask-supplement").get(dossier=dossier))
    template = PAPERS[Paper.SUPPLEMENT_REQUEST].template
    ours = partial(press.printed, template, words)
    return _beside(bench, "receipt.supplement", ours, partial(naively_printed, template, words))


def _events(action: str) -> QuerySet[Event]:
    beside = ("payload", "actor", "dossier__version", "dossier__agency__parent", "dossier__applicant")
    return Event.objects.select_related(*beside).filter(action=action)


def _read(paper: Paper, event: Event) -> object:
    words, on = PAPERS[paper].read(event, NUMBER, TOKEN), local(event.at).date()
    return with_statement(words, paper, NUMBER, on=on, token=TOKEN)


def _beside(bench: Bench, key: str, ours: Callable[[], object], other: Callable[[], object]) -> Figure:
    """Time two ways turn by turn."""
    result = Result(key)
    for way in (ours, other) * WARMING:
        way()
    for _round in range(bench.rounds):
        times = [(timed(ours), timed(other)) for _turn in range(bench.turns(TURNS))]
        result.ours.append(sum(own for own, _other in times) / len(times))
        result.floor.append(sum(floor for _own, floor in times) / len(times))
        result.latencies += [own for own, _other in times]
    return Figure.of(key, result.ratio, result.to_json())


def naively_printed(template: str, words: object) -> bytes:
    """Print as the first page of WeasyPrint's manual does: everything is read and loaded for each paper."""
    html = render_to_string(template, {"paper": words}, using="django")
    style = CSS(filename=press.FOLDER / "paper.css", base_url=f"{press.FONTS.as_uri()}/")
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[style], pdf_variant=press.ACCESSIBLE)
    return pdf


def stock() -> tuple[SimpleSigner, PdfSignatureMetadata]:
    """Return what signs by RSA of 2,048 bits with nothing set but what makes the signature PAdES."""
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=2048), timezone.now()
    name = Name([NameAttribute(NameOID.COMMON_NAME, "Bench")])
    made = CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    made = made.add_extension(KeyUsage(True, True, *[False] * 7), critical=True)  # noqa: FBT003
    own = Certificate.load(made.sign(key, SHA256()).public_bytes(Encoding.DER))
    given = PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    signer = SimpleSigner(own, given, SimpleCertificateStore())  # type: ignore[no-untyped-call]
    return signer, PdfSignatureMetadata(field_name="Signature", subfilter=SigSeedSubFilter.PADES)


def stock_signed(pdf: bytes, signer: SimpleSigner, metadata: PdfSignatureMetadata) -> bytes:
    """Sign as pyHanko's manual does."""
    out = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer=signer)
    return bytes(out.getbuffer())
