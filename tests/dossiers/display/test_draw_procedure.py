"""``draw_procedure``: a picture that stands alone, the machine for Mermaid, and what it refuses."""

import re
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import ROLE_LABELS
from dossiers.display.diagram import mermaid
from dossiers.display.diagram.mermaid import escaped
from procedures.language.compiler import compile_text
from tests import golden
from tests.dossiers.display.drawn import ROLES
from tests.procedures.shipped import changed, newest, shipped_machine

SLUG = "xb-tai-lieu-khong-kinh-doanh"
SVG = "{http://www.w3.org/2000/svg}"
STATE = re.compile(r"    (s\d+) : (.+)")
ARROW = re.compile(r"    (s\d+|\[\*\]) --> (s\d+|\[\*\])(?: : (.+))?")
MEANS_SOMETHING = set(':;"<>{}[]|`\\%&')


def drawn(*options: str, slug: str = SLUG) -> str:
    said = StringIO()
    call_command("draw_procedure", slug, *options, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title", "role"), [
    ("vi", "Thẩm định hồ sơ, dự thảo kết quả", "Chuyên viên thụ lý"),
    ("en", "Appraise the dossier, draft the result", "Case officer"),
])  # fmt: skip
def test_the_picture_stands_alone(language: str, title: str, role: str) -> None:
    root = ET.fromstring(drawn("--version", "1", "--language", language))

    texts = [" ".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {title, role} <= {" ".join(text.split()) for text in texts}
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-labelledby") == "title description"
    assert shipped_machine().name.of(language) in root.findtext(f"{SVG}title", "")
    assert title in root.findtext(f"{SVG}desc", "")
    style = root.findtext(f"{SVG}style", "")
    assert "--brand:" in style
    assert ".diagram__picture" in style
    assert not re.search(r"url\(|href|@import", ET.tostring(root, encoding="unicode"))


@pytest.mark.django_db
def test_it_is_the_version_in_force_that_is_drawn_unless_another_is_asked_for() -> None:
    last = next(path.stem[1:] for path in newest() if path.parent.name == SLUG)

    assert "phiên bản 1 ·" in drawn("--version", "1")
    assert f"phiên bản {last} ·" in drawn() == drawn("--version", last)


@pytest.mark.django_db
def test_a_file_is_written_where_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "procedure.svg"

    assert drawn("--output", str(path)) == ""
    assert path.read_text(encoding="utf-8") == drawn()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "options", "wrong"),
    [
        ("khong-co", (), "no procedure 'khong-co' is in force"),
        ("khong-co", ("--version", "1"), "no procedure 'khong-co' is in force"),
        (SLUG, ("--version", "99"), f"procedure '{SLUG}' has no version 99"),
        (SLUG, ("--output", "/nowhere/at/all.svg"), "/nowhere/at/all.svg: No such file or directory"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(slug: str, options: tuple[str, ...], wrong: str) -> None:
    with pytest.raises(CommandError) as refused:
        drawn(*options, "--language", "en", slug=slug)

    assert str(refused.value) == wrong
    assert refused.value.returncode == 1


@pytest.mark.django_db
def test_mermaid_is_written_in_the_language_asked_for() -> None:
    assert drawn("--format", "mermaid", "--version", "1", "--language", "en") == _mermaid("en")


def _mermaid(language: str) -> str:
    with translation.override(language):
        roles = {role: str(label) for role, label in ROLE_LABELS.items()}
        return mermaid(shipped_machine(), language=language, roles=roles)


def test_the_shipped_procedure_is_written_for_mermaid_as_it_was_found_right() -> None:
    golden.assert_matches("diagrams/mermaid.txt", _mermaid("vi"))


@pytest.mark.parametrize("path", newest(), ids=lambda path: path.parent.name)
def test_mermaid_has_every_state_and_every_action_once(path: Path) -> None:
    machine = compile_text(path.read_bytes(), path=path.name)

    head, title, *lines = mermaid(machine, language="vi", roles=ROLES).splitlines()

    assert (head, title.partition(":")[0]) == ("stateDiagram-v2", "    accTitle")
    states = [found.groups() for line in lines if (found := STATE.fullmatch(line))]
    arrows = [found.groups() for line in lines if (found := ARROW.fullmatch(line))]
    assert len(states) + len(arrows) == len(lines)
    names = dict(zip((name for name, _ in states), machine.states, strict=True))
    actions = [(names[a], names[b]) for a, b, label in arrows if label]
    assert actions == [(action.source, action.target) for action in machine.actions]
    starts = [names[b] for a, b, _ in arrows if a == "[*]"]
    assert starts == [machine.initial]
    assert {names[a] for a, b, _ in arrows if b == "[*]"} == {s.name for s in machine.states.values() if s.is_end}
    assert all(label for _, label in states)


def test_a_label_means_nothing_to_mermaid() -> None:
    label = escaped('a: <b> "c";\n[d] {e} #f | 100 % & `g` \\h')

    assert label == ("a#58; #60;b#62; #34;c#34;#59; #91;d#93; #123;e#125; #35;f #124; 100 #37; #38; #96;g#96; #92;h")
    assert not MEANS_SOMETHING & set(re.sub(r"#\d+;", "", label))


def test_labels_of_a_definition_are_escaped() -> None:
    machine = compile_text(
        changed(('vi = "Phân công thụ lý hồ sơ"', 'vi = "Phân công: thụ lý; hồ sơ"')), path="v1.toml"
    )

    assert "2. Phân công#58; thụ lý#59; hồ sơ (division head)" in mermaid(machine, language="vi", roles=ROLES)
