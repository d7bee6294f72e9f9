"""Joining somebody who stands at the counter with the account that this person shows (ADR 0091)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.adapter import visitor_of
from accounts.entry.tries import TooManyTriesError
from accounts.signin import OfOfficer, desk_officer
from dossiers.filing.counter import joining, people
from dossiers.models import CounterPerson
from dossiers.pages.forms import PlainText
from dossiers.refusals import Refusal


class JoinForm(forms.Form):
    """The code that the account shows, and that the card was seen."""

    code = PlainText(
        label=gettext_lazy("Code that the account shows"),
        help_text=gettext_lazy(
            "The person signs in on the own telephone and opens “Dossiers of the counter” in “My dossiers”."
        ),
        max_length=40,
    )
    seen = forms.BooleanField(
        label=gettext_lazy("I have seen the identity card of this person now, and the number on it is this one"),
        error_messages={"required": gettext_lazy("Look at the card first, then tick this.")},
    )


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_join(request: OfOfficer, pk: int) -> HttpResponse:
    """Ask for the code of the account of a person, and join both."""
    person = people.called(pk)
    if person is None:
        raise Http404
    form = JoinForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if form.is_bound and form.is_valid() and _joined(request, person, form):
        return redirect("counter_person", pk=pk)
    context = {"person": person, "form": form}
    return render(request, "desk/counter_join.html", context, status=422 if form.errors else 200)


def _joined(request: OfOfficer, person: CounterPerson, form: JoinForm) -> bool:
    """Join them, or say at the code why not."""
    try:
        people.refuse_own(request.user, person.number, person.user.full_name)
        joining.join(person, form.cleaned_data["code"], by=request.user, visitor=visitor_of(request), at=timezone.now())
    except TooManyTriesError:
        form.add_error("code", _("There were too many wrong codes. Wait a minute, then type it once more."))
    except Refusal as refusal:
        form.add_error("code", str(refusal))
    else:
        messages.success(request, _("Joined: this person now finds the dossiers of the counter in the account."))
        return True
    return False
