"""What tests see of pages that Jinja2 makes: what each was given, and no method that is only looked at."""

from functools import cache
from types import MethodType
from typing import Any

import jinja2
import pytest
from django.template import engines
from django.test.signals import template_rendered
from jinja2 import nodes

from portal.postgres import BASE_DIR

PAGES = BASE_DIR / "templates"


def watch(patch: pytest.MonkeyPatch) -> None:
    """Tell Django's client of every page, as its own templates do; refuse methods that no template calls."""
    render, looked_at = jinja2.Template.render, jinja2.Environment.getattr

    def heard(template: jinja2.Template, context: dict[str, object]) -> str:
        template_rendered.send(sender=template, template=template, context=context)
        return render(template, context)

    def called(environment: jinja2.Environment, thing: object, name: str) -> Any:
        found = looked_at(environment, thing, name)
        if isinstance(found, MethodType) and name not in methods_called():
            raise TypeError(f"{type(thing).__name__}.{name} is a method: {name}()")
        return found

    patch.setattr(jinja2.Template, "render", heard)
    patch.setattr(jinja2.Environment, "getattr", called)


@cache
def methods_called() -> frozenset[str]:
    """Return the names that templates of pages call on something."""
    sources = (path.read_text() for path in PAGES.rglob("*.html") if PAGES / "django" not in path.parents)
    calls = (call for source in sources for call in engines["jinja2"].env.parse(source).find_all(nodes.Call))
    return frozenset(call.node.attr for call in calls if isinstance(call.node, nodes.Getattr))
