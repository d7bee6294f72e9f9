"""What figures are about: the agencies that somebody answers for, and what they are narrowed to."""

from dataclasses import dataclass, fields, replace
from typing import Self

from dossiers.models import Dossier, DossierQuerySet


@dataclass(frozen=True, slots=True)
class Selection:
    """Dossiers by what they are told apart by; what is empty or 0 narrows nothing."""

    agencies: tuple[int, ...]
    sector: str = ""
    procedure: int = 0
    division: int = 0
    assignee: int = 0
    channel: str = ""

    @property
    def narrowed(self) -> dict[str, str | int]:
        """What it is narrowed to within the agencies, by the name of the dossier's column."""
        found = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        return {name: value for name, value in found.items() if value}

    def narrowed_to(self, **values: str | int) -> Self:
        """Return it narrowed further."""
        return replace(self, **values)

    @property
    def dossiers(self) -> DossierQuerySet:
        """Return the dossiers themselves."""
        return Dossier.objects.filter(agency__in=self.agencies, **self.narrowed)
