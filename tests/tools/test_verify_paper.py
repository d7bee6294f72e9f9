"""``tools/verify_paper.py``: run as its reader runs it, alone in another folder, on true, altered and forged papers."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from dossiers.models import Letter
from dossiers.papers import press, registry
from dossiers.papers.signed.fields import FIELDS, Reading, canonical
from dossiers.papers.signed.statement import signed_statement, with_statement
from dossiers.papers.signed.statement_keys import compressed
from dossiers.public.off_line_check import known
from portal.demo import story
from portal.env import FormerKey
from portal.postgres import BASE_DIR
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY
from tools import verify_paper

pytestmark = pytest.mark.django_db
SCRIPT = BASE_DIR / "tools" / "verify_paper.py"
TRUE, ALTERED, FORGED, UNKNOWN = 0, 1, 3, 4
DAY = date(2026, 1, 5)
OTHERS, RETIRED, REVOKED = (ec.derive_private_key(number, ec.SECP256R1()) for number in (3, 5, 7))
TOKEN = "k3PqZ0" * 7
ADDRESS = f"https://mot-cua.example.vn/xac-minh/{TOKEN}/"
VALUES = ("H26.NN-260105-0001", "Nguyễn Thị An", "Cấp giấy phép", "1800000", "08 giờ 50 phút", "17 giờ 00 phút")


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.STATEMENT_KEYS_BEFORE = (
        FormerKey(compressed(RETIRED.public_key()).hex(), DAY),
        FormerKey(compressed(REVOKED.public_key()).hex(), None),
    )
    file = tmp_path / "khoa.json"
    file.write_text(json.dumps(known()))
    return file


def run(keys: Path, paper: str | Path, *arguments: str, language: str = "en") -> tuple[int, str]:
    """Verify a paper from another folder, without the project on any path; return the exit code and what is said."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(paper), "--keys", str(keys), "--language", language, *arguments],
        cwd=keys.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def signed_by(key: ec.EllipticCurvePrivateKey, on: date = DAY) -> str:
    return ADDRESS + "#" + signed_statement(key, "01", "01/2026/TNHS", on=on, token=TOKEN, values=VALUES)


@pytest.fixture
def receipt(keys: Path) -> Letter:
    walk = story.dossier_in("accepted", at=MONDAY)
    return registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)


def stored(letter: Letter, folder: Path) -> Path:
    file = folder / f"giấy-{letter.kind}.pdf"
    with letter.file.open("rb") as content:
        file.write_bytes(content.read())
    return file


def test_a_paper_as_it_was_printed_is_true_in_each_field(receipt: Letter, keys: Path, tmp_path: Path) -> None:
    code, said = run(keys, stored(receipt, tmp_path))

    assert code == TRUE, said
    assert said.startswith("TRUE")
    assert "Number: 01/2026/TNHS – as it was signed" in said
    assert "Dated: 05/01/2026 – as it was signed" in said
    for field in FIELDS["01"]:
        assert f"{field.label.en}: as it was signed" in said


@pytest.mark.parametrize(
    ("part", "other", "label"),
    [
        ("applicant.name", "Nguyễn Thị Anh", "Applicant"),
        ("applicant.name", "Nguyễn Thị An và Trần Văn Bình", "Applicant"),
        ("due", "17 giờ 00 phút, ngày 29 tháng 01 năm 2026", "Result due"),
        ("received", "", "Received at"),
        ("fee", 180_000, "Fee"),
        ("fee", 0, "Fee"),
        ("procedure", "Cấp giấy phép hoạt động in", "Procedure"),
        ("code", "H26.NN-260105-0002", "Dossier"),
        ("number", "02/2026/TNHS", "Number"),
        ("place_and_day", "Hà Nội, ngày 06 tháng 01 năm 2026", "Dated"),
    ],
)
def test_a_printed_field_that_was_changed_is_named(
    part: str, other: str | int, label: str, receipt: Letter, keys: Path
) -> None:
    kind = registry.PAPERS[Paper.RECEIPT]
    paper = with_statement(
        kind.read(receipt.event, receipt.number, receipt.token),
        "01",
        receipt.number,
        on=DAY,
        token=receipt.token,
    )
    owner, _dot, name = part.rpartition(".")
    object.__setattr__(getattr(paper, owner) if owner else paper, name, other)
    file = keys.with_name("sửa.pdf")
    file.write_bytes(press.printed(kind.template, paper))

    code, said = run(keys, file)

    assert code == ALTERED, said
    differing = [line.partition(":")[0] for line in said.splitlines() if line.endswith("NOT what was signed")]
    assert differing == [label]


