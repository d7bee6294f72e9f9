"""What became of the reasons that a unit keeps: who wrote which, what stood there before, and how one is found again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Unit, UnitKind, User
from dossiers.lists.wanted import Wanted
from dossiers.models import Occasion, ReasonChange, ReasonTemplate
from procedures.machine import Machine
from procedures.models import ProcedureVersion, UnitSector, machines_of

LABELS: Mapping[str, Promise] = {
    "title": gettext_lazy("Short name"),
    "text": gettext_lazy("Text for the applicant"),
    "occasion": gettext_lazy("Used for"),
    "unit": gettext_lazy("Unit"),
    "order": gettext_lazy("Place in the list"),
    "is_active": gettext_lazy("In use"),
}
"""What a keeper writes, as it is called."""
# What the row of an occasion may be looked for by, in either language.
PAPERS = {
    Occasion.SUPPLEMENT: "yêu cầu bổ sung request for a supplement",
    Occasion.REFUSAL: "từ chối refusal",
    Occasion.OTHER: "",
}


@dataclass(frozen=True, slots=True)
class Was:
    """A thing of a template as it was before and after a change; ``before`` "" of a new one."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Written:
    """A change of a template, in words."""

    change: ReasonChange
    values: Sequence[Was]
    is_new: bool


def write(row: ReasonTemplate, values: Mapping[str, object], *, by: User, at: datetime) -> None:
    """Write a template, and what it was before, in the caller's transaction; of what stays the same nothing is kept."""
    kept = ReasonTemplate.objects.select_for_update().filter(pk=row.pk).first() if row.pk else None
    before = _texts(kept) if kept else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if (after := _texts(row)) != before:
        ReasonChange.objects.create(template=row, by=by, at=at, before=before, after=after)


def of(row: ReasonTemplate) -> list[Written]:
    """Return what became of a template, the newest first: two queries."""
    changes = list(row.changes.select_related("by"))
    named = {text for one in changes for text in (one.before.get("unit", ""), one.after["unit"])}
    units = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=[pk for pk in named if pk])}
    return [Written(one, tuple(_values(one, units)), not one.before) for one in changes]


def last_of(rows: Iterable[ReasonTemplate]) -> dict[int, ReasonChange]:
    """Return the last change of each template of which one is known: one query."""
    found = ReasonChange.objects.filter(template__in=rows).order_by("template_id", "-id").distinct("template_id")
    return {one.template_id: one for one in found.select_related("by")}


def found(rows: Sequence[ReasonTemplate], wanted: Wanted) -> list[ReasonTemplate]:
    """Return the templates with what is looked for: in their words of now and before, or of a unit's procedures and papers."""
    if not wanted:
        return list(rows)
    former: dict[int, list[str]] = {}
    for pk, before in ReasonChange.objects.filter(template__in=rows).values_list("template", "before"):
        former.setdefault(pk, []).extend((before.get("title", ""), before.get("text", "")))
    serving = _serving(wanted)
    return [row for row in rows if _fits(row, wanted, former.get(row.pk, ())) or serving(row.unit)]


def _fits(row: ReasonTemplate, wanted: Wanted, former: Iterable[str]) -> bool:
    unit = row.unit
    return wanted.fits(row.title, row.text, unit.name_vi, unit.name_en, PAPERS[Occasion(row.occasion)], *former)


def _serving(wanted: Wanted) -> Callable[[Unit], bool]:
    """Return which units have to do with a procedure or a paper of the name that is looked for: a desk with each of them."""
    machines = machines_of(ProcedureVersion.objects.published())
    sectors = {machine.sector for machine in machines if wanted.names(_named(machine))}
    units = set(UnitSector.objects.filter(sector__in=sectors).values_list("unit", flat=True)) if sectors else ()
    return lambda unit: unit.pk in units or (bool(sectors) and unit.kind == UnitKind.DESK)


def _named(machine: Machine) -> Iterator[str]:
    yield machine.code or ""
    for text in (machine.name, *(paper.title for paper in machine.components)):
        yield text.vi
        yield text.en


def _texts(row: ReasonTemplate) -> dict[str, str]:
    """Return what a keeper writes of a template, as it is kept."""
    is_active = "1" if row.is_active else ""
    kept = {"title": row.title, "text": row.text, "occasion": str(row.occasion), "order": str(row.order)}
    return kept | {"unit": str(row.unit_id), "is_active": is_active}


def _values(change: ReasonChange, units: Mapping[str, Unit]) -> Iterator[Was]:
    """Yield what differs; of a new one all."""
    for name, label in LABELS.items():
        before, after = change.before.get(name), change.after[name]
        if before != after:
            was = _in_words(name, before, units) if before is not None else ""
            yield Was(str(label), was, _in_words(name, after, units))


def _in_words(name: str, text: str, units: Mapping[str, Unit]) -> str:
    if name == "unit":
        return units[text].name(get_language()) if text in units else text
    if name == "occasion":
        return str(Occasion(text).label) if text in Occasion else text
    if name == "is_active":
        return _("yes") if text else _("no")
    return text
