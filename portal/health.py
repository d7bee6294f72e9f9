"""Two addresses for whoever watches the site."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_TEXT = "text/plain; charset=utf-8"


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing else is asked."""
    return HttpResponse("ok\n", content_type=_TEXT)


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer whether the site can work: the database answers and holds every migration."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type=_TEXT)
    if missing:
        return HttpResponse("migrations are missing\n", status=503, content_type=_TEXT)
    return HttpResponse("ok\n", content_type=_TEXT)
