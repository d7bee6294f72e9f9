"""The protected state of a dossier: one field that only the machine's transition can write."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor


class StateDescriptor(FSMFieldDescriptor):
    """Refuse every assignment but the one of the value that is there.

    Without the exception ``full_clean()`` would fail, which assigns each field its own value.
    """

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Set the state when it is loaded; later only to itself."""
        if instance.__dict__.get(self.field.name) != value or self.field.name not in instance.__dict__:
            super().__set__(instance, value)


class StateField(FSMField):
    """A protected FSM field, whose protection no code path lifts."""

    descriptor_class = StateDescriptor


class RefreshesState(models.Model):
    """Let ``refresh_from_db`` load a protected state by forgetting the old one first.

    django-fsm's own mixin lifts the protection on the class while it refreshes, for all threads,
    and leaves it lifted when the refresh fails.
    """

    class Meta:
        """A mixin."""

        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        """Reload from the database; a failed reload leaves the state as it was."""
        # Named one by one: a field that is missing from the instance counts as deferred and is passed over.
        deferred = self.get_deferred_fields()
        loaded = [field.attname for field in self._meta.concrete_fields if field.attname not in deferred]
        wanted = list(fields) if fields is not None else loaded
        if fields is None:
            self.__dict__.pop("_prefetched_objects_cache", None)
        held = {
            field.name: self.__dict__.pop(field.name)
            for field in self._meta.concrete_fields
            if isinstance(field, StateField) and field.name in self.__dict__ and field.name in wanted
        }
        try:
            super().refresh_from_db(using=using, fields=wanted, from_queryset=from_queryset)
        finally:
            for name, value in held.items():
                self.__dict__.setdefault(name, value)
