"""Signs beside words: all of them in one drawing, whose address is looked up once."""

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

static_address = cache(static)
"""Return the address of a static file: it stays the same for as long as a process lives."""


@cache
def icon(name: str) -> SafeString:
    """Draw a glyph beside words that say the same; screen readers pass over it."""
    drawing = static_address("img/glyphs.svg")
    return format_html('<svg class="glyph" aria-hidden="true"><use href="{}#{}"/></svg>', drawing, name)
