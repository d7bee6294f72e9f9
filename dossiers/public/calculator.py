"""The fee calculator: how much it will be, for those who do not file yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dossiers.display.cases import case_of
from dossiers.display.formats import localized
from procedures.answers import AnswerError, integer
from procedures.form.fees import Due, total
from procedures.machine import Fee, Machine

MOST = 1_000_000
"""Of a tariff whose form sets no bound: beyond it the finger has stayed on a key."""


class Quantity(forms.Field):
    """How many of something: a whole number as it is written in Viet Nam, or nothing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> int | None:
        """Return the number, None where there is none; raises ``ValidationError``."""
        text = str(value or "").strip()
        try:
            return integer(text, 0, self.most) if text else None
        except AnswerError as error:
            raise ValidationError(localized(error.sentence)) from error


@dataclass(frozen=True, slots=True)
class Line:
    """A fee of the tariff with its field, or None where it is always due."""

    fee: Fee
    field: forms.BoundField | None
    amount: int | None
    """What it comes to, as far as it was asked for."""
    case: tuple[str, str] | None
    """Of a flat fee that is not always due: the question that decides it, and the answers that mean it."""


class FeeForm(forms.Form):
    """A field for each fee that is counted, and a box for each that is due in some cases only."""

    def __init__(self, machine: Machine, data: Mapping[str, Any]) -> None:
        self.machine = machine
        self.fees = {f"fee_{place}": fee for place, fee in enumerate(machine.fees)}
        super().__init__({name: data[name] for name in self.fees if name in data} or None, use_required_attribute=False)
        for name, fee in self.fees.items():
            if _is_counted(fee):
                self.fields[name] = Quantity(label=_fee_in_words(fee), most=_most(machine, fee))
            elif fee.when:
                box = forms.CheckboxInput(attrs={"class": "form-check-input"})
                self.fields[name] = forms.BooleanField(label=localized(fee.name), required=False, widget=box)

    @property
    def is_useful(self) -> bool:
        """Say whether there is anything to count or to choose."""
        return bool(self.fields)

    @property
    def live_parts(self) -> str:
        """Return the ids of what a live answer replaces besides the sum, as htmx wants them."""
        return ",".join(
            f"#{self[name].auto_id}_{part}:innerHTML" for name in self.fields for part in ("faults", "amount")
        )

    @property
    def lines(self) -> list[Line]:
        """Return each fee with its field, in the order of the definition."""
        amounts = {due.fee: due.amount for due in self.dues}
        return [self._line(name, fee, amounts.get(fee)) for name, fee in self.fees.items()]

    def _line(self, name: str, fee: Fee, amount: int | None) -> Line:
        case = case_of(self.machine, fee.when) if fee.when and not _is_counted(fee) else None
        return Line(fee, self[name] if name in self.fields else None, amount, case)

    @property
    def dues(self) -> Sequence[Due]:
        """Return what is due by what was typed; nothing where it cannot be read."""
        if not self.is_valid():
            return ()
        return [due for name, fee in self.fees.items() if (due := _due(fee, self.cleaned_data.get(name, True)))]

    @property
    def sum(self) -> int | None:
        """Return what it comes to in đồng; None where nothing was asked for or something cannot be read."""
        given = self.cleaned_data.values() if self.is_valid() else ()
        asked = [value for value in given if value is not None and value is not False]
        return total(self.dues) if asked else None


def _due(fee: Fee, given: int | None) -> Due | None:
    """Return what a fee comes to: a tariff for so many, a flat one if it is wanted."""
    if _is_counted(fee):
        return None if given is None else Due(fee, given, fee.amount * given)
    return Due(fee, None, fee.amount) if given else None


def _is_counted(fee: Fee) -> bool:
    return fee.per is not None or fee.quantity is not None


def _fee_in_words(fee: Fee) -> str:
    return f"{localized(fee.name)} ({localized(fee.per)})" if fee.per else localized(fee.name)


def _most(machine: Machine, fee: Fee) -> int:
    question = machine.question(fee.quantity) if fee.quantity else None
    return MOST if question is None or question.maximum is None else question.maximum
