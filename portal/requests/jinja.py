"""The one environment of the site's templates (ADR-0034): what they may call, and how they translate and escape."""

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from django.template.defaultfilters import linebreaksbr, urlize
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext

from dossiers.display import badges, cases, controls, drawn, formats, glyphs, labels, links

FILTERS: tuple[Callable[..., Any], ...] = (
    formats.localized,
    formats.reason,
    formats.unit_name,
    formats.vn_date,
    formats.vn_datetime,
    formats.moment,
    formats.vn_number,
    formats.vn_money,
    formats.limit,
    formats.period,
    formats.lasted,
    formats.copies_asked,
    formats.file_size,
    formats.page_count,
    formats.percent,
    labels.applicant_label,
    labels.entry_label,
    labels.job_state_label,
    labels.level_label,
    labels.online_label,
    labels.paper_label,
    labels.role_label,
    labels.status_label,
    labels.verdict_label,
    cases.due_where,
    cases.only_when,
    controls.faults,
    controls.names_a_field,
    linebreaksbr,
    urlize,
)
GLOBALS: Mapping[str, Callable[..., Any]] = {
    "language": get_language,
    "url": links.path_to,
    "static": glyphs.static_address,
    "icon": glyphs.icon,
    "badges": badges.badges,
    "shares": badges.shares,
    "status_glyph": badges.status_glyph,
    "control": controls.control,
    "shape_of": controls.shape_of,
    "is_asked_for": controls.is_asked_for,
    "procedure_diagram": drawn.procedure_diagram,
}


def _plain(value: Any) -> Any:
    """Return what a lazy text stands for: where that is markup of Django's own, it says so, and the text does not."""
    return str(value) if isinstance(value, Promise) else value


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment: everything is escaped, and what a template names must be there."""
    options |= {"undefined": jinja2.StrictUndefined, "keep_trailing_newline": True, "finalize": _plain}
    # Django's backend asks for escaping by itself; a test holds both to it.
    env = jinja2.Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701
    # The extension adds its functions to the environment as it is made.
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    env.filters |= {shown.__name__: shown for shown in FILTERS}
    env.globals |= GLOBALS
    return env
