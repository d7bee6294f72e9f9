"""A file of 40 papers and 60 events shows what one decides upon in the first screen all the same."""

from collections.abc import Callable

import pytest

from tests.dossiers.desk.test_review import heavy
from tests.journeys.people import Someone

pytestmark = pytest.mark.usefixtures("site")


def test_what_is_decided_upon_is_in_its_first_screen(meet: Callable[[str], Someone]) -> None:
    dossier = heavy()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/?list=mine", "heavy-file")

    # The first act stands open, with what follows from it; the first paper is there with its tick, and beside it to be read.
    for place in (".review-item .tick", "#acts details[open] > summary", "#acts details[open] textarea", "#paper"):
        box = page.locator(place).first.bounding_box()
        assert box is not None, place
        assert box["y"] + min(box["height"], 40) <= 800, (place, box)
    assert page.locator("#acts > .note").count() <= 4
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
