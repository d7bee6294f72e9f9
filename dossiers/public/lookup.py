"""What everybody may look up: how far a dossier is."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers import search
from dossiers.display.agency.receiving import receiving_of
from dossiers.models import Dossier
from dossiers.pages.forms import PlainText
from dossiers.pages.known import known_dossier
from procedures.machine import Clock, Pause, Status


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the public may know of a dossier (TT 01/2018/TT-VPCP art. 16(2d)): its number, how far it is."""

    code: str
    done: int
    steps: int
    is_accepted: bool
    is_ended: bool
    is_returned: bool
    pause: Pause | None
    """Why its time stands still: the applicant is waited for."""
    is_ready: bool
    """Whether the result waits to be handed over."""
    waits_for: str
    """How it is to be handed over, by the way that was chosen: "" before it is ready."""
    is_answered: bool
    """Whether the applicant has handed in what was asked for, and the desk looks at it."""
    lies: bool
    """Whether something waits at the desk still after the end, as a result that the post has sent back."""


class LookupForm(forms.Form):
    """The dossier number, for people without an account."""

    code = PlainText(label=gettext_lazy("Dossier number"), max_length=60)

    def clean_code(self) -> str:
        """Return the number as it was typed; raises ``ValidationError`` for what can be none."""
        code: str = self.cleaned_data["code"]
        if short := search.without_agency(code):
            raise forms.ValidationError(
                _("This is no whole dossier number: the agency’s code is lacking. The whole one is written %(whole)s.")
                % {"whole": f"{settings.AGENCY_CODE}-{short}"}
            )
        if not search.is_whole_number(code):
            raise forms.ValidationError(
                _("This is no whole dossier number. It is written like %(example)s and stands on your receipt.")
                % {"example": f"{settings.AGENCY_CODE}-261128-0001"}
            )
        return code


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Show how far a dossier is, to anybody who knows its number."""
    searched = "code" in request.GET
    form = LookupForm(request.GET if searched else None, use_required_attribute=False)
    found = None
    if form.is_valid():
        found = progress_by(form.cleaned_data["code"])
    context = {"form": form, "searched": searched and form.is_valid(), "found": found}
    response = render(request, "public/lookup.html", context)
    if searched:
        # What is found by a number is of a person, and the number stands in the address.
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def progress_by(code: str) -> Progress | None:
    """Return how far the dossier with a number is; None where nobody has that number."""
    dossiers = Dossier.objects.select_related("version").defer("version__text")
    dossier = search.numbered(dossiers, code).first()
    return progress_of(known_dossier(dossier, timezone.now())) if dossier else None


def progress_of(dossier: Dossier) -> Progress:
    """Return how many steps of its process a dossier has behind it."""
    steps = [step.name for step in dossier.machine.steps]
    place = dossier.place
    done = len(steps) if place.status == Status.RETURNED else steps.index(place.step) if place.step else 0
    is_accepted, is_ready = place.clock is not Clock.NOT_STARTED, place.status == Status.RESULT_READY
    return Progress(
        dossier.code,
        done,
        len(steps),
        is_accepted,
        is_ended=place.is_end,
        is_returned=place.status == Status.RETURNED,
        pause=place.pause,
        is_ready=is_ready,
        waits_for=_waits_for(dossier) if is_ready else "",
        is_answered=place.pause is Pause.SUPPLEMENT and dossier.arrived == "answered" and dossier.owes_answer,
        lies=place.is_end and dossier.to_hand_back,
    )


def _waits_for(dossier: Dossier) -> str:
    return receiving_of(list(dossier.events.select_related("payload").order_by("sequence"))).waiting
