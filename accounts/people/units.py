"""Units as an administrator enters and changes them: the divisions of an agency, and what every unit is called."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import ChangeKind, Unit, UnitKind, User
from accounts.people import changes

MOST_OF_A_KEY = 40


class UnitError(Exception):
    """A unit that cannot be entered or changed so: ``str()`` is the sentence, ``field`` the answer that it is about."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.field = field


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit is called, where it is, and until when it is there."""

    name_vi: str
    name_en: str
    address: str = ""
    phone: str = ""
    until: date | None = None

    def values(self) -> dict[str, str | date | None]:
        """Return it as it is recorded."""
        return {name: getattr(self, name) for name in ("name_vi", "name_en", "address", "phone", "until")}


def named(unit: Unit) -> Named:
    """Return what a unit is called now."""
    return Named(unit.name_vi, unit.name_en, unit.address, unit.phone, unit.until)


def enter(agency: Unit, new: Named, *, by: User, at: datetime) -> Unit:
    """Enter a division of an agency; raises ``UnitError`` where that agency has one of this name."""
    with transaction.atomic():
        # Two administrators who enter the same one come one after the other.
        Unit.objects.select_for_update(no_key=True).get(pk=agency.pk)
        _check_name(agency.pk, new, None)
        unit = Unit(slug=_key(new.name_vi), kind=UnitKind.DIVISION, parent=agency)
        _write(unit, new)
        try:
            with transaction.atomic():
                unit.save()
        except IntegrityError:
            raise UnitError(
                "name_vi", _("Somebody has just entered a unit of this name. Look at the list again.")
            ) from None
        after = {"kind": UnitKind.DIVISION.value, **new.values()}
        changes.note(ChangeKind.UNIT_ENTERED, by=by, at=at, unit=unit, after=after)
        return unit


def change(unit: Unit, new: Named, *, by: User, at: datetime) -> bool:
    """Change what a unit is called or end it; say whether anything was another than before. Raises ``UnitError``.

    Whether anything is left in a division that ends is asked by whoever knows of dossiers and sectors.
    """
    with transaction.atomic():
        held = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        before = named(held)
        if before == new:
            return False
        _check_name(held.parent_id, new, held.pk)
        if new.until is not None:
            _check_end(held, new.until)
        _write(held, new)
        held.save(update_fields=["name_vi", "name_en", "address", "phone", "until"])
        changes.note(ChangeKind.UNIT_CHANGED, by=by, at=at, unit=held, before=before.values(), after=new.values())
    return True


def _write(unit: Unit, new: Named) -> None:
    for name, value in new.values().items():
        setattr(unit, name, value)


def _check_name(parent_id: int | None, new: Named, own_id: int | None) -> None:
    same = Unit.objects.filter(parent=parent_id, name_vi__iexact=new.name_vi, until=None).exclude(pk=own_id or 0)
    if parent_id is not None and same.exists():
        raise UnitError("name_vi", _("There is a unit of this name already."))


def _check_end(unit: Unit, until: date) -> None:
    if unit.kind != UnitKind.DIVISION:
        raise UnitError("until", _("Only a division ends here: of units of this kind there has to be one."))
    longer = unit.memberships.in_force(until).exclude(until=until)
    later = unit.memberships.filter(since__gt=until)
    if count := (longer | later).distinct().count():
        sentence = _("Seats in this unit last longer: %(n)s. Let them end by then first.")
        raise UnitError("until", sentence % {"n": count})


def _key(name: str) -> str:
    """Return a key that no unit has, made of a name."""
    key = slugify(name.replace("đ", "d").replace("Đ", "D"))[:MOST_OF_A_KEY].strip("-") or UnitKind.DIVISION.value
    taken = set(Unit.objects.filter(slug__startswith=key).values_list("slug", flat=True))
    return next(one for one in (key, *(f"{key}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
