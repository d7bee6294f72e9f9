"""Addresses of our pages as papers and mail write them."""

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: str) -> str:
    """Return the absolute address of a page, for papers and mail."""
    return settings.PUBLIC_URL + reverse(name, args=args)
