"""The province that an address shows in the applicant's form, and those that are offered where a rule takes some alone."""

from collections.abc import Mapping

from django import forms

from dossiers.display.formats import localized
from dossiers.filing import drafts, rules
from dossiers.pages.fields import PROVINCE, province_of
from procedures import addresses
from procedures.answers import part_field
from procedures.machine import Machine, QuestionKind


def shown(machine: Machine, answers: Mapping[str, str]) -> dict[str, str]:
    """Return by field the provinces that addresses show, for those that were not chosen too."""
    asked = [question for question in drafts.asked_of(machine) if question.kind is QuestionKind.ADDRESS]
    return {part_field(question.name, PROVINCE): province_of(question, answers) for question in asked}


def narrow(fields: Mapping[str, forms.Field], machine: Machine, answers: Mapping[str, str]) -> None:
    """Offer the provinces alone with which the dossier can be filed, and say why; what was chosen before stays to be seen."""
    for name, rule, said in rules.only_in(machine):
        field = fields.get(name)
        # Where ours is not among them, another would have to stand there first.
        if isinstance(field, forms.ChoiceField) and addresses.DEFAULT_PROVINCE in rule.provinces:
            taken = {*rule.provinces, answers.get(name, "")}
            field.choices = [(place.code, place.name) for place in addresses.provinces() if place.code in taken]
            field.help_text = localized(said)
