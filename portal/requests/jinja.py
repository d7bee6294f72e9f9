"""The one environment of the site's templates (ADR-0034): what they may call, and how they translate and escape."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from django.template.defaultfilters import linebreaksbr, urlize
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext, trans_real
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from dossiers import files
from dossiers.display import (
    badges,
    balance,
    cases,
    charts,
    controls,
    drawn,
    formats,
    glyphs,
    labels,
    links,
    promises,
    signatures,
)
from dossiers.display.agency import closed, collected, forms, front_door, titles
from dossiers.display.agency.given import sent
from procedures.language import sources

FILTERS: tuple[Callable[..., Any], ...] = (
    formats.localized,
    formats.reason,
    formats.unit_name,
    formats.vn_clock,
    formats.vn_time,
    formats.vn_date,
    formats.vn_datetime,
    formats.vn_second,
    formats.past_minute,
    formats.moment,
    formats.vn_number,
    formats.vn_money,
    formats.vn_phone,
    formats.limit,
    formats.unit_label,
    formats.period,
    formats.lasted,
    formats.copies_asked,
    forms.form_of_paper,
    files.file_size,
    files.why_not_taken,
    formats.page_count,
    formats.percent,
    labels.applicant_label,
    labels.clock_label,
    labels.entry_label,
    labels.job_state_label,
    labels.level_label,
    labels.mail_label,
    labels.mail_reason,
    labels.mail_server_words,
    labels.online_label,
    labels.paper_label,
    titles.letter_title,
    badges.ended_label,
    badges.shown_verdict,
    sent.sent_in_words,
    labels.part_label,
    labels.role_label,
    labels.status_label,
    labels.verdict_label,
    labels.capacity_label,
    labels.effect_label,
    labels.validity_label,
    labels.result_kind_label,
    closed.closed_then,
    collected.collected,
    collected.collected_otherwise,
    collected.kept_at,
    front_door.brought_to,
    front_door.decided_elsewhere,
    front_door.decider,
    cases.due_where,
    cases.only_when,
    cases.when_paid,
    controls.faults,
    controls.names_a_field,
    controls.only_asks,
    signatures.signatures_of,
    linebreaksbr,
    urlize,
)
GLOBALS: Mapping[str, Callable[..., Any]] = {
    "language": get_language,
    "url": links.path_to,
    "static": glyphs.static_address,
    "icon": glyphs.icon,
    "badges": badges.badges,
    "nearest_badges": badges.nearest_badges,
    "due_badge": drawn.due_badge,
    "promised_to_applicant": promises.promised_to_applicant,
    "day_to_come": promises.day_to_come,
    "shares": badges.shares,
    "status_glyph": badges.status_glyph,
    "control": controls.control,
    "shape_of": controls.shape_of,
    "is_one_of_two": controls.is_one_of_two,
    "is_optional": controls.is_optional,
    "needed_when": controls.needed_when,
    "why_empty": controls.why_empty,
    "procedure_diagram": drawn.procedure_diagram,
    "place_of": sources.place_of,
    "citation": sources.citation,
    "chart": charts.chart,
    "settled": balance.settled,
}


MOST_TEXTS = 4096
"""Texts of pages that a process keeps, in both languages together; pages have some 1,500."""


def kept(translate: Callable[[str], str]) -> Callable[..., Markup]:
    """Return what Jinja2 makes of a function that translates, with a text without values formatted once in each language.

    Values are escaped, the text is not; a per cent sign is written twice in it.
    """

    def text(message: str, /, **values: Any) -> Markup:
        return formatted(message, values) if values else without_values(trans_real.catalog(), message)

    @lru_cache(MOST_TEXTS)
    def without_values(_catalogue: object, message: str) -> Markup:
        """The catalogue is that of the reader's language, and another one once it is read anew."""
        return formatted(message, {})

    def formatted(message: str, values: Mapping[str, Any]) -> Markup:
        return Markup(translate(message)) % values  # noqa: S704 - what pages and catalogues say is nobody's input

    return text


