"""What pages made by Django's own templates, allauth's and ours about an account, take of the site's: frame and parts."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from dossiers.display import glyphs
from dossiers.notices.channels.returns.standing import of_account

register = template.Library()
register.simple_tag(glyphs.icon)

FRAME = "frame.html"


@register.simple_tag
def part(name: str, **context: Any) -> SafeString:
    """Draw a part of the site's pages by the name of its template."""
    # What a template has written is escaped already.
    return SafeString(render_to_string(name, context))


@register.simple_tag(takes_context=True)
def mail_came_back(context: RequestContext) -> SafeString:
    """Draw what came back from the reader's addresses."""
    request = context.request
    back = of_account(request.user, timezone.now()) if isinstance(request.user, User) else []
    return SafeString(render_to_string("components/mail_came_back.html", {"back": back}, request))


@register.simple_block_tag(takes_context=True)
def block_of_frame(context: RequestContext, content: SafeString, name: str) -> str:
    """Keep a block's HTML for ``frame``; nothing stands where it was."""
    _blocks(context)[name] = content
    return ""


@register.simple_tag(takes_context=True)
def frame(context: RequestContext) -> SafeString:
    """Draw the whole page: the site's frame with the blocks that were kept."""
    return SafeString(render_to_string(FRAME, {"parts": _blocks(context)}, context.request))


def _blocks(context: RequestContext) -> dict[str, SafeString]:
    # Its stubs know what Django itself keeps there, and nothing else.
    blocks: dict[str, SafeString] = context.render_context.setdefault(FRAME, {})  # type: ignore[assignment, arg-type]
    return blocks
