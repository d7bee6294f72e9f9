"""The administrator's page of who is told of which figures."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import ROLE_LABELS, Unit, User
from accounts.roles import Role
from accounts.rows import is_row
from accounts.seats import Seats, seats_of
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import unit_name
from dossiers.lists.names import by_name, called
from dossiers.models import ALERTED_ROLES, AlertKind
from dossiers.office.gaps import lacking
from dossiers.reports.alerts import rules
from dossiers.reports.alerts.whose import may_see


class RuleForm(forms.Form):
    """Who is told of what."""

    kind = forms.ChoiceField(label=gettext_lazy("What is told"), choices=AlertKind)
    unit = forms.ChoiceField(label=gettext_lazy("Of which unit"))
    whom = forms.ChoiceField(
        label=gettext_lazy("Whom"),
        help_text=gettext_lazy("A role means whoever holds it in the unit or its agency on that day. Mail is sent."),
    )

    def __init__(self, seats: Seats, *args: object) -> None:
        """Offer the units of the administrator's agencies, and who answers for them."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        self.units = {str(unit.pk): unit for unit in rules.units_of(seats)}
        found = by_name(rules.people_of(seats, timezone.localtime()))
        self.people, names = {f"person-{person.pk}": person for person in found}, called(found)
        roles = [(role.value, str(ROLE_LABELS[Role(role)])) for role in ALERTED_ROLES]
        people = [(key, names[person.pk]) for key, person in self.people.items()]
        self.fields["unit"].choices = [(key, unit_name(unit)) for key, unit in self.units.items()]  # type: ignore[attr-defined]
        self.fields["whom"].choices = [(_("A role"), roles), (_("A person"), people)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Refuse a person who does not answer for the unit: nothing would be sent."""
        cleaned = super().clean() or {}
        if {"unit", "whom"} <= cleaned.keys():
            whom, unit = cleaned["whom"], self.chosen_unit
            person = self.people.get(whom)
            if person and not may_see(seats_of(person, timezone.localdate()), unit):
                self.add_error("whom", _("This person does not answer for that unit."))
            if whom == Role.DIVISION_HEAD and unit.pk == unit.agency_id:
                self.add_error("whom", _("The head of a division answers for the division alone."))
        return cleaned

    @property
    def chosen_unit(self) -> Unit:
        """The unit of a valid form."""
        return self.units[self.cleaned_data["unit"]]

    @property
    def chosen_whom(self) -> Role | User:
        """The role or person of a valid form."""
        whom = self.cleaned_data["whom"]
        return self.people.get(whom) or Role(whom)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def alert_rules(request: OfOfficer) -> HttpResponse:
    """Show who is told of what; add or remove a rule."""
    if "remove" in request.POST:
        return _removed(request)
    form = RuleForm(request.seats, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _added(form, request)
    rows = [
        (rule, str(AlertKind(rule.kind).label), unit_name(rule.unit), _whom(rule.role, rule.person))
        for rule in rules.rules_of(request.seats)
    ]
    context = {"form": form, "rows": rows, **lacking(request)}
    return render(request, "office/alert_rules.html", context, status=422 if form.errors else 200)


def _whom(role: str, person: User | None) -> str:
    return person.get_full_name() if person else str(ROLE_LABELS[Role(role)])


def _added(form: RuleForm, request: OfOfficer) -> HttpResponse:
    kind = AlertKind(form.cleaned_data["kind"])
    if rules.add(form.chosen_unit, kind, form.chosen_whom, at=timezone.now()):
        messages.success(request, _("They are told from now on."))
    else:
        messages.info(request, _("They are told already."))
    return redirect("alert_rules")


def _removed(request: OfOfficer) -> HttpResponse:
    chosen = request.POST["remove"]
    if is_row(chosen) and rules.remove(request.seats, int(chosen)):
        messages.success(request, _("They are not told any more."))
    else:
        messages.info(request, _("This was removed already."))
    return redirect("alert_rules")
