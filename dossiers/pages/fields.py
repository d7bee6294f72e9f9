"""How each kind of question is asked: the field, or the few fields, by which a browser sends its answer."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Unit
from dossiers import files
from dossiers.commands.deciding.signing import Signer
from dossiers.display.agency.forms import form_of_paper
from dossiers.display.formats import localized
from dossiers.display.labels import CAPACITY_LABELS
from dossiers.filing import arriving
from dossiers.pages.answers import as_chosen
from dossiers.refusals.decision import NO_PDF, NO_PDF_INSIDE
from procedures import addresses
from procedures.answers import ADDRESS_PARTS, LICENCE_PARTS, PARTS, bounds_of, cell_field, choice_field, part_field
from procedures.catalogue.alphabet import sort_key
from procedures.form import NO, YES, Component, Question, QuestionKind, Text, paying, receiving

PROVINCE = ADDRESS_PARTS[0]
_OPTION = re.compile(r'\s*<option value="([0-9]*)"( selected)?>([^<]*)</option>')
NO_CHOICE = gettext_lazy("— choose —")

HINTS: Mapping[QuestionKind, str | Promise] = {
    QuestionKind.DATE: gettext_lazy("Day/month/year, for example 05/01/2026."),
    QuestionKind.DATE_TIME: gettext_lazy("Time, then day/month/year, for example 08:30 05/01/2026."),
    QuestionKind.PERSONAL_ID: gettext_lazy("The 12 digits on the identity card."),
    QuestionKind.TAX_CODE: gettext_lazy("10 digits; 13 for a branch; 12 for a household business."),
}
"""How an answer is written, where the procedure itself gives no hint; of a time of a day, also behind its hint."""

INPUTS: Mapping[QuestionKind, dict[str, str | Promise]] = {
    QuestionKind.INTEGER: {"inputmode": "numeric"},
    QuestionKind.MONEY: {"inputmode": "numeric"},
    QuestionKind.DATE: {"placeholder": gettext_lazy("dd/mm/yyyy"), "data-date": ""},
    QuestionKind.DATE_TIME: {"placeholder": gettext_lazy("hh:mm dd/mm/yyyy")},
    QuestionKind.PERSONAL_ID: {"inputmode": "numeric"},
    QuestionKind.TAX_CODE: {"inputmode": "numeric"},
    QuestionKind.EMAIL: {"type": "email"},
    QuestionKind.PHONE: {"type": "tel"},
}
KNOWN_TO_BROWSERS = {
    "applicant_name": "name",
    "applicant_organisation": "organization",
    "applicant_phone": "tel",
    "applicant_email": "email",
}
"""What a browser may fill in: only what concerns the person at it (WCAG 1.3.5)."""


class OfRow(list[str]):
    """Sentences at the first cell of a row that are about the whole of it."""


class AskedField(forms.BoundField):
    """A field on the page; what it is asked for only in some cases is part of its description."""

    @property
    def aria_describedby(self) -> str | None:
        """Return the ids of the condition, the hint and the error, and of what was understood."""
        is_conditional = self.name in getattr(self.form, "conditional", ())
        is_understood = getattr(self.form, "understood", {}).get(self.name)
        ids = (
            f"{self.auto_id}_condition" if is_conditional else "",
            super().aria_describedby,
            f"understood_{self.name}" if is_understood else "",
        )
        return " ".join(filter(None, ids)) or None

    @property
    def full_label(self) -> str:
        """Return the label as it is understood away from its place: with its table and row, or its address."""
        within = getattr(self.form, "within", {}).get(self.name)
        if within and self.name in getattr(self.form, "of_rows", ()):
            return str(within)
        return f"{within} – {self.label}" if within else str(self.label)


class GroupWidget(forms.Widget):
    """Of a question that several fields ask together; it has no control of its own."""

    use_fieldset = True

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - Django's signature
        """Return nothing: no control could be labelled."""
        return ""


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes that are each a field of their own: ``name.value`` is sent as ``on`` where it is ticked."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> list[str]:  # noqa: ARG002
        """Return the values of the ticked boxes."""
        return [str(value) for value, _label in self.choices if data.get(choice_field(name, str(value)))]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return a box under its own name."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"name": choice_field(name, str(value)), "value": "on"}


class Places(forms.Select):
    """A list of places, as long as there are communes: without what HTML lets out, which is a third of such a list."""

    def __init__(self, attrs: Mapping[str, str] | None = None) -> None:
        # The names of places are the same in every language.
        super().__init__({"translate": "no", **(attrs or {})})

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Return the list as HTML."""
        return SafeString(_OPTION.sub(_short, super().render(*args, **kwargs)))


def _short(option: re.Match[str]) -> str:
    code, selected, name = option.groups()
    return f"<option value={code}{selected or ''}>{name}" if code else f'<option value=""{selected or ""}>{name}'


