"""What a browser gets: templates, styles and scripts that are used, narrow enough to read, and nothing inline."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from portal.assets import ASSETS, MAP, SHEETS
from portal.postgres import BASE_DIR
from tests.test_repository import LINES, short, tracked

# Named in code, not in a template: Django and allauth look for these by their own names.
FOUND_BY_NAME = ("account/", "allauth/", "socialaccount/", "admin/", "papers/", "notices/")


def test_no_template_carries_script_style_or_queries():
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\son[a-z]+=\"|\bstyle=\"|\|safe\b"
    )
    pages = (path for path in tracked() if path.suffix == ".html" and not _is_paper(path))
    found = [f"{short(path)}: {match.group()}" for path in pages for match in pattern.finditer(path.read_text())]

    assert found == []


def _is_paper(path: Path) -> bool:
    """Tell the templates of papers and mail, which no browser shows under our policy."""
    return bool({"papers", "notices"} & set(path.parts))


WIDTH = 160
DRAWN = {f"templates/components/{name}.html" for name in ("diagram_picture", "procedure_diagram", "ribbon")}
"""Drawings: every blank would be one of the picture's, and weighs once for each of its days."""


def wide(paths: tuple[Path, ...]) -> list[str]:
    """Return the lines of templates and styles that nobody reads without moving sideways."""
    kinds = {".html", ".css"}
    shown = [path for path in paths if path.suffix in kinds and short(path) not in DRAWN and "golden" not in path.parts]
    return [
        f"{short(path)}:{number}"
        for path in shown
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDTH
    ]


def test_no_line_of_a_template_or_a_style_is_wider_than_a_screen():
    assert wide(tracked()) == []


def test_no_template_style_or_script_is_longer_than_a_sitting():
    shown = (path for path in tracked() if path.suffix in {".html", ".css", ".js"})

    assert {short(path): lines for path in shown if (lines := path.read_text().count("\n")) > LINES} == {}


def test_a_line_that_is_too_wide_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_repository.BASE_DIR", tmp_path)
    path = tmp_path / "a.css"
    path.write_text(f"{'a' * WIDTH}\n{'a' * (WIDTH + 1)}\n")

    assert wide((path,)) == ["a.css:2"]


def script_functions(source: str) -> set[str]:
    """Return the names of the functions that a script defines."""
    return set(re.findall(r"\bfunction (\w+)\(", source)) | set(
        re.findall(r"const (\w+) = (?:async )?\([^)]*\) =>", source)
    )


def test_every_script_of_ours_is_a_module_and_no_function_stands_twice():
    scripts = [path for path in tracked() if path.parent == BASE_DIR / "static" / "js"]
    names = [name for path in scripts for name in script_functions(path.read_text())]
    loaded = "\n".join(path.read_text() for path in tracked() if path.suffix == ".html")

    assert len(names) > 10
    assert sorted(names) == sorted(set(names))
    assert re.findall(r'<script (?!type="module")[^>]*"js/', loaded) == []


def test_every_template_is_used():
    ours = [path for path in tracked() if BASE_DIR / "templates" in path.parents]
    names = {str(path.relative_to(BASE_DIR / "templates")).removeprefix("django/") for path in ours}
    sources = "\n".join(
        path.read_text() for path in tracked() if path.suffix in {".py", ".html", ".txt"} and path.exists()
    )
    unused = [name for name in sorted(names) if not name.startswith(FOUND_BY_NAME) and f'"{name}"' not in sources]
    unnamed = [name for name in unused if name.partition("#")[0] not in sources]

    assert unnamed == []


def test_every_static_file_is_used():
    ours = [path for path in tracked() if BASE_DIR / "static" in path.parents]
    readers = [path for path in tracked() if path.suffix in {".html", ".css", ".py", ".js"}]
    words = "\n".join(path.read_text() for path in readers)
    unused = [short(path) for path in ours if path.name not in words]

    assert unused == []


def test_every_asset_from_a_package_is_there_and_used():
    words = "\n".join(path.read_text() for path in tracked() if path.suffix in {".html", ".css", ".js"})
    words += " ".join(part for parts in SHEETS.values() for part in parts)
    names = [(folder, name) for folder, names in ASSETS.values() for name in names if not name.endswith(".map")]
    missing = [name for folder, name in names if not list((BASE_DIR / "node_modules" / folder).glob(name))]
    unused = [name for _, name in names if Path(name).name not in words]

    assert (missing, unused) == ([], [])


def test_a_page_asks_for_one_style_sheet_that_holds_all_of_its_parts():
    for name, parts in SHEETS.items():
        whole = Path(finders.find(name)).read_text()
        at = [whole.index(MAP.sub("", Path(finders.find(part)).read_text())) for part in parts]

        assert at == sorted(at), name
        assert "sourceMappingURL" not in whole


def test_a_sheet_follows_its_parts(monkeypatch, tmp_path):
    monkeypatch.setattr("portal.assets.FOLDER", tmp_path)
    made = Path(finders.find("css/site.css"))
    made.write_text("old")

    assert finders.find("css/site.css", find_all=True) == [str(made)]
    assert "--" in made.read_text()
    assert [path.name for path in made.parent.iterdir()] == ["site.css"]


def test_every_weight_of_our_face_is_asked_for_before_a_page_is_drawn_and_no_other_is_used():
    faces = set(
        re.findall(r'be-vietnam-pro-(\w+-\d+)-normal\.woff2"\)', (BASE_DIR / "static/css/fonts.css").read_text())
    )
    preloaded = re.search(
        r'for face in \((.*?)\) %}<link rel="preload"', (BASE_DIR / "templates/components/head.html").read_text()
    )
    styles = "".join(path.read_text() for path in (BASE_DIR / "static/css").glob("*.css"))

    assert preloaded is not None
    assert set(re.findall(r'"([\w-]+)"', preloaded[1])) == faces
    assert set(re.findall(r"font-weight: (\d+)", styles)) <= {face.rpartition("-")[2] for face in faces}


def test_each_sign_of_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'id="([a-z-]+)"', (BASE_DIR / "static/img/glyphs.svg").read_text()))
    shown = {
        (short(path), name)
        for path in tracked()
        if path.suffix == ".html"
        for name in re.findall(r'icon\("([a-z-]+)"', path.read_text())
    }

    assert {one for one in shown if one[1] not in drawn} == set()
