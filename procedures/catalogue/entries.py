"""From a published version to its entry in the catalogue."""

from collections.abc import Iterable
from typing import Any

from procedures.catalogue.alphabet import sort_key
from procedures.catalogue.search import bag, exact, fold, passages, phrase
from procedures.machine import Machine, Online, Text
from procedures.models import CatalogueEntry, ProcedureVersion, VersionStatus

EDITION = 1
"""To be raised when an entry is written otherwise than before: the next publication then writes all anew."""


def write(version: ProcedureVersion, machine: Machine) -> None:
    """Write the entry of a version; in place of an older one it is a new row, by which readers see the change."""
    CatalogueEntry.objects.filter(version=version).delete()
    CatalogueEntry.objects.create(version=version, **columns_of(machine))


def complete() -> None:
    """Write the entries that are missing or were written by an older edition: one query where none is."""
    published = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT)
    for version in published.exclude(entry__edition=EDITION).select_related("procedure"):
        write(version, version.machine)


def columns_of(machine: Machine) -> dict[str, Any]:
    """Return what an entry holds, by column."""
    name, sector = machine.name, machine.sector_name
    texts = tuple(_searched(machine))
    return {
        "edition": EDITION,
        "slug": machine.slug,
        "code": machine.code or "",
        "sector": machine.sector,
        "sector_vi": sector.vi,
        "sector_en": sector.en,
        "name_vi": name.vi,
        "name_en": name.en,
        "limit_amount": machine.committed_limit.amount,
        "limit_unit": machine.committed_limit.unit,
        "applicants": list(machine.applicants),
        "level": machine.level,
        # What is filed elsewhere is not filed here on line either.
        "online": Online.NONE if machine.not_filed_here else machine.online or "",
        "fee": _fee(machine),
        "order_vi": sort_key(sector.vi, name.vi),
        "order_en": sort_key(sector.en, name.en),
        "name_exact_vi": phrase(exact(name.vi)),
        "name_folded_vi": phrase(fold(name.vi)),
        "name_exact_en": phrase(exact(name.en)),
        "name_folded_en": phrase(fold(name.en)),
        "words_exact": bag(texts),
        "texts_folded": passages(texts),
    }


def _searched(machine: Machine) -> Iterable[str]:
    """Return the texts in which a procedure is searched for, in both languages."""
    yield machine.code or ""
    papers = [part for component in machine.components for part in (component.title, component.form)]
    for text in (machine.name, machine.sector_name, machine.summary, machine.result, *papers):
        if isinstance(text, Text):
            yield from (text.vi, text.en)


def _fee(machine: Machine) -> int | None:
    """Return what everybody pays; None where it depends, and where no fee is named, which does not mean none."""
    flat = all(fee.per is None and fee.quantity is None and fee.when is None for fee in machine.fees)
    return sum(fee.amount for fee in machine.fees) if machine.fees and flat else None
