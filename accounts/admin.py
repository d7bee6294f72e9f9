"""Administration of people, units and roles. Nothing of a dossier is changed here."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts import absences
from accounts.models import Membership, Substitution, Unit, User
from accounts.people import emergency, moved_mail
from accounts.roles import Role
from accounts.rows import is_row

type Formset = BaseInlineFormSet[Membership, User, ModelForm[Membership]]

MOST_SEATS = 50
"""Seats that a person's page takes at once."""


class RowSelect(AutocompleteSelect):
    """A choice of a row that is shown again with what was sent, as far as it is the number of a row."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """Leave out what is no number: Django would compare it with the numbers of the rows."""
        return super().optgroups(name, [row for row in map(str, value) if is_row(row)], attr)


class ByRow(BaseModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """Pages whose fields that are completed while one types may be sent anything."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Give such a field our choice."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SeatsFormset(BaseInlineFormSet):  # type: ignore[type-arg]  # generic to the type checker alone
    """The seats of a person, of which none is taken away while files wait for that person by it (ADR 0105)."""

    def clean(self) -> None:
        """Refuse what another app says keeps somebody there (``settings.BEFORE_SEATS``)."""
        super().clean()
        person = self.instance
        held = User.objects.filter(pk=person.pk).first()
        if held is None or any(self.errors):
            return
        on = timezone.localdate()
        before = Membership.objects.in_force(on + timedelta(days=1)).filter(user=held, role=Role.SPECIALIST)
        left = set(before.values_list("unit", flat=True)) - self._kept(on)
        signs_in = person.is_active or not held.is_active
        if words := import_string(settings.BEFORE_SEATS)(held, left, signs_in=signs_in):
            raise ValidationError(words)

    def _kept(self, on: date) -> set[int]:
        """Return the divisions in which a case officer still sits once today is over."""
        rows = (
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get(DELETION_FIELD_NAME)
        )
        seats = (row for row in rows if row.get("role") == Role.SPECIALIST and row.get("unit"))
        return {row["unit"].pk for row in seats if not row.get("until") or row["until"] > on}


class MembershipInline(ByRow, admin.TabularInline):  # type: ignore[type-arg]  # generic to the type checker alone
    """The seats of a person, on the person's page."""

    model = Membership
    formset = SeatsFormset
    extra = 0
    max_num = MOST_SEATS
    autocomplete_fields = ("unit",)

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> type[Formset]:
        """Build no more forms than that, however many a request says it has: each asks for every unit."""
        return super().get_formset(request, obj, **kwargs, absolute_max=MOST_SEATS)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """People, with one field for the name and their seats."""

    list_display = ("username", "full_name", "email", "is_active", "is_staff")
    search_fields = ("username", "full_name", "email")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal data"), {"fields": ("full_name", "email", "personal_id", "phone", "address", "organisation")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    # Only looked at: the form would round the seconds, and note a change that nobody made.
    readonly_fields = ("last_login", "date_joined")
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Store who it is, with the record of it, and have a former address told that it is the account's no more."""
        before = User.objects.filter(pk=obj.pk).first() if change else None
        former = moved_mail.former_of(before) if before else ""
        super().save_model(request, obj, form, change)
        emergency.note_person(before, obj, by=_whoever(request), at=timezone.now())
        moved_mail.tell(former, obj, at=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Store the seats, with the record that the office's own pages write of them."""
        before = emergency.seats_of(form.instance)
        super().save_formset(request, form, formset, change)
        emergency.note_seats(before, form.instance, by=_whoever(request), at=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Store the seats too, and have said what they leave undone."""
        super().save_related(request, form, formsets, change)
        if "is_active" in form.changed_data or any(formset.has_changed() for formset in formsets):
            import_string(settings.AFTER_SEATS)(request)


def _whoever(request: HttpRequest) -> User:
    """Return who is signed in: nobody else comes here."""
    return User.objects.get(pk=request.user.pk or 0)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """Units as a tree."""

    list_display = ("name_vi", "kind", "parent", "agency_code")
    list_filter = ("kind",)
    search_fields = ("name_vi", "name_en", "slug")
    list_select_related = ("parent",)

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: Any) -> None:
        """Store it with the record that the office's own pages write of it."""
        before = Unit.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        emergency.note_unit(before, obj, by=_whoever(request), at=timezone.now())


@admin.register(Substitution)
class SubstitutionAdmin(ByRow, admin.ModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """Who acts for whom, and until when: in an emergency one is added here, without what ``accounts.absences`` asks.

    None is changed or deleted: it says by what right something was done.
    """

    list_display = ("absent", "substitute", "since", "until", "ended_on")
    autocomplete_fields = ("absent", "substitute")
    list_select_related = ("absent", "substitute")

    def has_change_permission(self, request: HttpRequest, obj: Substitution | None = None) -> bool:
        """Say that one that is there is only looked at."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Substitution | None = None) -> bool:  # noqa: ARG002 - Django's
        """Say that none is deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: Substitution, form: Any, change: Any) -> None:  # noqa: ARG002 - Django's
        """Store a new one with who has entered it, and when, and with the record of it."""
        by, at = _whoever(request), timezone.now()
        obj.entered_by, obj.entered_at = by, at
        obj.save()
        absences.note(obj, by=by, at=at)
