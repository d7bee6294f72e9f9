"""The page on which people choose of what they get mail, and in which language."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signin import SignedIn, signed_in, works_here
from dossiers.display.labels import notice_group_label
from dossiers.models import Dossier, Morning
from dossiers.models.dispatch import SMS, ZALO
from dossiers.notices import addresses, kinds, preferences
from dossiers.notices.channels.returns.standing import of_account
from dossiers.notices.preferences import Choice
from dossiers.notices.texts import phones


class ChoicesForm(forms.Form):
    """What somebody chooses; the groups are those that concern the person: an officer who has filed something has both."""

    mail = forms.MultipleChoiceField(
        label=gettext_lazy("Send me mail of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("Both in one mail")),
            ("vi", gettext_lazy("Vietnamese")),
            ("en", gettext_lazy("English")),
        ],
    )

    morning = forms.ChoiceField(
        label=gettext_lazy("When mail about work comes"),
        required=False,
        widget=forms.RadioSelect,
        choices=Morning.choices,
        help_text=gettext_lazy(
            "What cannot wait is a deadline that is near or has passed, what a colleague asks you to see to, and a dossier that"
            " comes to you on the day on which it is due. In the morning it is one mail, in the language chosen above or in"
            " Vietnamese, and none where there is nothing new."
        ),
    )

    daily = forms.BooleanField(
        label=gettext_lazy("Gather it into one mail a day"),
        required=False,
        help_text=gettext_lazy(
            "Of the groups ticked above, for your own dossiers, to the address of your account: at 5 in the afternoon, as far as"
            " you have not read it here. What the law asks for is always sent at once, in a mail of its own."
        ),
    )

    texts = forms.ChoiceField(
        label=gettext_lazy("Also as a text message"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", gettext_lazy("No")), (SMS, "SMS"), (ZALO, "Zalo")],
        help_text=gettext_lazy(
            "Of one's own dossiers, of the same groups. It names the dossier and what has happened, nobody by name."
        ),
    )

    def __init__(self, person: User, given: QueryDict | None) -> None:
        """Offer what concerns a person, as it is chosen now."""
        of_office = works_here(person)
        self.applies = not of_office or Dossier.objects.of_applicant(person).exists()
        self.groups = kinds.groups(of_office=of_office, of_applicants=self.applies)
        chosen = preferences.chosen_by([person])[person.pk]
        self._before = chosen
        on = [group for group in self.groups if group not in chosen.off]
        own = {"texts": chosen.texts, "daily": chosen.daily}
        morning = chosen.morning or Morning.GATHERED
        super().__init__(given, initial={"mail": on, "language": chosen.language, "morning": morning, **own})
        self.phone = phones.confirmed(person) if settings.TEXTS_URL else ""
        if not settings.TEXTS_URL or not self.applies:
            del self.fields["texts"]
        elif not self.phone:
            self._offer_no_texts()
        if not of_office:
            del self.fields["morning"]
        if not self.applies:
            del self.fields["daily"]
        self.fields["mail"].choices = [(group.value, notice_group_label(group)) for group in self.groups]  # type: ignore[attr-defined]

    def _offer_no_texts(self) -> None:
        """Offer no message while no phone is confirmed, whatever was chosen before: none would be sent."""
        field, none = self.fields["texts"], gettext_lazy("No")
        field.choices = [("", none)]  # type: ignore[attr-defined]
        field.initial = self.initial["texts"] = ""
        why = _("No phone of yours is confirmed yet: confirm one first, on the page “My phone”.")
        field.help_text = field.error_messages["invalid_choice"] = why

    @property
    def choice(self) -> Choice:
        """What a valid form says; what is not asked of somebody stays as it was chosen."""
        given, before = self.cleaned_data, self._before
        kept = before.off.difference(self.groups)
        off = kept.union(group.value for group in self.groups if group not in given["mail"])
        texts = given.get("texts", "" if self.applies else before.texts)
        morning, daily = given.get("morning", before.morning), given.get("daily", before.daily)
        return Choice(off, given["language"], morning, texts, daily)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: SignedIn) -> HttpResponse:
    """Show and keep what somebody has chosen."""
    form = ChoicesForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        preferences.choose(request.user, form.choice, at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("mail_choices")
    is_told = not works_here(request.user)
    shown = {
        "form": form,
        "unconfirmed": addresses.unconfirmed(request.user) if is_told else [],
        "back": of_account(request.user, timezone.now()) if is_told else [],
    }
    return render(request, "inbox/choices.html", shown, status=422 if form.is_bound else 200)
