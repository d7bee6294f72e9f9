"""``tools/verify_paper.py`` on every kind of paper: each field of it is found where it is printed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dossiers.models import OwnPaper
from dossiers.papers import registry
from dossiers.papers.signed.fields import FIELDS
from dossiers.public.off_line_check import known
from portal.demo.story import Walk, dossier_in
from procedures.machine import Paper
from tests.dossiers.papers.test_apology import UNDER, promised_late, reappointed
from tests.dossiers.papers.test_refusal import refused, refused_after_appraisal, stopped
from tests.dossiers.papers.test_supplement import asked
from tools import verify_paper

pytestmark = pytest.mark.django_db
BEFORE, TODAY = UNDER.values()
LONG = "Chờ ý kiến của cơ quan: “khoản 1” (điều 5)…\n" + "Đề nghị bổ sung và làm rõ từng nội dung đã nêu. " * 100


def filed() -> Walk:
    return dossier_in("filed", at=TODAY)


@pytest.mark.parametrize(
    ("kind", "walked"),
    [
        (OwnPaper.FILING, filed),
        (Paper.SUPPLEMENT_REQUEST, asked),
        (Paper.SUPPLEMENT_REQUEST, lambda: asked(BEFORE, reason=LONG)),
        (Paper.REFUSAL, refused),
        (Paper.REFUSAL, lambda: refused(BEFORE)),
        (Paper.REFUSAL, refused_after_appraisal),
        (Paper.APOLOGY, reappointed),
        (Paper.APOLOGY, lambda: reappointed(BEFORE, LONG)),
        (Paper.APOLOGY, promised_late),
        (Paper.STOP_NOTICE, stopped),
    ],
)
def test_a_true_paper_is_true_in_every_field(
    kind: Paper | OwnPaper, walked: Callable[[], Walk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = walked()
    letter = registry.issue(walk.dossier.events.latest("sequence"), kind, at=walk.at)
    keys, file = tmp_path / "khoa.json", tmp_path / "giấy.pdf"
    keys.write_text(json.dumps(known()))
    with letter.file.open("rb") as content:
        file.write_bytes(content.read())

    code = verify_paper.main(["--keys", str(keys), "--language", "en", str(file)])

    said = capsys.readouterr().out
    assert code == verify_paper.TRUE, said
    # Its number and its day too.
    assert said.count("as it was signed") == len(FIELDS[kind]) + 2


@pytest.mark.parametrize("kind", [Paper.APOLOGY, Paper.STOP_NOTICE])
def test_whom_a_letter_is_to_is_read_whole_as_files_saved_before_read_it(kind: Paper) -> None:
    """A file that somebody keeps knows “Kính gửi:” alone: of a true letter it must not say that it was changed."""
    (field,) = (one for one in known()["kinds"][kind]["fields"] if one["name"] == "applicant")

    assert list(field["after"]) == ["Kính gửi:"]
    for to in ("Ông/Bà Lê Việt Anh", "Lê Việt Anh"):
        assert to in [
            value.strip() for value in verify_paper.values_in(f"Kính gửi: {to}\nĐịa chỉ: Hà Nội", field) or []
        ]
