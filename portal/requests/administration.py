"""The administration's site: Django's, where a request may hold anything."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from accounts.rows import is_row

type View = Callable[..., HttpResponseBase]


class Administration(AdminConfig):
    """Django's administration on our site."""

    default = False
    default_site = "portal.requests.administration.Site"


class Site(AdminSite):
    """Refuses what would end in an error of Django's own before it comes to that."""

    site_title = site_header = gettext_lazy("Administration of Một Cửa")
    index_title = gettext_lazy("People, units and roles")

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature; its stubs promise the very view back
        """Look at what was sent first; raises ``BadRequest`` for what Django does not expect."""

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(map(is_row, chosen)):
                raise BadRequest("a row that was chosen is no number")
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest("rows are looked for by a field without a name")
            # Django leads to a list with this mark alone, and no link of the list carries it on.
            if ERROR_FLAG in request.GET and len(request.GET) > 1:
                raise BadRequest("a list that could not be read is asked for again")
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)
