"""Administration of which division serves which sector. Definitions and calendars are published, not edited."""

from django.contrib import admin

from procedures.models import UnitSector


@admin.register(UnitSector)
class UnitSectorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic to the type checker alone
    """Sectors of divisions."""

    list_display = ("sector", "unit")
    list_select_related = ("unit",)
    list_filter = ("sector",)
