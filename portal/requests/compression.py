"""Pages are sent compressed to whoever is on a slow line."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

FOR_CITIZENS = ("/ho-so/", "/thu-tuc/", "/tra-cuu/", "/thong-ke/")
"""What people open on telephones; the office has a line of its own, and its pages shall cost the server the least."""


class CompressedPages(GZipMiddleware):
    """Compresses the pages of citizens, each to another length (BREACH); files that are handed out are left alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the response, smaller where that helps."""
        is_page = request.path == "/" or request.path.startswith(FOR_CITIZENS)
        return super().process_response(request, response) if is_page and not response.streaming else response
