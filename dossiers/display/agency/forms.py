"""Which form a paper is to be written on, and where one gets it: no file of an official form is kept here."""

import re
from collections.abc import Iterable, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from dossiers.display.agency.front_door import front_door
from dossiers.display.formats import localized
from procedures.form import Component, Text

_NUMBERED = re.compile(r"mẫu (?:số )?\d", re.IGNORECASE)
"""A form that is named by its number, in Vietnamese: whoever has the number finds the form in the text of the law."""


_ACT = re.compile(r"\b\d+/\d{4}/(?:NĐ-CP|TT[A-Z]*-[A-ZĐ-]+)")
"""The number of a decree or a circular, with which forms are published; with a law there is none."""
_PUBLISHED = "https://vbpl.vn/"
"""The State's database of law. It is searched by number there: the addresses of its pages have changed before."""


_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Where a link goes in a sentence that is translated whole."""


def form_of_paper(component: Component, basis: Iterable[Text]) -> str:
    """Return the form that a paper is written on; of one without a number that must come as a file, with where it is found.

    It stands with the act that the paper's form names, else with one of the legal ``basis``.
    """
    named = localized(component.form) if component.form else ""
    if not component.form or component.eform or _NUMBERED.search(component.form.vi):
        return named
    phone = front_door().phone
    by_phone = _("; phone %(phone)s") % {"phone": phone} if phone else ""
    asked = _("ask the one-stop desk for this form before you write it%(by_phone)s") % {"by_phone": by_phone}
    acts = _ACT.findall(component.form.vi) or [number for one in basis for number in _ACT.findall(one.vi)]
    return format_html("{} ({})", named, _looked_for(acts, asked)) if acts else f"{named} ({asked})"


def _looked_for(acts: Sequence[str], asked: str) -> str:
    """Return where a form that is published with one of these acts is found, and who is ``asked`` else."""
    where = _("the national database of law (vbpl.vn)")
    link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', _PUBLISHED, where)
    words = _("look for No. %(acts)s in %(link)s, where forms stand behind the text; if it is not there, %(asked)s")
    before, _mark, after = (words % {"acts": ", ".join(acts), "link": _HERE, "asked": asked}).partition(_HERE)
    return format_html("{}{}{}", before, link, after)
