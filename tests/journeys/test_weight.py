"""What a first visit costs on a phone's connection."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from portal.demo import story

MOST = 300_000
"""Bytes over the wire of a first visit, compressed as the server compresses: all but pages and fonts."""
SENT_AS_IS = ("text/html", "font/woff2", "image/png")


@pytest.mark.parametrize("path", ["/", f"/thu-tuc/{story.SLUG}/", f"/ho-so/nop/{story.SLUG}/"])
def test_a_first_visit_weighs_at_most_300_kb(new_page: Callable[..., Page], path: str) -> None:
    page = new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the listener

    page.goto(path, wait_until="networkidle")

    weights = {answer.url: _weight(answer) for answer in answers if answer.ok}
    assert any(url.endswith(".woff2") for url in weights)
    total = sum(weights.values())
    assert total <= MOST, (total, weights)


def _weight(answer: Response) -> int:
    body = answer.body()
    kind = answer.headers.get("content-type", "").split(";")[0]
    return len(body) if kind in SENT_AS_IS else len(gzip.compress(body))
