"""``tools/verify_paper.py`` on every kind of paper: each field of it is found where it is printed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dossiers.log.parts.issued import RESULT
from dossiers.models import OwnPaper
from dossiers.papers import press
from dossiers.papers.issued import coded
from dossiers.papers.registry import PAPERS
from dossiers.papers.signed.fields import FIELDS
from dossiers.papers.signed.own import BY_THE_OFFICE
from dossiers.public.off_line_check import known
from portal.demo.story import Walk
from procedures.machine import Paper
from procedures.results import ResultKind
from tests.dossiers.papers.kinds import BEFORE, ISSUED, ONE_OF_EACH, another, forge, letter_of, stated
from tests.dossiers.papers.results import made, paper_of
from tests.dossiers.papers.test_apology import reappointed
from tests.dossiers.papers.test_supplement import asked
from tools import verify_paper

pytestmark = pytest.mark.django_db
PAPER_OF = {one.value: one for one in PAPERS}
LONG = "Chờ ý kiến của cơ quan: “khoản 1” (điều 5)…\n" + "Đề nghị bổ sung và làm rõ từng nội dung đã nêu. " * 100


def asked_at_length() -> Walk:
    return asked(BEFORE, reason=LONG)


def reappointed_at_length() -> Walk:
    return reappointed(BEFORE, LONG)


@pytest.mark.parametrize(
    ("kind", "walked"),
    [*ISSUED, (Paper.SUPPLEMENT_REQUEST, asked_at_length), (Paper.APOLOGY, reappointed_at_length)],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_true_paper_is_true_in_every_field(
    kind: Paper | OwnPaper, walked: Callable[[], Walk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = letter_of(kind, walked)
    keys, file = tmp_path / "khoa.json", tmp_path / "giấy.pdf"
    keys.write_text(json.dumps(known()))
    with letter.file.open("rb") as content:
        file.write_bytes(content.read())

    code = verify_paper.main(["--keys", str(keys), "--language", "en", str(file)])

    said = capsys.readouterr().out
    assert code == verify_paper.TRUE, said
    # Its number and its day too.
    assert said.count("as it was signed") == len(FIELDS[kind]) + 2


@pytest.mark.parametrize("kind", PAPERS)
def test_each_field_that_was_changed_is_named(
    kind: Paper | OwnPaper, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = letter_of(kind, ONE_OF_EACH[kind])
    keys, file = tmp_path / "khoa.json", tmp_path / "giấy.pdf"
    keys.write_text(json.dumps(known()))

    for field in FIELDS[kind]:
        paper = stated(letter, kind)
        forge(paper, field, another(field, paper))
        file.write_bytes(press.printed(PAPERS[kind].template, paper))

        code = verify_paper.main(["--keys", str(keys), "--language", "en", str(file)])

        said = capsys.readouterr().out
        assert code == verify_paper.ALTERED, said
        differing = [line.partition(": ")[0] for line in said.splitlines() if line.endswith("NOT what was signed")]
        # A proof of filing has the number of its dossier.
        is_number = kind is OwnPaper.FILING and field.name == "code"
        assert differing == ["Number"] * is_number + [field.label.en], said


def signed_address(kind: str) -> tuple[str, str]:
    """Return what the code of a paper of a kind leads to, and the token in it."""
    if kind == RESULT:
        result = coded(replace(paper_of(made(ResultKind.LICENCE).result), how=BY_THE_OFFICE), "k3PqZ0" * 7)
        return result.address, "k3PqZ0" * 7
    letter = letter_of(PAPER_OF[kind], ONE_OF_EACH[PAPER_OF[kind]])
    paper = stated(letter, PAPER_OF[kind])
    return getattr(paper, "form", paper).address, letter.token


def test_every_kind_that_says_something_by_itself_is_in_the_table() -> None:
    assert {*PAPER_OF, RESULT} == set(FIELDS) == set(known()["kinds"])
    assert {one.value for one in ONE_OF_EACH} == set(PAPER_OF)


@pytest.mark.parametrize("kind", [*PAPER_OF, RESULT])
def test_of_every_kind_what_is_true_forged_and_copied_is_told_apart(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address, token = signed_address(kind)
    keys = tmp_path / "khoa.json"
    keys.write_text(json.dumps(known()))
    cases = {
        address: (verify_paper.TRUE, "TRUE"),
        address[:-1] + str((int(address[-1]) + 1) % 10): (verify_paper.FORGED, "not one of this office"),
        address.replace(token, "Zx9" * 14): (verify_paper.FORGED, "copied into this address"),
    }

    assert len(cases) == 3
    for given, (code, says) in cases.items():
        found = verify_paper.main(["--keys", str(keys), "--language", "en", given])
        said = capsys.readouterr().out
        assert (found, says in said) == (code, True), said


@pytest.mark.parametrize("kind", [Paper.APOLOGY, Paper.STOP_NOTICE])
def test_whom_a_letter_is_to_is_read_whole_as_files_saved_before_read_it(kind: Paper) -> None:
    """A file that somebody keeps knows “Kính gửi:” alone: of a true letter it must not say that it was changed."""
    (field,) = (one for one in known()["kinds"][kind]["fields"] if one["name"] == "applicant")

    assert list(field["after"]) == ["Kính gửi:"]
    for to in ("Ông/Bà Lê Việt Anh", "Lê Việt Anh"):
        assert to in [
            value.strip() for value in verify_paper.values_in(f"Kính gửi: {to}\nĐịa chỉ: Hà Nội", field) or []
        ]
