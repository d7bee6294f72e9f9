"""How a printed form went out, in words."""

from django.utils.translation import gettext as _

from dossiers.display.formats import vn_date
from dossiers.models import Sending
from procedures.results import Way


def sent_in_words(one: Sending) -> str:
    """Return by which postal item a paper went, or that it was given into somebody's hands, on which day and by whom that is noted."""
    said = {"number": one.number, "day": vn_date(one.on), "who": one.by.get_full_name()}
    if one.way == Way.BY_POST:
        return _("Sent by post on %(day)s, number of the item %(number)s (noted by %(who)s)") % said
    return _("Handed over on %(day)s (noted by %(who)s)") % said
