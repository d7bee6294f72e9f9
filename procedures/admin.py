"""Administration of which division serves which sector; what was published can be looked at, and is not edited."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from procedures.models import ProcedureVersion, UnitSector


@admin.register(UnitSector)
class UnitSectorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """Sectors of divisions."""

    list_display = ("sector", "unit")
    list_select_related = ("unit",)
    list_filter = ("sector",)


@admin.register(ProcedureVersion)
class ProcedureVersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """What was published, by whom it was prepared and approved; nothing of it can be changed here."""

    list_display = ("procedure", "version", "status", "effective_on", "prepared_by", "approved_by", "published_at")
    list_select_related = ("procedure",)
    list_filter = ("status",)
    search_fields = ("procedure__slug", "prepared_by", "approved_by", "decision_no")
    ordering = ("procedure__slug", "-version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcedureVersion]:
        """Leave the texts where they are: a list shows none."""
        return super().get_queryset(request).defer("text")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Refuse: a version is published by a command, which checks it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - the same
        """Refuse: a version is final."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - the same
        """Refuse: dossiers rest on it."""
        return False
