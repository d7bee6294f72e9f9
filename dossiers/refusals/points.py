"""Refusals of a receiving point."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.refusals import Refusal
from procedures.machine import Text


class PointClosed(Refusal):
    """A dossier was brought to a receiving point that takes none on that day."""

    def __init__(self, name: Text, on: date, others: Sequence[Text]) -> None:
        super().__init__(name, on, others)
        self.name, self.on, self.others = name, on, others

    def sentence(self) -> str:
        """Name the point, the day, and where dossiers are received then."""
        language = get_language()
        said = _("%(point)s does not receive dossiers on %(on)s. Nothing was recorded.") % {
            "point": self.name.of(language),
            "on": f"{self.on:%d/%m/%Y}",
        }
        if not self.others:
            return said
        open_ones = "; ".join(other.of(language) for other in self.others)
        return f"{said} " + _("Dossiers are received at: %(points)s.") % {"points": open_ones}
