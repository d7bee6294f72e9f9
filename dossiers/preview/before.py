"""What a definition would replace: the version in force, and who follows it today."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from accounts.models import ROLE_LABELS
from dossiers.models import Dossier, Draft
from procedures.language.changes.office import office_changes
from procedures.language.differences import differences
from procedures.machine import Machine, Text
from procedures.models import ProcedureVersion


@dataclass(frozen=True, slots=True)
class InForce:
    """The version in force, with the applications that are being written and the dossiers still open under it."""

    machine: Machine
    drafts: int
    dossiers: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from the version in force, for each of those who must know it."""

    before: InForce | None
    """None where nothing is in force: the procedure is new, or no longer received."""
    coming: Machine | None
    """A version that is published and not in force yet."""
    for_applicants: tuple[Text, ...] = ()
    for_officers: tuple[Text, ...] = ()


def changes(machine: Machine, *, on: date) -> Changes:
    """Compare a machine with the version of its procedure that is in force on a day."""
    versions = ProcedureVersion.objects.select_related("procedure").filter(procedure__slug=machine.slug)
    current, newest = versions.current(on=on).first(), versions.current().first()
    coming = newest.machine if newest is not None and newest != current and newest.effective_on > on else None
    if current is None:
        return Changes(None, coming)
    old = current.machine
    before = InForce(
        old,
        drafts=Draft.objects.open().filter(version=current).count(),
        dossiers=Dossier.objects.filter(version=current).exclude(holder="").count(),
    )
    roles = {role: Text(_in("vi", label), _in("en", label)) for role, label in ROLE_LABELS.items()}
    return Changes(before, coming, differences(old, machine), office_changes(old, machine, roles))


def _in(language: str, label: object) -> str:
    with translation.override(language):
        return str(label)