class FilesInput(forms.ClearableFileInput):
    """A file field in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads; each is looked at by ``files.store``, here only collected."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django's signature
        """Return a list of uploads."""
        chosen = [upload for upload in (data or []) if upload]
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        return chosen


class OnePdfField(FilesField):
    """A file that can only be a PDF; that it is just one, and what is in it, is looked at later.

    Of one that is none by its first bytes it is said here, and no other kind is named that would not be taken either.
    """

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return a list of uploads, each a PDF by its name and its first bytes; one that is empty is refused as everywhere."""
        chosen = super().clean(data, initial)
        if any(not (upload.name or "").lower().endswith(".pdf") for upload in chosen):
            raise ValidationError(str(NO_PDF), code="no_pdf")
        if (misnamed := next((one for one in chosen if not files.begins_as_pdf(one)), None)) is not None:
            raise ValidationError(str(NO_PDF_INSIDE) % {"name": misnamed.name}, code="no_pdf")
        return chosen


def files_field(label: str, *, required: bool, hint: str = "") -> FilesField:
    """Return a field for files of the kinds that are taken."""
    field = FilesField(label=label, required=required, help_text=hint)
    field.widget.attrs["accept"] = files.accept_attribute()
    return field


def paper_field(component: Component, basis: Iterable[Text] = ()) -> FilesField:
    """Return the field of the files of a paper, which says when it is needed and on what form.

    ``basis``: the legal basis of the procedure, with which an official form is published.
    """
    condition = localized(component.condition).rstrip(".")
    # The form brings a link.
    hint = format_html_join(" ", "{}.", ((text,) for text in (condition, form_of_paper(component, basis)) if text))
    return files_field(localized(component.title), required=component.required, hint=hint)


def limits_of_files() -> str:
    """Return which files are taken, to be read before one is chosen."""
    limits = {**files.limits(), "most": arriving.MOST_FILES}
    return _("Each file up to %(max_mb)s MB; kinds: %(kinds)s; at most %(most)s files with the whole form.") % limits


def limits_of_one_file() -> str:
    """Return which files are taken with an act."""
    return _("Each file up to %(max_mb)s MB; kinds: %(kinds)s.") % files.limits()


def one_pdf_field(label: str, *, required: bool, hint: str = "") -> FilesField:
    """Return a field in which a browser lets one PDF be chosen."""
    field = OnePdfField(label=label, required=required, help_text=hint)
    field.widget.attrs |= {"accept": ".pdf", "multiple": False}
    return field


def fields_of(question: Question, raw: Mapping[str, str], rows: int) -> Iterator[tuple[str, forms.Field]]:
    """Give the fields of a question by the names under which browsers send them; the question's own comes first.

    ``rows`` is how many rows of a table are shown. The own field of an address, a licence or a table has none.
    """
    match question.kind:
        case QuestionKind.ADDRESS:
            yield question.name, _group(question)
            yield from _address_fields(question, raw)
        case QuestionKind.LICENCE:
            yield question.name, _group(question)
            yield from _licence_fields(question)
        case QuestionKind.TABLE:
            yield question.name, _group(question)
            for row in range(rows):
                for column in question.columns:
                    yield cell_field(question.name, row, column.name), _field(column)
        case QuestionKind.FILE:
            hint = " ".join(filter(None, (localized(question.help), limits_of_files())))
            yield question.name, files_field(localized(question.label), required=question.required, hint=hint)
        case _:
            yield question.name, _field(question)


def within(question: Question, rows: int) -> Iterator[tuple[str, str]]:
    """Give the fields that stand within a question, each with what it stands in."""
    label = localized(question.label).rstrip("?:")
    yield from ((part_field(question.name, part), label) for part in PARTS.get(question.kind, ()))
    for row in range(rows):
        place = _("%(table)s, row %(number)s") % {"table": label, "number": row + 1}
        yield from ((cell_field(question.name, row, column.name), place) for column in question.columns)


def province_of(question: Question, raw: Mapping[str, str]) -> str:
    """Return the province that an address shows: the chosen one, else the one we are in."""
    chosen = raw.get(part_field(question.name, PROVINCE), "")
    return chosen if addresses.province(chosen) else addresses.DEFAULT_PROVINCE


def _common(question: Question) -> dict[str, Any]:
    own, how = localized(question.help), HINTS.get(question.kind, "")
    hint = f"{own} {how}" if own and question.kind is QuestionKind.DATE_TIME else own or how
    if bounds := localized(bounds_of(question)):
        hint = f"{hint} {bounds}".strip()
    return {"label": localized(question.label), "help_text": hint, "required": question.required}


def _group(question: Question) -> forms.Field:
    return forms.Field(widget=GroupWidget, **_common(question))


