"""Draw the machine of a published procedure: a picture that stands alone, or a text for Mermaid."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import ROLE_LABELS
from accounts.roles import Role
from dossiers.display.agency.titles import titles_on
from dossiers.display.diagram import Diagram, diagram, mermaid
from dossiers.display.diagram.lettering import wrapped
from procedures import steady
from procedures.machine import Machine, Text
from procedures.models import ProcedureVersion, VersionStatus

SLACK = 1.16
"""The picture is looked at where our typeface may be missing: others run wider."""
MARGIN, HEADING, BELOW, STEP = 24, 20, 13, 28
"""Pixels around and between, and the sizes of the type over the picture."""
STYLES = ("css/tokens.css", "css/diagram.css")
ALONE = """
:root { font-family: var(--font); background: var(--paper); max-width: 100%; height: auto; }
.diagram__picture--wide { display: block; }
.heading { fill: var(--ink); font-size: 20px; font-weight: 700; }
.below { fill: var(--ink-2); font-size: 13px; }
@media print { :root { background: none; } @page { size: A4 landscape; margin: 10mm; } }
"""


class Command(BaseCommand):
    """Shows a procedure as the system follows it, version by version."""

    help = "Draws the steps of a published procedure as SVG, or its whole machine as a Mermaid state diagram."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let ``--version`` mean the procedure's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to draw and how."""
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--format", choices=["svg", "mermaid"], default="svg")
        parser.add_argument(
            "--version", dest="number", type=int, metavar="N", help="a version; the one in force if none"
        )
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file to write; the terminal if none")

    def handle(self, *, slug: str, number: int | None, output: Path | None, **options: Any) -> None:
        """Draw it and write it."""
        with translation.override(options["language"]):
            machine = _machine(slug, number, today=timezone.localdate())
            text = drawn(machine, options["format"], options["language"])
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _machine(slug: str, number: int | None, *, today: date) -> Machine:
    published = ProcedureVersion.objects.filter(procedure__slug=slug).exclude(status=VersionStatus.DRAFT)
    asked = published.current(on=today) if number is None else published.filter(version=number)
    version = asked.first()
    if version is not None:
        return version.machine
    if number is None or not published.exists():
        raise _refusal(f"không có thủ tục {slug!r} đang áp dụng", f"no procedure {slug!r} is in force")
    raise _refusal(f"thủ tục {slug!r} không có phiên bản {number}", f"procedure {slug!r} has no version {number}")


def _refusal(vi: str, en: str) -> CommandError:
    return CommandError(Text(vi, en).of(translation.get_language()))


def drawn(machine: Machine, format_: str, language: str) -> str:
    """Return the machine in a format; role names come from the catalogue of the active language."""
    roles: Mapping[Role, str] = {role: str(label) for role, label in ROLE_LABELS.items()}
    if format_ == "mermaid":
        return mermaid(machine, language=language, roles=roles)
    titles = titles_on(timezone.localdate())
    return document(machine, diagram(machine, language=language, roles=roles, slack=SLACK, titles=titles), language)


def document(machine: Machine, found: Diagram, language: str) -> str:
    """Return an SVG file with everything in it: words for those who do not see it, style, heading, picture."""
    picture = found.wide
    heading, top = _heading(machine, language, picture.width)
    width, height = picture.width + 2 * MARGIN, top + picture.height + MARGIN
    title = escape(f"{machine.name.of(language)}: {found.title}")
    inside = render_to_string("components/diagram_picture.html", {"picture": picture}).strip()
    return f"""<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{escape(found.description)}</desc>
<style>{escape(_style())}</style>
{heading}
<g class="diagram__picture diagram__picture--wide" transform="translate({MARGIN} {top})">{inside}</g>
</svg>
"""


def _heading(machine: Machine, language: str, room: int) -> tuple[str, int]:
    """Return the procedure's name and version as they stand over the picture, and where that begins."""
    version = Text(f"phiên bản {machine.version}", f"version {machine.version}").of(language)
    agency = steady.now().agencies.named(machine.agency, timezone.localdate())
    below = f"{agency.of(language)} · {version} · {machine.effective_on:%d/%m/%Y}"
    lines = [("heading", line) for line in wrapped(machine.name.of(language), HEADING, room / SLACK)]
    lines += [("below", line) for line in wrapped(below, BELOW, room / SLACK)]
    written = (
        f'<text class="{kind}" x="{MARGIN}" y="{MARGIN + STEP * row - 8}">{escape(line)}</text>'
        for row, (kind, line) in enumerate(lines, 1)
    )
    return "\n".join(written), 2 * MARGIN + STEP * len(lines)


def _style() -> str:
    paths = [finders.find(style) for style in STYLES]
    return "".join(Path(path).read_text(encoding="utf-8") for path in paths if isinstance(path, str)) + ALONE