def test_of_what_was_typed_program_and_page_say_the_same(client) -> None:
    for place, language in enumerate(("vi", "en")):
        page = client.get("/xac-minh/ngoai-mang/", headers={"Accept-Language": language}).content.decode()

        assert f"✗ {verify_paper.WORDS['part'][place]}." in " ".join(page.split())
        assert verify_paper.WORDS["force"][place] in " ".join(page.split())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_of_a_true_paper_it_says_that_the_record_alone_tells_whether_it_is_in_force(
    language: str, receipt: Letter, keys: Path, tmp_path: Path
) -> None:
    file = stored(receipt, tmp_path)

    code, said = run(keys, file, language=language)
    typed, other = run(keys, file, "--field", "due=08:00 01/01/2026", language=language)

    last = {"vi": "chỉ hồ sơ lưu cho biết", "en": "the record alone says"}[language]
    assert (code, last in said.splitlines()[-1]) == (TRUE, True)
    assert (typed, last in other) == (ALTERED, False)


def test_a_picture_says_what_its_code_says_and_what_is_typed_is_compared(
    receipt: Letter, keys: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "giấy.png"
    pypdfium2.PdfDocument(stored(receipt, tmp_path))[0].render(scale=200 / 72).to_pil().save(picture)

    assert run(keys, picture)[0] == TRUE
    assert run(keys, picture, "--field", "due=17:00 19/1/2026")[0] == TRUE
    code, said = run(keys, picture, "--field", "due=17:00 29/1/2026", language="vi")
    assert code == ALTERED
    assert said.startswith("KHÔNG KHỚP")
    # Who has typed a part of it is not told that the paper was changed.
    assert f"Thời gian trả kết quả: {verify_paper.WORDS['part'][0]}" in said
    assert run(keys, picture, "--field", "colour=red")[0] == ALTERED


@pytest.mark.parametrize(
    ("address", "code", "word"),
    [
        (lambda: signed_by(RETIRED), TRUE, "TRUE"),
        (lambda: signed_by(RETIRED).partition("#")[2], TRUE, "TRUE"),
        (lambda: signed_by(RETIRED, DAY + timedelta(days=1)), FORGED, "taken out of use"),
        (lambda: signed_by(REVOKED), UNKNOWN, "revoked"),
        (lambda: signed_by(OTHERS), UNKNOWN, "does not have this key"),
        (lambda: signed_by(RETIRED)[:-1] + str((int(signed_by(RETIRED)[-1]) + 1) % 10), FORGED, "not one of this"),
        (lambda: signed_by(RETIRED).replace(TOKEN, "another"), FORGED, "copied into this address"),
        (lambda: signed_by(RETIRED)[:-1], UNKNOWN, "cut off or damaged"),
        (lambda: ADDRESS + "#<script>alert(1)</script>", UNKNOWN, "cut off or damaged"),
        (lambda: ADDRESS + "#" + "9" * 5000, UNKNOWN, "cut off or damaged"),
        (lambda: ADDRESS + "#" + str(int.from_bytes(b"\x81" * 200)), UNKNOWN, "cut off or damaged"),
        (lambda: ADDRESS, UNKNOWN, "says nothing by itself"),
        (lambda: "gone.pdf", UNKNOWN, "no such file"),
    ],
)
def test_what_is_forged_is_told_from_what_nobody_can_tell(
    address: Callable[[], str], code: int, word: str, keys: Path
) -> None:
    found, said = run(keys, address())

    assert (found, word in said) == (code, True), said


def test_a_file_that_is_no_paper_is_said_to_be(keys: Path, tmp_path: Path) -> None:
    text, empty, broken = tmp_path / "a.txt", tmp_path / "a.png", tmp_path / "a.pdf"
    text.write_text("no paper")
    Image.new("RGB", (200, 200), "white").save(empty)
    broken.write_bytes(b"%PDF-1.7 and nothing")

    assert run(keys, text) == (UNKNOWN, "NOT KNOWN: there is no such file, or it is neither a PDF nor a picture.\n")
    assert run(keys, empty) == (UNKNOWN, "NOT KNOWN: no code can be read in the file.\n")
    assert run(keys, broken)[0] == UNKNOWN
    assert run(text, ADDRESS) == (UNKNOWN, "NOT KNOWN: the file of keys cannot be read.\n")


@given(st.text(), st.sampled_from(Reading))
def test_a_field_is_compared_as_the_office_compares_it(text: str, reading: Reading) -> None:
    assert verify_paper.canonical(text, reading.value) == canonical(text, reading)
