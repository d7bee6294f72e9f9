"""The administrator's pages of who of the counter was joined with which account: found, and parted with a reason (ADR 0093)."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.people import finding
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.filing.counter import joining
from dossiers.lists.paging import part_of
from dossiers.models import Dossier, Joining
from dossiers.models.draft import MOST_REASON, JoiningQuerySet
from dossiers.notices import joined
from dossiers.office.gaps import lacking
from dossiers.office.people.listed import NOTHING, named
from dossiers.pages.forms import PlainText
from dossiers.refusals.joining import OwnJoining

STATES = (("standing", gettext_lazy("Joined now")), ("parted", gettext_lazy("Parted")))


class JoiningsForm(forms.Form):
    """Which joinings are looked for; all of it narrows."""

    who = PlainText(
        label=gettext_lazy("Person or account"),
        help_text=gettext_lazy("Name, user name or mail, or the whole number of an identity paper."),
        required=False,
        max_length=150,
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=[NOTHING, *STATES])

    def asked(self) -> Q:
        """Narrow to what a valid form asks."""
        which, text = Q(), self.cleaned_data["who"]
        if text:
            people, number = User.objects.filter(named(text)).values("pk"), "".join(text.split())
            of_number = Q(person__number=number) | Q(person__former=number) | Q(account__personal_id=number)
            which = Q(person__in=people) | Q(account__in=people) | of_number
        state = self.cleaned_data["state"]
        return which & Q(parted_at__isnull=state == "standing") if state else which


class PartForm(forms.Form):
    """Why they are parted, and that this is meant."""

    reason = PlainText(
        label=gettext_lazy("Why they are parted"),
        help_text=gettext_lazy("Officers read it beside each dossier of the person; the account does not."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Part them: from now on this account opens none of these dossiers"),
        error_messages={"required": gettext_lazy("Tick this if they are to be parted.")},
    )


@administrator
@require_safe
def joinings(request: OfOfficer) -> HttpResponse:
    """List the joinings of whom the agency serves, the newest first, those that were parted too."""
    form = JoiningsForm(request.GET)
    found = visible(request.seats).filter(form.asked() if form.is_valid() else Q(pk__in=()))
    page = part_of(found, request.GET, newest_first=True)
    context = {"form": form, "page": page, "rows": page.rows, "is_asked": any(form.data.values())}
    return render(request, "office/joinings.html", context | lacking(request), status=422 if form.errors else 200)


def visible(seats: Seats) -> JoiningQuerySet:
    """Narrow to whom an administrator's agencies serve: who has a dossier there, or was joined by one of their officers."""
    agencies = seats.administered_agency_ids
    theirs = Dossier.objects.filter(applicant=OuterRef("person"), agency__in=agencies)
    officers = finding.seats_in(agencies).order_by().values("user")
    found = Joining.objects.filter(Q(Exists(theirs)) | Q(joined_by__in=officers))
    return found.select_related("person__user", "account", "joined_by", "parted_by")


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def part_joining(request: OfOfficer, pk: int) -> HttpResponse:
    """Ask why an account is parted from somebody of the counter, and part them."""
    found = get_object_or_404(visible(request.seats), pk=pk)
    if found.parted_at:
        messages.info(request, _("They were parted already."))
        return redirect("joinings")
    form = PartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _parted(request, found, form):
        return redirect("joinings")
    files = Dossier.objects.filter(applicant=found.person_id).count()
    context = {"form": form, "joining": found, "files": files, **lacking(request)}
    return render(request, "office/part_joining.html", context, status=422 if form.errors else 200)


def _parted(request: OfOfficer, found: Joining, form: PartForm) -> bool:
    now = timezone.now()
    try:
        with transaction.atomic():
            done = joining.part(found, form.cleaned_data["reason"], by=request.user, at=now)
            if done:
                joined.tell_parted(done, at=now)
    except OwnJoining as refusal:
        form.add_error(None, str(refusal))
        return False
    if done:
        sentence = _("Parted. The account is told on this site, and so is who has joined them, to tell the person.")
        messages.success(request, sentence)
    else:
        messages.info(request, _("They were parted already."))
    return True
