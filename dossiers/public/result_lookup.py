"""Whether a result is in force: asked by anybody who holds the paper, by its number and its date, and no more told.

A written answer grants nothing that could be in force; of it is told that it was issued here.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers.pages.fields import INPUTS
from dossiers.pages.forms import Day, PlainText
from dossiers.pages.links import gone_since
from dossiers.papers.recorded.vouched import result_agrees, result_digest
from dossiers.public.verify import compare, given_out
from procedures.form import QuestionKind


class ResultForm(forms.Form):
    """The number and the date that stand on the paper; numbers begin anew each year."""

    number = PlainText(label=gettext_lazy("Number on the paper"), max_length=60)
    dated = Day(
        label=gettext_lazy("Date on the paper"),
        help_text=gettext_lazy("Day/month/year, for example 05/01/2026."),
        widget=forms.TextInput(attrs=dict(INPUTS[QuestionKind.DATE])),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def result_lookup(request: HttpRequest) -> HttpResponse:
    """Say whether a paper with this number and date was issued here, and whether it is in force.

    A file that is sent is compared with what was recorded of it, and not kept.
    """
    searched = "number" in request.GET
    form = ResultForm(request.GET if searched else None, use_required_attribute=False)
    found, today = None, timezone.localdate()
    if form.is_valid():
        found = given_out().numbered(form.cleaned_data["number"], form.cleaned_data["dated"]).first()
    sha256 = result_digest(found) if found else ""
    compared = compare(request.FILES.get("file"), sha256) if sha256 and request.method == "POST" else None
    context = {
        "form": form,
        "searched": searched and form.is_valid(),
        "is_answer": found is not None and not found.grants,
        "sha256": sha256,
        "matches": not (found and sha256) or result_agrees(found, sha256),
        "compared": compared,
        "validity": found.validity(today) if found and found.grants else None,
        "since": gone_since(found, today) if found else None,
    }
    return render(request, "public/result_lookup.html", context)
