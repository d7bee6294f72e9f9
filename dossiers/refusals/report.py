"""Why an official report cannot be issued."""

from django.utils.translation import gettext as _

from dossiers.refusals import Refusal


class ReplacesAnother(Refusal):
    """A report of the same period and units was issued after this person's page was made, which does not name it."""

    def __init__(self, number: int, who: str, at: str) -> None:
        super().__init__(number, who, at)
        self.number, self.who, self.at = number, who, at

    def sentence(self) -> str:
        """Name the report, who issued it and when."""
        return _(
            "This report was issued by %(who)s at %(at)s, number %(number)s, after this page was opened. Nothing was issued"
            " from you; look at it before you replace it."
        ) % {"who": self.who, "at": self.at, "number": self.number}
