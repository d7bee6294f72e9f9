"""Money that a payment gateway has reported and that needs a person: what waits, what was done, and doing it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers.desk.money.cash import agency_seat, desk_seat
from dossiers.display.links import path_to
from dossiers.log.facts import facts_of
from dossiers.log.money import goes_back
from dossiers.models import CaseEnd, GatewayCase, GatewayMessage, Payment
from dossiers.pages.forms import NeededText
from dossiers.payments.gateway import cases
from dossiers.refusals import AtAField, Refusal

PAGE = 50
DIGITS = 18
"""Of a key that the database knows."""
DONE = "xong"
"""In the address: those with which somebody has dealt."""


class CaseForm(forms.Form):
    """What somebody says to have done about it; which of it is needed is the command's to say."""

    def __init__(self, ends: Sequence[CaseEnd], data: QueryDict | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        choices = [(end.value, WORDS[end]()) for end in ends]
        self.fields["end"] = forms.ChoiceField(label=_("What was done"), choices=choices, widget=forms.RadioSelect)
        if CaseEnd.RECORDED in ends:
            help_text = _("To record it: the dossier that the money is for.")
            self.fields["code"] = NeededText(label=_("Dossier number"), max_length=40, help_text=help_text)
        if CaseEnd.GIVEN_BACK in ends:
            help_text = _("Where it was given back: of the bank’s transfer.")
            longest = cases.LONGEST_REFERENCE
            self.fields["reference"] = NeededText(label=_("Reference"), max_length=longest, help_text=help_text)
        area = forms.Textarea(attrs={"rows": 3})
        hint = _("It is needed unless the money is recorded.") if CaseEnd.RECORDED in ends else ""
        self.fields["reason"] = NeededText(label=_("Reason"), max_length=1000, help_text=hint, widget=area)
        if data and data.get("meant"):
            self.ask_again()

    def ask_again(self) -> None:
        """Ask whether what seems to be paid twice, or too much, is meant."""
        self.fields["meant"] = forms.BooleanField(label=_("I have looked again: it is meant so."), required=False)

    def ending(self) -> cases.Ending:
        """Return what was typed."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("end", "code", "reference", "reason")}
        return cases.Ending(**typed, is_meant=bool(self.data.get("meant")))

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at its field."""
        if getattr(refusal, "may_be_meant", False):
            self.ask_again()
        field = refusal.field if isinstance(refusal, AtAField) and refusal.field in self.fields else None
        self.add_error(field, str(refusal))


WORDS = {
    CaseEnd.RECORDED: lambda: _("Record it as a payment of a dossier, with a receipt"),
    CaseEnd.GIVEN_BACK: lambda: _("It was given back to the payer"),
    CaseEnd.SEEN: lambda: _("Nothing more is to be done"),
}


@officer
@require_safe
def gateway_cases(request: OfOfficer) -> HttpResponse:
    """List what needs a person, or what was done about it, the newest first."""
    is_done = bool(request.GET.get(DONE))
    mine = cases.of_agency(agency_seat(request).agency_id)
    rows = mine.exclude(end="") if is_done else mine.filter(end="")
    after = request.GET.get("sau", "")
    if after.isascii() and after.isdecimal() and len(after) <= DIGITS:
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows.select_related("dossier", "transfer", "message", "by")[: PAGE + 1])
    query = {DONE: "1"} if is_done else {}
    more = f"?{urlencode(query | {'sau': shown[PAGE - 1].pk})}" if len(shown) > PAGE else ""
    address = path_to("gateway_cases")
    tabs = [
        (_("To be dealt with"), address, not is_done, mine.filter(end="").count()),
        (_("Dealt with"), f"{address}?{DONE}=1", is_done, mine.exclude(end="").count()),
    ]
    return render(request, "desk/gateway_cases.html", {"rows": shown[:PAGE], "tabs": tabs, "next_url": more})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def gateway_case(request: OfOfficer, pk: int) -> HttpResponse:
    """Show what was reported; write once what became of it."""
    found = cases.of_agency(agency_seat(request).agency_id).select_related(
        "dossier", "transfer__order", "transfer__event__payment__reversal", "message__order", "event__payment", "by"
    )
    case = get_object_or_404(found, pk=pk)
    form = CaseForm(cases.ends_of(case), request.POST if request.method == "POST" else None)
    if request.method == "POST":
        desk_seat(request)
        if form.is_valid() and _closed(request, case, form):
            return redirect("gateway_case", pk=case.pk)
    status = 422 if form.errors else 200
    return render(
        request, "desk/gateway_case.html", {"case": case, "form": form, **_around(request, case)}, status=status
    )


def _closed(request: OfOfficer, case: GatewayCase, form: CaseForm) -> bool:
    """Do it, and say whether it is done; what stands against it stands in the form."""
    try:
        cases.close(case.pk, form.ending(), by=request.user, seats=request.seats, at=timezone.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _around(request: OfOfficer, case: GatewayCase) -> dict[str, object]:
    source = case.source
    first = case.message or GatewayMessage.objects.filter(
        gateway=source.gateway, kind=source.kind, number=source.number
    ).first()  # fmt: skip
    event = case.event or (case.transfer.event if case.transfer else None)
    payment = getattr(event, "payment", None) if event else None
    taken = Payment.objects.filter(Q(part_of=payment) | Q(reverses=payment), restored=None).select_related("event")
    off = taken if payment else ()
    back = sum(row.amount for row in off if goes_back(row.event.action, facts_of(row.event)))
    is_settled = not case.end and cases.is_settled(case)
    is_paid = not case.end and cases.is_paid_since(case)
    stands = payment is not None and not (case.end or off or is_settled or is_paid)
    return {
        "source": source,
        "first": first,
        "order": source.order,
        "payment": payment,
        "stands": stands,
        "back": back,
        "is_settled": is_settled,
        "is_paid": is_paid,
        "is_back": payment is not None and back == payment.amount,
        "may_part": bool(stands and payment and 0 < cases.too_much(case) < payment.amount),
        "reversers": cases.reversers(case.dossier, timezone.localdate()) if stands and case.dossier else [],
        "acts": agency_seat(request).role is Role.ONE_STOP_OFFICER and not case.end,
    }
