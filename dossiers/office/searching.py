"""The administrator's page of the search: what was not found, and what people call procedures."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import localized
from dossiers.office.gaps import lacking
from procedures.catalogue import spoken, unfound
from procedures.catalogue.shelf import Shelf, shelf_of
from procedures.catalogue.words import WordsError, phrase_of, shipped
from procedures.models import PHRASE_LENGTH, Procedure, SearchWord


class WordForm(forms.Form):
    """What people say, and the procedure that they mean."""

    phrase = forms.CharField(
        label=gettext_lazy("What people say"),
        help_text=gettext_lazy("One to eight words, such as “quán net”. One word alone counts with its accents only."),
        max_length=PHRASE_LENGTH,
    )
    procedure = forms.ChoiceField(label=gettext_lazy("Procedure that is meant"))

    def __init__(self, shelf: Shelf, *args: object, **kwargs: object) -> None:
        """Offer what can be filed today, by sector and name."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        offered = [(entry.slug, localized(entry.name)) for entry in shelf.entries]
        self.fields["procedure"].choices = [("", "---------"), *offered]  # type: ignore[attr-defined]  # of a ChoiceField

    def clean_phrase(self) -> str:
        """Refuse what is no phrase, and what would name every procedure."""
        try:
            phrase = phrase_of(self.cleaned_data["phrase"])
        except WordsError as none:
            raise forms.ValidationError(_("Give one to eight words.")) from none
        if shipped().says_nothing(phrase):
            raise forms.ValidationError(_("These words say nothing of one procedure: they are in many searches."))
        return " ".join(phrase)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def search_words(request: OfOfficer) -> HttpResponse:
    """Show what was searched for in vain and what was added; add or remove what people say."""
    shelf = shelf_of(timezone.localdate(), get_language() or "vi")
    if "remove" in request.POST:
        return _removed(request)
    form = WordForm(shelf, request.POST or None, initial={"phrase": request.GET.get("phrase", "")[:PHRASE_LENGTH]})
    if request.method == "POST" and form.is_valid():
        return _added(request, form)
    names = {entry.slug: entry.name for entry in shelf.entries}
    rows = SearchWord.objects.select_related("procedure", "added_by").order_by("phrase", "pk")
    context = {
        "form": form,
        "unfound": unfound.lately(timezone.localdate()),
        "rows": [(row, names.get(row.procedure.slug)) for row in rows],
    }
    return render(request, "office/search_words.html", context | lacking(request), status=422 if form.errors else 200)


def _added(request: OfOfficer, form: WordForm) -> HttpResponse:
    procedure = Procedure.objects.get(slug=form.cleaned_data["procedure"])
    if spoken.add(form.cleaned_data["phrase"], procedure, by=request.user, at=timezone.now()):
        messages.success(request, _("The search uses these words from now on."))
    else:
        messages.info(request, _("The procedure is found by these words already."))
    return redirect("search_words")


def _removed(request: OfOfficer) -> HttpResponse:
    chosen = request.POST["remove"]
    if is_row(chosen) and spoken.remove(int(chosen)):
        messages.success(request, _("The search does not use these words any more."))
    else:
        messages.info(request, _("These words were removed already."))
    return redirect("search_words")
