"""A result that the system makes has a code, which leads to its page and says itself what was signed; a scan has none."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.conf import settings as stored
from pytest_django import Settings

from dossiers.background import relay
from dossiers.log.parts.issued import RESULT
from dossiers.models import Event, Result, ResultFile
from dossiers.papers import press
from dossiers.papers.issued import TEMPLATE, IssuedPaper, Paragraph, coded, drafted
from dossiers.papers.signed.code import code_with
from dossiers.papers.signed.fields import FIELDS
from dossiers.papers.signed.own import BY_HIM_OR_HER, BY_NOBODY, BY_THE_OFFICE
from dossiers.proof.audit import check_all
from dossiers.public.off_line_check import known
from portal.demo import story
from procedures.results import ResultKind
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import Walk
from tests.dossiers.papers.before import PDF
from tests.dossiers.papers.results import MONDAY, content_of, made, paper_of
from tests.dossiers.proof.records import change, triggers_off
from tests.printed import words_of
from tools import verify_paper

pytestmark = pytest.mark.django_db
TOKEN = "k3PqZ0" * 7
SIGNED = "KT. GIÁM ĐỐC · PHÓ GIÁM ĐỐC · Vũ Ngọc Lan"
DOTS_PER_MM = 8
VALID, MISMATCH = "A paper with this code was issued here", "does not match the record"
UNKNOWN, NONE = "The record does not know this paper", "No paper with this mark was issued here"


def verified(pdf: bytes, folder: Path) -> int:
    keys, file = folder / "khoa.json", folder / "kết quả.pdf"
    keys.write_text(json.dumps(known()))
    file.write_bytes(pdf)
    return verify_paper.main(["--keys", str(keys), "--language", "en", str(file)])


def scanned(token: str) -> str:
    return read(Visitor().get(f"/xac-minh/{token}/")).words()


@pytest.mark.parametrize("kind", ResultKind)
def test_a_true_result_is_true_in_every_field(
    kind: ResultKind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = verified(content_of(made(kind)), tmp_path)

    said = capsys.readouterr().out
    assert code == verify_paper.TRUE, said
    assert said.count("as it was signed") == len(FIELDS[RESULT]) + 2


@pytest.fixture
def paper() -> IssuedPaper:
    return paper_of(made(ResultKind.LICENCE).result)


@pytest.mark.parametrize("how", [BY_HIM_OR_HER, BY_THE_OFFICE, BY_NOBODY])
def test_one_of_many_pages_is_true_however_it_is_signed(how: str, paper: IssuedPaper, tmp_path: Path) -> None:
    lines = [Paragraph(f"{n}. Nơi nhận: “kho số {n}”, 2 bản; Độc lập - Tự do - Hạnh phúc") for n in range(1, 120)]
    long = replace(paper, paragraphs=(*paper.paragraphs, *lines), how=how)
    pdf = press.printed(TEMPLATE, coded(long, TOKEN))

    assert len(pypdfium2.PdfDocument(pdf)) > 3
    assert verified(pdf, tmp_path) == verify_paper.TRUE


TEXT, SIGNER = FIELDS[RESULT][1].label.en, FIELDS[RESULT][2].label.en


@pytest.mark.parametrize(
    ("part", "other", "labels"),
    [
        ("code", "H26.NN-261130-0002", ["Dossier"]),
        ("number", "02/GP-STTTT", ["Number"]),
        ("place_and_day", "Hà Nội, ngày 01 tháng 12 năm 2026", ["Dated", TEXT]),
        ("signer", "Vũ Ngọc Lân", [SIGNER]),
        ("capacity", ("GIÁM ĐỐC",), [SIGNER]),
        ("paragraphs", (Paragraph("GIẤY PHÉP"), Paragraph("5000 bản")), [TEXT]),
    ],
)
def test_a_printed_field_that_was_changed_is_named(
    part: str, other: object, labels: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stated = coded(replace(paper_of(made(ResultKind.LICENCE).result), how=BY_THE_OFFICE), TOKEN)
    object.__setattr__(stated, part, other)

    code = verified(press.printed(TEMPLATE, stated), tmp_path)

    said = capsys.readouterr().out
    assert code == verify_paper.ALTERED, said
    differing = [line.partition(": ")[0] for line in said.splitlines() if line.endswith("NOT what was signed")]
    assert differing == labels, said


def test_one_sign_of_the_text_is_enough(paper: IssuedPaper, tmp_path: Path) -> None:
    stated = coded(replace(paper, how=BY_THE_OFFICE), TOKEN)
    paragraphs = tuple(Paragraph(one.text.replace("500 bản", "5000 bản")) for one in stated.paragraphs)
    assert paragraphs != stated.paragraphs
    object.__setattr__(stated, "paragraphs", paragraphs)

    assert verified(press.printed(TEMPLATE, stated), tmp_path) == verify_paper.ALTERED


@pytest.mark.parametrize("kind", ResultKind)
def test_the_code_is_read_from_the_page_and_is_as_coarse_as_a_telephone_needs(
    kind: ResultKind, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://motcua.sonongnghiepvamoitruong.hanoi.gov.vn"
    file = made(kind)

    page = pypdfium2.PdfDocument(content_of(file))[0].render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
    [found] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)

    url, _sign, statement = found.text.partition("#")
    assert url == f"{settings.PUBLIC_URL}/xac-minh/{file.token}/"
    assert statement.isdigit()
    width = found.position.top_right.x - found.position.top_left.x
    assert width / DOTS_PER_MM / code_with(url, statement).symbol_size(border=0)[0] >= 0.35
    assert file.result.dossier.code not in found.text


def test_without_a_key_of_statements_the_code_leads_to_the_page_alone(settings: Settings) -> None:
    settings.STATEMENT_KEY_OWN = None
    file = made(ResultKind.LICENCE)

    page = pypdfium2.PdfDocument(content_of(file))[0].render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
    [found] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)

    assert found.text.endswith(f"/xac-minh/{file.token}/")


def test_a_draft_and_what_is_signed_by_hand_have_none(paper: IssuedPaper) -> None:
    result = Result.objects.get()
    outcome = result.dossier.machine.outcome(result.outcome)
    assert outcome
    draft = drafted(result.dossier, "CHO PHÉP", outcome, on=result.dated)

    for uncoded in (draft, paper):
        pdf = press.printed(TEMPLATE, uncoded)
        assert not zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil())
        assert paper.below_the_code not in words_of(pdf)
    with pytest.raises(ValueError, match="a draft of"):
        coded(draft, TOKEN)


def test_a_scan_stays_as_it_was_brought_and_no_code_leads_to_it() -> None:
    walk = Walk(story.file("alice", at=MONDAY, slug="gcn-diem-tro-choi"), MONDAY).until("returned")
    relay.run(walk.at + timedelta(days=1))

    file = ResultFile.objects.get()

    assert (file.result.by_hand, file.token) == (True, "")
    brought = walk.dossier.events.select_related("payload").get(pk=file.result.event_id).payload.content["files"]
    assert brought[0]["sha256"] == file.sha256
    assert check_all(files=True).differences == []


def test_its_page_says_what_the_record_says_of_it() -> None:
    file = made(ResultKind.LICENCE)

    words = scanned(file.token)

    assert VALID in words
    for told in (SIGNED, file.result.number, "30/11/2026", file.sha256, file.result.dossier.code):
        assert told in words
    assert MISMATCH not in words
    assert file.result.holder not in words
    assert scanned("k3PqZ0").count(NONE) == 1


@pytest.mark.parametrize(
    ("kind", "language", "title", "procedure"),
    [
        (ResultKind.LICENCE, "vi", "Giấy phép xuất bản tài liệu không kinh doanh", "Cấp giấy phép xuất bản tài liệu"),
        (ResultKind.LICENCE, "en", "Licence to publish non-commercial material", ""),
        (ResultKind.ANSWER, "vi", "Thông báo", "Cấp giấy phép xuất bản tài liệu"),
        (ResultKind.ANSWER, "en", "Written answer", ""),
    ],
)
def test_its_page_says_which_paper_of_which_procedure_it_is(
    kind: ResultKind, language: str, title: str, procedure: str
) -> None:
    page = read(Visitor(language=language).get(f"/xac-minh/{made(kind).token}/")).words()

    paper, of = ("Văn bản", "Thủ tục") if language == "vi" else ("Paper", "Procedure")
    assert f"{paper}{title} {of}{procedure}" in page
    assert SIGNED in page


def test_who_signed_is_not_said_where_the_decision_is_not_as_it_was_written() -> None:
    file = made(ResultKind.LICENCE)
    decided = file.result.dossier.events.get(action="decide")
    change(decided, facts=decided.facts | {"title": "Giám đốc"})

    words = scanned(file.token)

    assert "Vũ Ngọc Lan" not in words
    assert "GIÁM ĐỐC" not in words


@pytest.mark.parametrize("forged", [{"sha256": "0" * 64}, "number", "dated", "bytes"])
def test_a_row_or_a_file_that_was_changed_is_said(forged: str | dict[str, str]) -> None:
    file = made(ResultKind.LICENCE)
    with triggers_off():
        if forged == "bytes":
            Path(stored.MEDIA_ROOT, file.file.name).write_bytes(PDF)
        elif forged == "number":
            Result.objects.update(number="99/GP-STTTT")
        elif forged == "dated":
            Result.objects.update(dated=file.result.dated + timedelta(days=1))
        else:
            ResultFile.objects.update(sha256="0" * 64)

    words = scanned(file.token)

    assert MISMATCH in words
    assert VALID not in words
    assert "01/GP-STTTT" in words, "by the record"
    assert check_all(files=True).differences


def test_a_code_that_the_log_does_not_know_vouches_for_nothing() -> None:
    file = made(ResultKind.LICENCE)
    with triggers_off():
        ResultFile.objects.update(token=TOKEN)

    assert UNKNOWN in scanned(TOKEN)
    assert NONE in scanned(file.token)


def test_an_event_that_was_forged_vouches_for_nothing() -> None:
    file = made(ResultKind.LICENCE)
    event = Event.objects.filter(facts__paper__kind=RESULT).get()
    change(event, facts=event.facts | {"paper": event.facts["paper"] | {"number": "99/GP-STTTT"}})

    assert UNKNOWN in scanned(file.token)


def test_a_forged_day_of_the_number_is_said() -> None:
    file = made(ResultKind.LICENCE)
    numbering = file.result.event
    change(numbering, facts=numbering.facts | {"dated": "2026-12-01"})

    assert MISMATCH in scanned(file.token)


def test_of_one_that_was_revoked_its_page_says_since_when(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = renewals.granted()
    relay.run(walk.at + timedelta(minutes=2))
    file = ResultFile.objects.get()
    with time_machine.travel(walk.at + timedelta(minutes=3), tick=False):
        assert "In force todayIn force" in scanned(file.token)

    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        words = scanned(file.token)
    assert VALID not in words
    assert f"The paper was issued here, but it has not been in force since {walk.at:%d/%m/%Y}: Revoked" in words
    assert "In force todayRevoked" in words


def test_one_of_before_has_no_code_and_stays_as_it_is() -> None:
    file = made(ResultKind.LICENCE)
    before = content_of(file)
    relay.run(MONDAY + timedelta(days=60))

    assert content_of(file) == before
    with triggers_off():
        ResultFile.objects.update(token="")
    assert Visitor().get("/xac-minh//").status_code == 404
