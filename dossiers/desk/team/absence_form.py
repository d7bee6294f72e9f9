"""The forms by which somebody is away from a day to another, and somebody else stands in."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.absences import Absence, Candidate, days_of, span
from accounts.models import Substitution, User
from accounts.people.soon import named, soon_of
from dossiers.display.labels import role_label, seats_label
from dossiers.lists.names import called, name_key
from dossiers.pages.forms import Day
from dossiers.reports.alerts.stranded import Left


class Asking(forms.Form):
    """A form that asks once more what may be meant all the same."""

    @property
    def answer(self) -> str:
        """What the answer is of: with anything else the question is put again."""
        raise NotImplementedError

    def is_asked(self, questions: Sequence[str]) -> bool:
        """Ask something; say whether it is asked, and not answered yet."""
        answer = self.answer
        if not questions or self.data.get(self.add_prefix("meant")) == answer:
            return False
        self.fields["meant"] = forms.BooleanField(
            label=_("Enter it all the same"),
            widget=forms.CheckboxInput(attrs={"value": answer}, check_test=lambda _value: False),
        )
        for question in questions:
            self.add_error("meant", question)
        return True


class AbsenceForm(Asking):
    """From when, until when, and who stands in."""

    since = Day(
        label=gettext_lazy("First day away"),
        help_text=gettext_lazy("Whoever stands in may act from the moment on at which this is entered, not before."),
    )
    until = Day(label=gettext_lazy("Last day away"), help_text=gettext_lazy("The last day counts too."))
    substitute = forms.ChoiceField(
        label=gettext_lazy("Who stands in"),
        required=False,
        help_text=gettext_lazy(
            "That person gets the rights of the seat on these days; what is done is recorded as in place of."
        ),
    )

    def __init__(self, absent: User, found: Sequence[Candidate], *args: object) -> None:
        """Offer who may stand in for somebody, those of the same role and unit first."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        self.found = found
        # What nobody could go on with, where that is asked about (``team.lying``).
        self.lying: Sequence[Any] = ()
        self.absent, self.people = absent, {str(one.person.pk): one.person for one in found}
        self._untitled = {str(one.person.pk) for one in found if one.signs_without_title}
        comes = with_what_comes(found, timezone.localdate())
        names = called(one.person for one in found)
        near = [option(one, names[one.person.pk], words) for one, words in comes if one.is_near]
        others = [option(one, names[one.person.pk], words) for one, words in comes if not one.is_near]
        groups = [(_("Same role and unit"), near), (_("Others of the agency"), others)]
        choices = [("", _("Nobody stands in")), *((label, options) for label, options in groups if options)]
        field = self.fields["substitute"]
        field.choices = choices  # type: ignore[attr-defined]
        if any(one.signs_without_title for one in found):
            field.help_text = f"{field.help_text} {named_alone()}"
        if not found:
            field.help_text = nobody_to_choose()

    @property
    def wanted(self) -> Absence:
        """What a valid form says."""
        who = self.people.get(self.cleaned_data["substitute"])
        return Absence(self.absent, who, self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def named_alone(self) -> str:
        """What papers will say of who was chosen, where that one decides and has no title; "" of all others."""
        who = self.people.get(self.cleaned_data["substitute"])
        if who is None or str(who.pk) not in self._untitled:
            return ""
        return f"{who.get_full_name()}: {named_alone()}"

    @property
    def answer(self) -> str:
        """What the answer to a question is of: one person and these days."""
        return f"{self.cleaned_data['since']} {self.cleaned_data['until']} {self.cleaned_data['substitute']}"


class LastDayForm(Asking):
    """Until when somebody is away instead: of an absence that is there."""

    until = Day(label=gettext_lazy("New last day"))

    @property
    def answer(self) -> str:
        """What the answer to a question is of."""
        return str(self.cleaned_data["until"])


def prefix_of(row: Substitution) -> str:
    """Return by what the fields of an absence are told from those of others on the page."""
    return f"absence-{row.pk}"


def last_day_form(row: Substitution, sent: QueryDict | None = None) -> LastDayForm:
    """Return the form by which the last day of an absence is changed, with what was sent."""
    return LastDayForm(sent, prefix=prefix_of(row), initial={"until": row.until})


def left_to_nobody(left: Sequence[Left], first: date) -> str:
    """Say what nobody could go on with from a day on."""
    words = {"day": f"{first:%d/%m/%Y}", "what": in_words(left)}
    return _("From %(day)s on nobody could go on with: %(what)s.") % words


def two_stand_in(wanted: Absence, other: Substitution, on: date) -> str:
    """Say that on some days two people would stand in, and what to do where one is enough."""
    first, last = max(other.since, wanted.since, on), min(other.until, wanted.until)
    sentence = _(
        "An absence is entered already, %(days)s, with %(other)s standing in: on %(both)s %(other)s and %(name)s would both "
        "stand in. Where one is enough, first change the last day of that one in the table above, or end it."
    )
    return sentence % {
        "days": days_of(other),
        "other": other.substitute.get_full_name() if other.substitute else "",
        "both": span(first, last),
        "name": wanted.substitute.get_full_name() if wanted.substitute else "",
    }


def nobody_to_choose() -> str:
    """Say where nobody can be chosen what makes that possible: of the provincial office there is often one officer alone."""
    return _(
        "Nobody of your agency can stand in yet: ask the administrator to give somebody a seat there, who can then be chosen here."
    )


def named_alone() -> str:
    """Say what a paper says of whoever decides in a leader's place and has no title (ADR 0086)."""
    return _(
        "Who has no title below a signature decides without a capacity: the paper bears the name alone, and nothing above it."
    )


def with_what_comes(found: Sequence[Candidate], on: date) -> list[tuple[Candidate, str]]:
    """Return who may stand in with who soon is not there any more, in words, after all others: one query, none for nobody."""
    soon = soon_of([one.person.pk for one in found], on) if found else {}
    pairs = [(one, soon[one.person.pk].in_words()) for one in found]
    return sorted(pairs, key=lambda pair: (bool(pair[1]), *rank(pair[0])))


def rank(one: Candidate) -> tuple[bool, bool, tuple[str, str]]:
    """Return what choices are sorted by: whoever has the same role and unit first, then who gets all that is lent, then the name."""
    return not one.is_near, bool(one.lacking), name_key(one.person)


def option(one: Candidate, name: str, comes: str) -> tuple[str, str]:
    """Return somebody who may stand in as the choice has it: the key, and the name with what comes, the seats, and what is not lent."""
    text = f"{named(name, comes)} · {seats_label(one.seats)}"
    if one.lacking:
        text = _("%(who)s (not for: %(what)s)") % {"who": text, "what": seats_label(one.lacking)}
    if one.signs_without_title:
        text = _("%(who)s – no title below a signature") % {"who": text}
    return str(one.person.pk), text


def in_words(left: Iterable[Left]) -> str:
    """Return what lies with nobody: how many dossiers, of which role in which unit."""
    return "; ".join(
        ngettext("%(n)s dossier of %(role)s, %(unit)s", "%(n)s dossiers of %(role)s, %(unit)s", one.count)
        % {"n": one.count, "role": role_label(one.role), "unit": one.unit.name(get_language())}
        for one in left
    )
