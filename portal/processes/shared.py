"""What a server loads before its workers are there, so that they share the memory of it."""

import gc
from importlib import import_module

import structlog
from django.conf import settings
from django.db import DatabaseError, connections
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import override

log = structlog.get_logger()


def load() -> None:
    """Load every address, every page of the site, both languages, and the versions that dossiers follow.

    The collector leaves alone what is there by now: looking at an object writes into it, and a page of memory that is
    written to is shared no longer.
    """
    # The addresses with all views.
    import_module(settings.ROOT_URLCONF)
    pages = engines["jinja2"]
    assert isinstance(pages, Jinja2)  # noqa: S101
    names = pages.env.list_templates(filter_func=lambda name: not name.startswith("django/"))
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name in names:
                pages.env.get_template(name)
    read_versions()
    gc.collect()
    gc.freeze()


def read_versions() -> None:
    """Compile every published version: the first list of a worker needs them all, and some hundred take seconds.

    A database that does not answer yet is no reason not to start: each worker then reads them when it needs them. No
    connection is left open, which a worker would share with its neighbour.
    """
    # Imported here: they need the apps.
    from dossiers.bulk import kinds
    from procedures.models import ProcedureVersion, VersionStatus, machines_of

    try:
        machines_of(ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT))
        kinds.read_versions()
    except DatabaseError as error:
        log.warning("versions.not_read", failure=type(error).__name__)
    finally:
        connections.close_all()
