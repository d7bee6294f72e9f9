"""Joining somebody who stands at the counter with the account that this person shows (ADR 0093)."""

from collections.abc import Mapping
from typing import Any

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
from dossiers.notices import joined
from dossiers.pages.forms import PlainText
from dossiers.refusals import Refusal
from dossiers.refusals.joining import NamelessAccount

NAMED = "named"
"""The box by which an account without a name takes that of the card."""


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

    def __init__(self, person: CounterPerson, typed: Mapping[str, Any] | None = None) -> None:
        """Ask for the code of a person's account, and once more for what an earlier press was asked."""
        super().__init__(typed, use_required_attribute=False)
        self.person = person
        self.fields["code"].widget.attrs["autofocus"] = not self.is_bound
        if NAMED in self.data:
            self.fields[NAMED] = self._named()

    def ask_name(self, sentence: str) -> None:
        """Ask whether the account takes the name of the card."""
        self.fields[NAMED] = self._named()
        self.add_error(NAMED, sentence)

    def _named(self) -> forms.Field:
        label = _("The name on the card is “%(name)s”: the account takes it") % {"name": self.person.user.full_name}
        return forms.BooleanField(label=label, required=False)


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_join(request: OfOfficer, pk: int) -> HttpResponse:
    """Ask for the code of the account of a person, and join both."""
    person = people.called(pk)
    if person is None:
        raise Http404
    form = JoinForm(person, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _joined(request, person, form):
        return redirect("counter_person", pk=pk)
    context = {"person": person, "form": form}
    return render(request, "desk/counter_join.html", context, status=422 if form.errors else 200)


def _joined(request: OfOfficer, person: CounterPerson, form: JoinForm) -> bool:
    """Join them, or say at the code why not."""
    try:
        people.refuse_own(request.user, person.number, person.user.full_name)
        now = timezone.now()
        made = joining.join(
            person,
            form.cleaned_data["code"],
            by=request.user,
            visitor=visitor_of(request),
            at=now,
            takes_name=form.cleaned_data.get(NAMED, False),
        )
        joined.tell(made, at=now)
    except TooManyTriesError:
        form.add_error("code", _("There were too many wrong codes. Wait a minute, then type it once more."))
    except NamelessAccount as refusal:
        form.ask_name(str(refusal))
    except Refusal as refusal:
        form.add_error("code", str(refusal))
    else:
        messages.success(request, _("Joined: this person now finds the dossiers of the counter in the account."))
        return True
    return False