MOST_FIXED = 64
"""Fixed parts of pages that a process keeps, in both languages together."""


def fixed(env: jinja2.Environment) -> Callable[..., Markup]:
    """Return what draws a part of a page that hangs on the language and on a few values alone: once for each of them."""

    def part(template: str, **values: object) -> Markup:
        # A lazy value is what it says.
        return made(template, get_language(), tuple((name, str(value)) for name, value in values.items()))

    @lru_cache(MOST_FIXED)
    def made(template: str, _language: str | None, values: tuple[tuple[str, str], ...]) -> Markup:
        # What a template has written is escaped already.
        return Markup(env.get_template(template).render(values).rstrip())  # noqa: S704

    return part


NUMBERS = frozenset({int, float})
"""What has no sign that would be escaped; a picture has hundreds of them."""


def shown(value: object) -> str:
    """Return a value as a page has it, escaped: what ``escape`` does, at a third of its cost for a text without signs.

    Where a lazy text stands for markup of Django's own, that says so, and the lazy text does not.
    """
    if type(value) is Markup:
        return value
    if type(value) is not str:
        if type(value) in NUMBERS:
            return str(value)
        return escape(str(value) if isinstance(value, Promise) else value)
    has_signs = "<" in value or ">" in value or "&" in value or '"' in value or "'" in value
    return escape(value) if has_signs else value


class _Generator(CodeGenerator):
    """Compiles templates so that what they write goes through ``shown``: a page of fifty rows writes 650 values."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


STEADY = frozenset({"_", "gettext", "icon", "static", "url"})
"""Functions that give the same for the same words as long as the reader's language and the place of the site stay."""
MOST_TEMPLATES = 1024
"""Templates that a process keeps, in both languages together; there are some 250 of them."""


class _WrittenOut(NodeTransformer):
    """Writes a template's texts, signs and addresses out as it is compiled, in the language of that moment.

    A page calls for a hundred of them, and what stands between two of them becomes one piece with both.
    """

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self.functions = functions

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as Jinja2's visitors are called
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        is_plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if name not in STEADY or not is_plain or not all(isinstance(one, nodes.Const) for one in node.args):
            return node
        try:
            value = self.functions[name](*(one.value for one in node.args if isinstance(one, nodes.Const)))
        except (NoReverseMatch, ValueError):
            # A page or a file that this site does not have: an error where it is asked for, and nowhere else.
            return node
        # What Django marks as safe must say so in a way that Jinja2 writes down.
        return nodes.Const(Markup(value) if hasattr(value, "__html__") else value, lineno=node.lineno)  # noqa: S704


class _Templates(dict[tuple[object, str, Any], Any]):
    """Keeps templates by what was written out in them: the catalogue of texts, which read anew is another, and the prefix.

    Jinja2's own looks for a template among all that are kept each time one is used, to know which was used last.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((trans_real.catalog(), get_script_prefix(), key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= MOST_TEMPLATES:
            self.clear()
        super().__setitem__((trans_real.catalog(), get_script_prefix(), key), value)


class Environment(jinja2.Environment):
    """Jinja2's, with a quicker way to write values, and with what never changes written out."""

    code_generator_class = _Generator
    shown = staticmethod(shown)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _WrittenOut(self.globals).visit(template)
        return template


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment: everything is escaped, and what a template names must be there."""
    options |= {"undefined": jinja2.StrictUndefined, "keep_trailing_newline": True, "lstrip_blocks": True}
    # Django's backend asks for escaping by itself; a test holds both to it.
    env = Environment(extensions=["jinja2.ext.i18n"], **options)
    # The extension adds its functions to the environment as it is made.
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    # Jinja2's own formats each text anew: four times the time, and some pages have eighty.
    env.globals |= dict.fromkeys(("_", "gettext"), kept(gettext))
    env.filters |= {one.__name__: one for one in FILTERS}
    env.globals |= GLOBALS
    env.globals["fixed"] = fixed(env)
    # Jinja2 registers its own as a mapping, which no type says.
    env.cache = _Templates()  # type: ignore[assignment]
    return env
