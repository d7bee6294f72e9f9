"""Front-end packages of the npm lock file as static files, and the style sheet of a page as one file: it is asked for once."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Prefix below /static/ -> folder in node_modules -> the files taken from it.
ASSETS = {
    # Made of the parts that styles/bootstrap.scss names, where the packages are installed.
    "vendor/bootstrap": (".made", ("bootstrap.css",)),
    "vendor/htmx": ("htmx.org/dist", ("htmx.min.js",)),
    "vendor/idb": ("idb/build", ("index.js",)),
    "vendor/tus": ("tus-js-client/dist", ("tus.min.js", "tus.min.js.map")),
    "vendor/pdfjs": ("pdfjs-dist/build", ("pdf.min.mjs", "pdf.worker.min.mjs")),
    "vendor/be-vietnam-pro": (
        "@fontsource/be-vietnam-pro",
        tuple(
            f"files/be-vietnam-pro-{script}-{weight}-normal.woff2"
            for script in ("latin", "vietnamese")
            for weight in (400, 700)
        ),
    ),
}


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Names every file by its content, those too that one script imports from another."""

    support_js_module_import_aggregation = True


class AssetFinder(BaseFinder):
    """Finds the files of ASSETS; collectstatic hashes and compresses them like our own."""

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own
        """Return the absolute path of one static file, or a list of all of them."""
        for prefix, (folder, patterns) in ASSETS.items():
            inner = path.removeprefix(f"{prefix}/")
            if inner != path and any(fnmatch(inner, pattern) for pattern in patterns):
                found = Path(settings.ASSETS_DIR) / folder / inner
                if found.is_file():
                    return [str(found)] if find_all else str(found)
        return [] if find_all else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every file with the storage that opens it."""
        del ignore_patterns
        for prefix, (folder, patterns) in ASSETS.items():
            root = Path(settings.ASSETS_DIR) / folder
            storage = FileSystemStorage(location=root)
            # collectstatic reads the prefix from here.
            storage.prefix = prefix  # type: ignore[attr-defined]
            for pattern in patterns:
                for found in sorted(root.glob(pattern)):
                    yield str(found.relative_to(root)), storage


SHEETS = {
    "css/site.css": (
        "vendor/bootstrap/bootstrap.css",
        "css/tokens.css",
        "css/fonts.css",
        "css/base.css",
        "css/components.css",
        "css/dossier.css",
        "css/catalogue.css",
        "css/filing.css",
        "css/desk.css",
        "css/figures.css",
        "css/ribbon.css",
        "css/diagram.css",
        "css/charts.css",
        "css/print.css",
    )
}
"""What a page asks for -> the sheets that it is made of, in their order; all lie in ``css/``, or name nothing by its place."""
FOLDER = settings.BASE_DIR / ".cache" / "styles"
MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\n?")
"""Where the lines of one sheet are, which no longer holds."""


class StyleFinder(BaseFinder):
    """Finds the files of SHEETS, made of what their parts are now."""

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own
        """Return the absolute path of one file, or a list of all of them."""
        found = str(_made(path)) if path in SHEETS else None
        return [one for one in (found,) if one] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every file with the storage that opens it."""
        del ignore_patterns
        storage = FileSystemStorage(location=FOLDER)
        for path in SHEETS:
            _made(path)
            yield path, storage


def _made(path: str) -> Path:
    """Return a sheet that is as its parts are: written only where it is not, and whole for whoever reads it meanwhile."""
    parts = (Path(str(finders.find(part))).read_text() for part in SHEETS[path])
    text = "\n".join(MAP.sub("", part) for part in parts)
    made = FOLDER / path
    if not made.is_file() or made.read_text() != text:
        made.parent.mkdir(parents=True, exist_ok=True)
        fresh = made.with_suffix(f".{id(text)}")
        fresh.write_text(text)
        fresh.replace(made)
    return made
