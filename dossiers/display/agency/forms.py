"""Which form a paper is to be written on, and where one gets it: no file of an official form is kept here."""

import re

from django.utils.translation import gettext as _

from dossiers.display.agency.front_door import front_door
from dossiers.display.formats import localized
from procedures.form import Component

_NUMBERED = re.compile(r"mẫu (?:số )?\d", re.IGNORECASE)
"""A form that is named by its number, in Vietnamese: whoever has the number finds the form in the text of the law."""


def form_of_paper(component: Component) -> str:
    """Return the form that a paper is written on; of one without a number that must come as a file, with who gives it."""
    named = localized(component.form) if component.form else ""
    if not component.form or component.eform or _NUMBERED.search(component.form.vi):
        return named
    phone = front_door().phone
    by_phone = _("; phone %(phone)s") % {"phone": phone} if phone else ""
    asked = _("ask the one-stop desk for this form before you write it%(by_phone)s") % {"by_phone": by_phone}
    return f"{named} ({asked})"