def _address_fields(question: Question, raw: Mapping[str, str]) -> Iterator[tuple[str, forms.Field]]:
    province, commune, line = (part_field(question.name, part) for part in ADDRESS_PARTS)
    places = [(place.code, place.name) for place in addresses.provinces()]
    inside = [(place.code, place.name) for place in addresses.communes(province_of(question, raw))]
    first, second = Places({"data-communes": f"id_{commune}"}), Places()
    label = _("Ward, commune or special zone")
    yield province, forms.ChoiceField(label=_("Province or city"), choices=places, widget=first)
    yield commune, forms.ChoiceField(label=label, choices=[("", NO_CHOICE), *inside], widget=second)
    yield line, forms.CharField(label=_("House number and street, or hamlet"))


def _licence_fields(question: Question) -> Iterator[tuple[str, forms.Field]]:
    number, dated = (part_field(question.name, part) for part in LICENCE_PARTS)
    hint = _("Number and symbol as on the paper, for example 12/GP-STTTT.")
    as_a_date = forms.TextInput(attrs=dict(INPUTS[QuestionKind.DATE]))
    yield number, forms.CharField(label=_("Number on the paper"), help_text=hint)
    yield (
        dated,
        forms.CharField(label=_("Date on the paper"), help_text=str(HINTS[QuestionKind.DATE]), widget=as_a_date),
    )


def _field(question: Question) -> forms.Field:
    makers: Mapping[QuestionKind, Callable[[Question], forms.Field]] = {
        QuestionKind.CHOICE: _choice,
        QuestionKind.CHOICES: _choices,
        QuestionKind.YES_NO: _yes_no,
        QuestionKind.LONG_TEXT: _long_text,
    }
    return makers.get(question.kind, _line)(question)


def _choice(question: Question) -> forms.Field:
    if question.name == receiving.QUESTION:
        # One of its ways always stands there, so nobody has to choose.
        asked = _common(question) | {"required": True}
        return forms.ChoiceField(choices=_options(question), widget=forms.RadioSelect, **asked)
    options = [(value, as_chosen(question, value, label)) for value, label in _options(question)]
    if question.name == paying.QUESTION:
        # Few and long: a list would show the beginning of one alone on a phone.
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **_common(question))
    return forms.ChoiceField(choices=[("", NO_CHOICE), *options], **_common(question))


def _choices(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(choices=_options(question), widget=Boxes, **_common(question))


def _options(question: Question) -> list[tuple[str, str]]:
    return [(choice.value, localized(choice.label)) for choice in question.choices]


def _yes_no(question: Question) -> forms.Field:
    answers = [(YES, _("Yes")), (NO, _("No"))]
    return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **_common(question))


def _long_text(question: Question) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **_common(question))


def _line(question: Question) -> forms.Field:
    attrs = dict(INPUTS.get(question.kind, {}))
    if question.name in KNOWN_TO_BROWSERS:
        attrs["autocomplete"] = KNOWN_TO_BROWSERS[question.name]
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **_common(question))


class UnitField(forms.TypedChoiceField):
    """A choice among a few units; ``none`` is what no choice means, where it means something."""

    def __init__(self, units: list[Unit], *, none: str = "", **kwargs: Any) -> None:
        table = {str(unit.pk): unit for unit in units}
        options = sorted(
            ((key, unit.name(get_language())) for key, unit in table.items()), key=lambda one: sort_key(one[1])
        )
        if len(options) != 1:
            options.insert(0, ("", none or _("— choose —")))
        super().__init__(choices=options, coerce=table.__getitem__, empty_value=None, **kwargs)


def capacity_field(signers: Collection[Signer]) -> forms.Field:
    """Ask in what capacity these people may sign, of whom one acts on each dossier; a title's usual one stands there first."""
    offered = dict.fromkeys(capacity for one in signers for capacity in one.capacities)
    choices = [(capacity.value, str(CAPACITY_LABELS[capacity.value])) for capacity in offered]
    titles = ", ".join(dict.fromkeys(one.title for one in signers if one.title))
    if not choices:
        none = [("", _("none, nothing stands above the name"))]
        return forms.ChoiceField(label=_("Signed as"), choices=none, required=False, help_text=no_capacity())
    if not titles:
        choices.insert(0, ("", str(NO_CHOICE)))
    return forms.ChoiceField(label=_("Signed as"), choices=choices, help_text=titles)


def no_capacity() -> str:
    """Return what somebody is told who decides in another's place and holds no office in which to sign (ADR 0086)."""
    return _(
        "You decide in another’s place and your own seat has no title: the paper will bear your name without a capacity. "
        "Sign so only with a written delegation. Give its number and day in the note: whoever numbers the paper reads it there."
    )
