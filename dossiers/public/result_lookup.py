"""Whether a result is in force: asked by anybody who holds the paper, by its number and its date, and no more told.

A written answer grants nothing that could be in force; of it is told that it was issued here.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dossiers.models import Result
from dossiers.pages.fields import INPUTS
from dossiers.pages.forms import Day, PlainText
from dossiers.pages.links import gone_since
from dossiers.papers.recorded.vouched import result_agrees, result_digest
from dossiers.public.verify import compare, given_out
from procedures.form import QuestionKind

ISSUER = "issuer"
"""Who decided, in the address, where several papers have one number and date."""
MOST = 20
"""Of such papers."""


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
    meant = _meant(_fitting(form), request.GET)
    found = meant[0] if len(meant) == 1 else None
    sha256 = result_digest(found) if found else ""
    context = {
        "form": form,
        "searched": searched and form.is_valid(),
        "found": found,
        "several": _choices(meant, request.GET.get("dated", "")) if len(meant) > 1 else (),
        "sha256": sha256,
        "matches": not (found and sha256) or result_agrees(found, sha256),
        "compared": compare(request.FILES.get("file"), sha256) if sha256 and request.method == "POST" else None,
    }
    return render(request, "public/result_lookup.html", context | _standing(found, timezone.localdate()))


def _standing(found: Result | None, today: date) -> dict[str, object]:
    """Return whether a result is in force, and since when it is not; of a written answer that it is one."""
    return {
        "is_answer": found is not None and not found.grants,
        "validity": found.validity(today) if found and found.grants else None,
        "since": gone_since(found, today) if found else None,
    }


def _fitting(form: ResultForm) -> list[Result]:
    """Return what has the number and the date: more than one where several agencies have decided, each with numbers of its own."""
    if not form.is_valid():
        return []
    found = given_out().numbered(form.cleaned_data["number"], form.cleaned_data["dated"])
    return list(found.order_by("issuer", "number", "pk")[:MOST])


def _meant(fitting: Sequence[Result], asked: QueryDict) -> Sequence[Result]:
    """Narrow to what was chosen of several."""
    chosen = [one for one in fitting if one.issuer == asked.get(ISSUER)]
    return [one for one in chosen if one.number == asked.get("number")] or chosen or fitting


def _choices(meant: Sequence[Result], dated: str) -> list[tuple[Result, str]]:
    """Return each with the address that means it alone."""
    return [(one, f"?{urlencode({'number': one.number, 'dated': dated, ISSUER: one.issuer})}") for one in meant]
