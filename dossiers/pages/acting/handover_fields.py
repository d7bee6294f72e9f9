"""What the return of a result asks for: who has it by now and how, and what becomes of the originals that lie at the desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.commands.deciding.receiving import originals_here, unfit
from dossiers.commands.given import Handover
from dossiers.display.formats import localized
from dossiers.display.labels import ORIGINALS_LABELS, WAY_LABELS
from dossiers.filing.counter import people
from dossiers.filing.rules import APPLICANT_ID, contradicts
from dossiers.models import Dossier, Event
from dossiers.pages.forms import PlainText
from dossiers.refusals.receiving import NoAccount
from procedures.form import receiving
from procedures.results import Originals, Way

OTHER_IDENTITY = "handover_other_identity"
"""The box that is ticked once somebody has looked again at an identity paper that is not the one in the dossier."""
_IDENTITY = "handover_identity"


@dataclass(frozen=True, slots=True)
class Handing:
    """A result that is to be handed over."""

    dossier: Dossier
    values: Mapping[str, Any]
    """The typed answers; empty once they are erased."""
    log: Sequence[Event]
    """As it holds."""
    sent: Mapping[str, Any]
    """What came with the form; nothing before it is sent."""

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the fields, by their names."""
        initial = self.dossier.applicant_name
        yield "handover_recipient", PlainText(label=_("Received by"), max_length=150, initial=initial)
        yield "handover_way", self._way()
        hint = _("In person: the kind and the last four digits of the paper that was shown.")
        yield _IDENTITY, PlainText(label=_("Identity shown"), max_length=100, required=False, help_text=hint)
        if OTHER_IDENTITY in self.sent:
            yield OTHER_IDENTITY, other_identity()
        yield "handover_post_number", PlainText(label=_("Number of the postal item"), max_length=60, required=False)
        yield "handover_originals", self._originals()

    def _way(self) -> forms.Field:
        """Ask how it is handed over; on line only to who can sign in, and begun with what the applicant has asked for."""
        signs_in = people.served(self.dossier) is None
        choices = [(way, label) for way, label in WAY_LABELS.items() if signs_in or way != Way.ONLINE]
        asked, warning = receiving.chosen(self.values), ""
        if asked is Way.ONLINE and not signs_in:
            asked, warning = None, str(NoAccount())
        final = _("What is handed over at the desk is recorded at once and cannot be taken back.")
        return forms.ChoiceField(
            label=_("Handed over"),
            choices=choices,
            initial=asked or Way.IN_PERSON.value,
            help_text=" ".join(filter(None, (self.asked_way, warning, final))),
            error_messages={} if signs_in else {"invalid_choice": str(NoAccount())},
        )

    def _originals(self) -> forms.Field:
        """Ask what becomes of the originals; nothing is chosen beforehand where the log says that some lie at the desk."""
        choices, here = list(ORIGINALS_LABELS.items()), originals_here(self.dossier, self.log)
        if here is None:
            return forms.ChoiceField(label=_("Originals"), choices=choices, initial=Originals.NONE.value)
        hint = _("Originals that the desk has received: %(papers)s.") % {"papers": here.papers}
        return forms.ChoiceField(label=_("Originals"), choices=[("", _("— choose —")), *choices], help_text=hint)

    @property
    def asked_way(self) -> str:
        """How the applicant would receive the result, as a sentence; nothing where nobody was asked."""
        way = receiving.chosen(self.values)
        if way is None:
            return ""
        asked = ": ".join(filter(None, (localized(receiving.label_of(way)), receiving.posted_to(self.values))))
        return _("The applicant has asked for it: %(way)s.") % {"way": asked}

    def faults(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong between fields, each with the field where it is told."""
        way, shown_paper = cleaned.get("handover_way"), cleaned.get(_IDENTITY, "")
        if way == Way.IN_PERSON and not shown_paper:
            yield _IDENTITY, _("Say which identity paper was shown.")
        if way == Way.IN_PERSON and self._is_another(shown_paper, cleaned) and not cleaned.get(OTHER_IDENTITY):
            words = _(
                "This number differs from that in the dossier, which ends in %(end)s. Look again at the paper. If it is right, tick the "
                "box below and press again."
            )
            yield _IDENTITY, words % {"end": self.values[APPLICANT_ID][-4:]}
        if way == Way.BY_POST and not cleaned.get("handover_post_number"):
            yield "handover_post_number", _("Give the number of the postal item.")
        said = cleaned.get("handover_originals")
        for refusal in unfit(self.dossier, self.log, Way(way) if way else None, Originals(said) if said else None):
            yield refusal.field, str(refusal)

    def ticks(self, form: forms.Form) -> Iterator[tuple[str, str, forms.Field]]:
        """Give the box by which another identity paper is meant after all: the field behind which it stands, its name, and it."""
        if _IDENTITY in form.errors and self._is_another(form.data.get(_IDENTITY, ""), form.cleaned_data):
            yield _IDENTITY, OTHER_IDENTITY, other_identity()

    def _is_another(self, shown_paper: str, cleaned: Mapping[str, Any]) -> bool:
        """Say whether the applicant has shown a number that is none in the dossier; whoever collects for another has one of their own."""
        known, whose = str(self.values.get(APPLICANT_ID, "")), cleaned.get("handover_recipient", "")
        is_own = whose.casefold() == self.dossier.applicant_name.casefold()
        return bool(known) and is_own and contradicts(shown_paper, known)


def other_identity() -> forms.Field:
    """Return the box by which another identity paper than that in the dossier is meant."""
    label = _("I have looked again: the paper shown is the applicant’s, though its number differs")
    return forms.BooleanField(label=label, required=False)


def given_to(cleaned: Mapping[str, Any]) -> Handover:
    """Return what the command is given of these fields."""
    return Handover(
        recipient=cleaned["handover_recipient"],
        way=Way(cleaned["handover_way"]),
        identity=cleaned.get(_IDENTITY, ""),
        post_number=cleaned.get("handover_post_number", ""),
        originals=Originals(cleaned["handover_originals"]),
    )
