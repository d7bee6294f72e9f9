"""What a server loads before its workers are there, so that they share the memory of it."""

import gc
from importlib import import_module

from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import trans_real


def load() -> None:
    """Load every address, every page of the site and both languages; asks no database.

    The collector leaves alone what is there by now: looking at an object writes into it, and a page of memory that is
    written to is shared no longer.
    """
    # The addresses with all views.
    import_module(settings.ROOT_URLCONF)
    pages = engines["jinja2"]
    assert isinstance(pages, Jinja2)  # noqa: S101
    for name in pages.env.list_templates(filter_func=lambda name: not name.startswith("django/")):
        pages.env.get_template(name)
    for language, _name in settings.LANGUAGES:
        trans_real.translation(language)
    gc.collect()
    gc.freeze()
