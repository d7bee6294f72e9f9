"""The administration's site: Django's, where a request may hold anything."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.rows import is_row

type View = Callable[..., HttpResponseBase]


class Administration(AdminConfig):
    """Django's administration on our site."""

    default = False
    default_site = "portal.administration.Site"


class Site(AdminSite):
    """Refuses a choice of rows that names none before Django compares it with their numbers."""

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature; its stubs promise the very view back
        """Look at the chosen rows first; raises ``BadRequest`` where one of them is no number."""

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(map(is_row, chosen)):
                raise BadRequest("a row that was chosen is no number")
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)
